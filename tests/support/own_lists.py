"""Trainings, curves and loops in a store, as the list of runs finds them."""

import numpy as np
from support.own_race import OwnRace

from rnnviz.catalogue.listing import RunCatalogue
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage import own_curves
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import Echo
from rnnviz.text.message import NOTHING
from rnnviz.training.experiment import Experiment
from rnnviz.watch.loop_store import LoopStore


def small(seed=0, hidden=2, samples=2000, **more):
    """A small race of two runs."""
    runs = tuple(Run(hidden=hidden, batch=20, truncation=Truncation.windows(cut)) for cut in (2, 4))
    return Experiment(task=Echo(), seed=seed, samples=samples, runs=runs, **more)


def trained(store, experiment, steps=20, frames=5, status="finished", title="", owner=MACHINE):
    """Train it so far here and now; returns its id."""
    race = OwnRace(store, experiment)
    for _ in range(frames):
        race.advance(max(steps // frames, 1))
    race.status(status, None)
    store.rows("UPDATE experiments SET title = ?, owner = ? WHERE id = ?", title, owner, race.id)
    return race.id


def told_loop(store, losses, name="my loop"):
    """A watched loop that has told some losses, one a step; returns its id."""
    loops = LoopStore(store.path)
    id = loops.begin(name, 1)
    loops.write_losses(id, np.array([np.arange(1, len(losses) + 1), losses], float))
    loops.beat(id, len(losses), NOTHING, ended=True)
    loops.close()
    return id


def brought(store, steps, values, name="from a file", owner=MACHINE, **more):
    """A curve of one's own; returns its id."""
    return own_curves.add(store, owner, name, np.array([steps, values], float), **more)


def catalogue(store):
    """The list of a store."""
    return RunCatalogue(store, LoopStore(store.path))
