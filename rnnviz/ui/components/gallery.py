"""The shapes of sequences and the tasks of each, to choose from."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from rnnviz.ui.components.static_files import STATIC, loader
from rnnviz.ui.session.recording import record


@cache
def _gallery_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_gallery",
        html='<div class="gallery"></div>',
        css=(STATIC / "gallery.css").read_text(),
        js=loader("gallery.js"),
    )


def gallery(picture: str, key: str, on_task: Callable[[str], None]) -> None:
    """Show what `figures.gallery` made; `on_task` hears which task was chosen."""

    def heard() -> None:
        sent = st.session_state[key].get("task")
        if isinstance(sent, list) and sent and isinstance(sent[0], str):
            on_task(sent[0])

    record("gallery", key, {"html": picture})
    _gallery_component()(key=key, data={"html": picture}, on_task_change=heard)
