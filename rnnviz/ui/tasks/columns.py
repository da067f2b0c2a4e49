"""Loading a column of numbers from a CSV file: what is refused is said, and what was there stays."""

import streamlit as st

from rnnviz.tasks import columns
from rnnviz.tasks.columns import Table
from rnnviz.text.language import _
from rnnviz.text.message import Message, Refusal
from rnnviz.ui.components.html import caption, notice

MEGABYTES = columns.LARGEST // 1_000_000


def check_size(size: int) -> None:
    """Raise Refusal for a file of more bytes than are read."""
    if size > columns.LARGEST:
        raise Refusal(
            "The file has {size:,.1f} MB; allowed are up to {megabytes} MB.",
            size=size / 1e6,
            megabytes=MEGABYTES,
        )


def load_column(key: str) -> None:
    """A file to choose, then one of its columns; what can be learned from is kept, and its dataset's
    key entered into the session under `key`."""
    state = st.session_state
    file, chosen, table, refused = (f"_{key} {part}" for part in ("file", "column", "table", "refused"))

    def loaded() -> None:
        state[refused], state[table] = "", None
        if (given := state[file]) is None:
            return
        try:
            check_size(given.size)  # before it is read
            state[table] = columns.table(given.getvalue())
            state[chosen] = next(iter(state[table].numeric), None)
            take()
        except ValueError as problem:
            state[refused] = Message("{file}: {problem}", file=given.name, problem=problem)

    def take() -> None:
        found: Table = state[table]
        name, values = columns.column(found, state[chosen])
        state[key] = columns.keep(name, values)

    def changed() -> None:
        state[refused] = ""
        try:
            take()
        except ValueError as problem:
            state[refused] = Refusal.of(problem).message

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
    if state.get(table) is not None:
        st.selectbox(_("Column"), state[table].names, key=chosen, on_change=changed)
    if state.get(refused):
        problem = state[refused]
        kept = _("{problem} What was loaded before stays.").format(problem=problem)
        notice(kept if state[key] else str(problem))
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
