"""All lines of a list at once, and what is asked of all of them again and again."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from rnnviz.catalogue import choice
from rnnviz.catalogue.entry import Entry
from rnnviz.catalogue.line import RunLine, lines


class AllLines:
    """The lines of some entries, in the order of the newest of each; made once for as long as these are
    the entries."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.lines = tuple(lines(entries))

    @cached_property
    def by_word(self) -> Mapping[str, RunLine]:
        """Each line by all that it may be called in an address."""
        found: dict[str, RunLine] = {}
        for line in self.lines:
            for word in line.words:
                found.setdefault(word, line)
        return found

    @cached_property
    def names(self) -> list[str]:
        """By what they can be filtered and grouped, see `choice.names_of`."""
        return choice.names_of(self.lines)

    @cached_property
    def options(self) -> Mapping[tuple[str, str], RunLine]:
        """What they can be filtered by, see `choice.options`."""
        return choice.options(self.lines, self.names)
