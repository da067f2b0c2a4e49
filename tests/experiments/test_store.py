import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rnnviz.experiments import frame_writer
from rnnviz.experiments.checkpoint import pack, unpack
from rnnviz.experiments.commands import ChangeRate, ChangeSpeed, Pause, Resume, Stop, read
from rnnviz.experiments.frame_writer import FrameWriter, Superseded
from rnnviz.experiments.store import Store
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage import database
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Message
from rnnviz.training.curve import MOST, Tail, points, thin, view
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

SHORT = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=40, hidden=2)])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path):
    store = Store(path)
    yield store
    store.close()


def own(store, id, worker="w"):
    """An experiment whose worker the test is."""
    with store.transaction() as run:
        run("UPDATE experiments SET worker = ? WHERE id = ?", (worker, id))
    return FrameWriter(store, id, worker)


def advance(pen, race, steps=1):
    """Some updates, and a frame of them."""
    for _ in range(steps):
        race.step()
    pen.write(pen.pack(race.frame(1.0), race.learners), "running")


# -- experiments -------------------------------------------------------------------------------------


def test_what_is_added_is_found_again_by_every_reader(store, path):
    first = store.add(SHORT, "the first")
    second = store.add(Experiment(seed=3))
    other = Store(path)
    assert [row.id for row in other.experiments()] == [second, first]
    row = other.row(first)
    assert (row.title, row.status, str(row.message), row.samples, row.total) == (
        "the first",
        "queued",
        "",
        0,
        600_000,
    )
    assert row.experiment == SHORT
    assert other.last_frame(first) is None
    assert other.frames(first) == []
    assert [len(curve.loss) for curve in other.curves(first)] == [0, 0]
    other.close()


def test_it_is_renamed_and_removed_with_all_that_belongs_to_it(store):
    id = store.add(SHORT)
    store.rename(id, "another")
    assert store.row(id).title == "another"
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    advance(pen, race)
    store.command(id, Pause())
    store.remove(id)
    for table in ("experiments", "frames", "checkpoints", "curves", "commands"):
        assert store.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    with pytest.raises(StoreError, match="no experiment"):
        store.row(id)
    with pytest.raises(Superseded):
        advance(pen, race)


def test_the_newest_training_of_an_experiment_is_found_by_what_it_is(store):
    ids = [store.add(experiment) for experiment in (SHORT, Experiment(), SHORT)]
    assert store.newest(SHORT).id == ids[2]
    assert store.newest(Experiment()).id == ids[1]
    assert store.newest(Experiment(seed=1)) is None
    # as another version wrote it: settings in another order, and one that was not there yet
    written = json.loads(SHORT.to_json())
    less = {name: written[name] for name in reversed(written) if name != "seed"}
    store.rows("UPDATE experiments SET experiment = ? WHERE id = ?", json.dumps(less), ids[2])
    assert store.newest(SHORT).id == ids[2]
    # as if what is usual had changed since
    later = SHORT.model_copy(update={"seed": 3}).to_json()
    store.rows("UPDATE experiments SET experiment = ? WHERE id = ?", later, ids[2])
    assert store.newest(SHORT).id == ids[0]


def test_what_was_stored_before_there_were_digests_is_found(store, path):
    good, bad = store.add(SHORT), store.add(Experiment(seed=1))
    with store.transaction() as run:
        run("UPDATE experiments SET digest = NULL")
        run("""UPDATE experiments SET experiment = '{"runs": 3}' WHERE id = ?""", (bad,))
    assert store.newest(SHORT) is None
    store.close()
    for _ in range(2):
        again = Store(path)
        assert again.newest(SHORT).id == good
        assert again.rows("SELECT id FROM experiments WHERE digest IS NULL") == [(bad,)]
        again.close()


def test_the_environment_names_another_file(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "deep" / "down.sqlite"))
    Store().close()
    assert (tmp_path / "deep" / "down.sqlite").exists()
    monkeypatch.delenv("RNNVIZ_STORE")
    assert database.default_path().name == "rnnviz.sqlite"


# -- frames ------------------------------------------------------------------------------------------


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
        np.testing.assert_array_equal(mine.losses[-60:], theirs.losses)
        np.testing.assert_array_equal(mine.gradient_norms[-60:], theirs.gradient_norms)
        for name, value in mine.network.parameters.items():
            np.testing.assert_array_equal(value, theirs.network.parameters[name])


