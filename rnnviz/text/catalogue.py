"""A catalogue of texts: one .po file a language, read as it is, so that nothing has to be compiled.

The format is GNU gettext's; of it we read messages, plurals, contexts apart, and leave out what is
marked fuzzy or obsolete.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from gettext import c2py
from pathlib import Path

_LINE = re.compile(r'(msgid_plural|msgid|msgstr|msgctxt)(?:\[(\d+)\])?\s+(".*")$')


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language by their English; plurals by the English singular."""

    header: dict[str, str]
    texts: dict[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The language's own name for itself."""
        return self.header["X-Language-Name"]

    @cached_property
    def form(self) -> Callable[[int], int]:
        """Which of a text's forms goes with a number."""
        rule = self.header.get("Plural-Forms", "nplurals=2; plural=(n != 1);")
        return c2py(rule.split("plural=")[1].rstrip("; "))

    def text(self, english: str) -> str:
        """The text in this language, the English one if there is none."""
        return self.texts.get(english, (english,))[0]

    def count(self, one: str, many: str, number: int) -> str:
        """Likewise, in the form that goes with a number."""
        forms = self.texts.get(one, ())
        place = self.form(abs(number))
        return forms[place] if place < len(forms) else one if number == 1 else many


def read(path: Path) -> Catalogue:
    """The catalogue of a .po file; raises ValueError with the line that cannot be read."""
    header: dict[str, str] = {}
    texts = {}
    for entry, fuzzy in _entries(path):
        forms = tuple(text for place, text in sorted(entry.items()) if place.startswith("msgstr"))
        if entry.get("msgid") == "":
            pairs = (line.partition(":") for line in forms[0].splitlines())
            header = {name.strip(): value.strip() for name, _, value in pairs}
        elif not fuzzy and forms and all(forms) and "msgctxt" not in entry:
            texts[entry["msgid"]] = forms
    return Catalogue(header, texts)


def _entries(path: Path) -> Iterator[tuple[dict[str, str], bool]]:
    """Each entry's parts by their keywords ("msgstr" or "msgstr 0", ...), and whether it is fuzzy."""
    entry: dict[str, str] = {}
    fuzzy = ahead = False  # `ahead`: of the entry whose comments are being read
    part = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        line = line.strip()
        found = _LINE.match(line)
        starts = found and found[1] in ("msgid", "msgctxt") and "msgid" in entry
        if starts:
            yield entry, fuzzy
            entry = {}
        if found:
            if not entry:
                fuzzy, ahead = ahead, False
            part = f"{found[1]} {found[2]}" if found[2] else found[1]
            entry[part] = _unquoted(found[3], path, number)
        elif line.startswith('"') and part:
            entry[part] += _unquoted(line, path, number)
        elif line.startswith("#,"):
            ahead = "fuzzy" in line
        elif line and not line.startswith("#"):
            raise ValueError(f"{path.name}, line {number}: “{line[:60]}” is no part of a catalogue.")
    if "msgid" in entry:
        yield entry, fuzzy


def _unquoted(quoted: str, path: Path, number: int) -> str:
    """The text between quotation marks; raises ValueError if it is none."""
    try:
        return str(json.loads(quoted, strict=False))  # the same marks as in C, and much faster
    except ValueError:
        raise ValueError(f"{path.name}, line {number}: {quoted[:60]} is no text.") from None
