"""The pictures of a race on the page Tasks: the losses on their floors, and what is measured beside
them."""

from rnnviz.experiments.moment import Moment, bytes_per_update
from rnnviz.figures.training.held_out import (
    held_out_floors,
    held_out_seen,
    held_out_sentences,
)
from rnnviz.figures.training.in_words import floors_reached, losses_in_words, measures_in_words
from rnnviz.figures.training.losses import PERPLEXITY, losses
from rnnviz.figures.training.measures import measures
from rnnviz.figures.training.race_sentences import floors_seen
from rnnviz.figures.training.resets import reset_floors, task_reset_sentences
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.runs_table import noted, runs_table
from rnnviz.figures.training.time_left import with_time_left
from rnnviz.tasks.text import TextTask
from rnnviz.ui.components.live_piece import LivePiece, figure_piece, html_piece
from rnnviz.ui.components.three_sentences import seen_html
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training.batch_picture import batch_picture
from rnnviz.ui.training.piece_alone import alone
from rnnviz.ui.training.race_view import RaceView
from rnnviz.ui.training.run_logs import run_logs
from rnnviz.ui.training.shown_seed import of_seed, seeds_piece


def rows(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The pictures of a task as they stand below the losses, each in its section."""
    return (
        ("log", (f"{name} log",)),
        ("measures", (f"{name} measures",)),
        ("runs", ("runs",)),
        ("batches", ("batches",)),
        ("compared", (f"{name} compared",)),
    )


def task_pictures(view: RaceView) -> dict[str, LivePiece]:
    """All pictures of a race that change with the training."""
    name = view.experiment.task.name
    runs = view.losses()
    found = alone(f"{name} losses", lambda: _losses(view, runs))
    batches = alone("batches", lambda: batch_picture(view))
    if view.moment is None:
        return found | seeds_piece(view) | batches
    moment = view.moment
    return {
        **found,
        **seeds_piece(view),
        **alone("seen", lambda: _seen(view, moment, runs)),
        **alone(f"{name} log", lambda: run_logs(view, view.shown or moment, f"{name} log")),
        **alone(f"{name} measures", lambda: _measures(name, view)),
        **alone("runs", lambda: _table(view, moment, runs)),
        **batches,
        **alone(f"{name} compared", lambda: _compared(name, view, moment, runs)),
    }


def _losses(view: RaceView, runs: list[RunLosses]) -> LivePiece:
    task, asked = view.experiment.task, view.asked
    unit = PERPLEXITY if asked.perplexity else task.unit
    figure = losses(
        runs,
        task.floors(),
        view.experiment.samples,
        asked.dark,
        asked.logarithmic,
        view.mark,
        unit,
        others=held_out_floors(task) | reset_floors(task, view.experiment.runs),
    )
    words = losses_in_words(runs, task.floors(), unit)
    return figure_piece(with_time_left(figure, view.left), words, asked.look)


def _seen(view: RaceView, moment: Moment, runs: list[RunLosses]) -> LivePiece:
    """What was just seen, in words."""
    task = view.experiment.task
    now = [(run.name, run.at(moment.samples)) for run in runs]
    unseen = held_out_seen(task, runs) if isinstance(task, TextTask) else ""
    return html_piece(seen_html([unseen or floors_seen(now, task.floors(), task.unit)]))


def _measures(name: str, view: RaceView) -> dict[str, LivePiece]:
    courses = [(title, view.measures(place)) for place, title in enumerate(view.names)]
    if not any(found for _title, course in courses for _at, found in course):
        return {}
    figure = measures(courses, view.experiment.samples, view.asked.dark, view.mark)
    words = measures_in_words(courses)
    return {f"{name} measures": figure_piece(*of_seed(figure, words, view), view.asked.look)}


def _table(view: RaceView, moment: Moment, runs: list[RunLosses]) -> LivePiece:
    shares = [run.measures for run in moment.runs]
    sizes = bytes_per_update(moment.id, view.experiment)
    task = view.experiment.task
    unit, said = task.unit, held_out_sentences(task, runs) if isinstance(task, TextTask) else ""
    reset = task_reset_sentences(task, view.names, view.experiment.runs)
    told = noted(said) + noted(reset) + floors_reached(runs, task.floors())
    return html_piece(told + runs_table(runs, moment.runs, shares, sizes, moment.samples, unit))


def _compared(name: str, view: RaceView, moment: Moment, runs: list[RunLosses]) -> dict[str, LivePiece]:
    compare = PANELS[name].compare
    if compare is None:
        return {}
    by_name = [(run.name, run.at(moment.samples)) for run in runs]
    found = compare(view.experiment, by_name, view.asked.dark)
    if found is None:
        return {}
    figure, words = found
    return {f"{name} compared": figure_piece(figure, words, view.asked.look)}
