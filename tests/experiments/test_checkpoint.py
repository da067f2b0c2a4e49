"""A checkpoint is bytes that hold numbers, and a run goes on from them exactly."""

import numpy as np
import pytest
from support.own_race import advance, own

from rnnviz.experiments.checkpoint import pack, parameters, rate, unpack
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage.database import StoreError
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

SHORT = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=40, hidden=2)])


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_goes_on_from_a_stored_frame_exactly(store, cell, optimizer):
    run = Run(cell=cell, optimizer=optimizer, hidden=5, layers=2, batch=10, rate=0.01)
    sliding = run.model_copy(update={"truncation": Truncation.even(4)})
    experiment = Experiment(samples=20_000, runs=[run, sliding])
    id = store.add(experiment)
    pen, race = own(store, id), Race(experiment)
    pen.open(2)
    advance(pen, race, 30)
    race.learners[1].optimizer.rate = 0.02
    advance(pen, race, 7)
    stored = store.last_frame(id)
    assert [one.rate for one in stored.runs] == [0.01, 0.02]

    again = Race(experiment)
    for learner, one in zip(again.learners, stored.runs, strict=True):
        learner.restore(unpack(one.checkpoint))
    for both in (race, again):
        for _ in range(60):
            both.step()
    for mine, theirs in zip(race.frame(0.0).runs, again.frame(0.0).runs, strict=True):
        assert (mine.updates, mine.samples) == (theirs.updates, theirs.samples)
        np.testing.assert_array_equal(mine.update_losses[-60:], theirs.update_losses)
        np.testing.assert_array_equal(mine.update_norms[-60:], theirs.update_norms)
        for name, value in mine.network.parameters.items():
            np.testing.assert_array_equal(value, theirs.network.parameters[name])


def test_a_checkpoint_is_no_program():
    race = Race(SHORT)
    learner = race.learners[0]
    state = pack(learner.last_good)
    assert state[8:9] == b"{"  # safetensors: a length, then JSON
    assert len(state) < 4 * (sum(a.size for a in [learner.engine.vector, *learner.hidden])) + 2000


def test_what_is_read_alone_is_what_is_read_with_all_else():
    learner = Race(SHORT).learners[0]
    learner.optimizer.rate = 0.03
    state = pack(learner.checkpoint())
    whole = unpack(state)
    assert rate(state) == whole["rate"] == 0.03
    assert parameters(state).keys() == whole["parameters"].keys()
    for name, array in parameters(state).items():
        np.testing.assert_array_equal(array, whole["parameters"][name])


@pytest.mark.parametrize("state", [b"", b"x" * 50, b"\x02" + bytes(7) + b"[]"])
def test_damage_is_a_sentence(state):
    for read in (parameters, rate, unpack):
        with pytest.raises(StoreError, match="checkpoint is damaged"):
            read(state)
