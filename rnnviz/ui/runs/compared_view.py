"""What the drawn lines have and do not have in common, as a table and to be copied."""

import streamlit as st

from rnnviz.figures.runs.compared import as_csv, as_markdown, compared_table
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, markup
from rnnviz.ui.runs.run_list import RunList
from rnnviz.ui.session import presenter_session

MOST = 60  # lines of the table on the page


def compared_view(found: RunList) -> None:
    """A table of the settings that differ, and what copies it."""
    lines = found.drawn
    if not lines:
        return
    markup(compared_table(lines[:MOST]))
    caption(
        _(
            "The loss of a run is its mean over the last tenth of its updates or, where it still moves "
            "by more than it scatters, over the last sixtieth; on the chart, in the list and on the "
            "run’s own page it is the same."
        )
    )
    if presenter_session.current() is None:
        with st.container(horizontal=True):
            with st.popover(_("Copy as CSV"), icon=":material/content_copy:", key="runs csv"):
                st.code(as_csv(lines), language=None, height=240)
            with st.popover(_("Copy as Markdown"), icon=":material/content_copy:", key="runs markdown"):
                st.code(as_markdown(lines), language=None, height=240)
