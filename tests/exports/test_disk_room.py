"""An export that would exceed the disk says so before it begins."""

from types import SimpleNamespace

import pytest

from rnnviz.exports import disk_room
from rnnviz.exports.disk_room import refuse_full_disk
from rnnviz.text.message import Refusal


def test_what_fits_is_written(tmp_path):
    refuse_full_disk(tmp_path / "x.zip", 1000)


def test_what_does_not_fit_is_said_with_both_sizes(tmp_path, monkeypatch):
    free = SimpleNamespace(free=30_000_000)
    monkeypatch.setattr(disk_room.shutil, "disk_usage", lambda folder: free)
    refuse_full_disk(tmp_path / "x.zip", 9_000_000)
    with pytest.raises(Refusal) as caught:
        refuse_full_disk(tmp_path / "x.zip", 11_500_000)
    said = str(caught.value)
    assert "x.zip would take 11.5 MB, and 30.0 MB are free there. Nothing was written" in said


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Refusal, match="none cannot be used"):
        refuse_full_disk(tmp_path / "none" / "x.zip", 1)
