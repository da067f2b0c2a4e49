"""Loading a column of numbers from a CSV file: what is refused is said, and what was there stays."""

import html

import streamlit as st

from rnnviz.tasks import columns
from rnnviz.tasks.columns import Table
from rnnviz.ui.page import notice

MEGABYTES = columns.LARGEST // 1_000_000


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
            if given.size > columns.LARGEST:  # before it is read
                raise ValueError(
                    f"The file has {given.size / 1e6:,.1f} MB; allowed are up to {MEGABYTES} MB."
                )
            state[table] = columns.table(given.getvalue())
            state[chosen] = next(iter(state[table].numeric), None)
            take()
        except ValueError as problem:
            state[refused] = f"{given.name}: {problem}"

    def take() -> None:
        found: Table = state[table]
        name, values = columns.column(found, state[chosen])
        state[key] = columns.keep(name, values)

    def changed() -> None:
        state[refused] = ""
        try:
            take()
        except ValueError as problem:
            state[refused] = str(problem)

    st.file_uploader("A CSV file", type=["csv", "tsv", "txt"], key=file, on_change=loaded,
                     max_upload_size=MEGABYTES,
                     help=f"Its columns may have names; a column needs {columns.FEWEST} to "
                     f"{columns.MOST:,} numbers. It stays on this server.")  # fmt: skip
    if state.get(table) is not None:
        st.selectbox("Column", state[table].names, key=chosen, on_change=changed)
    if state.get(refused):
        kept = " What was loaded before stays." if state[key] else ""
        notice(f"{state[refused]}{kept}")
    _say(state[key])


def _say(key: str) -> None:
    """What is loaded, in its own unit."""
    try:
        own = columns.own(key)
    except ValueError:
        return  # the page says it, because there is no task without
    st.html(
        f'<p class="caption">“{html.escape(own.name[:60])}”: {len(own.values):,} values, '
        f"mean {own.mean:.4g}, standard deviation {own.deviation:.4g}. The first {own.trained:,} are "
        "trained on, the others are unseen.</p>"
    )
