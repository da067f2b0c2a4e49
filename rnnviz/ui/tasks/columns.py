"""Loading a column of numbers from a CSV file: what is refused is said, and what was there stays."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.tasks import columns
from rnnviz.tasks.columns import Table
from rnnviz.text.language import _
from rnnviz.text.message import Message, Refusal
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.session.page_state import page_state

MEGABYTES = columns.LARGEST // 1_000_000


def check_size(size: int) -> None:
    """Raise Refusal for a file of more bytes than are read."""
    if size > columns.LARGEST:
        raise Refusal(
            "The file has {size:,.1f} MB; allowed are up to {megabytes} MB.",
            size=size / 1e6,
            megabytes=MEGABYTES,
        )


@dataclass
class ColumnFile:
    """The file that was chosen last, if it could be read, and why what is asked of it cannot be."""

    table: Table | None = None
    refused: Message | None = None


def load_column(key: str) -> None:
    """A file to choose, then one of its columns; what can be learned from is stored, and its dataset's
    key entered into the session under `key`."""
    state, last = st.session_state, page_state(ColumnFile, key)
    file, chosen = f"{key} file", f"{key} column"

    def loaded() -> None:
        last.refused = last.table = None
        if (given := state[file]) is None:
            return
        try:
            check_size(given.size)  # before it is read
            last.table = columns.table(given.getvalue())
            state[chosen] = next(iter(last.table.numeric), None)
            take(last.table)
        except ValueError as problem:
            last.refused = Message("{file}: {problem}", file=given.name, problem=problem)

    def take(table: Table) -> None:
        name, values = columns.column(table, state[chosen])
        state[key] = columns.keep(name, values)

    def changed() -> None:
        last.refused = None
        if last.table is None:
            return
        try:
            take(last.table)
        except ValueError as problem:
            last.refused = Refusal.of(problem).message

    st.file_uploader(
        _("A CSV file"),
        type=["csv", "tsv", "txt"],
        key=file,
        on_change=loaded,
        max_upload_size=MEGABYTES,
        help=_(
            "Its columns may have names; a column needs {fewest} to {most:,} numbers. "
            "It stays on this server."
        ).format(fewest=columns.FEWEST, most=columns.MOST),
    )
    if last.table is not None:
        st.selectbox(_("Column"), last.table.names, key=chosen, on_change=changed)
    if problem := last.refused:
        stays = _("{problem} What was loaded before stays.").format(problem=problem)
        notice(stays if state[key] else str(problem))
    _say(state[key])


def _say(key: str) -> None:
    """What is loaded, in its own unit."""
    try:
        own = columns.own(key)
    except ValueError:
        return  # the page says it, because there is no task without
    caption(
        _(
            "“{name}”: {count:,} values, mean {mean:.4g}, standard deviation {deviation:.4g}. The "
            "first {trained:,} are trained on, the others are unseen."
        ).format(
            name=own.name[:60],
            count=len(own.values),
            mean=own.mean,
            deviation=own.deviation,
            trained=own.trained,
        )
    )
