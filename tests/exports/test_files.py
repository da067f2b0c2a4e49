"""Which files there are, and that none is written where it cannot be."""

import json
import tracemalloc
from types import SimpleNamespace

import pytest
from support.exported import MADE, trained
from support.own_race import OwnRace

from rnnviz.exports import disk_room
from rnnviz.exports.bundle import bundle
from rnnviz.exports.files import KINDS, training_files, write_file
from rnnviz.exports.tables import losses_csv
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment


@pytest.fixture
def exported(store):
    return training_files(store, trained(store, MADE["echo"]()))


def test_every_ending_has_its_file(store, exported, tmp_path):
    for ending in KINDS:
        path = tmp_path / f"x{ending}"
        assert write_file(exported, path) == path.stat().st_size <= exported.sizes[ending]
    assert (tmp_path / "x.zip").read_bytes() == bundle(store, exported.id)
    assert (tmp_path / "x.csv").read_text() == losses_csv(store, exported.id)
    assert Experiment.from_json((tmp_path / "x.json").read_text()) == MADE["echo"]()
    assert json.loads((tmp_path / "x.json").read_text())["samples"] == 4000
    assert (tmp_path / "x.html").read_text().startswith("<!DOCTYPE html>")


def test_another_ending_and_a_file_that_is_there_are_refused(exported, tmp_path):
    with pytest.raises(Refusal, match=r"ends in '\.txt'; allowed are"):
        write_file(exported, tmp_path / "x.txt")
    (tmp_path / "x.csv").write_text("mine")
    with pytest.raises(Refusal, match="is there already"):
        write_file(exported, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "mine"


def test_nothing_is_made_where_the_disk_has_no_room(exported, tmp_path, monkeypatch):
    monkeypatch.setattr(disk_room.shutil, "disk_usage", lambda path: SimpleNamespace(free=20_010_000))
    monkeypatch.setitem(exported.writes, ".zip", lambda file: pytest.fail("It was made."))
    with pytest.raises(Refusal, match="Nothing was written"):
        write_file(exported, tmp_path / "x.zip")
    assert list(tmp_path.glob("*.zip")) == []


def test_under_its_name_stands_a_whole_file_or_none(exported, tmp_path, monkeypatch):
    def stops(file):
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(exported.writes, ".zip", stops)
    with pytest.raises(OSError, match="No space left"):
        write_file(exported, tmp_path / "x.zip")
    assert list(tmp_path.glob("x.zip*")) == []


def test_a_large_zip_is_written_piece_by_piece(store, tmp_path):
    # many moments of two networks of 1 MB each, and never more than some of them in memory
    run = Run(hidden=500, batch=1, optimizer="sgd", truncation=Truncation.windows(2))
    race = OwnRace(store, Experiment(runs=(run, run), samples=10**6))
    for _ in range(16):
        race.advance()
    files = training_files(store, race.id)
    tracemalloc.start()
    size = write_file(files, tmp_path / "x.zip")
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 30e6 and held < size / 3
