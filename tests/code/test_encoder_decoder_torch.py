"""Both languages' scripts, which the parts of `encoder_decoder_numpy.py` are in, too."""

import pytest
from support.trained_scripts import check

from rnnviz import Run, tasks

MORE = {"hidden": 6, "double": True, "batch": 5}
KINDS = [
    {},
    {"cell": "tanh", "layers": 2},
    {"cell": "gru", "context": True},
    {"cell": "lstm", "embedding": None, "clip_norm": 0.5},
    {"train": "readout"},
    {"forcing": 0.5},
    {"forcing": 0.0, "cell": "gru_before", "context": True, "embedding": 3},
    {"cell": "identity", "layers": 2, "summed": True},
    {"cell": "sigmoid", "clip_value": 0.01},
]


@pytest.mark.parametrize("more", KINDS, ids=str)
@pytest.mark.parametrize("name", ["caption", "translate", "execute"])
def test_both_scripts_train_as_the_page_does(name, more):
    task = tasks.TASKS[name]()
    run = Run(**dict(task.usual) | MORE | more)
    check(task, run, samples=100, updates=3)


def test_the_notebook_trains_cell_by_cell():
    task = tasks.TASKS["translate"]()
    check(task, Run(**dict(task.usual) | MORE | {"forcing": 0.5}), 100, 3, True)