def test_a_frame_holds_what_the_figures_need(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    assert pen.open(2) is None
    pen.write(pen.pack(race.frame(0.0), race.learners), "running")
    for _ in range(9):
        race.step()
    frame = race.frame(2.5)
    pen.write(pen.pack(frame, race.learners), "paused", Message("A sentence."))
    begun, stored = store.frame(id, 0), store.last_frame(id)
    assert np.isnan(begun.runs[0].loss)
    assert begun.runs[0].updates == 0
    assert (stored.number, stored.samples, stored.seconds) == (1, 9 * 5 * 20, 2.5)
    for mine, one in zip(stored.runs, frame.runs, strict=True):
        assert (mine.samples, mine.updates, mine.loss) == (one.samples, one.updates, one.loss)
        assert (mine.gradient_norm, mine.status) == (one.gradient_norm, "running")
        Network(parameters=mine.parameters, **one.network.settings())
        for name, value in one.network.parameters.items():
            np.testing.assert_array_equal(mine.parameters[name], value)
    row = store.row(id)
    assert (row.status, str(row.message), row.samples) == ("paused", "A sentence.", 900)
    with pytest.raises(StoreError, match="Frame 7"):
        store.frame(id, 7)


def test_frames_are_thinned_evenly_and_the_first_and_last_stay(store, monkeypatch):
    monkeypatch.setattr(frame_writer, "MOST_FRAMES", 20)
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for number in range(100):
        advance(pen, race)
        heads = store.frames(id)
        assert len(heads) <= 20
        assert (heads[0].number, heads[-1].number) == (0, number)
    apart = np.diff([head.number for head in heads])
    assert len(heads) >= 10
    assert set(apart[:-1]) == {8}
    assert apart[-1] <= 8


def test_large_networks_keep_fewer_frames(store, monkeypatch):
    monkeypatch.setattr(frame_writer, "MOST_BYTES", 0)
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for _ in range(50):
        advance(pen, race)
    assert 10 <= len(store.frames(id)) <= frame_writer.FEWEST_FRAMES


def test_a_diverged_run_keeps_its_last_good_parameters(store):
    experiment = Experiment(samples=60_000, runs=[Run(batch=20, optimizer="sgd"), Run(batch=20)])
    id = store.add(experiment)
    pen, race = own(store, id), Race(experiment)
    pen.open(2)
    advance(pen, race, 5)
    good = store.last_frame(id).runs[0]
    race.learners[0].engine.vector[:] = np.nan
    advance(pen, race, 3)
    bad, healthy = store.last_frame(id).runs
    assert (bad.status, bad.diverged_at, bad.updates) == ("diverged", 6, 5)
    assert bad.checkpoint == good.checkpoint
    assert np.isnan(bad.loss)
    assert healthy.updates == 8
    assert store.row(id).samples == 8 * 5 * 20
    curve = store.curves(id)[0]
    assert curve.updates.tolist() == [1, 2, 3, 4, 5, 6]
    assert np.isnan(curve.loss[-1])
    assert len(curve.means()[0]) == 5


def test_back_to_a_frame_drops_all_that_came_after_it(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for _ in range(6):
        advance(pen, race, 10)
    whole = store.curves(id)[1]
    store.requeue(id, 2)
    row = store.row(id)
    assert (row.status, row.worker, row.samples) == ("queued", None, 30 * 5 * 20)
    assert [head.number for head in store.frames(id)] == [0, 1, 2]
    assert store.curves(id)[1].updates.tolist() == list(range(1, 31))
    with pytest.raises(Superseded):
        advance(pen, race)

    pen, race = own(store, id, "another"), Race(SHORT)
    last = pen.open(2)
    for learner, one in zip(race.learners, last.runs, strict=True):
        learner.restore(unpack(one.checkpoint))
    for _ in range(3):
        advance(pen, race, 10)
    again = store.curves(id)[1]
    np.testing.assert_array_equal(again.loss, whole.loss)
    np.testing.assert_array_equal(again.total, whole.total)

    store.requeue(id, -1)
    assert store.frames(id) == []
    assert [len(curve.loss) for curve in store.curves(id)] == [0, 0]


# -- curves ------------------------------------------------------------------------------------------


def test_a_short_curve_is_every_update(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    losses = []
    for _ in range(4):
        for _ in range(100):
            race.step()
        frame = race.frame(1.0)
        losses += frame.runs[1].losses.tolist()
        pen.write(pen.pack(frame, race.learners), "running")
    curve = store.curves(id)[1]
    assert curve.loss.tolist() == losses
    assert curve.samples.tolist() == [number * 5 * 40 for number in range(1, 401)]
    assert curve.total[-1] == pytest.approx(sum(losses))
    thinned = store.curves(id, 50)[1]
    assert len(thinned.loss) <= 50
    assert set(thinned.loss) <= set(losses)


def test_a_long_curve_stays_small_with_its_extremes_and_its_means(store, rng):
    experiment = Experiment(runs=[Run()])
    id = store.add(experiment)
    pen = own(store, id)
    pen.open(1)
    losses, norms = rng.normal(1.0, 0.1, 60_000), rng.lognormal(0.0, 1.0, 60_000)
    losses[31_234], norms[17_171], losses[50] = 9.0, 99.0, -5.0
    tail, made = pen.tails[0], 0
    for size in rng.integers(1, 900, 200):
        part = slice(made, min(made + size, len(losses)))
        tail.add(points(made + 1, losses[part], norms[part], tail.total))
        made = part.stop
        with store.transaction() as run:
            merged = pen._write_tail(run, 0)
        tail.stand(merged, frame_writer.BLOCK)
    assert made == len(losses)
    ((kept,),) = store.rows("SELECT sum(length(points)) / 32 FROM curves")
    assert MOST / 4 < kept < MOST * 1.2
    curve = store.curves(id)[0]
    assert len(curve.loss) <= 800
    assert (np.diff(curve.updates) > 0).all()
    assert curve.loss.max() == 9.0
    assert curve.loss.min() == -5.0
    assert curve.gradient_norm.max() == 99.0
    where = curve.updates.astype(int)
    np.testing.assert_array_equal(curve.loss, losses[where - 1])
    np.testing.assert_allclose(curve.total, np.cumsum(losses)[where - 1])
    samples, means = curve.means(10)
    ends = (samples / 1000).astype(int)
    expected = [part.mean() for part in np.split(losses, ends[:-1])]
    np.testing.assert_allclose(means, expected)


def test_thinning_keeps_the_extremes_of_every_group_and_the_end(rng):
    kept = points(1, rng.random(805), rng.random(805), 0.0)
    thinned = thin(kept, 8)
    assert thinned.shape[1] <= 4 * 101 + 1
    for start in range(0, 805, 8):
        group = kept[:, start : start + 8]
        inside = thinned[:, (thinned[0] > start) & (thinned[0] <= start + 8)]
        for row in (1, 2):
            assert inside[row].min() == group[row].min()
            assert inside[row].max() == group[row].max()
    assert thinned[0, -1] == 805


def test_an_open_block_shows_what_is_not_yet_a_group(rng):
    tail = Tail(level=3)
    tail.add(points(1, rng.random(5), rng.random(5), 0.0))
    assert tail.closed.shape[1] == 0
    assert 0 < tail.open().shape[1] <= 5
    assert tail.open()[0, -1] == 5


def test_a_view_of_few_points_is_all_of_them(rng):
    kept = points(1, rng.random(30), rng.random(30), 0.0)
    np.testing.assert_array_equal(view(kept, 10, 30).loss, kept[1])


# -- commands ----------------------------------------------------------------------------------------


def test_commands_are_obeyed_once_and_in_order(store):
    id = store.add(SHORT)
    pen = own(store, id)
    assert store.command(id, Pause())
    assert store.command(id, ChangeRate(1, 0.5))
    assert store.command(id, ChangeSpeed(2.0))
    assert pen.commands() == [Pause(), ChangeRate(1, 0.5), ChangeSpeed(2.0)]
    assert pen.commands() == []
    assert pen.beat("running") == 2.0
    pen.end("finished")
    assert not store.command(id, Pause())


def test_what_waits_can_be_stopped(store):
    id = store.add(SHORT)
    assert store.command(id, Pause())
    assert store.rows("SELECT paused FROM experiments") == [(1,)]
    assert store.command(id, Stop())
    assert store.row(id).status == "stopped"
    assert not store.command(id, Resume())


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("jump", {}),
        ("pause", {"run": 0}),
        ("rate", {"run": 2, "rate": 0.1}),
        ("rate", {"run": 0, "rate": 0.0}),
        ("rate", {"run": 0, "rate": float("nan")}),
        ("rate", {"rate": 0.1}),
        ("speed", {"speed": 0.0}),
        ("speed", {"speed": float("inf")}),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(store, name, arguments):
    id = store.add(SHORT)
    with pytest.raises(ValueError, match=r"allowed|takes|no command"):
        store.command(id, read(name, json.dumps(arguments)))


def test_a_checkpoint_is_no_program():
    race = Race(SHORT)
    learner = race.learners[0]
    state = pack(learner.last_good)
    assert state[8:9] == b"{"  # safetensors: a length, then JSON
    assert len(state) < 4 * (sum(a.size for a in [learner.engine.vector, *learner.hidden])) + 2000


# -- what can go wrong -------------------------------------------------------------------------------


def test_a_damaged_file_is_said_and_left_alone(path):
    path.write_bytes(b"This is no database, it only looks like a file. " * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="damaged") as error:
        Store(path)
    assert error.value.kind == "damaged"
    assert path.read_bytes() == before


def test_a_page_of_garbage_inside_is_said(store, path):
    id = store.add(SHORT)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    ((size,),) = store.rows("PRAGMA page_size")
    store.close()
    with path.open("r+b") as file:
        file.seek(size)
        file.write(b"\xa5" * (path.stat().st_size - size))
    with pytest.raises(StoreError, match="damaged"):
        Store(path).row(id)


def test_damage_that_sqlite_cannot_see_is_said(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    advance(pen, race)
    with store.transaction() as run:
        run("UPDATE checkpoints SET state = ?", (b"x" * 50,))
    with pytest.raises(StoreError, match="checkpoint is damaged"):
        _ = store.last_frame(id).runs[0].parameters
    with store.transaction() as run:
        run("UPDATE experiments SET experiment = '{\"runs\": 3}'")
    with pytest.raises(StoreError, match="makes no sense"):
        store.row(id)


def test_many_may_open_a_new_store_at_once(path):
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store(path), range(8)))
    ids = [store.add(SHORT) for store in stores]
    assert {row.id for row in stores[0].experiments()} == set(ids)
    for store in stores:
        store.close()


def test_a_locked_store_is_said_and_works_again_afterwards(monkeypatch, path):
    monkeypatch.setattr(database, "WAIT", 0.05)
    store = Store(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked") as error:
        store.add(SHORT)
    assert error.value.kind == "locked"
    assert store.experiments() == []
    other.execute("ROLLBACK")
    other.close()
    assert store.add(SHORT)
    store.close()


def test_a_full_disk_is_said_and_what_was_stored_stays(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    advance(pen, race, 3)
    ((count,),) = store.rows("PRAGMA page_count")
    store.rows(f"PRAGMA max_page_count = {count}")
    for _ in range(400):
        race.step()
    packed = pen.pack(race.frame(1.0), race.learners)
    with pytest.raises(StoreError, match="full") as error:
        pen.write(packed, "running")
    assert error.value.kind == "full"
    assert [head.number for head in store.frames(id)] == [0]
    assert len(store.curves(id)[0].loss) == 3
    store.rows("PRAGMA max_page_count = 100000")
    pen.write(packed, "running")
    assert [head.number for head in store.frames(id)] == [0, 1]
    assert store.last_frame(id).runs[0].updates == 403
    assert len(store.curves(id)[0].loss) == 403


def test_a_store_that_cannot_be_written_is_said(store, tmp_path):
    store.rows("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="opened for writing"):
        store.add(SHORT)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="RNNVIZ_STORE"):
        Store(tmp_path / "file" / "store.sqlite")
    with pytest.raises(StoreError, match="RNNVIZ_STORE"):
        Store(tmp_path)


def test_an_old_store_is_brought_up_to_date_and_a_newer_one_refused(monkeypatch, path):
    store = Store(path)
    id = store.add(SHORT)
    store.close()
    more = (*database.MIGRATIONS, ("ALTER TABLE experiments ADD COLUMN colour TEXT",))
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", more)
        newer = Store(path)
        assert newer.row(id).experiment == SHORT
        assert newer.rows("SELECT colour FROM experiments") == [(None,)]
        newer.close()
    with pytest.raises(StoreError, match="newer"):
        Store(path)


def test_a_migration_that_fails_changes_nothing(monkeypatch, path):
    Store(path).close()
    more = (*database.MIGRATIONS, ("ALTER TABLE experiments ADD COLUMN a TEXT", "NONSENSE"))
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", more)
        with pytest.raises(StoreError):
            Store(path)
    store = Store(path)
    assert store.rows("PRAGMA user_version") == [(len(database.MIGRATIONS),)]
    store.close()
