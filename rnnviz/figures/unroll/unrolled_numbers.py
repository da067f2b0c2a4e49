"""The numbers of the unrolled network to their last digit: all states and what is answered, of which
the picture has colours and few digits."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.exact_numbers import FigureNumbers, NumberSheet
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
    ways = [
        "right to left" if row % net.directions else "left to right"
        for row in range(net.layers * net.directions)
    ]
    columns: list[list[Any]] = [[] for _head in heads]
    for number, (typed, trace) in enumerate(texts, 1):
        states = np.concatenate([trace.initial[:, None], trace.hidden], axis=1).swapaxes(0, 1)
        step, row, unit = (one.ravel() for one in np.indices(states.shape))
        read = ["", *typed.pieces]
        found = [
            np.full(states.size, number),
            step,
            [read[place] for place in step.tolist()],
            row // net.directions + 1,
            [ways[place] for place in row.tolist()],
            unit + 1,
            states.ravel(),
        ]
        for column, values in zip(columns, found, strict=True):
            column.append(values)
    return NumberSheet(heads, list(map(_joined, columns)))


def _answers(net: Network, texts: Sequence[Text]) -> NumberSheet:
    """What the readout says, as probabilities where it gives them."""
    heads = ["text", "time step", "answer", "y" if net.output == "linear" else "probability"]
    columns: list[list[Any]] = [[] for _head in heads]
    for number, (_typed, trace) in enumerate(texts, 1):
        values = trace.logits if net.output == "linear" else trace.probabilities
        steps, count = values.shape
        named = _names(net, count)
        chosen = best_answers(values) if count > LARGE else np.tile(np.arange(count), (steps, 1))
        found = [
            np.full(chosen.size, number),
            np.repeat(np.arange(1, steps + 1), chosen.shape[1]),
            [named[place] for place in chosen.ravel().tolist()],
            np.take_along_axis(values, chosen, axis=1).ravel(),
        ]
        for column, part in zip(columns, found, strict=True):
            column.append(part)
    return NumberSheet(heads, list(map(_joined, columns)))


def _joined(parts: list[Any]) -> Any:
    """A column of its parts, of each text one."""
    return (
        np.concatenate(parts)
        if isinstance(parts[0], np.ndarray)
        else [one for part in parts for one in part]
    )


def _names(net: Network, count: int) -> Sequence[str]:
    if net.output == "softmax":
        return net.answers or tuple(map(str, range(count)))
    return ["1"] * count if net.output == "sigmoid" else [f"y{v + 1}" for v in range(count)]
