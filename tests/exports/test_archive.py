"""Zips of others, damaged, hostile or of later versions: a sentence names the file and the member."""

import io
import json
import struct
import zipfile

import pytest
from support.packed_again import again, manifest_of, member, names

from rnnviz.exports import archive
from rnnviz.exports.archive import ArchiveWriter, opened
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.text.message import Refusal


def zipped(members, method=zipfile.ZIP_STORED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return made.getvalue()


def refused(store, data, name="x.zip"):
    """What is said of a zip that cannot be opened; nothing is there then that was not there."""
    with pytest.raises(Refusal) as caught:
        open_bundle(store, data, "you", name)
    assert store.experiments() == []
    for table in ("experiments", "frames", "checkpoints", "curves", "loops", "loop_frames"):
        assert store.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    return str(caught.value)


def test_what_is_written_is_read():
    made = io.BytesIO()
    writer = ArchiveWriter(made, archive.LOOP, "1.2")
    writer.add("a/one.txt", "écrit")
    writer.add("b.bin", bytes(range(256)))
    writer.close()
    with opened(made.getvalue(), "x.zip") as found:
        assert found.read("a/one.txt").decode() == "écrit"
        assert found.read("b.bin") == bytes(range(256))
        assert (found.manifest.kind, found.manifest.rnnviz) == (archive.LOOP, "1.2")
        found.check()


def test_the_same_is_the_same_bytes_whenever_it_is_written():
    def made():
        file = io.BytesIO()
        writer = ArchiveWriter(file, archive.LOOP, "")
        writer.add("one.txt", "x" * 1000)
        writer.close()
        return file.getvalue()

    assert made() == made()
    assert len(made()) < 1000  # texts are packed


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x.zip is no zip, or is cut off"),
        (b"PK\x03\x04 and no more", "x.zip is no zip, or is cut off"),
        (b"samples,loss\n1,0.5\n", "x.zip is no zip, or is cut off"),
        (zipped({}), "x.zip was not exported by rnnviz: it has no manifest.json."),
        (zipped({"word/document.xml": b"<w/>"}), "it has no manifest.json"),
        (zipped({"manifest.json": b"{}"}), "x.zip: manifest.json is damaged: format: field required"),
        (zipped({"manifest.json": b"no"}), "x.zip: manifest.json is damaged"),
        (
            zipped({"manifest.json": b'{"format": "other", "version": 1, "kind": "experiment"}'}),
            "x.zip was not exported by rnnviz: its format is 'other'",
        ),
        (
            zipped(
                {"manifest.json": b'{"format": "rnnviz export", "version": 2, "kind": "experiment"}'}
            ),
            "x.zip is of format 2 with 'experiment', and this rnnviz knows formats up to 1: use the "
            "newer rnnviz that wrote it.",
        ),
        (
            zipped({"manifest.json": b'{"format": "rnnviz export", "version": 1, "kind": "runs"}'}),
            "x.zip is of format 1 with 'runs'",
        ),
    ],
)
def test_zips_of_other_programs_and_of_later_versions_are_refused(second, data, said):
    assert said in refused(second(), data)


@pytest.mark.parametrize(
    "name",
    ["../out.json", "/etc/passwd", "a/../../b", "C:\\windows\\x", "\\\\server\\share\\x", "a\\..\\b"],
)
def test_a_path_that_climbs_out_is_refused_before_anything_is_read(second, echo_zip, name, monkeypatch):
    monkeypatch.setattr(archive.OpenedArchive, "read", None)
    said = refused(second(), again(echo_zip, extra={name: b"x"}))
    assert "x.zip has an entry whose path leads out of the archive" in said
    assert "Nothing was read." in said


