"""Where the floors of Echo come from, case by case."""

from rnnviz.figures.training.echo_cases import by_cases
from rnnviz.tasks.echo import Echo
from rnnviz.text.language import _
from rnnviz.ui.components.html import markup
from rnnviz.ui.training.echo_race import CASES
from rnnviz.ui.training.unfolded import unfolded


def floors_by_cases(task: Echo) -> None:
    """The cases of each floor, where they are asked for."""
    unfolded(CASES, _("Where the floors come from, case by case"), _draw, task)


def _draw(task: Echo) -> None:
    markup(by_cases(task))
