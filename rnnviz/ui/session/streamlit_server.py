"""All that we use of Streamlit 1.67's server beyond its public names: a test for each fails when it
changes."""

import socket
from asyncio import AbstractEventLoop
from collections.abc import Coroutine
from functools import wraps
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn
import uvicorn.config
from streamlit import net_util
from streamlit.runtime.app_session import AppSession

DELIVERED = Path(st.__file__).parent / "static"
# its font of all the icons that there are
ICONS = "MaterialSymbols-Rounded.nEdyypZU.woff2"
# what Streamlit draws every page's frame and the first picture's surroundings with
FIRST_ELEMENTS = (
    *("Html", "BidiComponent", "PageLink", "ButtonGroup", "Checkbox", "Selectbox", "TextInput"),
    *("Multiselect", "Button"),
)


def delivered_page() -> str:
    """The page that Streamlit sends to every browser, before any script has run."""
    return (DELIVERED / "index.html").read_text("utf-8")


def ask_nobody_outside() -> None:
    """Streamlit no more asks a site in the internet for this machine's address: where no name server
    answers, everybody would wait for it."""
    net_util.get_external_ip = lambda: None


def leave_proxies_to_us() -> None:
    """The server no more believes what any client on this machine says of whom it speaks for: which
    proxies are trusted is ours to decide (`server/client_address.py`)."""
    uvicorn.config.ProxyHeadersMiddleware = lambda app, trusted_hosts: app  # type: ignore


def send_at_once(server: type[Any] = uvicorn.Server) -> None:
    """No answer waits until the browser has confirmed that it has got the one before (Nagle's
    algorithm): as browsers put that off, every file and every message would take 40 ms more.

    asyncio sees to that by itself for sockets that are said to be TCP's, and Streamlit does not say it
    of its own; connections have it from the socket that they came in by."""
    start = server.startup
    if hasattr(start, "__wrapped__"):
        return

    @wraps(start)
    async def start_at_once(self: Any, sockets: list[socket.socket] | None = None) -> None:
        for one in sockets or ():
            if one.family in (socket.AF_INET, socket.AF_INET6):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await start(self, sockets=sockets)

    server.startup = start_at_once


class IdleLoop(AbstractEventLoop):
    """What stands in for the event loop of a session's scripts, which none of ours uses: a real one
    holds three open files as long as Streamlit remembers the session."""

    def __init__(self) -> None:
        self._closed = False

    def is_running(self) -> bool:
        return False

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        self._closed = True

    def run_until_complete(self, future: Any) -> Any:
        """Asked for only when a session ends, with what there is to end in a loop: nothing."""
        if isinstance(future, Coroutine):
            future.close()

    async def shutdown_asyncgens(self) -> None:
        """Nothing has been begun."""

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Nothing has been begun."""


def hold_fewer_files(session: type[Any] = AppSession) -> None:
    """Sessions hold no files but their socket."""
    begin = session.__init__
    if hasattr(begin, "__wrapped__"):
        return

    @wraps(begin)
    def begin_idle(self: Any, *args: Any, **more: Any) -> None:
        begin(self, *args, **more)
        self._script_event_loop.close()
        self._script_event_loop = IdleLoop()  # type: ignore[abstract]

    session.__init__ = begin_idle