def test_a_bomb_is_refused_before_it_is_unpacked(second, echo_zip, monkeypatch):
    monkeypatch.setattr(archive.OpenedArchive, "read", None)
    bomb = zipped({"manifest.json": bytes(70_000_000)}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 200_000
    assert "x.zip claims to hold 70,000,000 bytes; allowed here are up to 64,000,000." in refused(
        second(), bomb
    )
    bomb = zipped({"manifest.json": bytes(20_000_000)}, zipfile.ZIP_DEFLATED)
    assert "x.zip: manifest.json claims to be 20 MB, of which 0.0 MB are there" in refused(
        second(), bomb
    )


def test_an_entry_that_claims_more_than_is_there_is_refused(second, echo_zip):
    # the size in the central directory, of a member that is stored as it is
    at = echo_zip.rindex(b"PK\x01\x02")
    first = echo_zip.index(b"PK\x01\x02")
    changed = bytearray(echo_zip)
    struct.pack_into("<I", changed, first + 24, 2**31)
    assert first < at
    assert "x.zip" in refused(second(), bytes(changed))


def test_an_entry_twice_is_refused(second, echo_zip):
    made = io.BytesIO(echo_zip)
    with zipfile.ZipFile(made, "a") as more, pytest.warns(UserWarning, match="Duplicate"):
        more.writestr("experiment.json", b"{}")
    assert "x.zip has the entry experiment.json twice." in refused(second(), made.getvalue())


def test_another_way_of_packing_is_refused(second, echo_zip):
    members = {name: member(echo_zip, name) for name in names(echo_zip)}
    said = refused(second(), zipped(members, zipfile.ZIP_LZMA))
    assert "is packed or locked in a way that rnnviz does not write." in said


def test_a_changed_member_is_refused_by_its_digest(second, echo_zip):
    name = next(name for name in names(echo_zip) if name.startswith("frames/"))
    state = bytearray(member(echo_zip, name))
    state[-1] ^= 1
    said = refused(second(), again(echo_zip, {name: bytes(state)}, honest=False))
    assert said == f"x.zip: {name} is not what was exported: its digest is another one."
    shorter = again(echo_zip, {name: bytes(state[:-1])}, honest=False)
    assert refused(second(), shorter) == said


def test_a_missing_member_is_named(second, echo_zip):
    said = refused(second(), again(echo_zip, without=("curves.safetensors",), honest=False))
    assert said == "x.zip: curves.safetensors is missing."
    # and where the manifest does not miss it
    said = refused(second(), again(echo_zip, without=("curves.safetensors",)))
    assert said == "x.zip: curves.safetensors is missing."


def test_damaged_bytes_within_a_member_are_named(second, echo_zip):
    name = "losses.csv"
    with zipfile.ZipFile(io.BytesIO(echo_zip)) as old:
        at = old.getinfo(name).header_offset + 30 + len(name)
    damaged = bytearray(echo_zip)
    damaged[at + 20 : at + 40] = bytes(20)
    assert refused(second(), bytes(damaged)).startswith(f"x.zip: {name} is damaged")


def test_a_zip_that_is_cut_off_is_refused(second, echo_zip):
    for part in (0.1, 0.5, 0.99):
        assert "x.zip is no zip, or is cut off" in refused(
            second(), echo_zip[: int(part * len(echo_zip))]
        )


def test_names_that_are_markup_are_said_as_they_are(second):
    manifest = b'{"format": "<script>", "version": 1, "kind": "experiment"}'
    said = refused(second(), zipped({"manifest.json": manifest}), "<b>x</b>.zip")
    assert said.startswith("<b>x</b>.zip was not exported by rnnviz: its format is '<script>'")


def test_a_file_that_is_not_there_is_refused(tmp_path, second):
    with pytest.raises(Refusal, match=r"nowhere\.zip cannot be read"):
        open_bundle(second(), tmp_path / "nowhere.zip", "you", "nowhere.zip")


def test_a_manifest_is_made_anew_by_the_tests(echo_zip):
    members = {name: member(echo_zip, name) for name in names(echo_zip)}
    import json

    assert json.loads(manifest_of(members)) == json.loads(members["manifest.json"])


def test_a_document_that_is_larger_than_any_is_refused_unread(second, echo_zip, monkeypatch):
    size = len(member(echo_zip, "manifest.json"))
    monkeypatch.setattr(archive, "MOST_MANIFEST", 100)
    assert refused(second(), echo_zip) == (
        f"x.zip: manifest.json is damaged: it has {size:,} bytes, and allowed are up to 100."
    )


def test_a_manifest_of_more_members_than_any_is_refused(second, echo_zip):
    named = {f"{place}": {"size": 0, "sha256": "0" * 64} for place in range(archive.MOST_MEMBERS + 1)}
    told = json.loads(member(echo_zip, "manifest.json")) | {"members": named}
    data = again(echo_zip, {"manifest.json": json.dumps(told).encode()}, honest=False)
    assert refused(second(), data).startswith("x.zip: manifest.json is damaged: ")


def test_a_name_that_is_said_is_short_and_nothing_that_a_terminal_obeys(second, echo_zip):
    data = again(echo_zip, extra={"../\x1b[31m" + "x" * 5_000: b""}, honest=False)
    said = refused(second(), data)
    assert len(said) < 400 and "\x1b" not in said and "../[31mxxx" in said
