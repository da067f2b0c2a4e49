"""Clicks that a reader of a page makes, counted, and what they then see."""

import re

from support import app_test_private
from support.figure_readers import parsed
from support.reader import Reader

from rnnviz.ui.session.section_table import SECTIONS


class Search:
    """Someone who looks for something on a page by the name that it usually has."""

    def __init__(self, file: str, **query: str):
        self.page = Reader(file, **query)
        self.word = file.removesuffix(".py").removeprefix("pages/").replace("app", "unroll")
        self.clicks = 0

    def section(self, word: str, name: str) -> None:
        """Choose the entry of the list of pictures that says the name; what is folded opens."""
        (entry,) = (one for one in SECTIONS[self.word] if one.word == word)
        assert name.lower() in f"{entry.title}: {entry.names}".lower()
        self.clicks += 1
        self.place = self._within(word)
        if entry.folded and (found := self._expanders()):  # else it is a button that asks
            self._open(found[0])

    def unfold(self, label: str) -> None:
        """Open what stands in the section under a label."""
        (found,) = (one for one in self._expanders() if label in one.label)
        self.clicks += 1
        self._open(found)

    def choose(self, **chosen) -> None:
        """Set one control."""
        self.clicks += 1
        self.page.choose(**chosen)

    def press(self, label: str) -> None:
        """Press a button of the sidebar or the page."""
        self.clicks += 1
        self.page.press(label)

    def sees(self) -> str:
        """All that the section shows, or the page where none was chosen."""
        place = self._within(self.place.key.removeprefix("section-")) if self.place else None
        return " ".join(_texts(place or app_test_private.elements(self.page.at)))

    place = None

    def _within(self, word: str):
        tree = app_test_private.elements(self.page.at)
        return next(one for one in tree if getattr(one, "key", None) == f"section-{word}")

    def _expanders(self):
        return [one for one in self.place if one.type == "expander"]

    def _open(self, expander) -> None:
        if not expander.proto.expanded and expander.proto.id:
            app_test_private.unfold(self.page.at, expander.proto.id)
            assert not self.page.at.exception


def _texts(place) -> list[str]:
    found = []
    for one in place:
        if one.type == "html":
            found.append(re.sub(r"\s+", " ", parsed(one.value).text))
        elif one.type == "bidi_component":
            found.append(one.proto.json)
        else:
            said = (getattr(one, name, "") for name in ("label", "value", "options", "key"))
            found += [str(one) for one in said if isinstance(one, str | list)]
    return found
