"""Sweeps that are trained in no time, and what must come of them."""

from support.refusals.sweeps import sweep
from support.waiting import PATIENCE, until

from rnnviz.experiments import supervisor
from rnnviz.runs.run import Run
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.training import train_runs


def small(across=3, up=3, **settings):
    """A map of lags by windows, a few updates each."""
    x, y = ("lag", *range(1, across + 1)), ("truncation", *range(1, up + 1))
    return sweep(x, y, **{"run": Run(hidden=2, batch=5), "samples": 100, "seeds": 2} | settings)


def expected(made):
    """Cell and seed -> loss of every run of a sweep, each trained by itself, here."""
    text = made.to_json()
    found = [one for run in coarse_first(made) for one in train_runs(text, [run])]
    return {(one.run.cell, one.run.seed): one.loss for one in found}


def stored(store, id):
    """The same as a store has it."""
    asked = "SELECT cell, seed, loss FROM sweep_runs WHERE sweep = ?"
    return {(cell, seed): loss for cell, seed, loss in store.rows(asked, id)}


def wait_for_end(store, id, seconds=PATIENCE):
    """How a sweep stands once nobody trains it any more."""
    sweeps = SweepStore(store)

    def over():
        supervisor.tend(store)
        progress = sweeps.progress(id)
        return not progress.status.is_alive and progress

    return until(over, seconds)
