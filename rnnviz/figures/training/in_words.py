"""The pictures of a training for those who cannot see them: what came of it, in numbers."""

import html
from collections.abc import Callable, Mapping, Sequence
from math import exp

import numpy as np

from rnnviz.analysis.echo_learned import Learned
from rnnviz.figures.base import numbers
from rnnviz.figures.base.floor_names import floor_name, floor_words
from rnnviz.figures.training.loss_ends import right_words
from rnnviz.figures.training.losses import NO_RIGHT, PERPLEXITY
from rnnviz.figures.training.measures import Course
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.nn.cells.base import Array
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import N_, _, _n, listed

ON = 0.04  # of the floors' span: a loss that is as near is on its floor
FELT = 0.01  # of the largest norm: what is less is not felt
PARTS = N_("; ")


def losses_in_words(
    runs: Sequence[RunLosses],
    floors: Mapping[str, float],
    unit: str = "nats",
    words: Callable[[str], str] = floor_words,
    right: Mapping[str, float] = NO_RIGHT,
) -> str:
    """Where each run's loss has come to, beside its floors; the share of answers that are right at
    each is `right`."""
    said = _("Loss of each run in {unit} against samples seen. Floors: {floors}.").format(
        unit=_(unit),
        floors=listed(
            (
                listed(
                    filter(None, (_floor(words(name), y, unit), right_words(right.get(name, np.nan))))
                )
                for name, y in floors.items()
            ),
            PARTS,
        ),
    )
    ended = [_ended(run, floors, unit, words) for run in runs if _last(run) is not None]
    return f"{said} {listed(ended, PARTS)}." if ended else f"{said} {_('Nothing is trained yet.')}"


def _shown(loss: float, unit: str) -> str:
    return numbers.loss(exp(min(loss, 700.0)) if unit == PERPLEXITY else loss)


def _floor(name: str, loss: float, unit: str) -> str:
    return _("{value} “{floor}”").format(value=_shown(loss, unit), floor=name)


def _last(run: RunLosses) -> float | None:
    if run.seeds is not None:
        left = run.seeds.band[2][np.isfinite(run.seeds.band[2])]
        median = run.seeds.ends().spread.median
        return median if np.isfinite(median) else float(left[-1]) if len(left) else None
    known = run.means[np.isfinite(run.means)]
    if not len(known):
        return None
    return float(known[-1]) if run.note else run.settled()[0]


def _ended(run: RunLosses, floors: Mapping[str, float], unit: str, words: Callable[[str], str]) -> str:
    """One run's last mean loss, and the floor that it stands on or above."""
    last = _last(run)
    assert last is not None
    at = on_floor(last, floors)
    if at is None:
        said = _("{name}: {loss}, below every floor")
        return said.format(name=run.name, loss=_value(run, last, unit)) + _note(run)
    name, on = at
    said = (
        _("{name}: {loss}, on the floor “{floor}”")
        if on
        else _("{name}: {loss}, above the floor “{floor}”")
    )
    return said.format(name=run.name, loss=_value(run, last, unit), floor=words(name)) + _note(run)


def _value(run: RunLosses, loss: float, unit: str) -> str:
    """A run's loss, with the share of its answers that are right where that is known, or with what its
    seeds spread over."""
    if run.seeds is not None:
        seeds = run.seeds.exponents() if unit == PERPLEXITY else run.seeds
        return listed(
            filter(None, (_shown(loss, unit), seeds.ends().range_words, right_words(run.right)))
        )
    return listed(filter(None, (_shown(loss, unit), right_words(run.right))))


def _note(run: RunLosses) -> str:
    return f" ({run.note})" if run.note else ""


def on_floor(loss: float, floors: Mapping[str, float]) -> tuple[str, bool] | None:
    """The floor that a loss stands on, or the next below it, and whether it stands on it; None if it
    lies below all of them."""
    near = ON * max(max(floors.values()) - min(floors.values()), 1e-3)
    name = min(floors, key=lambda name: abs(loss - floors[name]))
    if abs(loss - floors[name]) <= near:
        return name, True
    below = [name for name in floors if floors[name] < loss]
    return (max(below, key=floors.__getitem__), False) if below else None


