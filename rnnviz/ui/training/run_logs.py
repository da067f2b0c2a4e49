"""What the runs of a race have printed, as far as they print."""

from rnnviz.experiments.moment import Moment
from rnnviz.figures.training.run_log import run_log
from rnnviz.training.experiment import samples_per_update
from rnnviz.ui.components.live_piece import LivePiece, html_piece
from rnnviz.ui.training.race_view import RaceView


def run_logs(view: RaceView, moment: Moment, name: str) -> dict[str, LivePiece]:
    """Their logs up to a moment as a picture of that name, none if no run prints."""
    experiment = view.experiment
    task, found = experiment.task, []
    for title, state, run in zip(view.names, moment.runs, experiment.runs, strict=True):
        per_epoch = task.epoch / samples_per_update(run, experiment) if task.epoch else None
        found.append(run_log(title, task.name, state.log, run.log, per_epoch))
    return {name: html_piece("".join(found))} if any(found) else {}
