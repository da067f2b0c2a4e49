"""Keeps the live pictures of a page up to date over a socket of their own, by `static/live.js`.

While the page's script rests, the server sends newer pictures as they come, made once for all who look
at the same (see `server/picture_sockets.py`). The script runs again only when more has changed than
pictures can show: a status, a sentence, a picture that comes or goes.

Where pictures are of what stands in boxes, the socket is told of every key, and the script hears of the
text when typing rests. While there is no connection the script draws every key.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from rnnviz.ui.components.static_files import base_path, loader
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.page_state import page_state

PATH = "pictures"  # of the sockets' address
REST = "300ms"  # that typing rests before the script hears of it, where there is a connection
AT_ONCE = "0ms"


@dataclass(frozen=True)
class TypedBoxes:
    """What a page's pictures are of."""

    page: str  # its word
    texts: Mapping[str, str]  # as the script has found them, by the keys of their boxes
    asks: bool = True  # whether pictures are to come before there is a key

    @property
    def checksum(self) -> int:
        """Of the texts; `static/typing.js` makes the same."""
        return zlib.crc32("\0".join(self.texts.values()).encode("utf-8", "replace"))


@dataclass
class ConnectionTold:
    """The page whose connection a session's browser has said to be open, "" for none."""

    page: str = ""


def rest(page: str) -> str:
    """How long typing rests before the script hears of it. What a lecturer types the class sees as it
    is typed."""
    waits = page_state(ConnectionTold).page == page and presenter_session.current() is None
    return REST if waits else AT_ONCE


@cache
def feed_component() -> Callable[..., Any]:
    """The browser's side."""
    return st.components.v2.component(
        "rnnviz_live", html="<span></span>", js=loader("live.js"), isolate_styles=False
    )


def live_feed(
    key: str,
    asked: Mapping[str, str],
    state: str,
    woken: Callable[[], None] = lambda: None,
    boxes: TypedBoxes | None = None,
) -> None:
    """From now on the pictures placed as `fed` are replaced by those that are `asked` for; when their
    `state` is another one than this, the script (or the fragment that this stands in) runs again, and
    before that `woken`. What stands in `boxes` is asked for with every key."""
    if boxes is None:
        data: dict[str, Any] = {"socket": _address(asked), "state": state}
        feed_component()(key=key, data=data, height=1, on_wake_change=woken)
        return
    told = page_state(ConnectionTold)

    def heard() -> None:
        told.page = boxes.page if st.session_state[key].get("open") == "yes" else ""

    typed = {
        "asked": dict(asked),
        "boxes": list(boxes.texts),
        "text": boxes.checksum,
        "open": told.page == boxes.page,
        "asks": boxes.asks,
    }
    data = {"socket": _address({"page": boxes.page, "asks": ""}), "state": state, "typed": typed}
    feed_component()(key=key, data=data, height=1, on_wake_change=woken, on_open_change=heard)


def _address(asked: Mapping[str, str]) -> str:
    return f"{base_path()}/{PATH}?{urlencode(asked)}"
