"""Lines of the list: runs that differ in their seed alone are one, with the mean of their losses."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.catalogue.entry import (
    Entry,
    EntryKind,
    Setting,
    Settings,
    floor_reached,
    floors_of,
)
from rnnviz.nn.cells.base import Array
from rnnviz.training.settled import lowest
from rnnviz.training.spread import Spread, spread


@dataclass(frozen=True, eq=False)
class RunLine:
    """One line of the list: entries that differ in nothing but their seed, the newest first."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The one that it is named after: the newest."""
        return self.entries[0]

    @property
    def kind(self) -> EntryKind:
        """What it is."""
        return self.first.kind

    @property
    def word(self) -> str:
        """What it is called in an address."""
        return self.first.word

    @cached_property
    def words(self) -> set[str]:
        """All that it may be called there."""
        return {word for entry in self.entries for word in (entry.word, entry.lasting)}

    @property
    def name(self) -> str:
        """What it is called."""
        return self.first.name

    @property
    def ids(self) -> tuple[str, ...]:
        """The trainings that it comes from, the newest first."""
        return tuple(dict.fromkeys(entry.id for entry in self.entries))

    @property
    def settings(self) -> Settings:
        """What its runs are set to, but for their seeds."""
        return self.first.settings

    @cached_property
    def written(self) -> Mapping[str, str]:
        """The same as filters in an address have it."""
        return {name: written(value) for name, value in self.settings.items()}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tags of any of them."""
        return tuple(sorted({tag for entry in self.entries for tag in entry.tags}))

    @cached_property
    def counted(self) -> tuple[Entry, ...]:
        """Those that its numbers are of, in the order of their seeds: each seed once, as often as it
        was trained, and those alone that have come as far as the one that has come farthest; one that
        diverged never will, and counts among those."""
        best: dict[int, Entry] = {}
        for entry in self.entries:
            other = best.get(entry.seed)
            if other is None or _is_farther(entry, other):
                best[entry.seed] = entry
        most = max(entry.samples for entry in best.values())
        there = [one for one in best.values() if one.diverged or one.samples >= most]
        return tuple(sorted(there, key=lambda one: one.seed))

    @property
    def left_out(self) -> int:
        """How many seeds have not come as far yet."""
        return len({entry.seed for entry in self.entries}) - len(self.counted)

    @property
    def diverged(self) -> int:
        """How many of the seeds that count have diverged."""
        return sum(entry.diverged for entry in self.counted)

    @cached_property
    def losses(self) -> Spread:
        """The spread of the losses of the seeds that count and have not diverged: their number, their
        mean, and the standard deviation of a sample."""
        return spread(entry.loss for entry in self.counted if not entry.diverged)

    @property
    def floors(self) -> Mapping[str, float]:
        """The floors of its task."""
        return floors_of(self.first.task)

    @cached_property
    def best(self) -> float:
        """The lowest that the mean over its seeds has come to, NaN before there is one."""
        if len(self.counted) == 1:
            return self.counted[0].best
        return lowest(self.course[1], self.losses.mean)

    @cached_property
    def floor(self) -> str | None:
        """The lowest floor that the mean over its seeds has come to."""
        return floor_reached(self.best, self.floors)

    @cached_property
    def course(self) -> Array:
        """Points of its small picture, `(2, n)`: samples, and the mean over the seeds that count."""
        courses = [entry.course for entry in self.counted if entry.course.shape[1]]
        if len(courses) < 2:
            return courses[0] if courses else np.empty((2, 0))
        at = max(courses, key=lambda one: one.shape[1])[0]
        values = [np.interp(at, of[0], of[1], right=np.nan) for of in courses]
        with np.errstate(all="ignore"):
            there = np.isfinite(values).sum(axis=0)
            return np.array([at, np.nansum(values, axis=0) / np.where(there, there, np.nan)])

    @property
    def share_done(self) -> float:
        """How far it has come of what it is to see, from 0 to 1; 1 where nobody knows."""
        totals = sum(entry.total for entry in self.entries)
        return sum(entry.samples for entry in self.entries) / totals if totals else 1.0


def _is_farther(one: Entry, other: Entry) -> bool:
    """Whether an entry says more of a seed than another; of two as far the newer one does."""
    return (one.samples, one.created) > (other.samples, other.created)


def lines(entries: Iterable[Entry]) -> list[RunLine]:
    """The lines of a list, in the order of the newest of each."""
    found: dict[object, list[Entry]] = {}
    for entry in entries:
        found.setdefault(_same(entry), []).append(entry)
    return [RunLine(tuple(of)) for of in found.values()]


def _same(entry: Entry) -> object:
    if entry.kind != EntryKind.RUN:
        return entry.word
    return entry.owner, tuple(entry.settings.items())


def differing(lines: Sequence[RunLine]) -> dict[str, tuple[Setting, ...]]:
    """The settings that differ between some lines, in the order in which runs have them, and what each
    line has, None for a setting that it has not. Loops and curves have none, and so differ in none."""
    runs = [line.written for line in lines if line.settings]
    found = {}
    for name in dict.fromkeys(name for of in runs for name in of):
        if len({of.get(name) for of in runs}) > 1:
            found[name] = tuple(line.settings.get(name) for line in lines)
    return found


def written(value: Setting) -> str:
    """A value as filters in an address have it, another text for every other value."""
    if value is None or isinstance(value, bool | str):
        return json.dumps(value) if not isinstance(value, str) else value
    if isinstance(value, int | float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return f"{value.every}/{value.reach}" + ("/each" if value.each else "")
