"""Loading a column of numbers from a CSV file: how it was read is shown before anything is trained on
it; what is refused is said, and what was there stays."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.figures.base.numbers import given
from rnnviz.figures.tasks import preview
from rnnviz.storage.database import StoreError
from rnnviz.storage.uploads import check_size
from rnnviz.tasks import columns
from rnnviz.tasks.columns import Column, Table, called
from rnnviz.text.language import N_, _, labels
from rnnviz.text.message import Message, Refusal
from rnnviz.ui.components.at_length import at_length, at_length_if_ever
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session import uploads
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.uploads import most_mebibytes

SET_APART = {
    ",": N_("commas"),
    ";": N_("semicolons"),
    "\t": N_("tabs"),
    "|": N_("bars"),
    " ": N_("blanks"),
}
FILE, HEAD, COLUMN, DECIMAL = "file", "head", "column", "decimal"  # what can be set
HEADS = {True: N_("names"), False: N_("values")}


@dataclass
class ColumnFile:
    """The file that was chosen last, if it could be read, and why what is asked of it cannot be."""

    name: str = ""
    content: bytes = b""
    table: Table | None = None
    column: Column | None = None
    refused: Message | None = None
    asked: str = ""  # what of it was set since


def load_column(key: str) -> None:
    """A file to choose, then one of its columns; what can be learned from is stored, and its dataset's
    key entered into the session under `key`."""
    state, last = st.session_state, page_state(ColumnFile, key)
    file, chosen, head, decimal = (f"{key} {part}" for part in ("file", "column", "head", "decimal"))

    def asked(what: str) -> None:
        last.asked = what  # and done below, where there is room for a bar

    def load() -> None:
        last.table = last.column = None
        state[head] = state[decimal] = None
        if (given := state[file]) is None:
            return
        try:
            check_size(given.size, columns.LARGEST)  # before it is read
            with at_length(_("Reading {file} …").format(file=given.name)):
                last.name, last.content = given.name, given.getvalue()
                last.table = columns.table(last.content)
                state[chosen], state[head] = last.table.usual, last.table.sheet.head
                take(last.table)
        except (ValueError, StoreError) as problem:
            last.refused = Message("{file}: {problem}", file=given.name, problem=problem)

    def take(table: Table) -> None:
        found = columns.read(table, state[chosen], state[decimal] or "")
        save_json = partial(uploads.save_json, name=last.name)
        state[key], last.column = columns.keep(found.name, found.values, save_json), found
        state[decimal] = found.marks.decimal

    def change(what: str) -> None:
        if last.table is None:
            return
        try:
            if what == HEAD:
                last.table = columns.table(last.content, state[head])
                state[chosen] = last.table.usual
            if what != DECIMAL:
                state[decimal] = None
            take(last.table)
        except ValueError as problem:
            last.refused = Refusal.of(problem).message
        except StoreError as problem:
            last.refused = problem.message

    st.file_uploader(
        _("A CSV file"),
        type=["csv", "tsv", "txt"],
        key=file,
        on_change=asked,
        args=(FILE,),
        max_upload_size=most_mebibytes(columns.LARGEST),
        help=_(
            "Its columns may have names; a column needs {fewest} to {most:,} numbers. "
            "It stays on this server."
        ).format(fewest=columns.FEWEST, most=columns.MOST),
    )
    if what := last.asked:
        last.refused = None
        if what == FILE:
            load()
        else:
            with at_length_if_ever():
                change(what)
        last.asked = ""  # not before: a run that is broken off meanwhile leaves it to the next one
    if last.table is not None:
        known = last.column.name if last.column else last.table.usual
        state.setdefault(chosen, known or last.table.names[0])
        state.setdefault(head, last.table.sheet.head)
        caption(_how(last.table, last.column))
        st.segmented_control(
            _("The first row holds"),
            tuple(HEADS),
            key=head,
            on_change=asked,
            args=(HEAD,),
            required=True,
            format_func=labels(HEADS),
        )
        st.selectbox(_("Column"), last.table.names, key=chosen, on_change=asked, args=(COLUMN,))
        _ask_decimal(last.column, decimal, lambda: asked(DECIMAL))
    if problem := last.refused:
        stays = _("{problem} What was loaded before stays.").format(problem=problem)
        notice(stays if state[key] else str(problem), to_class=False)
    _say(state[key])


def _ask_decimal(column: Column | None, key: str, changed: Any) -> None:
    """Which number a sign in doubt makes, asked of the reader."""
    if column is None or not (doubt := column.marks.doubtful):
        return
    made = {sign: columns.as_number(doubt, sign) for sign in (".", ",")}
    if st.session_state.get(key) not in made:
        st.session_state[key] = column.marks.decimal
    st.segmented_control(
        _("{text} is").format(text=doubt),
        (".", ","),
        key=key,
        on_change=changed,
        required=True,
        format_func=lambda sign: given(made[sign], 15),
    )


def _how(table: Table, column: Column | None) -> str:
    """How a file was read."""
    sheet, said = table.sheet, list(table.sheet.notes)
    said.append(
        Message(
            "{count:,} row, set apart by {signs}.",
            "{count:,} rows, set apart by {signs}.",
            count=len(table.rows),
            signs=Message(SET_APART[sheet.separator]),
        )
        if len(table.names) > 1
        else Message("{count:,} row.", "{count:,} rows.", count=len(table.rows))
    )
    if column is not None:
        counters = [Message("“{name}”", name=called(name)) for name in table.counters[:3]]
        if counters and column.name not in table.counters:
            said.append(Message("Only counts or dates its rows: {names}.", names=counters))
        said += column.notes
        if column.marks.doubtful:
            said.append(
                Message(
                    "Whether “{text}” has decimals or thousands cannot be known; it is read as "
                    "{value:.15g}.",
                    text=column.marks.doubtful[:30],
                    value=columns.as_number(column.marks.doubtful, column.marks.decimal),
                )
            )
        elif column.marks.decimal == ",":
            said.append(Message("Decimals follow a comma, thousands a point."))
    return " ".join(map(str, said))


def _say(key: str) -> None:
    """What is loaded, in its own unit."""
    try:
        own = columns.own(key)
    except ValueError:
        return  # the page says it, because there is no task without
    name, count = own.name[:60], len(own.values)
    caption(
        _(
            "“{name}”: {count:,} values, mean {mean}, standard deviation {deviation}. The "
            "first {trained:,} are trained on, the others are unseen."
        ).format(
            name=name,
            count=count,
            mean=given(own.mean, 4),
            deviation=given(own.deviation, 4),
            trained=own.trained,
        )
    )


def show_column(key: str) -> None:
    """The first rows of the file, a plot of the column, and what it cannot show."""
    try:
        own = columns.own(st.session_state[key])
    except ValueError:
        return
    last, count = page_state(ColumnFile, key), len(own.values)
    caption(" ".join(_warnings(own)))
    beside, wide = st.columns([2, 3]) if last.table is not None else (None, st.container())
    if beside is not None and last.table is not None:
        rows = [cells for _line, cells in last.table.rows[: columns.PREVIEWED]]
        with beside:
            chosen = last.column.name if last.column else ""
            markup(preview.first_rows(last.table.names, rows, chosen))
    with wide:
        live_figure(
            preview.column(own.values * own.deviation + own.mean, own.trained, own.name, is_dark()),
            f"{key} preview",
            _("The values of “{name}”, one a row; the last {unseen:,} are unseen").format(
                name=own.name[:60], unseen=count - own.trained
            ),
        )


def _warnings(own: columns.Own) -> list[str]:
    """What this column cannot show."""
    said, count = [], len(own.values)
    if count < columns.FEW:
        said.append(
            _(
                "With so few, {unseen} unseen values, scores on them say little, and free runs are "
                "compared over {unseen} steps at most."
            ).format(unseen=count - own.trained)
        )
    if own.rises:
        said.append(
            _(
                "All unseen values lie beyond those that are trained on, as on a ramp: no network has "
                "learned what follows there. Differences from row to row could be foreseen."
            )
        )
    return said
