"""Experiments as JSON, refusals in sentences, runs in lockstep, checkpoints, divergence."""

import math

import numpy as np
import pytest
from support.small_races import CUTS, assert_same, make, trained

from rnnviz.data.stream import CHUNK
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Characters, Translate
from rnnviz.training import stacking
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.race import HELD_OUT, TOGETHER, Race, learners, train
from rnnviz.training.stack import LearnerStack


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


# -- several seeds -----------------------------------------------------------------------------------


def assert_close(mine, theirs):
    """That two states are the same up to the rounding of float32, as runs that are stacked may be."""
    assert (mine.samples, mine.updates, mine.status) == (theirs.samples, theirs.updates, theirs.status)
    for one, other in [(mine.update_losses, theirs.update_losses)] + [
        (mine.parameters[name], array) for name, array in theirs.parameters.items()
    ]:
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5 * abs(other).max())


TWO_KINDS = [
    make(
        {"hidden": 3},
        {"cell": "lstm", "optimizer": "adam", "rate": 0.01, "truncation": Truncation.even(3)},
        samples=5_000,
        seed=4,
        seeds=3,
    ),
    Experiment(
        task=Addition(bits=4), samples=600, seeds=2, runs=(Run(**Addition.usual | {"hidden": 5}),)
    ),
    Experiment(
        task=Translate(),
        samples=64,
        seeds=2,
        runs=(Run(**Translate.usual | {"hidden": 5, "batch": 16}),),
    ),
]


@pytest.fixture(params=[1, 2, 3], ids="{} in a stack".format)
def in_stacks(request, monkeypatch):
    """How many seeds are trained together, which else is measured."""
    monkeypatch.setattr(stacking, "best_size", lambda learner, count: min(request.param, count))
    return request.param


@pytest.mark.parametrize("experiment", TWO_KINDS, ids=lambda one: one.task.name)
def test_each_seed_is_what_its_experiment_alone_gives(experiment, in_stacks):
    *_, together = train(experiment, every=math.inf)
    first = [run.seeds[0].parameters for run in together.runs]
    for seed, alone in enumerate(experiment.by_seed):
        assert (alone.seed, alone.seeds) == (experiment.seed + seed, 1)
        *_, lone = train(alone, every=math.inf)
        for run, mine, other in zip(lone.runs, together.of_seed(seed).runs, first, strict=True):
            assert_close(mine, run)
            differs = [(mine.parameters[name] != value).any() for name, value in other.items()]
            assert any(differs) == (seed > 0)


def test_runs_of_one_seed_read_the_same_data_and_other_seeds_other_ones():
    racing = learners(make({}, {"cell": "gru"}, seeds=2))  # both seeds of the first, then of the second
    assert racing[0].stream is racing[2].stream
    assert racing[1].stream is racing[3].stream
    one, other = (learner.stream.window(0, 0, 40)[1] for learner in racing[:2])
    assert (one != other).any()
    race = Race(make({}, {"cell": "gru"}, seeds=2))
    assert [learner.run.cell for learner in race.of_run(1)] == ["gru", "gru"]


def test_seeds_are_stacked_and_one_seed_is_not(in_stacks):
    kinds = {"hidden": 3}, {"hidden": 3, "rate": 0.2}
    alone, race = Race(make(*kinds)), Race(make(*kinds, seeds=3))
    assert list(alone.advanced) == alone.learners
    assert all(isinstance(one, LearnerStack) for one in race.advanced)
    race.step()
    assert [learner.optimizer.updates for learner in race.learners] == [1] * 6


def test_numbers_of_seeds_do_not_depend_on_when_frames_are_taken(in_stacks):
    experiment = make({"hidden": 3}, {"cell": "gru", "hidden": 2}, seeds=3, samples=8_000)
    often, seldom = list(train(experiment, every=0)), list(train(experiment, every=10))
    for place, (one, other) in enumerate(zip(often[-1].states, seldom[-1].states, strict=True)):
        np.testing.assert_array_equal(
            np.concatenate([frame.states[place].update_losses for frame in often]), other.update_losses
        )
        for name, array in other.parameters.items():
            np.testing.assert_array_equal(one.parameters[name], array)


def test_some_seeds_diverge_and_the_others_go_on(in_stacks):
    experiment = make({"hidden": 3}, samples=10_000, seeds=4)
    race = Race(experiment)
    for number in (1, 2):
        race.learners[number].parameters["all"][:] = np.nan
    race.pursue(experiment.samples)
    (run,) = race.frame(1.0).runs
    assert [one.status for one in run.seeds] == ["finished", "diverged", "diverged", "finished"]
    assert [one.diverged_at for one in run.seeds] == [None, 1, 1, None]
    assert (run.status, run.diverged_at, run.samples) == ("finished", None, 10_000)
    assert run.loss == pytest.approx(np.mean([run.losses[0], run.losses[3]]))
    for seed in (0, 3):
        (alone,) = list(train(experiment.by_seed[seed], every=math.inf))[-1].runs
        assert_close(run.seeds[seed], alone)


def test_the_median_seed_is_measured_in_every_frame_and_all_of_them_in_the_last():
    experiment = Experiment(
        task=Addition(bits=4), samples=600, seeds=3, runs=(Run(**Addition.usual | {"hidden": 5}),)
    )
    race = Race(experiment)
    race.advance()
    race.frame(0.0)
    race.measuring = 1e6  # as if it had taken so long
    race.step()
    (run,) = race.frame(0.0).runs
    assert [bool(one.measures) for one in run.seeds] == [place == run.seed for place in range(3)]
    assert run.measures == run.seeds[run.seed].measures
    race.pursue(experiment.samples)
    (run,) = race.frame(0.0).runs
    for learner, one in zip(race.learners, run.seeds, strict=True):
        assert one.measures == learner.measures(one.network) != {}
