"""Somebody who opens pages of a server as a browser does, but draws nothing."""

import asyncio
import contextlib
import json
import re
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

OPENING = 60.0  # seconds that a socket may take to open
COOKIE = re.compile(r"^([^=]+)=([^;]*)")


@dataclass
class Visitor:
    """A browser with cookies of its own, at an address of this machine."""

    url: str
    address: str = "127.0.0.1"  # that it comes from
    cookies: str = ""

    def take_cookies(self) -> None:
        """Open the first page, with which the browser's secret comes."""
        with urllib.request.urlopen(self.url, timeout=OPENING) as answer:
            given = [COOKIE.match(one) for one in answer.headers.get_all("Set-Cookie", [])]
        self.cookies = "; ".join(f"{one[1]}={one[2]}" for one in given if one)

    async def socket(self, path: str, *protocols: str, **headers: str) -> ClientConnection:
        """One of the server's sockets."""
        more = {"Origin": self.url, "Cookie": self.cookies} | headers
        return await connect(
            self.url.replace("http", "ws", 1) + path,
            subprotocols=protocols or None,  # type: ignore[arg-type]
            additional_headers={name: text for name, text in more.items() if text},
            local_addr=(self.address, 0),
            max_size=None,
            open_timeout=OPENING,
            ping_interval=None,
        )

    async def page(self, page: str = "", **query: str) -> "OpenedPage":
        """Open a page, and wait until its script has run."""
        opened = OpenedPage(await self.socket("/_stcore/stream", "streamlit"))
        await opened.ask(page, query)
        return opened


class OpenedPage:
    """A session of Streamlit's."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.html: list[str] = []  # what the page said last
        self.widgets: dict[str, str] = {}  # all that can be said something of: their kinds by their ids
        self.failed = False  # whether it showed a stack trace, or that there is one

    async def ask(self, page: str, query: dict[str, str], pressed: str = "") -> None:
        """Have the script of a page run to its end, because a button was pressed if one is named."""
        asked = BackMsg()
        if pressed:
            asked.rerun_script.widget_states.widgets.add(id=pressed, trigger_value=True)
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = urlencode(query)
        await self.socket.send(asked.SerializeToString())
        await self.finished()

    async def finished(self, seconds: float = OPENING) -> None:
        """Wait until the script has run."""
        self.html.clear()
        async with asyncio.timeout(seconds):
            while True:
                message = ForwardMsg.FromString(await self.socket.recv())
                if message.WhichOneof("type") == "script_finished":
                    return
                element = message.delta.new_element
                kind = element.WhichOneof("type") or ""
                self.failed |= kind == "exception"
                if kind == "html":
                    self.html.append(element.html.body)
                if named := getattr(getattr(element, kind, None), "id", ""):
                    self.widgets[str(named)] = kind

    async def close(self) -> None:
        """Leave."""
        with contextlib.suppress(ConnectionClosed):
            await self.socket.close()


def said(message: str | bytes) -> Any:
    """What a socket of ours says in words; an empty one for what is packed."""
    return json.loads(message) if isinstance(message, str) else {}
