"""The list as this reader has it: all that is theirs, what a link names, and what came along where that
is named or there is nothing yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

from rnnviz.catalogue import choice
from rnnviz.catalogue.choice import Wish
from rnnviz.catalogue.courses import LineCourse, courses, points_each
from rnnviz.catalogue.entry import Entry, EntryKind, settings_of
from rnnviz.catalogue.line import RunLine, lines
from rnnviz.catalogue.listing import RunCatalogue
from rnnviz.experiments.row import Row
from rnnviz.figures.runs.line_words import about, line_name, settings_in_words
from rnnviz.pretrained.recordings import PAIR
from rnnviz.training.curve import Curve
from rnnviz.training.experiment import samples_per_update
from rnnviz.ui.runs import run_fields
from rnnviz.ui.session import presenter_actions, recorded_races
from rnnviz.ui.session.recorded_races import OWNER, RecordedRace
from rnnviz.ui.session.store import open_store
from rnnviz.ui.session.watched_loops import open_loops

OPENS_WITH = 6  # lines that are drawn where none is chosen
COURSE = 24  # points of a small picture


@dataclass(frozen=True)
class RunList:
    """All lines, those that are shown, and those that are drawn."""

    lines: tuple[RunLine, ...]  # of all
    shown: tuple[RunLine, ...]  # what is asked for, in order
    chosen: tuple[RunLine, ...]  # by the reader, in the order of their choice
    wish: Wish
    came_along: Mapping[str, RecordedRace]  # by their ids

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
        return next((line for line in self.lines if word in line.words), None)

    def is_own(self, line: RunLine) -> bool:
        """Whether all of it is this reader's."""
        owners = presenter_actions.owners()
        return all(entry.owner in owners for entry in line.entries)

    def courses(self) -> dict[str, LineCourse]:
        """The courses of the lines that are drawn, by their words; raises StoreError."""
        known = {
            id: tuple(_in_updates(curve) for curve in race.course(race.row(id)).curves)
            for id, race in self.came_along.items()
        }
        drawn = self.drawn
        return courses(open_store(), open_loops(), drawn, points_each(len(drawn)), known)


@st.cache_resource
def _catalogue(path: str) -> RunCatalogue:
    return RunCatalogue(open_store(), open_loops())


def run_list() -> RunList:
    """The list at this moment; raises StoreError."""
    named = [word for word in (*run_fields.get("runs"), run_fields.get("base")) if word]
    entries = _catalogue(str(open_store().path)).entries(
        presenter_actions.owners(), run_fields.linked_ids()
    )
    known = {word for entry in entries for word in (entry.word, entry.lasting)}
    came = _came_along([word for word in named if word not in known], not entries)
    for race in came.values():
        entries += _recorded(race)
    every, wish = tuple(lines(entries)), run_fields.wish()
    words = settings_in_words(every) if wish.search else {}

    def searched(line: RunLine) -> str:
        parts = (line_name(line), about(line), *line.tags, words.get(line.word, ""))
        return " ".join(parts)

    shown = tuple(choice.chosen(every, wish, searched))
    by_word = {word: line for line in every for word in line.words}
    picked = dict.fromkeys(by_word[word] for word in run_fields.get("runs") if word in by_word)
    return RunList(every, shown, tuple(filter(choice.selectable, picked)), wish, came)


def _came_along(words: Sequence[str], is_empty: bool) -> dict[str, RecordedRace]:
    """What came along and a link names, or all that an empty list has."""
    ids = [word.split(".")[1] for word in words if word.startswith(("run.", "race."))]
    if is_empty:
        ids.append(PAIR.digest[:8])
    found = {id: recorded_races.by_id(id) for id in dict.fromkeys(ids)}
    return {id: race for id, race in found.items() if race is not None}


def _recorded(race: RecordedRace) -> list[Entry]:
    row = race.row(race.id)
    course = race.course(row)
    return [_recorded_run(row, place, curve) for place, curve in enumerate(course.curves)]


def _recorded_run(row: Row, place: int, curve: Curve) -> Entry:
    experiment = row.experiment
    samples, means = curve.means(COURSE)
    return Entry(
        kind=EntryKind.RUN,
        id=row.id,
        title=row.title,
        created=row.created,
        status=row.status,
        owner=OWNER,
        place=place,
        seed=experiment.seed,
        experiment=experiment,
        task=experiment.task,
        settings=settings_of(experiment, place),
        samples=row.samples,
        total=row.total,
        updates=int(curve.updates[-1]),
        loss=float(means[-1]),
        course=np.array([samples, means]),
        newest=row.newest,
        per_step=samples_per_update(experiment.runs[place], experiment),
    )


def _in_updates(curve: Curve) -> Curve:
    return Curve(curve.updates, curve.updates, curve.loss, curve.gradient_norm, curve.total)
