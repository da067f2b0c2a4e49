"""Zips of rnnviz's that somebody has changed: in how they are packed, in what they say of themselves,
and in the arrays and documents within, by somebody who knows how digests are made."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from fuzz.corpus import LETTERS, MARKUP, NASTY, PLACES, texts
from tests.support.packed_again import again, manifest_of, member, names

Draw = st.DrawFn
MANIFEST = "manifest.json"
CLIMBING = (
    *("../x", "../../x", "a/../../x", "/etc/x", "//x", "..", ".", "./x", "a//b", "x/", "/", "~root/x"),
    *("..\\x", "a\\..\\..\\x", "C:\\x", "C:x", "c:/x", "\\\\host\\share\\x", "\\x", "\\\\?\\C:\\x"),
    *(
        "con",
        "nul.txt",
        "frames/../manifest.json",
        "datasets/../../store.db",
        "datasets/",
        "x" * 60_000,
    ),
)
TAKEN = "@@@@@@@@"  # in the place of bytes that no program writes as a name
RAW = (b"a\0b.json", b"\0" * 8, b"../\0/../", b"\xff\xfe" * 4, b"\r\n\r\n\t\t\t\t")
SYMLINK, FOLDER, DEVICE = 0o120777 << 16, 0o040755 << 16, 0o020666 << 16
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
MANY = 100_001  # entries
LARGE = 70_000_000  # bytes of zeros
COUNTS = (-1, 0, 1, 2, 17, 2**31, 2**32 - 1, 2**53, 2**53 + 1, 2**63, 10**30, 10**400)
ENDLESS = (float("nan"), float("inf"), float("-inf"))
NUMBERS = (*COUNTS, *ENDLESS, 0.5, -0.0, 1e308, 1e-320, True, None, "1")
# in an entry of the directory, by place and size: version, flags, method, time, date, CRC-32, both
# sizes, lengths of name, extra and comment, offset
FIELDS = ((4, 2), (6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4))
DTYPES = ("F64", "F32", "F16", "BF16", "I64", "BOOL", "U8", "F8_E4M3", "?", 1)
SHAPES: tuple[Any, ...] = ([], [0], [1], [-1], [2**40, 2**40], [2**64], [1] * 100, "3", None)
SAID_KINDS: tuple[Any, ...] = ("experiment", "loop", "curve", "sweep", "", None, [])
SAID_MEMBERS: tuple[Any, ...] = ({}, [], None, {"../x": 1})
NO_JSON = (b"", b"[" * 100_000, b"\xff\xfe", b"{" * 9 + b'"')
ARRAYS = ("0.0.0", "9.9.9", "x", *MARKUP, "1" * 5_000)  # what an array may be called
HEADER = 8  # bytes of the length of a safetensors header


@st.composite
def damaged(draw: Draw, made: bytes) -> bytes:
    """A zip, changed in one of these ways."""
    return draw(st.sampled_from(WAYS))(made, draw)


def _entry(made: bytes, draw: Draw) -> bytes:
    """One more entry, by any name, of any kind, packed in any way."""
    name = draw(st.sampled_from((*CLIMBING, *PLACES, *MARKUP, *LETTERS)) | texts)
    other = zipfile.ZipInfo(name.encode("utf-8", "replace").decode()[:60_000] or "x")
    other.external_attr = draw(st.sampled_from((0, SYMLINK, FOLDER, DEVICE)))
    other.compress_type = draw(st.sampled_from(METHODS))
    content = draw(st.sampled_from((b"", b"/etc/passwd", b"../../store.db", b"\0" * 4_000)))
    return _added(made, other, content, draw(st.booleans()))


def _added(made: bytes, info: zipfile.ZipInfo, content: bytes, first: bool = False) -> bytes:
    found = {name: member(made, name) for name in names(made)}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        if first:
            new.writestr(info, content)
        for name, data in found.items():
            new.writestr(name, data)
        if not first:
            new.writestr(info, content)
    return file.getvalue()


def _raw_name(made: bytes, draw: Draw) -> bytes:
    """An entry whose name is bytes that no program writes."""
    data = _added(made, zipfile.ZipInfo(TAKEN), b"x")
    return data.replace(TAKEN.encode(), draw(st.sampled_from(RAW)).ljust(len(TAKEN), b"\0")[:8])


def _same_name(made: bytes, draw: Draw) -> bytes:
    """One of the entries once more, by its very name or in capitals, or as a link."""
    name = draw(st.sampled_from(names(made)))
    others = (name.upper(), name.title(), "./" + name, name.replace("/", "\\"))
    called = draw(st.sampled_from((name, *others)))
    info = zipfile.ZipInfo("@" * len(called))
    info.external_attr = draw(st.sampled_from((0, SYMLINK)))
    data = _added(made, info, member(made, name), draw(st.booleans()))
    return data.replace(b"@" * len(called), called.encode())


def _fields(made: bytes, draw: Draw) -> bytes:
    """What the directory says of an entry is another number: how it is packed, whether it is locked,
    its checksum, its sizes, where it begins."""
    data = bytearray(made)
    place = draw(st.sampled_from(_directory(made)))
    at, size = draw(st.sampled_from(FIELDS))
    most = 256**size - 1
    likely = st.sampled_from((0, 1, 8, 12, 14, 99, most, most - 1, most // 2))
    value = draw(likely | st.integers(0, most))
    data[place + at : place + at + size] = (value & most).to_bytes(size, "little")
    return bytes(data)


def _overlapping(made: bytes, draw: Draw) -> bytes:
    """Two entries of the directory begin at one place, so that the file holds one of them twice."""
    data, places = bytearray(made), _directory(made)
    one, other = draw(st.sampled_from(places)), draw(st.sampled_from(places))
    data[one + 42 : one + 46] = data[other + 42 : other + 46]
    return bytes(data)


def _directory(made: bytes) -> list[int]:
    """Where the entries of the directory begin."""
    found, at = [], made.find(b"PK\x01\x02")
    while at >= 0:
        found.append(at)
        at = made.find(b"PK\x01\x02", at + 1)
    return found


def _framed(made: bytes, draw: Draw) -> bytes:
    """Something before, behind or in the middle; or an end of the directory that says other numbers."""
    how = draw(st.integers(0, 4))
    if how == 0:
        return draw(st.binary(max_size=100)) + made
    if how == 1:
        return made + draw(st.binary(min_size=1, max_size=100))
    if how == 2:
        return made + made
    if how == 3:
        return made[: draw(st.integers(0, len(made)))]
    data, end = bytearray(made), made.rfind(b"PK\x05\x06")
    at = draw(st.integers(4, 20))
    data[end + at] ^= draw(st.integers(1, 255))
    return bytes(data)


def _streamed(made: bytes, draw: Draw) -> bytes:
    """As a program writes it that cannot go back, or that writes every file as a large one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", draw(st.sampled_from(METHODS[:2]))) as new:
        for name in names(made):
            with new.open(name, "w", force_zip64=draw(st.booleans())) as entry:
                entry.write(member(made, name))
        new.comment = draw(st.sampled_from((b"", b"x" * 65_535, b"PK\x05\x06" + b"\0" * 18)))
    return file.getvalue()


