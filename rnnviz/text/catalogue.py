"""A catalogue of texts: one .po file a language, read as it is, so that nothing has to be compiled.

The format is GNU gettext's; of it we use texts and plurals, and leave out contexts and what is marked
fuzzy or obsolete.
"""

from dataclasses import dataclass
from functools import cached_property
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import polib

MOST_FORMS = 6  # of a plural, in any language (Arabic)


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
    def _plurals(self) -> GNUTranslations:
        # gettext reads the rule from a compiled file only: one with a single text, each form of which
        # is its number
        file = polib.POFile()
        rule = self.header.get("Plural-Forms", "nplurals=2; plural=(n != 1);")
        file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": rule}
        forms = {number: str(number) for number in range(MOST_FORMS)}
        file.append(polib.POEntry(msgid="one", msgid_plural="many", msgstr_plural=forms))
        return GNUTranslations(BytesIO(file.to_binary()))

    def form(self, number: int) -> int:
        """Which of a text's forms goes with a number."""
        return int(self._plurals.ngettext("one", "many", abs(number)))

    def text(self, english: str) -> str:
        """The text in this language, the English one if there is none."""
        return self.texts.get(english, (english,))[0]

    def count(self, one: str, many: str, number: int) -> str:
        """Likewise, in the form that goes with a number."""
        forms = self.texts.get(one, ())
        place = self.form(number)
        return forms[place] if place < len(forms) else one if number == 1 else many


def read(path: Path) -> Catalogue:
    """The catalogue of a .po file; raises ValueError with the line that cannot be read."""
    try:
        file = polib.pofile(str(path), encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{path.name}: {error}") from error
    used = (entry for entry in file if entry.msgctxt is None and entry.translated())
    return Catalogue(dict(file.metadata), {entry.msgid: _forms(entry) for entry in used})


def _forms(entry: polib.POEntry) -> tuple[str, ...]:
    plural = entry.msgstr_plural
    return tuple(plural[number] for number in sorted(plural)) if plural else (entry.msgstr,)
