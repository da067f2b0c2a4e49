"""Keeps the live pictures of a page up to date over a socket of their own, by `static/live.js`.

While the page's script rests, the server sends newer pictures as they come, made once for all who look
at the same (see `server/picture_sockets.py`). The script runs again only when more has changed than
pictures can show: a status, a sentence, a picture that comes or goes.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from rnnviz.ui.components.static_files import base_path, loader

PATH = "pictures"  # of the sockets' address


@cache
def _feed_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_live", html="<span></span>", js=loader("live.js"), isolate_styles=False
    )


def live_feed(
    key: str, asked: Mapping[str, str], state: str, woken: Callable[[], None] = lambda: None
) -> None:
    """From now on the pictures placed as `fed` are replaced by those that are `asked` for; when their
    `state` is another one than this, the script (or the fragment that this stands in) runs again, and
    before that `woken`."""
    socket = f"{base_path()}/{PATH}?{urlencode(asked)}"
    _feed_component()(key=key, data={"socket": socket, "state": state}, height=1, on_wake_change=woken)
