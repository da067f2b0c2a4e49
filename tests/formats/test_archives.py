"""What is refused of a zip archive before anything in it is read."""

import zipfile

import pytest

from rnnviz.formats.archives import entries, leads_out
from rnnviz.text.message import Refusal


def zipped(path, contents, how=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def test_what_is_in_an_archive_is_told_by_name(tmp_path):
    found = entries(zipped(tmp_path / "a.zip", {"a/b": b"123", "c": b""}))
    assert {name: one.file_size for name, one in found.items()} == {"a/b": 3, "c": 0}


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/a", "C:\\a", "..\\a", "a\\..\\b", "\\\\host\\a", "C:a"]
)
def test_a_path_that_leads_out_is_refused_by_its_name(tmp_path, name):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(one := zipfile.ZipInfo("kept"), b"1")
        one.filename = name  # as no honest program writes it
    with pytest.raises(Refusal, match="leads out of the archive"):
        entries(path)
    assert leads_out(name)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a", "a/b.c", "..a/b", "a..b"])
def test_other_paths_stay_within(name):
    assert not leads_out(name)


def test_what_is_packed_may_hold_only_so_much(tmp_path):
    bomb = zipped(tmp_path / "a.zip", {"a": bytes(10_000_000)}, zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 20_000
    with pytest.raises(Refusal, match="claims to hold 10,000,000 bytes; allowed here are up to 0"):
        entries(bomb)
    assert entries(bomb, compressed=10_000_000)["a"].file_size == 10_000_000
    with pytest.raises(Refusal, match="up to 9,999,999"):
        entries(bomb, compressed=9_999_999)


def test_what_is_not_packed_holds_no_more_than_the_file(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a": b"12345"})
    size = (5).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10**9).to_bytes(4, "little")))
    with pytest.raises(Refusal, match="claims to hold 1,000,000,000 bytes"):
        entries(path)


def test_a_truncated_archive_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a": b"12345"})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(Refusal, match=r"a\.zip is cut off or damaged: File is not a zip file"):
        entries(path)
    with pytest.raises(Refusal, match="cannot be read"):
        entries(tmp_path / "none")
    with pytest.raises(Refusal, match="cannot be read"):
        entries(tmp_path)


def test_an_archive_of_very_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("rnnviz.formats.archives.MOST_ENTRIES", 2)
    with pytest.raises(Refusal, match="has 3 entries; allowed are up to 2"):
        entries(zipped(tmp_path / "a.zip", dict.fromkeys("abc", b"")))
