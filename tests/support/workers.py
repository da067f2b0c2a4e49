"""Worker processes of a test: starting them, waiting for them, and what their numbers must be."""

import os
import signal

import numpy as np
from support.waiting import until

from rnnviz.experiments import supervisor
from rnnviz.experiments.commands import Pause
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

LONG = Experiment(samples=10**9, runs=[Run(hidden=3, batch=20), Run(hidden=2, batch=40)])
SHORT = LONG.model_copy(update={"samples": 100_000})


def begin(store, experiment=LONG):
    id = store.add(experiment)
    supervisor.start(id, store)
    return id


def wait_for(store, id, status):
    return until(lambda: (row := store.row(id)).status == status and row)


def wait_for_updates(store, id, count):
    return until(lambda: (frame := store.last_frame(id)) and frame.runs[0].updates >= count and frame)


def paused(store, id):
    """The experiment's last frame once it stands still."""
    store.command(id, Pause())
    wait_for(store, id, "paused")
    return store.last_frame(id)


def same(one, other):
    """Whether two frames are of the same moment, number by number."""
    for mine, theirs in zip(one.states, other.states, strict=True):
        assert (mine.updates, mine.samples) == (theirs.updates, theirs.samples)
        for name, value in mine.parameters.items():
            np.testing.assert_array_equal(value, theirs.parameters[name])


def expected(experiment, updates):
    """The parameters of every run with each seed after so many updates of each, without any worker."""
    race = Race(experiment)
    found = [None] * len(race.learners)
    for _ in range(max(updates) + 1):  # in lockstep: what is trained together may be rounded so
        for place, learner in enumerate(race.learners):
            if learner.optimizer.updates == updates[place]:
                found[place] = learner.checkpoint()["parameters"]
        race.step()
    return found


def assert_as_expected(frame, experiment):
    wanted = expected(experiment, [run.updates for run in frame.states])
    for run, parameters in zip(frame.states, wanted, strict=True):
        for name, value in run.parameters.items():
            np.testing.assert_array_equal(value, parameters[name])


def kill(row):
    os.kill(row.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
