"""The gradient of one loss as it arrives at every step, drawn by `static/arrivals.js`."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.ui.components import browser_words
from rnnviz.ui.components.from_browser import whole
from rnnviz.ui.components.static_files import loader
from rnnviz.ui.session.recording import record


@cache
def _arrivals_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_arrivals",
        html='<div class="arrivals"></div>',
        css=(Path(__file__).parent / "arrivals.css").read_text(),
        js=loader("arrivals.js"),
    )


def arriving_chain(picture: dict[str, Any], key: str, on_step: Callable[[int], None]) -> None:
    """Show the chain that `figures.arrivals` made; `on_step` hears which step (from 0) was chosen."""

    def heard() -> None:
        if (step := whole(st.session_state[key].get("step"))) is not None:
            on_step(step)

    data = picture | {"words": browser_words.words(browser_words.ARRIVALS)}
    record("arrivals", key, data)
    _arrivals_component()(key=key, data=data, on_step_change=heard)
