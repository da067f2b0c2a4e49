"""The pictures of the page Runs: several trainings beside each other, from the frames that
`rnnviz.train` yields for each, and curves of one's own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from rnnviz.catalogue.courses import LineCourse, alone, of_runs
from rnnviz.catalogue.entry import Entry, EntryKind, settings_of
from rnnviz.catalogue.line import RunLine, lines
from rnnviz.figures.runs import compared as tables
from rnnviz.figures.runs import overlay as charts
from rnnviz.figures.runs.drawn_line import drawn_lines
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
from rnnviz.training.settled import Stretches, come_to, stretches

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
    seen = _lines(trainings)
    courses = {line.word: course for line in seen if (course := _course(line)) is not None}
    base = next((line for line in seen if chart_name(line) == baseline), None) if baseline else None
    if baseline and base is None:
        known = ", ".join(map(chart_name, seen))
        raise Refusal("No curve is called {name}; there are: {known}.", name=baseline, known=known)
    look = charts.ChartLook(across, unit_of(seen), dark, logarithmic, baseline)
    return chart(
        charts.overlay(drawn_lines(seen, courses, base, across), named_floors(seen), look), dark
    )


def compared(trainings: Trainings, dark: bool = False) -> DrawnPicture:
    """The same as a table: the loss of each over its seeds, and the settings in which they differ."""
    return DrawnPicture(
        _("What the runs have in common and what not"),
        tables.compared_table(_lines(trainings)),
        dark=dark,
    )


def _lines(trainings: Trainings) -> list[RunLine]:
    """The lines of the table."""
    if not trainings:
        raise Refusal("There is nothing to compare; hand over frames by their names.")
    found: list[RunLine] = []
    for number, (name, given) in enumerate(trainings.items()):
        if isinstance(given, tuple) and len(given) == 2 and not hasattr(given[0], "runs"):
            steps, losses = (np.asarray(values, float) for values in given)
            if steps.shape != losses.shape or steps.ndim != 1 or not len(steps):
                raise Refusal("The curve {name} needs as many losses as steps.", name=name)
            found += lines([_own(name, number, steps, losses)])
        else:
            found += lines(_entries(name, number, TrainedRuns.of(given)))
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
        loss=come_to(losses),
        course=np.array([steps, losses]),
    )


def _entries(name: str, number: int, of: TrainedRuns) -> list[Entry]:
    found = []
    for place, state in enumerate(of.last.runs):
        course = stretches([of.curve(place, seed) for seed in range(len(state.seeds))])
        found += [
            _entry(name, number, of, place, one, seed, course) for seed, one in enumerate(state.seeds)
        ]
    return found


def _entry(
    name: str,
    number: int,
    of: TrainedRuns,
    place: int,
    state: RunState,
    seed: int,
    course: Stretches,
) -> Entry:
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
        loss=float(course.come_to[seed]),
        diverged=state.status == RunStatus.DIVERGED,
        course=np.array([course.samples, course.means[seed]]),
        per_step=samples_per_update(whole.runs[place], whole),
    )


def _course(line: RunLine) -> LineCourse | None:
    return alone(line.first.course, 1) if line.kind == EntryKind.CURVE else of_runs(line)
