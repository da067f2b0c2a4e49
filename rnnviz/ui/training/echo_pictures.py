"""The pictures of a race on Echo: the losses on their floors, what each run has learned, and how far
its gradient reaches."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from math import nan

from rnnviz.experiments.moment import Moment, bytes_per_update
from rnnviz.figures.base.style import ink_of
from rnnviz.figures.training import in_words
from rnnviz.figures.training.gradient_norms import gradient_norms
from rnnviz.figures.training.learned import learned_table
from rnnviz.figures.training.losses import lag_words, losses, reset_words
from rnnviz.figures.training.race_sentences import Seen, echo_seen
from rnnviz.figures.training.reach_matrices import reach_matrices
from rnnviz.figures.training.resets import reset_sentences
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.runs_table import noted, runs_table
from rnnviz.figures.training.time_left import with_time_left
from rnnviz.tasks.echo_cases import reset_right, rights
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import _
from rnnviz.ui.components.live_piece import LivePiece, figure_piece, html_piece
from rnnviz.ui.components.three_sentences import seen_html
from rnnviz.ui.training.batch_picture import batch_picture
from rnnviz.ui.training.echo_strips import echo_strips
from rnnviz.ui.training.near_pieces import near_pieces
from rnnviz.ui.training.piece_alone import alone
from rnnviz.ui.training.race_view import RaceView
from rnnviz.ui.training.recall_picture import NAME, PLAIN, SAID, recall_pictures
from rnnviz.ui.training.run_logs import run_logs
from rnnviz.ui.training.shown_seed import of_seed, seeds_piece

_log = logging.getLogger(__name__)

# as they stand below the losses: the section, and what stands beside each other in it, or under each
# other; the nearest come before what does not change with the training
NEAREST = (
    ("states", ("states", "probabilities", "step_losses", "gradients")),
    ("recall", ("recall", "recalled")),
)
# pixels, and share of the window's height: the losses leave room for the first states
HEIGHT, SHARE = 258, 0.358
STACKED = ("states",)  # sections whose pictures stand under each other
ROWS = (
    ("log", ("log",)),
    ("batches", ("batches",)),
    ("runs", ("runs",)),
    ("answers", ("table", "norms")),
    ("matrices", ("matrices",)),
)


def echo_pictures(view: RaceView) -> dict[str, LivePiece]:
    """All pictures of the page Truncate that change with the training."""
    runs = cache(lambda: _with_right(view))
    first = near_pieces(
        ["losses"], view, lambda: alone("losses", lambda: _losses(view, runs())), of_time=True
    )
    drawn = {**first, **seeds_piece(view), **echo_strips(view)}
    for names, draw in _others(view, runs):
        drawn |= near_pieces(names, view, partial(alone, names[0], draw))
    return drawn


def _others(
    view: RaceView, runs: Callable[[], list[RunLosses]]
) -> Iterator[tuple[Sequence[str], Callable[[], LivePiece | Mapping[str, LivePiece]]]]:
    """Those in which no bits are typed: their names, and how they are drawn."""
    batches = ["batches"], lambda: batch_picture(view)
    if view.moment is None:
        yield batches
        return
    moment, shown = view.moment, view.shown or view.moment
    yield ["seen"], lambda: _seen(view, moment, runs())
    yield [NAME, SAID, PLAIN], lambda: recall_pictures(view, shown)
    yield ["log"], lambda: run_logs(view, shown, "log")
    yield batches
    yield ["runs"], lambda: _table(view, moment, runs())
    yield ["table"], lambda: _answers(view, shown)
    yield ["norms"], lambda: _norms(view)
    yield ["matrices"], lambda: _matrices(view, shown)


def _with_right(view: RaceView) -> list[RunLosses]:
    """The losses of the runs; at the newest moment with the share of answers that are right."""
    runs = view.losses()
    if view.moment is None or view.back:
        return runs
    try:
        return _right(view, view.moment, runs)
    except TooMuch:  # the pictures below say why
        return runs
    except Exception:  # likewise
        _log.exception("The share of right answers of a race cannot be told.")
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
        height=HEIGHT,
    )
    words = in_words.losses_in_words(
        runs, task.floors(), words=lag_words(task.known()), right=at_floors
    )
    figure = with_time_left(figure, view.left)
    return figure_piece(figure, words, view.asked.look, main=True, share=SHARE)


def _seen(view: RaceView, moment: Moment, runs: list[RunLosses]) -> LivePiece:
    """What was just seen, in words."""
    found = [
        Seen(
            one.name,
            run,
            moment.learned(place).shares,
            one.at(moment.samples),
            state.diverged_at,
            moment.best_readout(place) if run.readout_only else nan,
        )
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
    words = in_words.learned_in_words(found)
    return figure_piece(*of_seed(figure, words, view), view.asked.look)


def _norms(view: RaceView) -> LivePiece:
    named = zip(view.names, view.curves, strict=False)
    curves = [(name, curve.samples, curve.gradient_norm) for name, curve in named]
    clips = [run.clip_norm for run in view.experiment.runs]
    figure = gradient_norms(curves, clips, view.asked.dark)
    words = in_words.norms_in_words(curves, clips)
    return figure_piece(*of_seed(figure, words, view), view.asked.look)


def _matrices(view: RaceView, moment: Moment) -> LivePiece:
    matrices = [
        (name, moment.reach(place), None if run.readout_only else run.truncation)
        for place, (name, run) in enumerate(zip(view.names, view.experiment.runs, strict=True))
    ]
    inks = [ink_of(place, view.asked.dark) for place in range(len(matrices))]
    words = in_words.matrices_in_words(matrices)
    figure = reach_matrices(matrices, inks, view.asked.dark)
    return figure_piece(*of_seed(figure, words, view), view.asked.look)
