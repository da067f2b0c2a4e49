"""A backup made during writes is one moment of the store; what is restored is what was kept."""

import sqlite3
import threading
import zipfile
from contextlib import closing

import numpy as np
import pytest
from support.damaged_stores import SMALL, frames_of, small_store
from support.kept_stores import goes_on, store_read
from support.own_race import advance, own
from support.stored_sweeps import SWEEP

from rnnviz.experiments.store import Store
from rnnviz.storage import datasets
from rnnviz.storage.backup import Backup, back_up, restore
from rnnviz.storage.database import StoreError
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.text.message import Refusal
from rnnviz.training.race import Race

DATA = b"0, 1, 2"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "data" / "store.sqlite"))
    datasets.save(DATA)
    return small_store(tmp_path / "data" / "store.sqlite")


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "kept.zip"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_what_is_restored_is_what_was_kept(store, archive, tmp_path):
    made = back_up(store, archive)
    assert made == Backup(1, 0, 1, 1, archive.stat().st_size)
    elsewhere = tmp_path / "elsewhere" / "rnnviz.sqlite"
    assert restore(archive, elsewhere) == (made, None)
    assert (elsewhere.parent / "datasets" / datasets.key_of(DATA)).read_bytes() == DATA
    assert store_read(elsewhere) == store_read(store)


def test_sweeps_are_counted_by_themselves(store, archive, tmp_path):
    with closing(Store(store)) as opened:
        SweepStore(opened).add(SWEEP, "somebody")
    made = back_up(store, archive)
    assert (made.experiments, made.sweeps) == (1, 1)
    with closing(sqlite3.connect(store)) as opened:  # as one of an earlier version
        for table in ("sweep_runs", "sweep_cells", "sweeps"):
            opened.execute(f"DROP TABLE {table}")
        opened.commit()
    assert back_up(store, tmp_path / "earlier.zip").sweeps == 0


def test_a_training_that_was_kept_goes_on_to_the_same_numbers(store, archive, tmp_path):
    with closing(Store(store)) as opened:
        id = opened.add(SMALL.model_copy(update={"samples": 8_000}))
        pen, race = own(opened, id), Race(SMALL)
        pen.open(2)
        advance(pen, race, 20)
        pen.end("stopped")
    back_up(store, archive)
    elsewhere = tmp_path / "elsewhere.sqlite"
    restore(archive, elsewhere)
    wanted, found = (goes_on(path, id) for path in (store, elsewhere))
    assert found == wanted
    assert found["status"] == "finished"
    for key, runs in frames_of(store).items():
        for mine, theirs in zip(runs, frames_of(elsewhere)[key], strict=True):
            for name, array in mine.items():
                np.testing.assert_array_equal(array, theirs[name])


def test_a_backup_during_writes_is_of_one_moment(store, tmp_path):
    over = threading.Event()
    with closing(Store(store)) as opened:
        id = opened.add(SMALL)
        pen, race = own(opened, id), Race(SMALL)
        pen.open(2)

        def write():
            while not over.is_set():
                advance(pen, race)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            archives = [tmp_path / f"{place}.zip" for place in range(5)]
            for archive in archives:
                back_up(store, archive)
        finally:
            over.set()
            writer.join()
    for place, archive in enumerate(archives):
        copy = tmp_path / f"{place}.sqlite"
        restore(archive, copy)
        with closing(Store(copy)) as read:
            last, row = read.last_frame(id), read.row(id)
            if last is not None:
                assert row.samples == last.samples
                assert [len(curve.loss) for curve in read.curves(id)] == [last.number + 1] * 2


def test_a_store_in_use_is_not_restored_over(store, archive):
    back_up(store, archive)
    with closing(Store(store)), pytest.raises(Refusal, match="is in use"):
        restore(archive, store)
    with closing(Store(store)) as opened:
        assert len(opened.experiments()) == 1


def test_what_was_there_before_stands_beside_it(store, archive):
    back_up(store, archive)
    with closing(Store(store)) as opened:
        opened.add(SMALL, "later")
    _, kept = restore(archive, store)
    assert kept.parent == store.parent
    for path, count in ((store, 1), (kept, 2)):
        with closing(Store(path)) as opened:
            assert len(opened.experiments()) == count


def test_a_damaged_store_gives_way_to_its_backup(store, archive):
    back_up(store, archive)
    store.write_bytes(b"no store of rnnviz" * 100)
    _, kept = restore(archive, store)
    assert kept.read_bytes().startswith(b"no store")
    assert len(frames_of(store)) == 4


def test_a_store_of_an_earlier_version_is_kept_as_it_is(store, archive, tmp_path):
    with closing(Store(store)) as opened:
        opened.rows("PRAGMA application_id=0")
    back_up(store, archive)
    restore(archive, tmp_path / "again.sqlite")
    assert len(frames_of(tmp_path / "again.sqlite")) == 4


def changed(archive, **files):
    with zipfile.ZipFile(archive) as kept:
        names = {name: kept.read(name) for name in kept.namelist()} | files
    with zipfile.ZipFile(archive, "w") as made:
        for name, data in names.items():
            if data is not None:
                made.writestr(name, data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda archive: archive.write_bytes(b"no archive"),
        lambda archive: archive.write_bytes(archive.read_bytes()[:-5000]),
        lambda archive: archive.write_bytes(
            archive.read_bytes()[:9000] + b"?" * 90 + archive.read_bytes()[9090:]
        ),
        lambda archive: changed(archive, **{"store.sqlite": None}),
        lambda archive: changed(archive, **{"store.sqlite": b"no store of rnnviz" * 100}),
        lambda archive: changed(archive, **{"../outside": b"x"}),
        lambda archive: changed(archive, **{"datasets/../../outside": b"x"}),
        lambda archive: changed(archive, **{f"datasets/{datasets.key_of(DATA)}": b"another"}),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(store, archive, damage):
    back_up(store, archive)
    damage(archive)
    before = contents(store.parent)
    with pytest.raises((Refusal, StoreError), match=r"no backup of rnnviz|damaged"):
        restore(archive, store)
    assert contents(store.parent) == before
    assert {path.name for path in store.parent.iterdir()} == {*before, "datasets"}
    assert not (store.parents[1] / "outside").exists()


def test_nothing_is_written_over(store, archive, tmp_path):
    archive.write_bytes(b"mine")
    with pytest.raises(Refusal, match="there already"):
        back_up(store, archive)
    assert archive.read_bytes() == b"mine"
    with pytest.raises(StoreError, match="There is no store"):
        back_up(tmp_path / "none.sqlite", tmp_path / "new.zip")
    with pytest.raises(Refusal, match="cannot be used"):
        back_up(store, tmp_path / "nowhere" / "new.zip")
    with pytest.raises(Refusal, match="cannot be used"):
        restore(tmp_path / "none.zip", store)
