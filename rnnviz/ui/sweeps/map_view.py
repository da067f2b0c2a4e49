"""The picture of the page Phase diagram, and what a reader points at in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.figures.sweeps.axis_words import axis_name, tick
from rnnviz.figures.sweeps.in_words import map_in_words
from rnnviz.figures.sweeps.phase_diagram import phase_diagram
from rnnviz.figures.sweeps.swept_map import swept_map
from rnnviz.sweeps.finer import finer
from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.swept_settings import Value
from rnnviz.text.language import _, listed
from rnnviz.ui.components.html import as_label, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.sweeps import sweep_settings as settings
from rnnviz.ui.sweeps.sweep_now import SweepNow

SHARE = 0.5  # of the window's height
Spot = tuple[int, int, int]  # a cell's panel, row and column


@dataclass
class DrawnBox:
    """The box that the reader has drawn into the map last, by the digest of its sweep."""

    of: str = ""
    x: tuple[Value, Value] | None = None
    y: tuple[Value, Value] | None = None
    said: str = ""  # why nothing could be made of it


def draw_map(now: SweepNow) -> None:
    """The map as far as its cells have come in."""
    map = swept_map(now.sweep, now.results, now.failed)
    live_figure(
        phase_diagram(map, is_dark(), chosen(now.sweep)),
        "phase map",
        map_in_words(map),
        main=True,
        share=SHARE,
        on_spot=choose,
        on_box=lambda ends, _panel: box(now.sweep, ends),
    )


def choose(panel: int, row: int, column: int) -> None:
    """Look at a cell, or no more at the one that is clicked again."""
    spot = panel, row, column
    settings.set_to("cell", None if settings.get("cell") == spot else spot)


def chosen(sweep: Sweep) -> Spot | None:
    """The cell that is looked at, None for none, or where the map has none there."""
    spot: Spot | None = settings.get("cell")
    if spot is None or any(at >= size for at, size in zip(spot, sweep.shape, strict=True)):
        return None
    return spot


# -- a box -------------------------------------------------------------------------------------------


def box(sweep: Sweep, ends: Sequence[float]) -> None:
    """Remember what lies within a box, by its ends in cells across and up."""
    left, right, low, high = ends
    state = page_state(DrawnBox)
    state.of, state.said = sweep.digest, ""
    state.x = within(sweep.x.values, left, right)
    state.y = within(sweep.y.values, low, high)


def within(values: Sequence[Value], low: float, high: float) -> tuple[Value, Value] | None:
    """The first and the last value whose cell, from half before to half behind its place, is touched
    by an interval; None where none is."""
    touched = [value for at, value in enumerate(values) if at + 0.5 > low and at - 0.5 < high]
    return (touched[0], touched[-1]) if touched else None


def around(sweep: Sweep, spot: Spot) -> None:
    """The same of the cells around one: for who draws no boxes."""
    _panel, row, column = spot
    box(sweep, (column - 1.0, column + 1.0, row - 1.0, row + 1.0))


def finer_button(sweep: Sweep) -> None:
    """What is within the box that was drawn, and the button that sweeps it finer."""
    state = page_state(DrawnBox)
    if state.of != sweep.digest or state.x is None or state.y is None:
        return
    ends = [
        _("{axis} from {first} to {last}").format(
            axis=axis_name(axis.setting),
            first=tick(axis.setting, ends[0]),
            last=tick(axis.setting, ends[1]),
        )
        for axis, ends in ((sweep.x, state.x), (sweep.y, state.y))
    ]
    label = _("Sweep finer: {box}").format(box=listed(ends))
    st.button(
        as_label(label),
        icon=":material/zoom_in:",
        key="phase finer",
        on_click=_sweep_finer,
        args=(sweep,),
    )
    if state.said:
        notice(state.said, to_class=False)


def _sweep_finer(sweep: Sweep) -> None:
    state = page_state(DrawnBox)
    if state.x is None or state.y is None:
        return
    try:
        settings.show(finer(sweep, state.x, state.y))
    except ValueError as problem:
        state.said = str(problem)
