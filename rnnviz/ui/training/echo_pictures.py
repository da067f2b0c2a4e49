"""The pictures of a race on Echo: the losses on their floors, what each run has learned, and how far
its gradient reaches."""

from collections.abc import Callable
from dataclasses import replace

from rnnviz.experiments.moment import Moment, bytes_per_update
from rnnviz.figures.base.style import ink_of
from rnnviz.figures.training import in_words
from rnnviz.figures.training.gradient_norms import gradient_norms
from rnnviz.figures.training.learned import learned_table
from rnnviz.figures.training.losses import RunLosses, lag_words, losses, reset_words
from rnnviz.figures.training.race_sentences import Seen, echo_seen
from rnnviz.figures.training.reach_matrices import reach_matrices
from rnnviz.figures.training.resets import reset_sentences
from rnnviz.figures.training.runs_table import noted, runs_table
from rnnviz.tasks.echo_cases import reset_right, rights
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import _
from rnnviz.ui.components.live_piece import LivePiece, figure_piece, html_piece
from rnnviz.ui.components.three_sentences import seen_html
from rnnviz.ui.session import page_clock
from rnnviz.ui.training.batch_picture import batch_picture
from rnnviz.ui.training.race_view import RaceView
from rnnviz.ui.training.run_logs import run_logs

# as they stand below the losses: the section, and what stands beside each other in it
ROWS = (
    ("log", ("log",)),
    ("batches", ("batches",)),
    ("runs", ("runs",)),
    ("answers", ("table", "norms")),
    ("matrices", ("matrices",)),
)


def echo_pictures(view: RaceView) -> dict[str, LivePiece]:
    """All pictures of the page Truncate that change with the training."""
    runs = _with_right(view)
    first = {"losses": _losses(view, runs)}
    if view.moment is None:
        return first | batch_picture(view)
    moment = view.moment
    return first | {
        "seen": _if_allowed(lambda: _seen(view, moment, runs)),
        **run_logs(view, moment, "log"),
        **batch_picture(view),
        "runs": _if_allowed(lambda: _table(view, moment, runs)),
        "table": _if_allowed(lambda: _answers(view, moment)),
        "norms": _norms(view),
        "matrices": _if_allowed(lambda: _matrices(view, moment)),
    }


def _if_allowed(draw: Callable[[], LivePiece]) -> LivePiece:
    """A picture, or why it takes more than a page may."""
    page_clock.grant()
    try:
        return draw()
    except TooMuch as problem:
        return html_piece(noted(str(problem)))


def _with_right(view: RaceView) -> list[RunLosses]:
    """The losses of the runs; at the newest moment with the share of answers that are right."""
    runs = view.losses()
    if view.moment is None or view.back:
        return runs
    try:
        return _right(view, view.moment, runs)
    except TooMuch:  # the pictures below say why
        return runs


def _right(view: RaceView, moment: Moment, runs: list[RunLosses]) -> list[RunLosses]:
    return [
        run if state.diverged_at is not None else replace(run, right=moment.learned(place).right)
        for place, (run, state) in enumerate(zip(runs, moment.runs, strict=True))
    ]


def _losses(view: RaceView, runs: list[RunLosses]) -> LivePiece:
    task = view.experiment.task
    at_floors = rights(task)
    resets = task.reset_floors(view.experiment.runs)
    figure = losses(
        runs,
        task.floors(),
        view.experiment.samples,
        view.asked.dark,
        view.asked.logarithmic,
        view.mark,
        words=lag_words(task.known()),
        others={reset_words(*one): floor for one, floor in resets.items()},
        right={**at_floors, **{reset_words(*one): reset_right(task, *one) for one in resets}},
    )
    words = in_words.losses_in_words(
        runs, task.floors(), words=lag_words(task.known()), right=at_floors
    )
    return figure_piece(figure, words, view.asked.look)


def _seen(view: RaceView, moment: Moment, runs: list[RunLosses]) -> LivePiece:
    """What was just seen, in words."""
    found = [
        Seen(one.name, run, moment.learned(place).shares, one.at(moment.samples), state.diverged_at)
        for place, (one, run, state) in enumerate(
            zip(runs, view.experiment.runs, moment.runs, strict=True)
        )
    ]
    return html_piece(seen_html(echo_seen(found, view.experiment.task)))


def _table(view: RaceView, moment: Moment, runs: list[RunLosses]) -> LivePiece:
    shares = [
        {
            _("lag {lag} learned").format(lag=lag): share
            for lag, share in moment.learned(place).shares.items()
        }
        for place in range(len(moment.runs))
    ]
    sizes = bytes_per_update(moment.id, view.experiment)
    task = view.experiment.task
    told = noted(reset_sentences(task, view.names, view.experiment.runs))
    told += in_words.floors_reached(runs, task.floors(), lag_words(task.known()))
    shown = [moment.learned(place).right for place in range(len(moment.runs))]
    table = runs_table(runs, moment.runs, shares, sizes, moment.samples, right=shown)
    return html_piece(told + table)


def _answers(view: RaceView, moment: Moment) -> LivePiece:
    found = {name: moment.learned(place) for place, name in enumerate(view.names)}
    figure = learned_table(found, view.asked.dark)
    return figure_piece(figure, in_words.learned_in_words(found), view.asked.look)


def _norms(view: RaceView) -> LivePiece:
    named = zip(view.names, view.course.curves, strict=False)
    curves = [(name, curve.samples, curve.gradient_norm) for name, curve in named]
    clips = [run.clip_norm for run in view.experiment.runs]
    figure = gradient_norms(curves, clips, view.asked.dark)
    return figure_piece(figure, in_words.norms_in_words(curves, clips), view.asked.look)


def _matrices(view: RaceView, moment: Moment) -> LivePiece:
    matrices = [
        (name, moment.reach(place), run.truncation)
        for place, (name, run) in enumerate(zip(view.names, view.experiment.runs, strict=True))
    ]
    inks = [ink_of(place, view.asked.dark) for place in range(len(matrices))]
    words = in_words.matrices_in_words(matrices)
    figure = reach_matrices(matrices, inks, view.asked.dark)
    return figure_piece(figure, words, view.asked.look)
