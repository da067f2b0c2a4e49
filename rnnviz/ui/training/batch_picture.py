"""Which window of the rows of its mini-batch each run of a race reads."""

from rnnviz.figures.training.mini_batches import batches
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.mini_batches import mini_batches
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import N_
from rnnviz.ui.components.live_piece import LivePiece, html_piece
from rnnviz.ui.training.race_view import RaceView
from rnnviz.ui.training.shown_seed import shown_seed

NAME = "batches"  # of the picture, of its section, and of what says in the address that it is unfolded
TITLE = N_("Mini-batches: where each row begins, and which window is read now")


def batch_picture(view: RaceView) -> dict[str, LivePiece]:
    """The picture for all runs of a race on Echo or on a text, at its moment, if it is asked for."""
    experiment, task = view.experiment, view.experiment.task
    if not view.asked.batches or not isinstance(task, Echo | TextTask):
        return {}
    places = range(len(experiment.runs))
    made = [run.updates for run in view.shown.runs] if view.shown else [0 for _place in places]
    seeds = [shown_seed(view, place) for place in places]
    named = [
        (name, run, mini_batches(task, run, seed, experiment.samples, updates))
        for name, run, updates, seed in zip(view.names, experiment.runs, made, seeds, strict=True)
    ]
    return {NAME: html_piece(batches(named, task))}
