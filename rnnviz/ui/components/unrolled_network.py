"""The unrolled network, drawn by `static/unrolled.js`."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from rnnviz.figures.base.exact_numbers import ExactNumbers, FigureNumbers
from rnnviz.ui.components import browser_words
from rnnviz.ui.components.from_browser import whole, whole_pair
from rnnviz.ui.components.kept_numbers import hold, with_numbers
from rnnviz.ui.components.live_piece import LivePiece, Mark, stamp
from rnnviz.ui.components.static_files import STATIC, loader
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.session.recording import record


@cache
def _unrolled_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_unrolled",
        html='<div class="unrolled"></div>',
        css=(STATIC / "unrolled.css").read_text(),
        js=loader("unrolled.js"),
    )


def unrolled_piece(picture: dict[str, Any], look: Appearance, numbers: FigureNumbers) -> LivePiece:
    """The picture that `figures.unrolled` made, as the browser draws it, and what it is made of."""
    data = picture | {"dark": look.dark, "words": browser_words.words(browser_words.UNROLLED)}
    exact = ExactNumbers({}, numbers)
    made, data["exactAt"] = with_numbers(stamp(data), exact)
    return LivePiece("unrolled", data, made, False, exact, made)


def unrolled_network(
    piece: LivePiece,
    key: str,
    on_step: Callable[[int], None],
    on_unit: Callable[[int, int], None],
    mark: Mark,
) -> None:
    """Show it; `on_step` hears which step the reader chose, `on_unit` which of the L rows and which
    unit of it, all from 0. By its `mark` newer ones take its place that come over a socket."""

    def step_heard() -> None:
        if (step := whole(st.session_state[key].get("step"))) is not None:
            on_step(step)

    def unit_heard() -> None:
        if (pair := whole_pair(st.session_state[key].get("unit"))) is not None:
            on_unit(*pair)

    hold(key, piece.numbers_stamp, piece.numbers)
    record(piece.kind, key, piece.data)
    _unrolled_component()(
        key=key,
        data=piece.data | mark.of(key, piece),
        on_step_change=step_heard,
        on_unit_change=unit_heard,
    )
