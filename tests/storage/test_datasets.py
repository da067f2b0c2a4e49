"""Data of the reader's own: written once, found by what is in them, sentences for what is not there."""

import errno
import hashlib
import os

import pytest

from rnnviz.storage import datasets


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "deep" / "store.sqlite"))
    return tmp_path / "deep" / "datasets"


def test_data_come_back_by_a_key_that_is_their_digest(place):
    data = bytes(range(256)) * 100
    key = datasets.save(data)
    assert key == hashlib.sha256(data).hexdigest()[:16]
    assert datasets.load(key) == data
    assert [path.name for path in place.iterdir()] == [key]


def test_the_same_data_are_written_once(place):
    key = datasets.save(b"abc")
    before = (place / key).stat()
    assert datasets.save(b"abc") == key
    after = (place / key).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_json_comes_back_and_the_order_of_names_does_not_matter():
    value = {"texts": ["naïve “quotes”\n", ""], "labels": [1, 0], "share": 0.25}
    key = datasets.save_json(value)
    assert datasets.load_json(key) == value
    assert datasets.save_json(dict(reversed(value.items()))) == key


def test_what_was_damaged_is_said_and_mended_by_keeping_it_again(place):
    key = datasets.save(b"good")
    (place / key).write_bytes(b"bad")
    with pytest.raises(ValueError, match=rf"^The dataset {key} is damaged; load the file again"):
        datasets.load(key)
    assert datasets.save(b"good") == key
    assert datasets.load(key) == b"good"


def test_a_missing_dataset_is_a_sentence():
    with pytest.raises(
        ValueError, match=r"^The dataset 0123456789abcdef is not on this computer; load"
    ):
        datasets.load("0123456789abcdef")


@pytest.mark.parametrize(
    "key", ["", "../store.sqlite", "ABCDEF0123456789", "0" * 15, "0" * 17, None, 5]
)
def test_what_is_no_key_never_reaches_the_disk(key, place):
    place.mkdir(parents=True)
    (place.parent / "store.sqlite").write_bytes(b"secret")
    with pytest.raises(ValueError, match=r"^data is .*; allowed is the key of a dataset, 16 letters"):
        datasets.load(key)


def test_bytes_are_no_json():
    for data in (b"\xff\xfe", b"review,sentiment"):
        with pytest.raises(ValueError, match="is of another kind than is needed here"):
            datasets.load_json(datasets.save(data))


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "file" / "store.sqlite"))
    with pytest.raises(ValueError, match=r"cannot be kept in .*RNNVIZ_STORE may name a file"):
        datasets.save(b"abc")


def test_a_full_disk_leaves_nothing_behind(place, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(datasets.os, "fsync", full)
    with pytest.raises(ValueError, match="No space left on device"):
        datasets.save(b"abc")
    assert list(place.iterdir()) == []
