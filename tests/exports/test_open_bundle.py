"""Everything exported on one store and opened on a second is equal: curves, networks, pictures."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pytest
from support.exported import MADE, pictures, told, trained
from support.packed_again import again
from support.stored_loops import train

from rnnviz.experiments.store import Store
from rnnviz.exports import disk_room
from rnnviz.exports.archive import EXPERIMENT, LOOP, OpenedArchive
from rnnviz.exports.bundle import bundle
from rnnviz.exports.loop_bundle import loop_bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.exports.tables import losses_csv, losses_parquet
from rnnviz.settings.settings import Settings
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import LoopStatus, LoopStore
from rnnviz.watch.packed_frame import unpack


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value", "ignore:Mean of empty")
@pytest.mark.parametrize("kind", MADE)
def test_what_is_exported_on_one_store_is_the_same_on_a_second(kind, store, second, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    id = trained(store, MADE[kind]())
    data = bundle(store, id)
    before, drawn = told(store, id), pictures(store, id)
    early = pictures(store, id, at=store.frames(id)[0].samples)
    tables = losses_csv(store, id), losses_parquet(store, id)
    other = second()
    opened = open_bundle(other, data, "you", "mine.zip")
    assert (opened.kind, opened.was_there) == (EXPERIMENT, False)
    assert str(opened.message) == "What mine.zip holds is here now."
    assert other.row(opened.id).owner == "you"
    assert told(other, opened.id) == before
    assert pictures(other, opened.id) == drawn
    assert pictures(other, opened.id, at=other.frames(opened.id)[0].samples) == early
    assert (losses_csv(other, opened.id), losses_parquet(other, opened.id)) == tables
    assert other.newest(MADE[kind](), "you").id == opened.id
    first, last = store.last_frame(id), other.last_frame(opened.id)
    for one, same in zip(first.states, last.states, strict=True):
        for name, array in one.network.parameters.items():
            np.testing.assert_array_equal(same.network.parameters[name], array, strict=True)
    # and the zip of the second store is that of the first
    assert bundle(other, opened.id) == data


def test_what_was_opened_goes_on_where_the_first_would(store, second):
    experiment = MADE["echo"]().model_copy(update={"samples": 8_000})
    whole = trained(store, experiment)
    data = bundle(store, whole)
    other = second()
    id = open_bundle(other, data, "you").id
    other.requeue(id, other.frames(id)[0].number)
    other.rows("UPDATE experiments SET worker = 'w' WHERE id = ?", id)
    from rnnviz.experiments.worker import Worker

    Worker(other, id, "w").work()
    mine, theirs = store.last_frame(whole), other.last_frame(id)
    for one, same in zip(mine.states, theirs.states, strict=True):
        for name, array in one.network.parameters.items():
            np.testing.assert_array_equal(same.network.parameters[name], array, strict=True)


def test_a_watched_loop_is_the_same_on_a_second_store(store, second, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    watch = train(updates=3, layers=2)
    with closing(LoopStore(store.path)) as loops:
        id = watch._writer.id
        data, loop, heads = loop_bundle(loops, id), loops.loop(id), loops.heads(id)
        frames = [loops.frame(id, head.number) for head in heads]
    other = second()
    opened = open_bundle(other, data, "you", "loop.zip")
    assert (opened.kind, opened.was_there) == (LOOP, False)
    with closing(LoopStore(other.path)) as loops:
        same = loops.loop(opened.id)
        for name in ("name", "created", "calls", "newest", "message"):
            assert getattr(same, name) == getattr(loop, name)
        assert (same.owner, same.status) == ("you", LoopStatus.CLOSED)
        assert [loops.frame(opened.id, head.number) for head in loops.heads(opened.id)] == frames
        layers = unpack(loops.frame(opened.id, heads[-1].number).packed).layers
        assert layers.keys() == unpack(frames[-1].packed).layers.keys()
        assert loop_bundle(loops, opened.id) == data
    again_ = open_bundle(other, data, "you", "loop.zip")
    assert (again_.id, again_.was_there) == (opened.id, True)


def test_the_same_opened_twice_is_told_and_entered_once(store, second, echo_zip):
    other = second()
    one = open_bundle(other, echo_zip, "you", "mine.zip")
    two = open_bundle(other, echo_zip, "you", "copy.zip")
    assert (two.id, two.was_there) == (one.id, True)
    assert str(two.message) == (
        "What copy.zip holds is here already, the same in everything: it was not entered again."
    )
    assert len(other.experiments()) == 1
    # somebody else has it for themselves
    assert not open_bundle(other, echo_zip, "they").was_there
    assert len(other.experiments()) == 2


def test_the_same_settings_trained_again_are_another_training(store, second, echo_zip):
    other = second()
    trained(other, MADE["echo"](), "you")
    assert not open_bundle(other, echo_zip, "you").was_there
    assert len(other.experiments()) == 2


def test_a_file_on_a_disk_is_opened_as_its_bytes_are(second, echo_zip, tmp_path):
    path = tmp_path / "mine.zip"
    path.write_bytes(echo_zip)
    other = second()
    id = open_bundle(other, path, "you", path.name).id
    assert open_bundle(other, echo_zip, "you").id == id


def test_a_zip_that_another_program_has_packed_again_opens(second, echo_zip):
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(echo_zip)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            new.writestr(name, old.read(name))
        new.writestr("__MACOSX/._experiment.json", b"what a Mac adds")
    other = second()
    id = open_bundle(other, packed.getvalue(), "you").id
    assert open_bundle(other, echo_zip, "you") == (EXPERIMENT, id, True, "export.zip")


def test_a_title_that_is_markup_is_a_title(second, echo_zip):
    import json

    from support.packed_again import member

    title = "<script>alert(1)</script> **bold** \u202e\x00" + "x" * 100
    said = json.loads(member(echo_zip, "training.json")) | {"title": title}
    data = again(echo_zip, {"training.json": json.dumps(said).encode()})
    other = second()
    row = other.row(open_bundle(other, data, "you").id)
    assert row.title.startswith("<script>alert(1)</script> **bold** x")
    assert len(row.title) == 60


def test_nothing_is_entered_where_the_store_is_full(second, echo_zip, monkeypatch):
    from rnnviz.experiments import admission

    other = second()
    few = Settings(stored_bytes=10**6)
    monkeypatch.setattr(admission, "current", lambda: few)
    monkeypatch.setattr(Store, "used_bytes", lambda self: 10**6)
    with pytest.raises(Refusal, match="This server holds"):
        open_bundle(other, echo_zip, "you")
    assert other.experiments() == []


def test_what_is_larger_than_may_be_trained_here_is_not_entered(second, echo_zip, monkeypatch):
    from rnnviz.experiments import admission

    few = Settings(hidden_units=3)
    monkeypatch.setattr(admission, "current", lambda: few)
    other = second()
    with pytest.raises(
        Refusal,
        match=r"export\.zip is not opened here: run 2 has 4 hidden units; allowed here are up to 3\.",
    ):
        open_bundle(other, echo_zip, "you")
    assert other.experiments() == []


def test_what_would_exceed_the_disk_is_said_before_anything_is_read(second, echo_zip, monkeypatch):
    other = second()
    monkeypatch.setattr(disk_room.shutil, "disk_usage", lambda path: SimpleNamespace(free=20_000_100))
    monkeypatch.setattr(OpenedArchive, "check", lambda self: pytest.fail("It was read."))
    with pytest.raises(Refusal, match=r"would take 0\.\d MB, and 20\.0 MB are free there"):
        open_bundle(other, echo_zip, "you")
    assert other.experiments() == []


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_half(second, echo_zip):
    other = second()
    ((pages,),) = other.rows("PRAGMA page_count")
    other.rows(f"PRAGMA max_page_count={pages + 3}")
    with pytest.raises(StoreError, match="full"):
        open_bundle(other, echo_zip, "you")
    for table in ("experiments", "frames", "checkpoints", "curves"):
        assert other.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    other.rows("PRAGMA max_page_count=1000000")
    assert not open_bundle(other, echo_zip, "you").was_there


def test_many_who_open_the_same_at_once_each_have_it(second, echo_zip):
    other = second()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda who: open_bundle(other, echo_zip, who), "abcd"))
    assert len({one.id for one in found}) == 4
    assert {other.row(one.id).owner for one in found} == set("abcd")
