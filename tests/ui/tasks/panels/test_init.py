"""The registry: which task has which panel, in the order of the gallery."""

from pathlib import Path

import pytest

from rnnviz.tasks import TASKS
from rnnviz.ui.tasks import panels
from rnnviz.ui.tasks.panels import PANELS

OF_TRUNCATE = {"echo"}  # raced on a page of its own
OF_ALL = {"__init__", "base", "delay"}  # modules that are no task's


@pytest.mark.parametrize("name", sorted(TASKS.keys() - OF_TRUNCATE))
def test_every_task_has_its_panel(name):
    assert name in PANELS, f"The task {name} has no panel in rnnviz/ui/tasks/panels/__init__.py."
    fields = {field.key: field.default({}) for field in PANELS[name].fields}
    assert isinstance(PANELS[name].task(fields), TASKS[name])


def test_every_panel_is_of_a_task():
    assert set(PANELS) == TASKS.keys() - OF_TRUNCATE
    assert len({id(panel) for panel in PANELS.values()}) == len(PANELS)


def test_every_file_is_in_the_registry():
    files = {path.stem for path in Path(panels.__file__).parent.glob("*.py")} - OF_ALL
    assert files == set(PANELS)


def test_tasks_of_one_shape_stand_together():
    shapes = [TASKS[name].shape for name in PANELS]
    first = [shape for place, shape in enumerate(shapes) if shape not in shapes[:place]]
    assert sorted(shapes, key=first.index) == shapes
