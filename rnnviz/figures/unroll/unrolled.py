"""The main picture as plain data: the unrolled network, one column a time step.

The browser's side (`static/unrolled.js`) only draws what stands here; every number is the trace's.
"""

import base64
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from rnnviz.figures.base.html import show
from rnnviz.figures.base.numbers import decimals, decimals_apart, number, percent, writer
from rnnviz.figures.base.style import SIGNED, colour_scale
from rnnviz.figures.unroll.in_words import states_in_words
from rnnviz.figures.unroll.shown_units import shown_units
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace, difference
from rnnviz.runs.run_words import cell_name
from rnnviz.text.language import _, _n

SHOWN_PREDICTIONS = 3
LARGE = 1000  # answers
MOST_WRITTEN = 400  # states that are sent as text, where two decimals do not tell them apart
MOST_UNITS = 8  # of a row that has room for its numbers
MOST_DECIMALS = 5  # that a box has room for


def unrolled(
    net: Network,
    typed: Typed,
    trace: Trace,
    step: int = 0,
    example: bool = False,
    second: tuple[Typed, Trace] | None = None,
    untrained: bool = False,
    digits: int = 0,
) -> dict[str, Any]:
    """The picture of a trace with `step` as the current step; `example` says that nothing was typed,
    `untrained` that the guesses mean nothing and are not marked as right or wrong.

    `digits` is how many decimals are written, 0 as many as it takes to tell the steps apart.

    A `second` text's trace is drawn below the first on the same scale, and between them for each step
    the norm of the difference of the last layer's states.
    """
    traces = [trace] if second is None else [trace, second[1]]
    states = [part.ravel() for one in traces for part in (one.hidden, one.initial)]
    scale = colour_scale(np.concatenate(states))
    shown = min(digits, MOST_DECIMALS) or max(picture_digits(net, one) for one in traces)
    drawn = _drawn_units(traces)
    picture = _chain(net, typed, trace, scale, shown, drawn) | _of_network(net, drawn)
    picture |= {
        "step": step,
        "example": example,
        "untrained": untrained,
        "colours": SIGNED,
        "alt": f"{describe(net, typed.pieces)} {states_in_words(trace, typed.pieces)}",
    }
    if second is not None:
        picture["second"] = _chain(net, *second, scale, shown, drawn)
        apart = difference(trace, second[1])[-net.directions :]
        picture["difference"] = [_norm(step) for step in apart.swapaxes(0, 1)]
    return picture


def picture_digits(net: Network, trace: Trace) -> int:
    """How many decimals tell the states and the answers of neighbouring steps apart, in a small network
    that answers with numbers; else two."""
    if net.output != "linear" or net.hidden > MOST_UNITS or trace.hidden.size > MOST_WRITTEN:
        return 2
    states = np.concatenate([trace.initial[:, None], trace.hidden], axis=1)
    pairs = (states[:, 1:], states[:, :-1]), (trace.logits[1:], trace.logits[:-1])
    return min(max(decimals_apart(*pair) for pair in pairs), MOST_DECIMALS)


def _of_network(net: Network, drawn: Array | None) -> dict[str, Any]:
    """What is drawn of the network itself, and which of its units if not all."""
    reset_first = net.cell == "gru_before"  # whose name is longer than a box is wide
    found = {
        "cell": cell_name("gru" if reset_first else net.cell),
        "form": _("r first") if reset_first else "",
        "layers": net.layers,
        "directions": net.directions,
        "hidden": net.hidden if drawn is None else drawn.shape[1],
        "embedding": net.embedding is not None,
        "memory": net.kind.has_memory,
        "readout": net.readout,
        "output": net.output,
    }
    return found if drawn is None else found | {"units": drawn.tolist(), "of": net.hidden}


def _drawn_units(traces: Sequence[Trace]) -> Array | None:
    """The units (from 0) of each of the L rows that are drawn, None for all."""
    rows = range(len(traces[0].hidden))
    found = [shown_units([one.hidden[row] for one in traces]) for row in rows]
    chosen = [units for units in found if units is not None]
    return np.stack(chosen) if chosen else None


