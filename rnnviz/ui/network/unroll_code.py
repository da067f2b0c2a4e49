"""What the page Unroll shows, as code."""

import streamlit as st

from rnnviz.code.script import PageCode
from rnnviz.code.unrolling import unroll_code
from rnnviz.text.language import _
from rnnviz.ui.network import selection
from rnnviz.ui.network.reading import Reading, reading


def code_now() -> PageCode:
    """The chosen network over what stands in the boxes; raises ValueError or StoreError, a sentence."""
    return code_of(reading(selection.current()))


def code_of(now: Reading) -> PageCode:
    """A network over the first text, or the second one, where who reads the dialog wants it."""
    typed, trace = now.typed, now.trace
    if now.second is not None:
        other = st.segmented_control(
            _("Of which text?"),
            (False, True),
            default=False,
            required=True,
            key="code of text",
            format_func=lambda second: _("the second") if second else _("the first"),
        )
        typed, trace = now.second if other else (typed, trace)
    return unroll_code(now.net, typed.pieces, trace)
