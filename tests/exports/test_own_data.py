"""Data of the reader's own that come with a zip: theirs once it is entered, and gone if it never is."""

import json
import subprocess
import sys
import textwrap

import pytest
from support.exported import MADE, trained
from support.packed_again import again, member

from rnnviz.exports.bundle import bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.storage import datasets, uploads
from rnnviz.storage.clock import clock
from rnnviz.text.message import Refusal


@pytest.fixture
def data(store, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    return bundle(store, trained(store, MADE["own data"]()))


def key_of(data):
    return json.loads(member(data, "experiment.json"))["task"]["data"]


def test_they_are_their_new_owners(data, second):
    other = second()
    open_bundle(other, data, "you", "mine.zip")
    (kept,) = uploads.of_owner(other, "you")
    assert (kept.key, kept.name) == (key_of(data), "mine.zip")
    assert datasets.load(kept.key)


def test_of_a_zip_that_is_refused_nothing_stays(data, second):
    other, key = second(), key_of(data)
    with pytest.raises(Refusal, match=r"frames\.json is damaged"):
        open_bundle(other, again(data, {"frames.json": b"{}"}), "you")
    assert other.rows("SELECT count(*) FROM uploads") == [(0,)]
    assert list(datasets.folder().iterdir()) == []
    # what its owner has already stays
    uploads.keep(other, "you", member(data, f"datasets/{key}"), "own.csv")
    with pytest.raises(Refusal):
        open_bundle(other, again(data, {"frames.json": b"{}"}), "you")
    assert [one.name for one in uploads.of_owner(other, "you")] == ["own.csv"]
    assert datasets.load(key)


def test_what_nothing_needs_is_not_kept(data, second):
    other, more = second(), b'["not asked for"]'
    open_bundle(other, again(data, {f"datasets/{datasets.key_of(more)}": more}), "you")
    assert uploads.keys_of(other, "you") == [key_of(data)]


def test_others_than_their_key_says_are_refused(data, second):
    other = second()
    with pytest.raises(Refusal, match="its data have another digest"):
        open_bundle(other, again(data, {f"datasets/{key_of(data)}": b"[]"}), "you")
    assert other.experiments() == []


KILLED = """
    import os, sys
    from pathlib import Path
    from rnnviz.experiments import whole_rows
    from rnnviz.experiments.store import Store
    from rnnviz.exports.open_bundle import open_bundle

    enter, count = whole_rows._enter_frame, []
    def dies(*of):
        count.append(enter(*of))
        if len(count) == 2:
            os._exit(9)
    whole_rows._enter_frame = dies
    open_bundle(Store(sys.argv[1]), Path(sys.argv[2]), "you", "mine.zip")
"""


def test_a_program_that_is_killed_while_it_opens_one_leaves_nothing_half(
    data, second, tmp_path, monkeypatch
):
    other, path = second(), tmp_path / "mine.zip"
    path.write_bytes(data)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(other.path), str(path)]
    assert subprocess.run(command, check=False).returncode == 9
    assert other.experiments() == [] and uploads.of_owner(other, "you") == []
    for table in ("experiments", "frames", "checkpoints", "curves", "tags"):
        assert other.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    # the data that it had written go when what was removed goes
    assert datasets.load(key_of(data))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 2 * uploads.UNDONE)
    monkeypatch.setattr(clock, "steady", lambda: 2 * uploads.UNDONE)
    uploads.sweep(other)
    assert list(datasets.folder().iterdir()) == []
    # and once more it is entered whole
    monkeypatch.undo()
    monkeypatch.setenv("RNNVIZ_STORE", str(other.path))
    assert not open_bundle(other, path, "you").was_there
    assert uploads.keys_of(other, "you") == [key_of(data)]