def _bomb(made: bytes, draw: Draw) -> bytes:
    """What grows: many zeros, a zip in a zip, or more entries than anybody reads."""
    return draw(st.sampled_from((_zeros, _nested, _many)))()


@cache
def _zeros() -> bytes:
    return _packed({MANIFEST: b"{}", "frames.json": bytes(LARGE)})


@cache
def _nested() -> bytes:
    return _packed({MANIFEST: _zeros(), "experiment.json": _zeros(), "x.zip": _zeros()})


@cache
def _many() -> bytes:
    return _packed({MANIFEST: b"{}", **{f"{place}": b"" for place in range(MANY)}})


def _packed(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in entries.items():
            new.writestr(name, content)
    return file.getvalue()


def _foreign(made: bytes, draw: Draw) -> bytes:
    """A zip that another program has written."""
    return draw(st.sampled_from(FOREIGN))


FOREIGN = (
    _packed({}),
    _packed({"folder/": b""}),
    _packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}),
    _packed({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", "A.class": b"\xca\xfe\xba\xbe"}),
    _packed({"archive/data.pkl": b"\x80\x02.", "archive/version": b"3\n"}),
    _packed({"config.json": b"{}", "metadata.json": b"{}", "model.weights.h5": b"\x89HDF\r\n\x1a\n"}),
    _packed({"store.sqlite": b"SQLite format 3\0"}),
    _packed({MANIFEST: b'{"name": "an extension", "manifest_version": 3, "version": "1.0"}'}),
)


def _manifest(made: bytes, draw: Draw) -> bytes:
    """It says of itself another version, kind or program, or names other members."""
    told = json.loads(member(made, MANIFEST))
    more = {"size": 1, "sha256": "0" * 64}
    ways: tuple[dict[str, Any], ...] = (
        *({"version": number} for number in NUMBERS),
        *({"kind": kind} for kind in SAID_KINDS),
        *({"format": text} for text in ("rnnviz export 2", "", None, *MARKUP)),
        *({"rnnviz": text} for text in ("99.0", None, "x" * 10_000)),
        *({"members": of} for of in SAID_MEMBERS),
        *({"members": told["members"] | {name: more}} for name in CLIMBING),
    )
    said = draw(st.sampled_from(ways))
    text = _text({**told, **said})
    return again(made, {MANIFEST: text}, honest=False)


def _document(made: bytes, draw: Draw) -> bytes:
    """One of its documents says something else, or is no document."""
    documents = [one for one in names(made) if one.endswith(".json") and one != MANIFEST]
    name = draw(st.sampled_from(documents))
    value = json.loads(member(made, name))
    for _ in range(draw(st.integers(1, 2))):
        value = _replaced(value, draw)
    text = draw(st.sampled_from((_text(value),) * 8 + NO_JSON))
    return _honest(made, {name: text})


def _replaced(value: Any, draw: Draw) -> Any:
    """JSON with one of its values replaced, doubled or taken away."""
    if isinstance(value, dict) and value and draw(st.integers(0, 5)):
        name = draw(st.sampled_from(sorted(value)))
        if not draw(st.integers(0, 7)):
            return {key: of for key, of in value.items() if key != name}
        return value | {name: _replaced(value[name], draw)}
    if isinstance(value, list) and value and draw(st.integers(0, 5)):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], _replaced(value[place], draw), *value[place + 1 :]]
    return draw(
        st.sampled_from(NUMBERS)
        | st.sampled_from((*NASTY, [], {}, [value] * 3, {"a": value}, "x" * 100_000))
        | st.builds(lambda text: {"text": text, "fields": {}}, st.sampled_from(MARKUP))
    )


