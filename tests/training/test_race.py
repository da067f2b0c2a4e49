"""Experiments as JSON, refusals in sentences, runs in lockstep, checkpoints, divergence."""

import math

import numpy as np
import pytest
from support.small_races import CUTS, assert_same, make, trained

from rnnviz.data.stream import CHUNK
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Characters
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.race import HELD_OUT, TOGETHER, Race, learners, train


def test_a_run_starts_as_pytorch_starts():
    (learner,) = learners(make({"cell": "gru", "layers": 2, "hidden": 5}, seed=4))
    expected = Network.random("gru", 2, 5, 2, 2, seed=4, dtype="float32")
    for name, array in learner.engine.network().parameters.items():
        np.testing.assert_array_equal(array, expected.parameters[name], strict=True)


def test_numbers_do_not_depend_on_when_frames_are_taken():
    kinds = [{"truncation": cut, "hidden": 3} for cut in CUTS if cut.every]
    experiment = make(*kinds, {"cell": "lstm", "optimizer": "adam", "rate": 0.01})
    assert len(list(train(experiment, every=0))) > 3
    assert len(list(train(experiment, every=10))) == 1
    for often, seldom in zip(trained(experiment, 0), trained(experiment, 10), strict=True):
        assert_same(often, seldom)


def test_the_same_json_gives_the_same_numbers_and_another_seed_others():
    experiment = make({"truncation": Truncation.even(3)}, {"cell": "gru"})
    again = Experiment.from_json(experiment.to_json())
    other = experiment.model_copy(update={"seed": 1})
    for one, same, not_same in zip(*map(trained, (experiment, again, other)), strict=True):
        assert_same(one, same)
        assert (one[0] != not_same[0]).mean() > 0.9


def test_runs_do_not_know_of_each_other():
    kinds = [
        {},
        {},
        {"truncation": Truncation.sliding(3)},
        {"batch": 7},
        {"cell": "lstm", "layers": 2},
        {"cell": "identity", "rate": 1000.0, "optimizer": "sgd"},
    ]
    together = trained(make(*kinds))
    assert_same(together[0], together[1])
    for kind, found in zip(kinds, together, strict=True):
        assert_same(found, trained(make(kind))[0])


def test_runs_of_one_batch_read_the_same_data():
    racing = learners(make({}, {"cell": "gru", "truncation": Truncation.sliding(3)}, {"batch": 10}))
    assert racing[0].stream is racing[1].stream
    assert racing[0].stream is not racing[2].stream
    windows = [racing[0].stream.window(0, 0, 40)[1].copy()]
    for learner in racing:
        learner.advance(40)
    windows.append(racing[0].stream.window(0, 0, 40)[1])
    np.testing.assert_array_equal(*windows)  # and leave it as it was


def test_runs_are_never_further_apart_than_a_chunk_and_a_window():
    kinds = [{}, {"truncation": Truncation.windows(70)}, {"batch": 7}, {"batch": 50}]
    for frame in train(make(*kinds, samples=60_000), every=0):
        seen = [run.samples for run in frame.runs]
        assert max(seen) - min(seen) <= CHUNK * 50 + 70 * 50
        assert frame.samples == min(seen)


@pytest.mark.parametrize("cut", CUTS, ids=str)
@pytest.mark.parametrize(("samples", "batch"), [(1, 1), (997, 20), (1000, 20), (3, 20)])
def test_as_many_samples_as_asked_for_up_to_the_next_update(cut, samples, batch):
    (found,) = trained(make({"truncation": cut, "batch": batch}, samples=samples))
    losses, norms, last = found
    every = cut.every or math.ceil(samples / batch)
    assert last.updates == len(losses) == len(norms) == math.ceil(samples / (every * batch))
    assert last.samples == last.updates * every * batch
    assert last.status == "finished"
    assert last.diverged_at is None


TEXT = "the cat sat on the mat, the dog sat on the log. " * 20


def test_what_is_held_out_is_measured_and_changes_nothing():
    """Frames come when they come; the numbers of the training are the same, and so is the last loss."""
    runs = [Run(**Characters.usual | {"hidden": 5, "truncation": Truncation.windows(5)})]
    task = Characters("own", TEXT, held_out=True)
    experiment = Experiment(task=task, samples=8_000, runs=runs)
    often, seldom = list(train(experiment, every=0)), list(train(experiment, every=10))
    for one, other in zip(trained(experiment, 0), trained(experiment, 10), strict=True):
        assert_same(one, other)
    (last,) = often[-1].runs
    assert last.held_out == seldom[-1].runs[0].held_out
    assert last.held_out == task.held_out_loss(last.network, runs[0])
    assert last.held_out < task.floors()["nothing"]


def test_measuring_it_takes_a_small_share_of_the_time():
    experiment = Experiment(task=Characters("own", TEXT, held_out=True), runs=(Run(),))
    race = Race(experiment)
    race.advance()
    assert math.isfinite(race.frame(0.0).runs[0].held_out)
    race.measuring = 1e6  # as if it had taken so long
    race.advance()
    assert math.isnan(race.frame(0.0).runs[0].held_out)
    assert HELD_OUT <= 0.05


def test_a_text_of_which_nothing_is_held_out_is_not_measured():
    race = Race(Experiment(task=Characters("own", TEXT), runs=(Run(),)))
    assert math.isnan(race.frame(0.0).runs[0].held_out)


def test_runs_that_keep_to_a_time_stay_together_and_have_the_same_numbers():
    kinds = [{"hidden": 3}, {"truncation": Truncation.windows(10), "hidden": 2}, {"batch": 7}]
    experiment = make(*kinds)
    race, apart = Race(experiment), []
    largest = TOGETHER * max(samples_per_update(run, experiment) for run in experiment.runs)
    assert race.seen == 0.0
    before = race.updates_left
    for aim in np.linspace(0.0, experiment.samples, 23):
        race.pursue(aim)
        seen = [one.position * one.run.batch for one in race.learners]
        assert min(seen) >= min(aim, experiment.samples)
        apart.append(max(seen) - min(seen))
        assert race.updates_left <= before
        before = race.updates_left
    assert max(apart) <= largest
    assert not race.pursue(experiment.samples)
    assert (race.running, race.seen, race.updates_left) == (False, experiment.samples, 0)
    *_, last = train(experiment)
    for mine, theirs in zip(race.frame(0.0).runs, last.runs, strict=True):
        for name, value in theirs.parameters.items():
            np.testing.assert_array_equal(mine.parameters[name], value)


def test_a_race_that_is_behind_stops_in_time_with_its_runs_together():
    experiment = make({"hidden": 3}, {"truncation": Truncation.windows(10), "hidden": 2})
    race = Race(experiment)
    assert race.pursue(experiment.samples, until=0.0)  # that moment has passed
    seen = [one.position * one.run.batch for one in race.learners]
    assert 0 < max(seen) <= max(samples_per_update(run, experiment) for run in experiment.runs)
    assert race.running
