"""The runs behind a cell of the page Phase diagram, as code."""

from rnnviz.training.experiment import Experiment
from rnnviz.ui.sweeps import sweep_settings as settings
from rnnviz.ui.sweeps.map_view import chosen


def experiment_now() -> Experiment:
    """That of the chosen cell, or of the first one; raises ValueError, a sentence, where the controls
    stand at no sweep."""
    sweep = settings.sweep()
    panel, row, column = chosen(sweep) or (0, 0, 0)
    return sweep.cell(panel, column, row).experiment