def _chain(
    net: Network, typed: Typed, trace: Trace, scale: float, digits: int, drawn: Array | None
) -> dict[str, Any]:
    """What is drawn once for each text."""
    states = np.concatenate([trace.initial[:, None], trace.hidden], axis=1)
    if drawn is not None:
        states = np.take_along_axis(states, drawn[:, None], axis=-1)
    return {
        "pieces": [show(piece) for piece in typed.pieces],
        "answers": [show(answer) for answer in typed.answers],
        "unknown": list(map(int, typed.unknown)),
        "scale": scale,
        "states": _packed(states[:, 1:], scale),
        "initial": _packed(states[:, :1], scale),
        "numbers": _numbers(trace, digits),
        "predictions": predictions(net, trace, digits),
    }


def _numbers(trace: Trace, digits: int) -> list[str]:
    """The states as text in the order (L, T, H) where two decimals are too few, else nothing."""
    if digits <= 2 or trace.hidden.shape[-1] > MOST_UNITS or trace.hidden.size > MOST_WRITTEN:
        return []
    return [writer(digits)(float(value)) for value in trace.hidden.ravel()]


def predictions(net: Network, trace: Trace, digits: int = 2) -> list[list[tuple[str, float, str]]]:
    """For every step what the readout says, nothing without one: (label, share of the bar, value in
    words)."""
    if not net.readout:
        return [[] for _ in range(trace.steps)]
    if net.output == "softmax":
        names = net.answers or tuple(map(str, range(net.outputs)))
        best = best_answers(trace.probabilities)
        return [
            [(show(names[v]), _share(p[v]), percent(p[v])) for v in row]
            for row, p in zip(best, trace.probabilities, strict=True)
        ]
    if net.output == "sigmoid":
        pairs = [((1.0 - p, "0"), (p, "1")) for p in trace.probabilities[:, 0]]
        return [
            [(bit, _share(p), percent(p)) for p, bit in sorted(pair, reverse=True)] for pair in pairs
        ]
    write = number if digits <= 2 else partial(decimals, count=digits)
    return [
        [(f"y{v + 1}", 0.0, write(float(y))) for v, y in enumerate(row[:SHOWN_PREDICTIONS])]
        for row in trace.logits
    ]


def best_answers(probabilities: Array) -> Array:
    """The likeliest answers of each step `(T, SHOWN_PREDICTIONS)`, the first of equal ones first."""
    if probabilities.shape[1] > LARGE:  # of tens of thousands most need not be put in order
        cut = np.argpartition(-probabilities, SHOWN_PREDICTIONS - 1, axis=1)[:, :SHOWN_PREDICTIONS]
        few = np.sort(cut, axis=1)
        order = np.argsort(-np.take_along_axis(probabilities, few, 1), axis=1, kind="stable")
        return np.take_along_axis(few, order, axis=1)
    return np.argsort(-probabilities, axis=1, kind="stable")[:, :SHOWN_PREDICTIONS]


def describe(net: Network, pieces: Sequence[str]) -> str:
    """The picture in words, for those who cannot see it."""
    layers = _n("one layer", "{count} layers", net.layers).format(count=net.layers)
    said = (
        _(
            "The network unrolled over {count} time steps: {layers} of {hidden} {cell} units, read "
            "in both directions; the same weights stand at every step."
        )
        if net.bidirectional
        else _(
            "The network unrolled over {count} time steps: {layers} of {hidden} {cell} units; the same "
            "weights stand at every step."
        )
    )
    return said.format(count=len(pieces), layers=layers, hidden=net.hidden, cell=cell_name(net.cell))


def _norm(values: Array) -> float | None:
    """The 2-norm, None where it is no number; taken of scaled values, whose squares cannot overflow."""
    largest = float(np.abs(values).max(initial=0.0))
    if not np.isfinite(largest):
        return None
    norm = largest * float(np.linalg.norm(values / largest)) if largest else 0.0
    return norm if np.isfinite(norm) else None


def _share(p: float) -> float:
    return round(float(p), 4) if np.isfinite(p) else 0.0


def _packed(states: Array, scale: float) -> str:
    """(L, T, H) states as 16-bit integers of `scale`/32767 in base64; -32768 marks an overflow."""
    whole = np.full(states.shape, -32768, dtype="<i2")
    finite = np.isfinite(states)
    whole[finite] = np.round(states[finite] * (32767 / scale)).astype("<i2")
    return base64.b64encode(whole.tobytes()).decode()
