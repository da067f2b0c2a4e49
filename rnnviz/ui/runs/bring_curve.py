"""What a reader brings: a curve of their own from a CSV, with its columns, floors and name, or what
another rnnviz has saved as a zip."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import NamedTuple

import streamlit as st

from rnnviz.catalogue import curve_csv, curve_series
from rnnviz.catalogue.curve_csv import CurveTable
from rnnviz.catalogue.entry import read_task, task_text
from rnnviz.experiments import admission
from rnnviz.exports.archive import EXPERIMENT
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.figures.base import numbers
from rnnviz.figures.runs.line_words import words_of_floors
from rnnviz.storage import own_curves
from rnnviz.storage.database import StoreError
from rnnviz.storage.own_curves import LONGEST_NAME
from rnnviz.storage.uploads import check_size
from rnnviz.tasks import Task
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import _, listed
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.ui.components.at_length import at_length_if_ever
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.runs import run_fields
from rnnviz.ui.runs.run_fields import KEY
from rnnviz.ui.runs.run_list import RunList
from rnnviz.ui.session import presenter_actions, presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.store import open_store
from rnnviz.ui.session.uploads import most_mebibytes

ZIP = b"PK\x03\x04"  # what a zip begins with
COUNTED = -1  # in the place of a column: rows are counted
MOST_TASKS = 30
MOST_COLUMNS = 12  # of losses that become curves at once
MOST_SAMPLES = 10**9  # that one step sees


@dataclass
class Brought:
    """The file that is looked at, and what was found in it."""

    number: int = 0  # of the files that were entered: the next one has a box of its own
    at: str = ""
    name: str = ""
    table: CurveTable | None = None
    # by its columns of steps and values those that tell its curves apart, and all that may
    apart: dict[tuple[int, int], tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    refused: Message = NOTHING
    said: Message = NOTHING
    beside: list[str] = field(default_factory=list)  # what is drawn, chosen or not
    chosen: list[str] = field(default_factory=list)  # what is to be drawn when the page runs next


class Wanted(NamedTuple):
    """What the reader has said of a table."""

    steps: int  # the place of a column, COUNTED for none
    values: Sequence[int]  # the places of columns
    by: Sequence[int]  # the columns that tell curves apart which stand below each other
    task: str
    per_step: int  # samples
    name: str


def choose_what_came() -> None:
    """Draw what a zip has brought, before the controls of the list are placed."""
    state = page_state(Brought)
    chosen, state.chosen = state.chosen, []
    if chosen:
        _draw(state, chosen)


def _draw(state: Brought, words: Sequence[str]) -> None:
    """Draw these beside what is chosen or, where nothing is, beside what is drawn then."""
    drawn = [*(run_fields.get("runs") or state.beside), *words]
    run_fields.set_to("runs", drawn[-run_fields.MOST_DRAWN :])


def bring_curve(found: RunList) -> None:
    """A box for a file, and then for what is meant by it."""
    if presenter_session.current() is not None:
        return
    with unfolds(KEY + "bring", _("Bring a CSV of your own, or a zip of rnnviz")) as opened:
        if opened:
            state = page_state(Brought)
            state.beside = [line.word for line in found.drawn]
            _box(found, state)


def _box(found: RunList, state: Brought) -> None:
    caption(
        _(
            "A CSV with a column of steps and one of losses, as most programs log them, lies over "
            "these curves and the floors; a zip that another rnnviz has saved opens as the training or "
            "loop that it was. Both stay on this server."
        ),
        to_class=False,
    )
    given = st.file_uploader(
        _("A CSV with a step column, or a zip"),
        key=f"runs file {state.number}",
        max_upload_size=most_mebibytes(),
    )
    if state.said:
        caption(str(state.said), to_class=False)
    if given is None:
        state.at, state.table, state.refused = "", None, NOTHING
        return
    if state.at != given.file_id:
        _look(state, given)
    if state.refused:
        notice(str(state.refused), to_class=False)
    if state.table is not None:
        _ask(found, state, state.table)
    if state.chosen:
        st.rerun()


def _look(state: Brought, given: object) -> None:
    state.at, state.name = getattr(given, "file_id", ""), str(getattr(given, "name", ""))
    state.table, state.refused, state.said, state.apart = None, NOTHING, NOTHING, {}
    try:
        check_size(int(getattr(given, "size", 0)))
        data: bytes = given.getvalue()  # type: ignore[attr-defined]
        if data.startswith(ZIP):
            _open_zip(state, data)
            return
        with at_length_if_ever():
            state.table = curve_csv.read(data)
    except (ValueError, TooMuch, StoreError) as problem:
        said = Refusal.of(problem) if isinstance(problem, ValueError) else problem
        state.refused = said.message


def _open_zip(state: Brought, data: bytes) -> None:
    """Enter what another rnnviz has saved, and choose it; raises Refusal, StoreError or TooMuch."""
    store = open_store()
    with at_length_if_ever():
        found = open_bundle(store, data, presenter_actions.owners()[0], state.name)
    state.said = found.message
    words = [f"{found.kind}.{found.id}"]  # of a loop, or of a curve
    if found.kind == EXPERIMENT:
        runs = store.row(found.id).experiment.runs
        words = [f"run.{found.id}.{place + 1}" for place in range(len(runs))]
    state.chosen = words


def _ask(found: RunList, state: Brought, table: CurveTable) -> None:
    names, key = table.sheet.names, f"runs curve {state.at}"  # another file has boxes of its own
    for note in table.sheet.notes:
        caption(str(note), to_class=False)
    one, two, three, four = st.columns(4)
    likely = COUNTED if table.steps is None else table.steps
    places = [*table.numeric, COUNTED]
    steps = one.selectbox(
        _("Steps"),
        places,
        index=places.index(likely),
        format_func=lambda place: _("the rows, counted") if place == COUNTED else names[place],
        key=f"{key} steps",
    )
    values = two.multiselect(
        _("Losses"),
        table.numeric,
        default=[table.values],
        format_func=lambda place: names[place],
        max_selections=MOST_COLUMNS,
        key=f"{key} values",
        help=_("Of several columns each becomes a curve of its own."),
    )
    tasks = _tasks(found)
    task = three.selectbox(
        _("Over the floors of"),
        ["", *tasks],
        index=1 if tasks else 0,
        format_func=lambda text: _task_words(text) if text else _("no task"),
        key=f"{key} task",
    )
    per_step = four.number_input(
        _("Samples in a step"),
        1,
        MOST_SAMPLES,
        1,
        key=f"{key} samples",
        help=_(
            "So that it can stand beside runs by the samples that they have seen: the rows of a batch "
            "times the steps of its windows."
        ),
    )
    by = _by(state, table, steps, values)
    usual = PurePath(state.name).stem[:LONGEST_NAME]
    name = st.text_input(_("Name"), usual, max_chars=LONGEST_NAME, key=f"{key} name")
    wanted = Wanted(steps, values, by, str(task or ""), int(per_step), name)
    st.button(
        _("Put it on the list"),
        type="primary",
        icon=":material/add:",
        key="runs enter",
        disabled=not values,
        on_click=partial(_enter, state, table, wanted),
    )


def _by(state: Brought, table: CurveTable, steps: int, values: Sequence[int]) -> list[int]:
    """By which columns the table holds several curves below each other; asked only where its steps do
    not rise from its first row to its last."""
    if not values:
        return []
    asked = steps, values[0]
    if asked not in state.apart:  # a table may be long, and the page is run anew with every key
        at = None if steps == COUNTED else steps
        with at_length_if_ever():
            found = curve_series.likely(table, at, values[0])
            state.apart[asked] = found, curve_series.candidates(table, at, values[0])
    likely, every = state.apart[asked]
    if not likely:
        return []
    chosen: list[int] = st.multiselect(
        _("A curve for each"),
        every,
        default=likely,
        format_func=lambda place: table.sheet.names[place],
        key=f"runs curve {state.at} by {steps} {values[0]}",
        help=_("The steps begin anew within the file: it holds several curves below each other."),
    )
    return chosen


def _tasks(found: RunList) -> list[str]:
    """The tasks of what is on the list, those that are drawn first."""
    lines = [*found.drawn, *found.lines]
    tasks = [task_text(line.first.task) for line in lines if line.first.task is not None]
    return list(dict.fromkeys(tasks))[:MOST_TASKS]


def _task_words(text: str) -> str:
    task = read_task(text)
    return _("no task") if task is None else task_words(task)


def task_words(task: Task) -> str:
    """A task and the lowest of its floors, which tells two of a kind apart."""
    floors = task.floors()
    low = min(floors, key=floors.__getitem__)
    floor = f"{words_of_floors(task)(low)} {numbers.loss(floors[low])}"
    return listed([_(task.title), floor])


def _enter(state: Brought, table: CurveTable, wanted: Wanted) -> None:
    """Store the curves of some columns and draw them beside what is drawn; none where one of them is no
    curve, or there is no room for all."""
    entered: list[str] = []
    try:
        steps = None if wanted.steps == COUNTED else wanted.steps
        read, left = curve_series.curves(table, steps, wanted.values, wanted.by)
        store = open_store()
        admission.refuse_full(store)
        told = Message.join(*dict.fromkeys([*(said for _words, _points, said in read), left]))
        for words, points, said in read:
            id = own_curves.add(
                store,
                presenter_actions.owners()[0],
                called(wanted.name or _("My curve"), words),
                points,
                task=wanted.task,
                per_step=wanted.per_step,
                told=said.to_json() if said else "",
            )
            entered.append(id)
    except (ValueError, StoreError) as problem:
        state.refused = (
            problem.message if isinstance(problem, StoreError) else Refusal.of(problem).message
        )
        with suppress(StoreError):
            if entered:
                own_curves.forget(open_store(), entered)
        return
    state.number += 1
    state.at, state.table, state.refused, state.said = "", None, NOTHING, told
    _draw(state, [f"curve.{id}" for id in entered])


def called(name: str, column: str) -> str:
    """What a curve is called; of several out of one file each by its column, too, which stays whole as
    far as there is room."""
    if not column:
        return name
    own = column[: LONGEST_NAME // 2]
    return f"{name[: LONGEST_NAME - len(own) - 3]} · {own}"
