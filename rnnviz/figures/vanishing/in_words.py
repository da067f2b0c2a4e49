"""The pictures of a chain for those who cannot see them: what they show, in numbers."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.chain_backward import Passes, band
from rnnviz.analysis.remedies import Clipped, Remedy
from rnnviz.figures.base.numbers import loss, number, power
from rnnviz.figures.vanishing.chain_sentences import fate, fate_words
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _, listed

PARTS = N_("; ")


def states_in_words(done: Passes) -> str:
    """Where the middle half of all states lies, at the first, the middle and the last step."""
    hidden = done.tape.hidden.reshape(done.tape.steps, -1)
    parts = []
    for step in _three(len(hidden)):
        known = hidden[step][np.isfinite(hidden[step])]
        if not len(known):
            parts.append(_("step {step}: overflowed").format(step=step + 1))
            continue
        low, middle, high = (number(float(x)) for x in np.quantile(known, (0.25, 0.5, 0.75)))
        text = _("step {step}: half of the units between {low} and {high}, median {middle}")
        parts.append(text.format(step=step + 1, low=low, high=high, middle=middle))
    return _("Hidden states over the steps. {steps}").format(steps=listed(parts, PARTS))


def slopes_in_words(done: Passes) -> str:
    """The mean slope at the first, the middle and the last step."""
    slopes = np.ones((done.tape.steps, 1)) if done.slopes is None else done.slopes
    flat = slopes.reshape(len(slopes), -1)
    parts = [
        _("step {step}: {slope}").format(step=step + 1, slope=number(_mean(flat[step])))
        for step in _three(len(flat))
    ]
    return _("Mean slope of the units over the steps. {steps}").format(steps=listed(parts, PARTS))


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _three(steps: int) -> list[int]:
    return sorted({0, (steps - 1) // 2, steps - 1})


def clipping_in_words(done: Clipped, limit: float) -> str:
    """The two components that are drawn, before and after both kinds of clipping."""
    return _(
        "A gradient of two components before and after clipping at {limit}: before ({before}); "
        "by norm ({by_norm}), turned by {turned}°; by value ({by_value}), turned by {turned_more}°"
    ).format(
        limit=power(limit),
        before=_pair(done.before),
        by_norm=_pair(done.by_norm),
        turned=loss(abs(done.turned[0]), 1),
        by_value=_pair(done.by_value),
        turned_more=loss(abs(done.turned[1]), 1),
    )


def _pair(values: Array) -> str:
    return listed(power(float(value)) for value in values)


def remedies_in_words(found: Sequence[Remedy]) -> str:
    """What the median norm of each network's gradient has come to, as far back as it is drawn."""
    parts = []
    for one in found:
        middle = band(one.norms)[2]
        last, what = fate(middle)
        came_to = fate_words(what, last) if what else power(float(middle[last]))
        parts.append(_("{name}: {value}").format(name=one.name, value=came_to))
    steps = len(found[0].norms) - 1
    said = _("Norm of the gradient after {steps} steps back, for what is done about it. {parts}")
    return said.format(steps=steps, parts=listed(parts, PARTS))
