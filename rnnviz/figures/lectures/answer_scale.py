"""The scale that a question for a number is answered on, cut into stretches."""

import html
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.numbers import number, power_of_ten
from rnnviz.figures.base.plotly import Part
from rnnviz.lectures.model import Question
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

BINS = 20
POWERS = 8  # of ten, at most, that are written at an axis


def edges(question: Question, bins: int = BINS) -> Array:
    """The ends of the bins of a question for a number, even on its own scale; (bins + 1,)."""
    if question.log:
        return np.geomspace(question.low, question.high, bins + 1)
    return np.linspace(question.low, question.high, bins + 1)


def scale(question: Question, bins: int = BINS) -> tuple[Array, Part]:
    """The ends of the bins (bins + 1,) where they are drawn, and the axis they are drawn along: a
    logarithmic one as powers of ten on a linear one, for a bar's middle and width are such powers."""
    ends = edges(question, bins)
    places = np.log10(ends) if question.log else ends
    title = html.escape(question.unit, quote=False) or _("answer")
    axis = plotly.axis(title, range=[float(places[0]), float(places[-1])])
    if question.log:
        powers, words = _powers(ends)
        axis |= {"tickmode": "array", "tickvals": powers, "ticktext": words}
    return places, axis


def _powers(ends: Array) -> tuple[list[float], Sequence[str]]:
    """Some powers of ten on a scale, or its ends if it lies within one, and how they are written."""
    places = np.log10(ends)
    powers = np.arange(np.ceil(places[0] - 1e-9), np.floor(places[-1] + 1e-9) + 1)
    powers = powers[:: max(1, -(-len(powers) // POWERS))]
    if len(powers) < 2:
        return places[[0, -1]].tolist(), [number(float(end)) for end in ends[[0, -1]]]
    return powers.tolist(), [power_of_ten(exponent) for exponent in powers]


def drawn(question: Question, value: float) -> float:
    """Where a value lies on the axis of `scale`."""
    return float(np.log10(value)) if question.log else value


def stretches(question: Question) -> list[str]:
    """Each bin in words."""
    return [f"{number(float(a))} – {number(float(b))}" for a, b in pairwise(edges(question))]