def floors_reached(
    runs: Sequence[RunLosses],
    floors: Mapping[str, float],
    words: Callable[[str], str] = floor_words,
) -> str:
    """The lowest floor that each run has ever come to, but for the highest, from which all start: a
    sentence that changes only when another one is reached, for who hears how a training goes on."""
    parts = []
    for run in runs:
        name = lowest_reached(run, floors)
        if name is not None:
            said = _("{name} has come to the floor “{floor}”.")
            parts.append(said.format(name=run.name, floor=words(name)))
    told = "".join(f'<p class="unseen" data-told>{html.escape(part)}</p>' for part in parts)
    return f"<div>{told}</div>" if told else ""  # within: what is unseen by itself takes no place


def lowest_reached(run: RunLosses, floors: Mapping[str, float]) -> str | None:
    """The lowest floor but the highest that a run's means have come to."""
    known = run.means[np.isfinite(run.means)]
    if not len(known) or len(floors) < 2:
        return None
    highest = max(floors, key=floors.__getitem__)
    near = ON * max(floors[highest] - min(floors.values()), 1e-3)
    met = [name for name, y in floors.items() if name != highest and known.min() <= y + near]
    return min(met, key=floors.__getitem__) if met else None


def norms_in_words(runs: Sequence[tuple[str, Array, Array]], clips: Sequence[float | None]) -> str:
    """Between what the norm of each run's gradient has moved, and where it is clipped."""
    said = []
    for (name, _samples, norms), clip in zip(runs, clips, strict=False):
        known = norms[np.isfinite(norms)]
        if not len(known):
            continue
        text = (
            _("{name}: from {low} to {high}, last {last}")
            if clip is None
            else _("{name}: from {low} to {high}, last {last}, clipped at {clip}")
        )
        low, high, last = (numbers.power(float(x)) for x in (known.min(), known.max(), known[-1]))
        at = "" if clip is None else numbers.power(clip)
        said.append(text.format(name=name, low=low, high=high, last=last, clip=at))
    return _("Norm of each run's gradient: {runs}").format(runs=listed(said, PARTS))


def learned_in_words(found: Mapping[str, Learned]) -> str:
    """P(Y = 1) for each combination of the lagged bits, as it is and as each run has it."""
    one = next(iter(found.values()))
    said = []
    for place, row in enumerate(one.bits):
        bits = [f"X[t−{lag}]={bit}" for lag, bit in zip(one.shares, row, strict=False)]
        answers = [_("true {share}").format(share=numbers.number(float(one.true[place])))]
        answers += [f"{name} {numbers.number(float(run.found[place]))}" for name, run in found.items()]
        said.append(f"{listed(bits)}: {listed(answers)}")
    return _("P(Y=1) by lagged bits, true and learned. {bits}").format(bits=listed(said, PARTS))


def matrices_in_words(matrices: Sequence[tuple[str, Array, Truncation | None]]) -> str:
    """How far the last loss of the probe sequence is felt in each run, and how much its cut uses."""
    said = []
    for name, norms, cut in matrices:
        steps = felt(norms)
        back = _n("{steps} step back", "{steps} steps back", steps).format(steps=steps)
        if cut is None:
            text = _("{name}: the last loss is felt {back}; its readout alone is trained")
            said.append(text.format(name=name, back=back))
            continue
        used = max(t - k for t in range(len(norms)) for k in range(t + 1) if cut.reaches(t, k))
        text = _("{name}: the last loss is felt {back}; the cut lets losses reach {used} back at most")
        said.append(text.format(name=name, back=back, used=used))
    return _(
        "How far each loss feels each state, on a probe sequence, for each run; felt is what is at "
        "least 1 % of the most. {runs}"
    ).format(runs=listed(said, PARTS))


def measures_in_words(courses: Sequence[tuple[str, Course]]) -> str:
    """What was measured last of each run beside its loss, as shares of all."""
    said = []
    for run, course in courses:
        last = {name: share for _at, found in course for name, share in found.items()}
        parts = (f"{floor_name(name)} {numbers.percent(share)}" for name, share in last.items())
        if last:
            said.append(_("{name}: {value}").format(name=run, value=listed(parts)))
    return _("What is measured of each run beside its loss, against samples seen. {runs}").format(
        runs=listed(said, PARTS)
    )


def felt(norms: Array) -> int:
    """How many steps back the last loss moves a state by at least 1 % of what it moves one most."""
    row = np.nan_to_num(norms[-1])
    if not row.max() > 0.0:
        return 0
    return int(len(row) - 1 - np.flatnonzero(row >= FELT * row.max())[0])
