"""Which files there are, and that none is written where it cannot be."""

import json
from types import SimpleNamespace

import pytest
from support.exported import MADE, trained

from rnnviz.exports import disk_room
from rnnviz.exports.bundle import bundle
from rnnviz.exports.files import KINDS, training_files, write_file
from rnnviz.exports.tables import losses_csv
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
