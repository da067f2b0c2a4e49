"""The numbers of the unrolled network to their last digit: all states and what is answered, of which
the picture has colours and few digits."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.exact_numbers import FigureNumbers, NumberSheet, listed_sheet
from rnnviz.figures.unroll.unrolled import LARGE, best_answers
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace, difference

Text = tuple[Typed, Trace]


def unrolled_numbers(
    net: Network, typed: Typed, trace: Trace, second: Text | None = None
) -> FigureNumbers:
    """Every state of every unit, a line each; below what the readout says at every step (of more than
    1,000 answers the likeliest), and of two texts how far their states lie apart."""
    texts = [(typed, trace), *([second] if second is not None else [])]
    arrays = [part for _, one in texts for part in (one.hidden, one.initial, one.logits)]

    def made() -> list[NumberSheet]:
        sheets = [_states(net, texts)]
        if net.readout:
            sheets.append(_answers(net, texts))
        if second is not None:
            apart = difference(trace, second[1])[-net.directions :]
            norms = np.linalg.norm(apart.swapaxes(0, 1).reshape(apart.shape[1], -1), axis=1)
            steps = np.arange(1, len(norms) + 1)
            heads = ["time step", "norm of the difference of the last layer's h"]
            sheets.append(NumberSheet(heads, [steps, norms]))
        return sheets

    return FigureNumbers(made, arrays)


def _states(net: Network, texts: Sequence[Text]) -> NumberSheet:
    """h of every unit; step 0 is the initial state."""
    heads = ["text", "time step", "what is read", "layer", "direction", "unit", "h"]
    lines = [line for n, text in enumerate(texts) for line in _lines(net, n + 1, text)]
    return listed_sheet(heads, lines)


def _lines(net: Network, number: int, text: Text) -> Iterator[tuple[Any, ...]]:
    typed, trace = text
    states = np.concatenate([trace.initial[:, None], trace.hidden], axis=1)
    for step in range(states.shape[1]):
        read = typed.pieces[step - 1] if step else ""
        for row, values in enumerate(states[:, step]):
            layer, back = divmod(row, net.directions)
            way = "right to left" if back else "left to right"
            for unit, value in enumerate(values.tolist()):
                yield number, step, read, layer + 1, way, unit + 1, value


def _answers(net: Network, texts: Sequence[Text]) -> NumberSheet:
    """What the readout says, as probabilities where it gives them."""
    heads = ["text", "time step", "answer", "y" if net.output == "linear" else "probability"]
    lines = []
    for number, (_typed, trace) in enumerate(texts):
        values = trace.logits if net.output == "linear" else trace.probabilities
        named, many = _names(net, values.shape[1]), values.shape[1] > LARGE
        chosen = best_answers(values) if many else np.tile(np.arange(values.shape[1]), (len(values), 1))
        for step, (places, row) in enumerate(zip(chosen, values, strict=True)):
            lines += [(number + 1, step + 1, named[v], float(row[v])) for v in places]
    return listed_sheet(heads, lines)


def _names(net: Network, count: int) -> Sequence[str]:
    if net.output == "softmax":
        return net.answers or tuple(map(str, range(count)))
    return ["1"] * count if net.output == "sigmoid" else [f"y{v + 1}" for v in range(count)]
