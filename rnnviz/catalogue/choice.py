"""Which lines of the list are shown, in which order and in which groups."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rnnviz.catalogue.entry import TASK, EntryKind
from rnnviz.catalogue.line import RunLine, differing

STATUS, TAG, KIND = "status", "tag", "kind"
EVERY = (KIND, TASK, STATUS, TAG)  # what may always be asked for, beside the settings that differ
SORTS = ("when", "name", "loss", "status")


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see of the list."""

    search: str = ""
    where: tuple[tuple[str, str], ...] = ()  # names and values, as `written`; of one name any of them
    group: str = ""  # the name of what they are grouped by
    sort: str = SORTS[0]
    falls: bool = True  # whether the largest comes first


def values_of(line: RunLine, name: str) -> tuple[str, ...]:
    """What a line has of a setting, or of something else by which lines are asked for."""
    if name == STATUS:
        return tuple(dict.fromkeys(entry.status for entry in line.entries))
    if name == TAG:
        return line.tags
    if name == KIND:
        return (str(line.kind),)
    if name == TASK and line.first.task is not None:
        return (line.first.task.name,)
    return (line.written[name],) if name in line.settings else ()


def names_of(lines: Sequence[RunLine]) -> list[str]:
    """By what some lines can be filtered and grouped: all that differs between them."""
    found = [name for name in EVERY if len({values_of(line, name) for line in lines}) > 1]
    runs = [line for line in lines if line.settings]
    return found + [name for name in differing(runs) if name not in found]


def options(lines: Sequence[RunLine], names: Sequence[str]) -> dict[tuple[str, str], RunLine]:
    """All values of such names that some of these lines have, in order, and the first line that has
    each."""
    found: dict[tuple[str, str], RunLine] = {}
    for name in names:
        of: dict[str, RunLine] = {}
        for line in lines:
            for value in values_of(line, name):
                of.setdefault(value, line)
        found |= {(name, value): of[value] for value in sorted(of, key=_natural)}
    return found


def chosen(lines: Iterable[RunLine], wish: Wish, words: Callable[[RunLine], str]) -> list[RunLine]:
    """The lines that somebody wants to see, in order; `words` gives what a search looks into."""
    wanted: dict[str, set[str]] = {}
    for name, value in wish.where:
        wanted.setdefault(name, set()).add(value)
    searched = wish.search.casefold().split()
    found = [
        line
        for line in lines
        if all(values & set(values_of(line, name)) for name, values in wanted.items())
        and all(word in words(line).casefold() for word in searched)
    ]
    return ordered(found, wish)


def ordered(lines: Sequence[RunLine], wish: Wish) -> list[RunLine]:
    """Lines in the order of a wish; those that have no such number come last."""
    keys: Mapping[str, Callable[[RunLine], Any]] = {
        "when": lambda line: line.first.created,
        "name": lambda line: _natural(line.name.casefold()),
        "loss": lambda line: line.losses.mean,
        "status": lambda line: (line.first.status, line.share_done),
    }
    key = keys[wish.sort]
    if wish.sort != "loss":
        return sorted(lines, key=key, reverse=wish.falls)
    there = [line for line in lines if math.isfinite(key(line))]
    rest = [line for line in lines if not math.isfinite(key(line))]
    return sorted(there, key=key, reverse=wish.falls) + rest


def grouped(lines: Sequence[RunLine], name: str) -> list[tuple[str | None, list[RunLine]]]:
    """Lines in groups of what they have of a setting, in the order of its values; one of several tags
    is in each of their groups, and those that have none come last, under None."""
    if not name:
        return [(None, list(lines))]
    found: dict[str, list[RunLine]] = {}
    for line in lines:
        for value in values_of(line, name):
            found.setdefault(value, []).append(line)
    rest = [line for line in lines if not values_of(line, name)]
    groups: list[tuple[str | None, list[RunLine]]] = [
        (value, found[value]) for value in sorted(found, key=_natural)
    ]
    return groups + ([(None, rest)] if rest else [])


def selectable(line: RunLine) -> bool:
    """Whether a line has a curve: a map has many, and leads to its own page."""
    return line.kind != EntryKind.SWEEP


def _natural(text: str) -> tuple[int, float, str]:
    try:
        return (0, float(text), text)
    except ValueError:
        return (1, 0.0, text)
