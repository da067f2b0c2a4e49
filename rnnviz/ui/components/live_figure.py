"""A Plotly figure that keeps its node, drawn by `static/figure.js`."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import streamlit as st
from plotly.utils import PlotlyJSONEncoder

from rnnviz.figures.base.exact_numbers import without_exact
from rnnviz.figures.base.high_contrast import strengthened
from rnnviz.figures.base.plotly import MANY, packed
from rnnviz.ui.components import browser_words
from rnnviz.ui.components.from_browser import box, panel_of, whole_pair
from rnnviz.ui.components.kept_numbers import hold_stamped, with_numbers
from rnnviz.ui.components.static_files import loader, plotly_address
from rnnviz.ui.components.theme import Appearance, current_appearance
from rnnviz.ui.session.recording import record

NO_MARKS: Mapping[str, Any] = {}


@cache
def figure_component() -> Callable[..., Any]:
    """The browser's side of figures, to be called with a key and what `figure_data` gives."""
    return st.components.v2.component(
        "rnnviz_figure",
        html='<div class="figure"></div>\n<style>.figure { width: 100%; }</style>',
        js=loader("figure.js"),
        isolate_styles=False,
    )


def live_figure(
    figure: dict[str, Any],
    key: str,
    alt: str,
    main: bool = False,
    on_cell: Callable[[int, int], None] | None = None,
    share: float | None = None,
    on_spot: Callable[[int, int, int], None] | None = None,
    on_box: Callable[[Sequence[float], int], None] | None = None,
) -> None:
    """Show a Plotly figure that keeps its zoom and legend when its numbers change.

    The `main` picture of a page is drawn at once, others when the reader's typing rests; `on_cell`
    hears the row and column (from 0) of the heat map's cell that the reader clicked. Of several beside
    each other `on_spot` hears which one before them, and `on_box` the ends of a box that was drawn into
    one, across and up, and which.

    Streamlit 1.67 builds a new chart at every change; when it keeps it, this function is to be replaced
    by `st.plotly_chart`.
    """

    data = figure_data(figure, alt, current_appearance(), main, share)
    place_figure(data, key, on_cell, on_spot=on_spot, on_box=on_box)


def place_figure(
    data: dict[str, Any],
    key: str,
    on_cell: Callable[[int, int], None] | None = None,
    marks: Mapping[str, Any] = NO_MARKS,
    on_spot: Callable[[int, int, int], None] | None = None,
    on_box: Callable[[Sequence[float], int], None] | None = None,
) -> None:
    """The same of what `figure_data` has made; `marks` are what it is placed with (`live_piece.py`)."""

    def heard() -> None:
        sent = st.session_state[key].get("cell")
        cell = whole_pair(sent)
        if on_cell and cell is not None:
            on_cell(*cell)
        if on_spot and cell is not None:
            on_spot(panel_of(sent), *cell)

    def boxed() -> None:
        found = box(st.session_state[key].get("box"))
        if on_box and found is not None:
            on_box(*found)

    hold_stamped(key, data)
    record("figure", key, data)
    drawn = {"on_box_change": boxed} if on_box else {}
    figure_component()(key=key, data={**data, **marks}, on_cell_change=heard, **drawn)


class _Encoder(PlotlyJSONEncoder):
    """Plotly's JSON, in which long arrays are packed."""

    def default(self, obj: Any) -> Any:
        if isinstance(obj, np.ndarray) and len(obj) >= MANY:
            return packed(obj)
        return super().default(obj)


def figure_data(
    figure: dict[str, Any], alt: str, look: Appearance, main: bool = False, share: float | None = None
) -> dict[str, Any]:
    """What `static/figure.js` draws: the figure as JSON, a stamp that tells it from others, and where
    its numbers are to be had to their last digit, "" where all of them are drawn. A main
    picture takes at least a `share` of the window's height, the usual one unless it is given; of the
    others it is how much they take at most where a wall shows them in large type."""
    figure, exact = without_exact(figure)
    if look.strong:
        figure = strengthened(figure, look.dark)
    text = json.dumps(figure, cls=_Encoder)
    stamp, address = with_numbers(hashlib.sha256(text.encode()).hexdigest()[:12], exact)
    return {
        "figure": text,
        "height": figure["layout"]["height"],
        "alt": alt,
        "plotly": plotly_address(),
        "stamp": stamp,
        "exactAt": address,
        "main": main,
        "words": browser_words.words(browser_words.FIGURE),
    } | ({} if share is None else {"share": share})
