"""A run as rnnviz trains it and as its page's scripts do, update by update."""

import numpy as np
from support.run_script import run_notebook, run_script

import rnnviz
from rnnviz.code.training import training_code
from rnnviz.training.race import Race

UPDATES = 6


def experiment_of(task, run, samples=None, updates=UPDATES):
    every = run.truncation.every or 1
    return rnnviz.Experiment(task=task, samples=samples or run.batch * every * updates, runs=[run])


def ours(experiment, updates=UPDATES):
    """Losses and gradient norms of the first updates."""
    learner = Race(experiment).learners[0]
    with np.errstate(all="ignore"):  # what overflows says so
        while learner.running and len(learner.losses) < updates:
            learner.update()
    return np.array(learner.losses), np.array(learner.gradient_norms)


def check(task, run, samples=None, updates=UPDATES, notebook=False):
    """Both scripts' losses and gradient norms are ours: to 1e-10 in float64, in float32 as far as that
    goes."""
    experiment = experiment_of(task, run, samples, updates)
    wanted = ours(experiment, updates)
    assert len(wanted[0]) >= min(updates, 2)
    code = training_code(experiment, 0)
    made = (
        run_notebook(code, updates)
        if notebook
        else [run_script(code, kind, updates) for kind in ("numpy", "pytorch")]
    )
    check_code(made, wanted, run.double)


def check_code(made, wanted, exact, named=""):
    """What scripts have left behind against our losses and gradient norms, update by update."""
    tolerance = 1e-10 if exact else 2e-4
    for ran in made:
        for name, values, worse in zip(("losses", "norms"), wanted, (1, 10), strict=True):
            same = np.allclose(ran(name), values, rtol=worse * tolerance, atol=tolerance)
            assert same, (named, name, ran(name), values)
