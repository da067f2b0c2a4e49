"""The pictures of a network's states for those who cannot see them: what they show, in numbers."""

from collections.abc import Mapping, Sequence

import numpy as np

from rnnviz.figures.base.html import show
from rnnviz.figures.base.numbers import number
from rnnviz.figures.unroll.heat_maps import MEANINGS
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace
from rnnviz.text.language import N_, _, listed

MOST = 12  # values that are said one by one; of more the largest are
FEW = 6  # units whose values are all said
PARTS = N_("; ")


def at_step(pieces: Sequence[str], step: int) -> str:
    """A step (from 0) with what is read there, if anything is named."""
    if not pieces:
        return _("step {step}").format(step=step + 1)
    piece = show(pieces[step]) if step < len(pieces) else ""
    return _("step {step} “{piece}”").format(step=step + 1, piece=piece)


def maps_in_words(named: Mapping[str, Array], pieces: Sequence[str], where: str = "") -> str:
    """Between which values each `(T, H)` array lies, with the units and steps of both ends."""
    said = [_map(name, values, pieces) for name, values in named.items()]
    return _("Heat maps{where}. {maps}").format(where=where, maps=listed(said, PARTS))


def _map(name: str, values: Array, pieces: Sequence[str]) -> str:
    meaning, known = _(MEANINGS[name]), np.isfinite(values)
    if not known.any():
        return _("{meaning}: no number").format(meaning=meaning)
    ends = []
    for pick, empty in ((np.argmin, np.inf), (np.argmax, -np.inf)):
        step, unit = np.unravel_index(int(pick(np.where(known, values, empty))), values.shape)
        end = _("{value} at unit {unit}, {step}")
        value = number(float(values[step, unit]))
        ends.append(end.format(value=value, unit=int(unit) + 1, step=at_step(pieces, int(step))))
    said = _("{meaning}, {units} units over {steps} steps: lowest {low}, highest {high}")
    steps, units = values.shape
    return said.format(meaning=meaning, units=units, steps=steps, low=ends[0], high=ends[1])


def states_in_words(trace: Trace, pieces: Sequence[str]) -> str:
    """The last layer's state after each step: all units of a small network, else the strongest."""
    hidden = trace.hidden[-1]
    steps, units = hidden.shape
    shown = range(steps) if steps <= MOST else (*range(MOST // 2), *range(steps - MOST // 2, steps))
    parts = (
        _("{step}: {values}").format(step=at_step(pieces, step), values=_state(hidden[step]))
        for step in shown
    )
    said = (
        _("h after each step, unit by unit: {steps}.")
        if units <= FEW
        else _("h after each step, the strongest of {units} units: {steps}.")
    )
    return said.format(units=units, steps=listed(parts, PARTS))


def _state(state: Array) -> str:
    """All numbers of a small state, of a larger one the strongest with their units."""
    if len(state) <= FEW:
        return listed(number(float(value)) for value in state)
    size = np.where(np.isfinite(state), np.abs(state), np.inf)
    strongest = sorted(np.argsort(-size, kind="stable")[:3])
    return listed(
        _("unit {unit} {value}").format(unit=int(unit) + 1, value=number(float(state[unit])))
        for unit in strongest
    )


def lines_in_words(values: Array, units: Sequence[int], pieces: Sequence[str]) -> str:
    """What each chosen unit (from 1) of a `(T, H)` array does from step to step."""
    said = []
    for unit in units:
        line = values[:, unit - 1]
        shown = range(len(line)) if len(line) <= MOST else _corners(line)
        parts = (f"{at_step(pieces, step)} {number(float(line[step]))}" for step in shown)
        said.append(_("unit {unit}: {values}").format(unit=unit, values=listed(parts)))
    return _("Hidden state h of the chosen units over the steps. {units}").format(
        units=listed(said, PARTS)
    )


def _corners(line: Array) -> list[int]:
    """The first and last step, and those of the lowest and highest value."""
    known = np.where(np.isfinite(line), line, np.nan)
    ends = [] if np.isnan(known).all() else [int(np.nanargmin(known)), int(np.nanargmax(known))]
    return sorted({0, *ends, len(line) - 1})


def surprise_in_words(net: Network, typed: Typed, trace: Trace) -> str:
    """The loss of each answer that is due: all of them, or the largest of many."""
    costs = trace.losses
    known = np.flatnonzero(np.isfinite(costs))
    unit = _("half the squared error") if net.output == "linear" else _("nats")
    said = (
        _("Loss of each step, in {unit}")
        if typed.given
        else _("Surprise of each typed token, in {unit}")
    ).format(unit=unit)
    if not len(known):
        return _("{what}: none yet").format(what=said)
    many = len(known) > MOST
    shown = sorted(known[np.argsort(-costs[known], kind="stable")[:3]]) if many else known
    offset = 0 if typed.given else 1  # a surprise stands at the token that surprises
    parts = listed(
        f"{at_step(typed.answers if typed.given else typed.pieces, step + offset)} "
        f"{number(float(costs[step]))}"
        if step + offset < len(typed.pieces)
        else f"“{show(typed.answers[step])}” {number(float(costs[step]))}"
        for step in map(int, shown)
    )
    text = (
        _("{what}: mean {mean} over {count}; the largest: {parts}")
        if many
        else _("{what}: mean {mean}; {parts}")
    )
    mean = number(float(costs[known].mean()))
    return text.format(what=said, mean=mean, count=len(known), parts=parts)
