"""What the page Watch shows, as code."""

from rnnviz.code.script import PageCode
from rnnviz.code.watching import example_code, watch_code
from rnnviz.text.message import Refusal
from rnnviz.ui.watch import watch_view


def code_now() -> PageCode:
    """The layer that is shown at its moment, an example before there is one; raises ValueError or
    StoreError, a sentence, where the way from step to step is not known."""
    now = watch_view.current()
    if now is None:
        return example_code()
    layer = now.layer
    if not layer.connected:
        raise Refusal(
            "The loop changed the state of {name} between its steps, so the way from one step to "
            "an earlier one is not known.",
            name=layer.name,
        )
    arrived = None
    if layer.by_output is not None:
        arrived = layer.by_output, layer.by_hidden, layer.by_memory
    first = (layer.initial, layer.initial_memory)
    return watch_code(layer.network(), layer.inputs, first, arrived, layer.mask)
