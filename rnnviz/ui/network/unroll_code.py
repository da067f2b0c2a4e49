"""What the page Unroll shows, as code."""

from rnnviz.code.script import PageCode
from rnnviz.code.unrolling import unroll_code
from rnnviz.ui.network import selection
from rnnviz.ui.network.reading import reading


def code_now() -> PageCode:
    """The chosen network over what stands in the boxes; raises ValueError or StoreError, a sentence."""
    now = reading(selection.current())
    return unroll_code(now.net, now.typed.pieces, now.trace)
