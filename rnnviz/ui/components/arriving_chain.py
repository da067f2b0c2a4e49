"""The gradient of one loss as it arrives at every step, drawn by `static/arrivals.js`."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from rnnviz.ui.components import browser_words
from rnnviz.ui.components.from_browser import whole
from rnnviz.ui.components.live_piece import LivePiece, Mark, stamp
from rnnviz.ui.components.static_files import STATIC, loader
from rnnviz.ui.session.recording import record


@cache
def _arrivals_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_arrivals",
        html='<div class="arrivals"></div>',
        css=(STATIC / "arrivals.css").read_text(),
        js=loader("arrivals.js"),
    )


def chain_piece(picture: dict[str, Any]) -> LivePiece:
    """The chain that `figures.arrivals` made, as the browser draws it."""
    data = picture | {"words": browser_words.words(browser_words.ARRIVALS)}
    return LivePiece("arrivals", data, stamp(data))


def arriving_chain(piece: LivePiece, key: str, on_step: Callable[[int], None], mark: Mark) -> None:
    """Show it; `on_step` hears which step (from 0) was chosen. By its `mark` newer ones take its place
    that come over a socket."""

    def heard() -> None:
        if (step := whole(st.session_state[key].get("step"))) is not None:
            on_step(step)

    record(piece.kind, key, piece.data)
    _arrivals_component()(key=key, data=piece.data | mark.of(key, piece), on_step_change=heard)
