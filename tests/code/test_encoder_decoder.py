import pytest
from support.trained_scripts import check

from rnnviz import Run, tasks

KINDS = [
    {},
    {"cell": "tanh", "layers": 2},
    {"cell": "gru", "context": True},
    {"cell": "lstm", "embedding": None, "clip_norm": 0.5},
    {"train": "readout"},
]


@pytest.mark.parametrize("more", KINDS, ids=str)
@pytest.mark.parametrize("name", ["caption", "translate", "execute"])
def test_both_scripts_train_as_the_page_does(name, more):
    task = tasks.TASKS[name]()
    run = Run(**dict(task.usual) | {"hidden": 6, "double": True, "batch": 5} | more)
    check(task, run, samples=100, updates=3)


def test_the_notebook_trains_cell_by_cell():
    task = tasks.TASKS["translate"]()
    check(task, Run(**dict(task.usual) | {"hidden": 6, "double": True, "batch": 5}), 100, 3, True)
