"""The pictures of the page Runs: several trainings beside each other, from the frames that
`rnnviz.train` yields for each, and curves of one's own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from rnnviz.catalogue.courses import LineCourse, difference, over_seeds, points_each
from rnnviz.catalogue.entry import Entry, EntryKind, settings_of
from rnnviz.catalogue.line import RunLine, lines
from rnnviz.figures.runs import compared as tables
from rnnviz.figures.runs import overlay as charts
from rnnviz.figures.runs.line_words import chart_name, named_floors, unit_of
from rnnviz.nn.cells.base import Array
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.plot.races import Frames
from rnnviz.plot.trained_runs import TrainedRuns
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import samples_per_update
from rnnviz.training.frame import RunState, RunStatus
from rnnviz.training.spread import means_of_seeds

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

OwnCurve = tuple[Array, Array]  # its steps and its losses, `(n,)` each
Trainings = Mapping[str, Frames | OwnCurve]


def overlay(
    trainings: Trainings,
    baseline: str = "",
    across: str = charts.SAMPLES,
    logarithmic: bool = False,
    dark: bool = False,
) -> "Figure":
    """The losses of several trainings, by name, on one chart over the floors: of each its frames, or
    two arrays `(n,)`, the steps and the losses of a curve of one's own; runs that differ in their
    seed alone are one curve with its deviation. With the name of a curve as `baseline` all others
    less that one; `across` is "samples" or "updates". Raises Refusal for a name or an axis that is
    not there."""
    if across not in (charts.SAMPLES, charts.UPDATES):
        raise Refusal("across is samples or updates, not {word}.", word=across)
    drawn = [_drawn(line, of) for line, of in _lines(trainings).items()]
    named = [charts.DrawnLine(chart_name(line), course, at) for at, (line, course) in enumerate(drawn)]
    if baseline:
        base = next((one for one in named if one.name == baseline), None)
        if base is None:
            known = ", ".join(one.name for one in named)
            raise Refusal("No curve is called {name}; there are: {known}.", name=baseline, known=known)
        named = [
            charts.DrawnLine(one.name, difference(one.course, base.course, across), one.place)
            for one in named
            if one is not base
        ]
    seen = [line for line, _course in drawn]
    look = charts.ChartLook(across, unit_of(seen), dark, logarithmic, baseline)
    return chart(charts.overlay(named, named_floors(seen), look), dark)


def compared(trainings: Trainings, dark: bool = False) -> DrawnPicture:
    """The same as a table: the loss of each over its seeds, and the settings in which they differ."""
    return DrawnPicture(
        _("What the runs have in common and what not"),
        tables.compared_table(list(_lines(trainings))),
        dark=dark,
    )


def _lines(trainings: Trainings) -> dict[RunLine, TrainedRuns | OwnCurve]:
    """Each line of the table with what its curve is made of."""
    if not trainings:
        raise Refusal("There is nothing to compare; hand over frames by their names.")
    found: dict[RunLine, TrainedRuns | OwnCurve] = {}
    for number, (name, given) in enumerate(trainings.items()):
        if isinstance(given, tuple) and len(given) == 2 and not hasattr(given[0], "runs"):
            steps, losses = (np.asarray(values, float) for values in given)
            if steps.shape != losses.shape or steps.ndim != 1 or not len(steps):
                raise Refusal("The curve {name} needs as many losses as steps.", name=name)
            found[lines([_own(name, number, steps, losses)])[0]] = (steps, losses)
        else:
            of = TrainedRuns.of(given)
            found |= dict.fromkeys(lines(_entries(name, number, of)), of)
    return found


def _own(name: str, number: int, steps: Array, losses: Array) -> Entry:
    return Entry(
        EntryKind.CURVE,
        str(number),
        name,
        0.0,
        "brought",
        "",
        samples=int(steps[-1]),
        updates=int(steps[-1]),
        loss=float(losses[-1]),
        course=np.array([steps, losses]),
    )


def _entries(name: str, number: int, of: TrainedRuns) -> list[Entry]:
    return [
        _entry(name, number, of, place, state.seeds[seed], seed)
        for place, state in enumerate(of.last.runs)
        for seed in range(len(state.seeds))
    ]


def _entry(name: str, number: int, of: TrainedRuns, place: int, state: RunState, seed: int) -> Entry:
    whole = of.experiment
    done = state.samples >= whole.samples
    return Entry(
        EntryKind.RUN,
        str(number),
        name,
        0.0,
        "finished" if done or state.status != RunStatus.RUNNING else "stopped",
        "",
        place=place,
        seed=whole.seed + seed,
        experiment=whole,
        task=whole.task,
        settings=settings_of(whole, place),
        samples=state.samples,
        total=whole.samples,
        updates=state.updates,
        loss=state.loss,
        diverged=state.status == RunStatus.DIVERGED,
        per_step=samples_per_update(whole.runs[place], whole),
    )


def _drawn(line: RunLine, of: TrainedRuns | OwnCurve) -> tuple[RunLine, LineCourse]:
    if not isinstance(of, TrainedRuns):
        steps, losses = of
        nothing = np.full(len(steps), np.nan)
        return line, LineCourse(steps, steps, losses, nothing, np.ones(len(steps), int))
    counted = [entry.seed - of.experiment.seed for entry in line.counted]
    curves = [of.curve(line.first.place, seed) for seed in counted]
    samples, losses = means_of_seeds(curves, points_each(1))
    per_step = line.first.per_step
    return line, over_seeds(samples / per_step, losses, per_step)
