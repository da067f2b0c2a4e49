"""What frames mean: what is computed is what the analysis computes, and it is computed once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from support.own_race import OwnRace, statements

from rnnviz.analysis.echo_learned import learned
from rnnviz.analysis.echo_reach import reach_matrix
from rnnviz.analysis.typed_bits import typed_run
from rnnviz.experiments import moment as moments
from rnnviz.experiments.moment import bytes_per_update, course, moment, typed_start
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage.database import StoreError
from rnnviz.training import memory
from rnnviz.training.experiment import Experiment

RUNS = (
    Run(hidden=3, batch=20),
    Run(hidden=2, batch=20, truncation=Truncation.windows(4), carry=False),
)
EXPERIMENT = Experiment(samples=100_000, runs=RUNS)


@pytest.fixture
def race(store):
    return OwnRace(store, EXPERIMENT)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    for name in ("COURSES", "FRAMES", "RESULTS"):
        monkeypatch.setattr(moments, name, SharedCache(100, 10**9))


def newest(store, row):
    return moment(store, row, course(store, row).frames[-1])


def test_a_moment_holds_the_networks_of_its_frame(store, race):
    row = race.advance(3)
    now, stored = newest(store, row), store.last_frame(row.id)
    assert (now.samples, now.head.number) == (stored.samples, stored.number)
    for place, run in enumerate(stored.runs):
        for name, array in now.network(place).parameters.items():
            np.testing.assert_array_equal(array, run.parameters[name])
        assert now.exact(place).dtype == np.float64


def test_what_echo_has_learned_is_what_the_analysis_finds(store, race):
    now = newest(store, race.advance(3))
    for place, window in enumerate((None, 4)):
        net = now.network(place)
        found = learned(net, EXPERIMENT.task, window)
        np.testing.assert_array_equal(now.learned(place).found, found.found)
        assert now.learned(place).shares == found.shares
        np.testing.assert_array_equal(now.reach(place), reach_matrix(net, EXPERIMENT.task, window))


def test_what_is_typed_is_read_by_the_networks_of_the_moment(store, race):
    start = typed_start(EXPERIMENT, 1, "0110")
    net = EXPERIMENT.task.start(RUNS[1], EXPERIMENT.seed)
    expected = typed_run(net, EXPERIMENT.task, RUNS[1], "0110")
    np.testing.assert_array_equal(start.hidden, expected.hidden)
    assert typed_start(EXPERIMENT, 1, "0110") is start
    now = newest(store, race.advance(3))
    for place, run in enumerate(RUNS):
        found = now.typed(place, "0110")
        expected = typed_run(now.network(place), EXPERIMENT.task, run, "0110")
        np.testing.assert_array_equal(found.norms, expected.norms)
        assert now.typed(place, "0110") is found
        assert now.typed(place, "011").bits == "011"


def test_everything_is_computed_once_however_many_look(store, race, monkeypatch):
    row, computed = race.advance(), []

    def counted(name):
        compute = getattr(moments, name)
        monkeypatch.setattr(moments, name, lambda *given: computed.append(name) or compute(*given))

    for name in ("learned", "reach_matrix"):
        counted(name)

    def look(_):
        now = newest(store, store.row(row.id))
        return now.learned(0), id(now.reach(0)), id(now.exact(1))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(look, range(8)))
    assert sorted(computed) == ["learned", "reach_matrix"]
    assert len({(id(table), reach, net) for table, reach, net in found}) == 1


def test_a_new_frame_is_another_moment(store, race):
    first = newest(store, race.advance())
    second = newest(store, race.advance())
    assert second.head.number == first.head.number + 1
    assert second.network(0) is not first.network(0)
    # the first is still what it was
    again = moment(store, race.row, course(store, race.row).frames[0])
    assert again.network(0) is first.network(0)


def test_who_looks_first_asks_six_statements_and_all_others_one(store, race):
    race.advance()
    for _ in range(3):
        race.advance()
        with statements(store) as asked:
            newest(store, store.newest(EXPERIMENT))
        assert len(asked) == 6
        with statements(store) as asked:
            newest(store, store.newest(EXPERIMENT))
        assert len(asked) == 1


def test_the_course_is_what_the_store_has(store, race):
    for _ in range(3):
        race.advance(2)
    row = race.row
    kept = course(store, row)
    assert kept.frames == store.frames(row.id)
    for one, other in zip(kept.curves, store.curves(row.id), strict=True):
        np.testing.assert_array_equal(one.loss, other.loss)
        np.testing.assert_array_equal(one.samples, other.samples)
    assert [kept.measures(place) for place in range(2)] == store.measures(row.id)
    assert row.newest == (kept.frames[-1].number, kept.frames[-1].seconds)


def test_before_the_first_frame_there_is_none(race):
    assert race.row.newest is None


def test_a_frame_that_is_gone_is_a_sentence(store, race):
    row = race.advance()
    (head,) = course(store, row).frames
    store.remove(row.id)
    with pytest.raises(StoreError, match="Frame 0"):
        moment(store, row, head)


def test_bytes_are_those_of_each_run():
    assert bytes_per_update("x", EXPERIMENT) == [
        memory.bytes_per_update(run, EXPERIMENT) for run in RUNS
    ]


def test_of_several_seeds_one_is_looked_at(store):
    experiment = EXPERIMENT.model_copy(update={"seed": 4, "seeds": 3})
    race = OwnRace(store, experiment)
    now = newest(store, race.advance(3))
    assert now.of_seed(None) is now
    for seed in range(3):
        one = now.of_seed(seed)
        assert (one.seed(0), one.seed(1)) == (4 + seed, 4 + seed)
        for name, array in now.runs[1].seeds[seed].parameters.items():
            np.testing.assert_array_equal(one.network(1).parameters[name], array)
        start = experiment.task.start(RUNS[0], 4 + seed).astype("float64")
        found = typed_start(experiment, 0, "0110", seed)
        wanted = typed_run(start, experiment.task, RUNS[0], "0110")
        np.testing.assert_array_equal(found.losses, wanted.losses)
    assert now.exact(0) is now.of_seed(now.runs[0].seed).exact(0)
    befores = {now.of_seed(seed).recall_before(0).held.tobytes() for seed in range(3)}
    assert len(befores) == 3
