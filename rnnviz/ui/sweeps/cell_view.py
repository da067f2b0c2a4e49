"""What one cell of the map holds, and where its runs lead to."""

import streamlit as st

from rnnviz.figures.sweeps.in_words import cell_in_words
from rnnviz.figures.sweeps.seeds_table import seeds_table
from rnnviz.figures.sweeps.swept_map import swept_map
from rnnviz.sweeps.model import SweepCell
from rnnviz.sweeps.steering import more_samples
from rnnviz.tasks import Echo
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import MOST_SAMPLES
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.pages import BY_WORD
from rnnviz.ui.session.store import open_store
from rnnviz.ui.sweeps import map_view
from rnnviz.ui.sweeps.sweep_now import SweepNow
from rnnviz.ui.tasks import task_address
from rnnviz.ui.training import echo_race
from rnnviz.ui.training.whose import is_anothers


def cell_view(now: SweepNow) -> None:
    """The cell that was clicked: its runs, and what can be done with it; or how to click one."""
    spot = map_view.chosen(now.sweep)
    if spot is None:
        caption(
            _(
                "Click a cell to see the runs behind it; draw a box into the map to sweep what lies in "
                "it finer."
            ),
            to_class=False,
        )
        return
    panel, row, column = spot
    cell = now.sweep.cell(panel, column, row)
    map = swept_map(now.sweep, now.results, now.failed)
    caption(cell_in_words(map, map.panels[panel], row, column))
    result = now.results.get(cell.number)
    if result is not None:
        markup(seeds_table(now.sweep.seed, result.losses, result.shares, result.diverged))
    if presenter_session.current() is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            _buttons(now, cell)


def _buttons(now: SweepNow, cell: SweepCell) -> None:
    if (there := where_its_runs_are(cell)) is not None:
        page, asked = there
        label = _("Open its runs on {page}").format(page=_(BY_WORD[page].title))
        if st.button(label, icon=":material/open_in_new:", key="phase open"):
            open_runs(page, asked)
    if now.row is not None and not is_anothers(now.row):
        _more(now, cell)
    st.button(
        _("Sweep finer around it"),
        icon=":material/zoom_in:",
        key="phase around",
        on_click=map_view.around,
        args=(now.sweep, (cell.panel, cell.y, cell.x)),
    )


def _more(now: SweepNow, cell: SweepCell) -> None:
    """Go on with this cell, with more samples than the others have seen."""
    assert now.id is not None
    id, seen = now.id, now.results[cell.number].samples if cell.number in now.results else 0
    with st.popover(_("Go on with more samples"), icon=":material/more_time:", key="phase more"):
        wanted = st.number_input(
            _("Samples for each of its runs"),
            1,
            MOST_SAMPLES,
            min(2 * max(seen, now.sweep.samples), MOST_SAMPLES),
            key=f"phase more {id} {cell.number} {seen}",
        )
        if st.button(_("Train it so far"), key="phase more start"):
            try:
                more_samples(id, [cell.number], int(wanted), open_store())
            except Refusal as refusal:
                notice(str(refusal), to_class=False)
            else:
                st.rerun()


def where_its_runs_are(cell: SweepCell) -> tuple[str, dict[str, str]] | None:
    """The word of the page that trains the cell's runs, and what its address says then; None if no page
    can be set to them."""
    if isinstance(cell.experiment.task, Echo):
        return "truncate", echo_race.settings_of(cell.experiment)
    asked = task_address.settings_of(cell.experiment)
    return None if asked is None else ("tasks", asked)


def open_runs(page: str, asked: dict[str, str]) -> None:
    """Go to a page as an address says it."""
    file = BY_WORD[page].file
    address.give(file, asked)
    st.switch_page(file, query_params=asked | address.common())
