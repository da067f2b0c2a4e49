"""What the page Watch shows, as code."""

from rnnviz.code.script import PageCode
from rnnviz.code.watching import watch_code
from rnnviz.text.message import Refusal
from rnnviz.ui.watch import watch_view


def code_now() -> PageCode | None:
    """The layer that is shown at its moment, None before there is one; raises ValueError or StoreError,
    a sentence, where its gradients are not known."""
    now = watch_view.current()
    if now is None:
        return None
    layer = now.layer
    if layer.by_output is None:
        raise Refusal("No backward pass reached {name}, so there is no matrix.", name=layer.name)
    if not layer.connected:
        raise Refusal(
            "The loop changed the state of {name} between its steps, so the way from one step to "
            "an earlier one is not known.",
            name=layer.name,
        )
    arrived = (layer.by_output, layer.by_hidden, layer.by_memory)
    first = (layer.initial, layer.initial_memory)
    return watch_code(layer.network(), layer.inputs, first, arrived, layer.mask)
