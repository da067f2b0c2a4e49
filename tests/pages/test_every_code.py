"""The code of all that pages can be set to is run, in PyTorch, in NumPy and as a notebook, and gives
the page's own numbers: to 1e-12 what is computed once, to 1e-10 trainings' losses in float64."""

import numpy as np
import pytest
from support import every_code
from support.run_script import run_notebook, run_script
from support.trained_scripts import check_code, ours

import rnnviz
from rnnviz.code import training_data
from rnnviz.code.backpropagating import SAID, backpropagate_code
from rnnviz.code.training import training_code
from rnnviz.code.unrolling import unroll_code
from rnnviz.plot.readings import values_of_flow
from rnnviz.tasks import TASKS
from rnnviz.ui.network.reading import read_boxes
from rnnviz.ui.network.selection import select

NETWORKS = every_code.networks()
PARTS = 6  # tests over all networks, a sixth of them each


def ran(code, place, updates=None):
    """Both languages: every other one by its notebook's cells, the others by its scripts."""
    if place % 2:
        return run_notebook(code, updates)
    return [run_script(code, kind, updates) for kind in ("pytorch", "numpy")]


@pytest.fixture(autouse=True)
def few_data(monkeypatch):
    """No more data than the updates that are made here."""
    monkeypatch.setattr(training_data, "MOST_UPDATES", 2)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_network_over_every_text(part):
    for place, (word, more, boxes) in list(enumerate(NETWORKS))[part::PARTS]:
        now = read_boxes(select({**every_code.MADE, **more, "net": word}), boxes)
        named = (word, more, boxes.text)
        for one in ran(unroll_code(now.net, now.typed.pieces, now.trace), place):
            for name in ("logits", "probabilities", "losses"):
                wanted = getattr(now.trace, name)
                if name != "losses" or now.trace.targets is not None:
                    same = np.allclose(one(name), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)
                    assert same, (*named, name)
        if now.trace.steps * now.trace.hidden[..., 0].size * now.net.hidden > 40_000:
            continue  # the page shows it; here it would take long
        of = list(SAID)[place % len(SAID)]
        if of in ("c", "cc") and not now.net.kind.has_memory:
            of = "h"
        wanted = values_of_flow(rnnviz.gradient_flow(now.net.astype("float64"), now.trace, -1), of)
        for one in ran(backpropagate_code(now.net, now.typed.pieces, now.trace, of), place):
            assert np.allclose(one("matrix"), wanted, rtol=1e-10, atol=1e-12), (*named, of)


@pytest.mark.parametrize("make", [pytest.param(made, id=id) for id, made in every_code.trainings()])
def test_every_preset(make):
    experiment = make()
    for place, run in enumerate(experiment.runs):
        alone = experiment.model_copy(update={"runs": (run,), "seeds": 1})
        found = ran(training_code(experiment, place), place, 1)
        check_code(found, ours(alone, 1), run.double)


@pytest.mark.parametrize("name", TASKS)
def test_every_setting_of_a_run(name):
    task, tried = TASKS[name](), 0
    for place, (more, run) in enumerate(every_code.runs(name)):
        steps = run.truncation.every or 6
        experiment = rnnviz.Experiment(task=task, runs=(run,), samples=2 * run.batch * steps)
        found = ran(training_code(experiment, 0), place, 2)
        check_code(found, ours(experiment, 2), run.double, more)
        tried += 1
    assert tried >= 8
