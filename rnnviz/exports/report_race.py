"""The pictures of a training in a report: its losses on their floors, and what its networks do, moment
by moment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rnnviz.experiments.moment import Moment, bytes_per_update, course, moment
from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Course, Store
from rnnviz.exports.report_pictures import ReportDrawing, ReportPicture, report_picture
from rnnviz.exports.report_states import ReportSequence, hidden_states, sequence_of
from rnnviz.figures.base.numbers import loss
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import ink_of
from rnnviz.figures.training import in_words, strip_words
from rnnviz.figures.training.gradient_norms import gradient_norms
from rnnviz.figures.training.held_out import held_out_floors
from rnnviz.figures.training.learned import learned_table
from rnnviz.figures.training.losses import diverged_note, lag_words, losses, reset_words
from rnnviz.figures.training.measures import measures
from rnnviz.figures.training.race_course import losses_of_curves
from rnnviz.figures.training.race_sentences import Seen, echo_seen, floors_seen
from rnnviz.figures.training.reach_matrices import reach_matrices
from rnnviz.figures.training.recall import RunRecall, recall_bars
from rnnviz.figures.training.recall_words import recall_in_words, recall_title
from rnnviz.figures.training.resets import reset_floors
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.runs_table import runs_table
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_gradients import strip_gradients
from rnnviz.figures.training.strip_states import strip_states
from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.unroll.in_words import maps_in_words
from rnnviz.figures.unroll.shown_units import shown_units
from rnnviz.nn.cells.base import Array
from rnnviz.tasks import Echo
from rnnviz.tasks.echo_bits import example
from rnnviz.text.allowance import at_each
from rnnviz.text.language import _, listed
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import FrameHead

MOST_MOMENTS = 20  # of a report: each is a computation, and some kilobytes
GROUNDS = (False, True)  # light, dark


@dataclass(frozen=True)
class RaceReport:
    """A training that has begun, at some moments of it, the oldest first."""

    row: Row
    course: Course
    moments: tuple[Moment, ...]

    @property
    def experiment(self) -> Experiment:
        """What is trained."""
        return self.row.experiment

    @property
    def last(self) -> Moment:
        """Where it stands."""
        return self.moments[-1]

    @cached_property
    def names(self) -> list[str]:
        """The runs, as their curves are labelled."""
        return self.experiment.run_names

    @cached_property
    def losses(self) -> list[RunLosses]:
        """The loss of each run."""
        return [
            losses_of_curves(
                name,
                self.course.curves_of_seeds(place),
                self.last.runs[place].diverged_at,
                self.course.held_out(place),
            )
            for place, name in enumerate(self.names)
        ]


def race_report(store: Store, id: str) -> RaceReport | None:
    """A training as a report shows it, None before its first frame; raises StoreError."""
    row = store.row(id)
    if row.newest is None:
        return None
    stored = course(store, row)
    heads = _even(stored.frames)
    moments = tuple(moment(store, row, head) for head in at_each(heads))
    return RaceReport(row, stored, moments)


def _even(heads: Sequence[FrameHead]) -> list[FrameHead]:
    """So many of the moments, the first and the last among them, as even as they come in samples."""
    if len(heads) <= MOST_MOMENTS:
        return list(heads)
    first, last = heads[0].samples, heads[-1].samples
    wanted = [first + (last - first) * place / (MOST_MOMENTS - 1) for place in range(MOST_MOMENTS)]
    chosen = [min(heads, key=lambda head, at=at: abs(head.samples - at)) for at in wanted]  # type: ignore[misc]
    return list(dict.fromkeys([*chosen[:-1], heads[-1]]))


def seen(race: RaceReport) -> list[str]:
    """What came of it, in sentences."""
    task = race.experiment.task
    at = race.last.samples
    if isinstance(task, Echo):
        return echo_seen([_seen_run(race, place) for place in range(len(race.names))], task)
    by_name = [(one.name, one.at(at)) for one in race.losses]
    found = floors_seen(by_name, task.floors(), task.unit)
    return [found] if found else []


def _seen_run(race: RaceReport, place: int) -> Seen:
    now, run = race.last, race.experiment.runs[place]
    state = now.runs[place]
    best = {"best": now.best_readout(place)} if run.readout_only else {}
    shares = now.learned(place).shares
    loss = race.losses[place].at(now.samples)
    return Seen(race.names[place], run, shares, loss, state.diverged_at, **best)


def pictures(race: RaceReport) -> Iterator[ReportPicture]:
    """All pictures, in the order of a report; those with moments change with the timeline."""
    yield _over(race, _losses)
    if isinstance(race.experiment.task, Echo):
        yield _over(race, _states)
        yield _over(race, _gradients)
        yield _over(race, _recall)
        yield _over(race, _learned)
        yield report_picture([_matrices(race)])
    else:
        yield from _of_other_tasks(race)
    yield report_picture([_norms(race)])


def moment_sentences(race: RaceReport) -> list[str]:
    """Of each moment, how far the training was and the loss of each run."""
    return [_at(race, now) for now in race.moments]


def _at(race: RaceReport, now: Moment) -> str:
    unit = _(race.experiment.task.unit)
    said = [
        _("{name}: {loss} {unit}").format(name=one.name, loss=loss(one.at(now.samples)), unit=unit)
        for one in race.losses
        if now.samples
    ]
    return (
        _("After {samples} samples. {runs}")
        .format(samples=f"{now.samples:,}", runs=listed(said, in_words.PARTS))
        .rstrip()
    )


def table(race: RaceReport) -> str:
    """The runs as a table, as HTML."""
    last, task = race.last, race.experiment.task
    shares = [dict(run.measures) for run in last.runs]
    right: list[float] = []
    if isinstance(task, Echo):
        found = [last.learned(place) for place in range(len(last.runs))]
        shares = [
            {_("lag {lag} learned").format(lag=lag): share for lag, share in one.shares.items()}
            for one in found
        ]
        right = [one.right for one in found]
    sizes = bytes_per_update(last.id, race.experiment)
    unit = task.unit
    return runs_table(race.losses, last.runs, shares, sizes, last.samples, unit, right)


def _over(race: RaceReport, draw: Callable[[RaceReport, Moment], ReportDrawing]) -> ReportPicture:
    return report_picture([draw(race, now) for now in at_each(race.moments)])


def _on_both(draw: Callable[[bool], Part], words: str) -> ReportDrawing:
    light, dark = (draw(on) for on in GROUNDS)
    return ReportDrawing(light, dark, words)


def _losses(race: RaceReport, now: Moment) -> ReportDrawing:
    task, runs, total = race.experiment.task, race.losses, race.experiment.samples
    mark = now.samples
    if isinstance(task, Echo):
        words = lag_words(task.known())
        resets = task.reset_floors(race.experiment.runs)
        others = {reset_words(*one): floor for one, floor in resets.items()}
        return _on_both(
            lambda dark: losses(runs, task.floors(), total, dark, at=mark, words=words, others=others),
            in_words.losses_in_words(runs, task.floors(), words=words),
        )
    held = held_out_floors(task) | reset_floors(task, race.experiment.runs)
    return _on_both(
        lambda dark: losses(runs, task.floors(), total, dark, at=mark, unit=task.unit, others=held),
        in_words.losses_in_words(runs, task.floors(), task.unit),
    )


def _strips(race: RaceReport, now: Moment) -> list[Strip]:
    bits = example(race.experiment.task)
    return [
        Strip(
            name,
            place,
            run,
            now.typed(place, bits),
            diverged_note(now.runs[place].diverged_at),
            now.runs[place].diverged_at is not None,
        )
        for place, (name, run) in enumerate(zip(race.names, race.experiment.runs, strict=True))
    ]


def _states(race: RaceReport, now: Moment) -> ReportDrawing:
    strips = _strips(race, now)
    return _on_both(lambda dark: strip_states(strips, dark), strip_words.states_in_words(strips))


def _gradients(race: RaceReport, now: Moment) -> ReportDrawing:
    strips = _strips(race, now)
    return _on_both(lambda dark: strip_gradients(strips, dark), strip_words.gradients_in_words(strips))


def _recall(race: RaceReport, now: Moment) -> ReportDrawing:
    runs = [
        RunRecall(
            name,
            now.recall(place),
            now.recall_before(place),
            now.lag_reach(place),
            race.experiment.runs[place].readout_only,
            note=diverged_note(now.runs[place].diverged_at),
        )
        for place, name in enumerate(race.names)
    ]
    title = recall_title(runs)
    return _on_both(lambda dark: recall_bars(runs, dark, title), recall_in_words(runs))


def _learned(race: RaceReport, now: Moment) -> ReportDrawing:
    found = {name: now.learned(place) for place, name in enumerate(race.names)}
    return _on_both(lambda dark: learned_table(found, dark), in_words.learned_in_words(found))


def _matrices(race: RaceReport) -> ReportDrawing:
    matrices = [
        (name, race.last.reach(place), None if run.readout_only else run.truncation)
        for place, (name, run) in enumerate(zip(race.names, race.experiment.runs, strict=True))
    ]

    def drawn(dark: bool) -> Part:
        return reach_matrices(matrices, [ink_of(place, dark) for place in range(len(matrices))], dark)

    return _on_both(drawn, in_words.matrices_in_words(matrices))


def _norms(race: RaceReport) -> ReportDrawing:
    named = zip(race.names, race.course.curves, strict=True)
    curves = [(name, curve.samples, curve.gradient_norm) for name, curve in named]
    clips = [run.clip_norm for run in race.experiment.runs]
    return _on_both(
        lambda dark: gradient_norms(curves, clips, dark), in_words.norms_in_words(curves, clips)
    )


def _of_other_tasks(race: RaceReport) -> Iterator[ReportPicture]:
    sequence = sequence_of(race.experiment)
    if sequence is not None:
        for place in range(len(race.names)):
            # the same units at every moment, those that vary most at the last one
            units = shown_units([hidden_states(race.last.network(place), sequence)])
            yield report_picture(
                [_hidden(race, now, place, sequence, units) for now in at_each(race.moments)]
            )
    courses = [(name, race.course.measures(place)) for place, name in enumerate(race.names)]
    if any(found for _name, of in courses for _at, found in of):
        total = race.experiment.samples
        yield report_picture(
            [_on_both(lambda dark: measures(courses, total, dark), in_words.measures_in_words(courses))]
        )


def _hidden(
    race: RaceReport, now: Moment, place: int, sequence: ReportSequence, units: Array | None
) -> ReportDrawing:
    """h over a sequence of the task, of one run."""
    named = {"h": hidden_states(now.network(place), sequence)}
    where = f" · {race.names[place]}"
    return _on_both(
        lambda dark: heat_maps(named, sequence.pieces, None, dark, where, units),
        maps_in_words(named, sequence.pieces, where),
    )
