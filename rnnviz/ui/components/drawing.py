"""A small picture to draw in the browser."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from rnnviz.tasks.pictures import read
from rnnviz.ui.components import browser_words
from rnnviz.ui.components.static_files import STATIC, loader
from rnnviz.ui.session.recording import record


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_draw",
        html='<div class="draw"></div>',
        css=(STATIC / "draw.css").read_text(),
        js=loader("draw.js"),
    )


def drawing(cells: str, stamp: int, key: str, on_change: Callable[[str], None]) -> None:
    """A picture of 8 by 8 cells, as 16 hexadecimal digits; `on_change` hears each one that is drawn.
    The reader's strokes stay until the `stamp` is another one."""

    def heard() -> None:
        sent = st.session_state[key].get("cells")
        try:
            read(sent if isinstance(sent, str) else "")
        except ValueError:
            return  # whatever the browser may send, it is no picture
        on_change(sent)

    data = {"cells": cells, "stamp": stamp, "words": browser_words.words(browser_words.DRAW)}
    record("draw", key, data)
    _component()(key=key, data=data, on_cells_change=heard)
