"""Runs of stored experiments as other pages read them."""

import numpy as np
import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.nn.trace import unroll
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.ui.network.run_networks import RunWord, at_moment, frame_at, is_live, stored_run

EXPERIMENT = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20), Run(hidden=4, batch=20)))


@pytest.fixture
def race(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield OwnRace(store, EXPERIMENT)
    store.close()


@pytest.mark.parametrize(
    "word",
    [
        "run.0123abcd.1",
        "run.0123abcd.12.f7",
        "run.0123abcd.2.f0.encoder",
        "run.0123abcd.1.s3",
        "run.0123abcd.1.s15.f2.decoder",
    ],
)
def test_a_word_is_written_as_it_was_read(word):
    assert str(RunWord.read(word)) == word


@pytest.mark.parametrize("word", ["hello", "task.hello", "run.0123.1", "run.0123abcd.1.f."])
def test_what_is_no_runs_word(word):
    assert RunWord.read(word) is None


def test_before_its_first_frame_a_run_is_as_it_starts(race):
    run = stored_run(race.store, RunWord(race.id, 1), None)
    assert run.moment is None and not run.holds
    net = EXPERIMENT.task.start(EXPERIMENT.runs[1], EXPERIMENT.seed).astype("float64")
    for name, found in run.network.network.parameters.items():
        np.testing.assert_array_equal(found, net.parameters[name])


def test_it_goes_with_the_newest_frame_or_is_held(race):
    for _ in range(3):
        race.advance()
    word = RunWord(race.id, 0)
    newest, held = stored_run(race.store, word, None), stored_run(race.store, word, 1)
    assert (newest.moment.frame.number, held.moment.frame.number) == (2, 1)
    assert (newest.holds, held.holds) == (False, True)
    race.advance()
    assert stored_run(race.store, word, None).moment.frame.number == 3
    assert stored_run(race.store, word, 1).network is held.network
    assert stored_run(race.store, RunWord(race.id, 0, frame=1), None).network is held.network


def test_what_was_thinned_out_has_the_frame_before_it_in_its_place(race):
    for _ in range(3):
        race.advance()
    frames = race.store.frames(race.id)
    assert frame_at([frames[0], frames[2]], 1) is frames[0]
    assert frame_at(frames[1:], 0) is frames[1]
    assert frame_at(frames, 99) is frame_at(frames, None) is frames[-1]


def test_a_moment_alone_says_what_a_run_makes_of_a_text(race):
    """Whoever draws it, the page's script or its socket, gets the same."""
    race.advance(5)
    run = stored_run(race.store, RunWord(race.id, 0), None)
    found = at_moment(run.moment, 0)
    assert found is run.network
    bits = np.array([0, 1, 1, 0])
    state = run.moment.runs[0]
    again = state.build(state.load()).astype("float64")
    np.testing.assert_array_equal(unroll(found.network, bits).hidden, unroll(again, bits).hidden)


def test_what_may_still_change(race):
    assert is_live(race.row)
    race.status("paused", None)
    assert is_live(race.row)
    race.status("finished", None)
    assert not is_live(race.row)


SEVERAL = EXPERIMENT.model_copy(update={"seed": 4, "seeds": 3})


def test_of_several_seeds_it_is_the_median_or_the_one_of_its_word(store):
    race = OwnRace(store, SEVERAL)
    start = stored_run(store, RunWord(race.id, 1, seed=2), None).network.network
    wanted = SEVERAL.task.start(SEVERAL.runs[1], 6).astype("float64")
    for name, array in wanted.parameters.items():
        np.testing.assert_array_equal(start.parameters[name], array)
    race.advance(3)
    now = stored_run(store, RunWord(race.id, 1), None)
    state = now.moment.runs[1]
    for seed, one in [(None, state.seeds[state.seed]), *enumerate(state.seeds)]:
        found = stored_run(store, RunWord(race.id, 1, seed=seed), None).network.network
        for name, array in one.parameters.items():
            np.testing.assert_array_equal(found.parameters[name], array)
    with pytest.raises(ValueError, match="no trained run 2"):
        stored_run(store, RunWord(race.id, 1, seed=3), None)
