"""Bytes as text: by their byte-order mark, as UTF-8, or in the encoding that they probably have."""

import codecs
import re

from charset_normalizer import from_bytes

from rnnviz.text.message import Refusal

UTF_8 = "utf-8-sig"
LOOKED_AT = 200_000  # bytes, to find an encoding
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("gb18030", "cp932", "big5", "cp1251", "cp1252")  # which spreadsheets still write
NAMES = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "gb18030": "GB18030",
    "cp932": "Shift-JIS",
    "big5": "Big5",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
}
PACKED = b"PK\x03\x04"
_RUN = re.compile(rb"[\x80-\xff]{2,}")


def encoding_of(data: bytes, whole: bool = True) -> str | None:
    """The encoding of some bytes, or of a file that begins with them if they are not the `whole`; None
    if they are no text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:LOOKED_AT]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
        return UTF_8 if b"\0" not in head else _wide(head)
    except UnicodeDecodeError:
        pass
    if b"\0" in head:
        return _wide(head)
    if not _RUN.search(head):  # single letters with accents between others
        return "cp1252"
    found = from_bytes(head, cp_isolation=list(_OLD)).best()
    return found.encoding if found and found.encoding in NAMES else "cp1252"


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte-order mark: every other byte of Latin text is zero."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) > 0.02 * len(head) or max(even, odd) < 0.2 * len(head):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def decoded(data: bytes) -> tuple[str, str]:
    """Some bytes as text, and what they were written in: "" for UTF-8. Raises Refusal for what is no
    text."""
    if data.startswith(PACKED):
        raise Refusal(
            "The file is no text but packed (.xlsx or .zip); save it as CSV or text in UTF-8."
        )
    name = encoding_of(data)
    try:
        text = data.decode(name or UTF_8)
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise _no_text() from error
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(
            "Line {line}: the file is not in UTF-8; save it in that encoding and load it again.",
            line=line,
        ) from error
    if "\0" in text:
        raise _no_text()
    return text, NAMES.get(name or "", "")


def _no_text() -> Refusal:
    return Refusal("The file is no text: it has bytes that are zero.")
