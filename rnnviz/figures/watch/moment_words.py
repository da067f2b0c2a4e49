"""What is said of one moment of a watched layer, and which of its numbers are drawn."""

from rnnviz.figures.base.numbers import power
from rnnviz.figures.base.sentences import behind_title
from rnnviz.figures.watch.gradient_by_step import blind_steps
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, _n
from rnnviz.text.message import Message
from rnnviz.watch.layer_frame import LayerFrame


def quantities(layer: LayerFrame, row: int) -> dict[str, Array]:
    """h, c and the gates of one of the L rows by their letters, `(T, H)` each."""
    named = {"h": layer.hidden[row]}
    if layer.memory is not None:
        named["c"] = layer.memory[row]
    return named | {name: values[row] for name, values in layer.gates.items()}


def where(layer: LayerFrame, row: int) -> str:
    """Which row it is, behind a title; "" where there is but one."""
    return behind_title(row, layer.directions) if len(layer.hidden) > 1 else ""


def seen_sentences(said: Message | str, layer: LayerFrame, row: int) -> list[str]:
    """What was just seen: what is `said` of the loop, of its windows first, and what the layer's output
    alone would hide."""
    first, *found = map(str, said.parts() if isinstance(said, Message) else [said])
    if first:
        found.insert(0, _("Your loop: {sentence}.").format(sentence=first.rstrip(".。")))
    if blind := blind_steps(layer, row):
        found.append(
            _n(
                "At one step retain_grad on the output shows exactly 0, though a gradient gets there.",
                "At {count} steps retain_grad on the output shows exactly 0, though a gradient gets "
                "there.",
                blind,
            ).format(count=blind)
        )
    return found


def doubts(layer: LayerFrame) -> list[str]:
    """What could not be seen, and a recomputed output that is not the layer's own."""
    found = [str(layer.note)] if layer.note else []
    if not layer.exact:
        found.append(
            _(
                "rnnviz recomputes this layer's output with a difference of {error}, where its number "
                "type explains {tolerance}: the numbers below may be wrong."
            ).format(error=power(layer.error), tolerance=power(layer.tolerance))
        )
    return found


def agreement(layer: LayerFrame) -> str:
    """That the recomputed output is the layer's own."""
    return _(
        "Recomputed in float64; the layer's own output differs by {error} at most, which its number "
        "type explains."
    ).format(error=power(layer.error))
