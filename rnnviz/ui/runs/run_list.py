"""The list as this reader has it: all that is theirs, what a link names, and what came along where that
is named or there is nothing yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import streamlit as st

from rnnviz.catalogue import choice
from rnnviz.catalogue.all_lines import AllLines
from rnnviz.catalogue.choice import Wish
from rnnviz.catalogue.courses import LineCourse, courses, points_each
from rnnviz.catalogue.entry import Entry
from rnnviz.catalogue.line import RunLine
from rnnviz.catalogue.listing import RunCatalogue
from rnnviz.catalogue.stored_runs import entry_of
from rnnviz.figures.runs.line_words import about, line_name, settings_in_words
from rnnviz.pretrained.recordings import PAIR
from rnnviz.training.frame import RunStatus
from rnnviz.training.settled import stretches
from rnnviz.ui.runs import run_fields
from rnnviz.ui.session import presenter_actions, recorded_races
from rnnviz.ui.session.recorded_races import RecordedRace
from rnnviz.ui.session.store import open_store
from rnnviz.ui.session.watched_loops import open_loops

OPENS_WITH = 4  # lines that are drawn where none is chosen


@dataclass(frozen=True)
class RunList:
    """All lines, those that are shown, and those that are drawn."""

    every: AllLines
    shown: tuple[RunLine, ...]  # what is asked for, in order
    chosen: tuple[RunLine, ...]  # by the reader, in the order of their choice
    wish: Wish
    came_along: Mapping[str, RecordedRace]  # by their ids

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """All lines."""
        return self.every.lines

    @cached_property
    def drawn(self) -> tuple[RunLine, ...]:
        """The lines on the chart: the chosen ones, else the newest of one task."""
        if self.chosen:
            return self.chosen
        able = [line for line in self.shown if choice.selectable(line) and line.losses.count]
        task = able[0].first.task if able else None
        return tuple([line for line in able if line.first.task == task][:OPENS_WITH])

    @property
    def base(self) -> RunLine | None:
        """The line that the others are compared with, if it is one of those that are drawn."""
        word = run_fields.get("base")
        return next((line for line in self.drawn if word in line.words), None)

    def line(self, word: str) -> RunLine | None:
        """The line of a word."""
        return self.every.by_word.get(word)

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Whose lines are this reader's."""
        return presenter_actions.owners()

    def is_own(self, line: RunLine) -> bool:
        """Whether all of it is this reader's."""
        return all(entry.owner in self.owners for entry in line.entries)

    def courses(self) -> dict[str, LineCourse]:
        """The courses of the lines that are drawn, by their words; raises StoreError."""
        drawn = self.drawn
        return courses(open_store(), open_loops(), drawn, points_each(len(drawn)))


@st.cache_resource
def _catalogue(path: str) -> RunCatalogue:
    return RunCatalogue(open_store(), open_loops())


def run_list() -> RunList:
    """The list at this moment; raises StoreError."""
    named = [word for word in (*run_fields.get("runs"), run_fields.get("base")) if word]
    catalogue = _catalogue(str(open_store().path))
    entries = catalogue.entries(presenter_actions.owners(), run_fields.linked_ids())
    known = catalogue.lines(entries).by_word
    came = _came_along([word for word in named if word not in known], not entries)
    for race in came.values():
        entries += _recorded(race)
    every, wish = catalogue.lines(entries), run_fields.wish()
    shown = tuple(choice.chosen(every.lines, wish, _searched(every) if wish.search else line_name))
    by_word = every.by_word
    picked = dict.fromkeys(by_word[word] for word in run_fields.get("runs") if word in by_word)
    return RunList(every, shown, tuple(filter(choice.selectable, picked)), wish, came)


def _searched(every: AllLines) -> Callable[[RunLine], str]:
    """What a search looks into."""
    words = settings_in_words(every.lines)

    def text(line: RunLine) -> str:
        return " ".join((line_name(line), about(line), *line.tags, words.get(line.word, "")))

    return text


def _came_along(words: Sequence[str], is_empty: bool) -> dict[str, RecordedRace]:
    """What came along and a link names, or all that an empty list has."""
    ids = [word.split(".")[1] for word in words if word.startswith(("run.", "race."))]
    if is_empty:
        ids.append(PAIR.digest[:8])
    found = {id: recorded_races.by_id(id) for id in dict.fromkeys(ids)}
    return {id: race for id, race in found.items() if race is not None}


@cache
def _recorded(race: RecordedRace) -> list[Entry]:
    row = race.row(race.id)
    course = race.course(row)
    return [
        entry_of(
            row,
            row.experiment,
            place,
            0,
            stretches([curve]),
            (row.samples, int(curve.updates[-1]), RunStatus.RUNNING),
        )
        for place, curve in enumerate(course.curves)
    ]