def _arrays(made: bytes, draw: Draw) -> bytes:
    """The header of one of its arrays lies, or its numbers are none."""
    name = draw(st.sampled_from([one for one in names(made) if one.endswith(".safetensors")]))
    return _honest(made, {name: other_arrays(member(made, name), draw)})


def other_arrays(kept: bytes, draw: Draw) -> bytes:
    """Safetensors whose header lies, or whose numbers are none."""
    size = int.from_bytes(kept[:HEADER], "little")
    head, body = json.loads(kept[HEADER : HEADER + size]), kept[HEADER + size :]
    how = draw(st.integers(0, 6))
    if how == 0:  # a header that is longer than the file, or than anything
        length = draw(st.sampled_from((0, 1, size - 1, size + 1, 100_000_001, 2**63 - 1, 2**64 - 1)))
        return struct.pack("<Q", length) + kept[HEADER:]
    if how == 1:  # no number, or an endless one, in the place of all
        other = struct.pack("<f", draw(st.sampled_from((*ENDLESS, -1e38)))) * (len(body) // 4 + 1)
        return kept[: HEADER + size] + other[: len(body)]
    if how == 2:
        return kept[: HEADER + size] + body[: draw(st.integers(0, len(body)))]
    name = draw(st.sampled_from([one for one in head if one != "__metadata__"] or ["x"]))
    of = head.setdefault(name, {})
    if how == 3:
        of["dtype"] = draw(st.sampled_from(DTYPES))
    elif how == 4:
        of["shape"] = draw(st.sampled_from(SHAPES))
    elif how == 5:
        end = len(body)
        ways: tuple[Any, ...] = ([0, 0], [0, 8], [8, 0], [0, 2**63], [-8, 8], [end, end + 8], [])
        of["data_offsets"] = draw(st.sampled_from(ways))
    else:
        head[draw(st.sampled_from((name + "x", *ARRAYS)))] = head.pop(name)
        said = head.get("__metadata__")
        head["__metadata__"] = draw(st.sampled_from((said, {}, None, {"checkpoint": "{}"})))
    packed = _text(head)
    return struct.pack("<Q", len(packed)) + packed + body


def _missing(made: bytes, draw: Draw) -> bytes:
    """One of its members is not there, or not as the manifest has it."""
    name = draw(st.sampled_from(names(made)))
    honest = draw(st.booleans())
    if draw(st.booleans()):
        return again(made, without=(name,), honest=honest and name != MANIFEST)
    return again(made, {name: draw(st.binary(max_size=40))}, honest=False)


def _honest(made: bytes, changed: dict[str, bytes]) -> bytes:
    found = {name: member(made, name) for name in names(made)} | changed
    return again(made, changed | {MANIFEST: manifest_of(found)}, honest=False)


def _text(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "replace")


WAYS: tuple[Callable[[bytes, Draw], bytes], ...] = (
    *(_entry, _raw_name, _same_name, _fields, _overlapping, _framed, _streamed, _bomb, _foreign),
    *(_manifest, _document, _document, _document, _arrays, _arrays, _arrays, _missing),
)
