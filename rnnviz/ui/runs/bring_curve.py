"""What a reader brings: a curve of their own from a CSV, with its columns, floors and name, or what
another rnnviz has saved as a zip."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath

import streamlit as st

from rnnviz.catalogue import curve_csv
from rnnviz.catalogue.curve_csv import CurveTable
from rnnviz.catalogue.entry import read_task, task_text
from rnnviz.experiments import admission
from rnnviz.exports.archive import EXPERIMENT
from rnnviz.exports.open_bundle import open_bundle
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
from rnnviz.ui.components.html import as_label, caption, notice
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
MOST_SAMPLES = 10**9  # that one step sees


@dataclass
class Brought:
    """The file that is looked at, and what was found in it."""

    number: int = 0  # of the files that were entered: the next one has a box of its own
    at: str = ""
    name: str = ""
    table: CurveTable | None = None
    refused: Message = NOTHING
    said: Message = NOTHING
    chosen: list[str] = field(default_factory=list)  # what is to be drawn when the page runs next


def choose_what_came() -> None:
    """Draw what a zip has brought, before the controls of the list are placed."""
    state = page_state(Brought)
    chosen, state.chosen = state.chosen, []
    if chosen:
        run_fields.set_to("runs", [*run_fields.get("runs"), *chosen][-run_fields.MOST_DRAWN :])


def bring_curve(found: RunList) -> None:
    """A box for a file, and then for what is meant by it."""
    if presenter_session.current() is not None:
        return
    with unfolds(KEY + "bring", _("Bring a CSV of your own, or a zip of rnnviz")) as opened:
        if opened:
            _box(found, page_state(Brought))


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
    state.table, state.refused, state.said = None, NOTHING, NOTHING
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
    values = two.selectbox(
        _("Losses"),
        table.numeric,
        index=table.numeric.index(table.values),
        format_func=lambda place: names[place],
        key=f"{key} values",
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
    usual = PurePath(state.name).stem[:LONGEST_NAME]
    name = st.text_input(_("Name"), usual, max_chars=LONGEST_NAME, key=f"{key} name")
    st.button(
        _("Put it on the list"),
        type="primary",
        icon=":material/add:",
        key="runs enter",
        on_click=partial(_enter, state, table, steps, values, str(task or ""), int(per_step), name),
    )


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
    return as_label(listed([_(task.title), f"{words_of_floors(task)(low)} {floors[low]:.3f}"]))


def _enter(
    state: Brought,
    table: CurveTable,
    steps: int,
    values: int,
    task: str,
    per_step: int,
    name: str,
) -> None:
    """Store the curve and draw it beside what is drawn."""
    try:
        points, told = curve_csv.curve(table, None if steps == COUNTED else steps, values)
        store = open_store()
        admission.refuse_full(store)
        id = own_curves.add(
            store,
            presenter_actions.owners()[0],
            name or _("My curve"),
            points,
            task=task,
            per_step=per_step,
            told=told.to_json() if told else "",
        )
    except (ValueError, StoreError) as problem:
        state.refused = (
            problem.message if isinstance(problem, StoreError) else Refusal.of(problem).message
        )
        return
    state.number += 1
    state.at, state.table, state.refused, state.said = "", None, NOTHING, told
    run_fields.set_to("runs", [*run_fields.get("runs"), f"curve.{id}"][-run_fields.MOST_DRAWN :])
