"""What the page Runs shows, as code."""

from rnnviz.catalogue.courses import LineCourse
from rnnviz.catalogue.entry import ON, floors_of, task_text
from rnnviz.catalogue.line import RunLine
from rnnviz.code.comparing import ComparedRun, Comparison, comparing_code
from rnnviz.code.script import PageCode
from rnnviz.figures.base.style import colour_of
from rnnviz.figures.runs.line_words import chart_name, unit_of, words_of_floors
from rnnviz.figures.runs.overlay import axis_words
from rnnviz.text.language import _
from rnnviz.ui.runs.overlay_view import across
from rnnviz.ui.runs.run_list import run_list


def code_now() -> PageCode | None:
    """The lines that are drawn, None where there are none; raises StoreError."""
    found = run_list()
    courses, counted = found.courses(), across(found.drawn)
    drawn = [line for line in found.drawn if line.word in courses]
    if not drawn:
        return None
    tasks = _tasks(drawn)
    runs = [
        _compared(line, courses[line.word], counted, tasks, place) for place, line in enumerate(drawn)
    ]
    base = drawn.index(found.base) if found.base in drawn else None
    floors = {}
    for line in drawn:
        if line.first.task is not None:
            words = words_of_floors(line.first.task)
            own = {words(name): y for name, y in floors_of(line.first.task).items()}
            floors[tasks[task_text(line.first.task)]] = own
    unit = unit_of(drawn)
    return comparing_code(
        Comparison(
            runs, floors, ON, axis_words(counted), _(unit) if unit else _("each in its unit"), base
        )
    )


def _tasks(drawn: list[RunLine]) -> dict[str, str]:
    """What each task is called, by its settings; two of one title are told apart by a number."""
    found: dict[str, str] = {}
    for line in drawn:
        task = line.first.task
        if task is not None and task_text(task) not in found:
            title, number = _(task.title), 2
            while title in found.values():
                title, number = f"{_(task.title)} ({number})", number + 1
            found[task_text(task)] = title
    return found


def _compared(
    line: RunLine, course: LineCourse, counted: str, tasks: dict[str, str], place: int
) -> ComparedRun:
    return ComparedRun(
        chart_name(line),
        tasks.get(task_text(line.first.task), ""),
        course.across(counted),
        course.mean,
        course.deviation,
        course.count,
        {entry.seed: entry.loss for entry in line.counted if not entry.diverged},
        line.best,
        colour_of(place, False),
    )
