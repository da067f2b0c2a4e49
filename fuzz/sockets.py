"""A real server, and what is sent to it by hand: requests, and messages to its sockets."""

import asyncio
import http.client
import time
import urllib.request
from contextlib import ExitStack, closing, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException

from faults.servers import running, traces
from faults.visitor import Visitor
from fuzz.cases import Case
from fuzz.prepared import CODE
from fuzz.watch import NothingSaid
from rnnviz.storage.database import default_path
from scripts.dashboard import Server

PATHS = (
    f"/live/{CODE}",
    f"/live/{CODE}?plain&have=&lang=zh",
    "/live/XXXXX",
    "/_stcore/stream",
    "/pictures?page=truncate",
    "/pictures?page=watch&id=f0f0f0f0&holds=0&own=x",
    "/feed?page=tasks",
    "/app/static/figure.js?v=1",
    "/app/static/x%00.js?v=1",
    "/plotly/plotly.min.js",
    "/_stcore/health",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/upload_file/x/y",
    "/media/x",
    "/component/x/y",
    "/own?token=x",
    "/",
    "/tasks?task=echo",
    "/join?c=%00",
    "/static/../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//evil.example/%2f..",
)
PATIENCE = 5.0  # seconds that a server may take to say that it is well
LISTENED = 0.3  # seconds for which an answer is waited for

_open = ExitStack()


@cache
def _server() -> Server:
    """The one server of this process, on the store that is prepared."""
    return _open.enter_context(running(Path(default_path())))


def end() -> None:
    """End that server, if there is one."""
    _open.close()


def asked(page: str, query: str, form: int) -> bytes:
    """What a page's script is asked for, nearly as a browser does."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    if form == 1:
        message.rerun_script.page_script_hash = page
    elif form == 2:
        message.rerun_script.fragment_id = query
    elif form == 3:
        message.rerun_script.widget_states.widgets.add(id=page, json_value=query)
    return message.SerializeToString()


def send(case: Case) -> None:
    """Send all of it; raises NothingSaid if the server is not well afterwards."""
    server = _server()
    before = len(traces(server))
    for kind, path, messages in case.said:
        if kind == "socket":
            asyncio.run(_speak(server.url, path, messages))
        else:
            _request(server.url, kind, path, messages)
    begun = time.monotonic()
    with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=PATIENCE) as answer:
        answer.read()
    if (took := time.monotonic() - begun) > PATIENCE:
        raise NothingSaid(f"The server says after {took:.1f} s that it is well.")
    if found := traces(server)[before:]:
        raise NothingSaid(f"The log has {found[0]}")


async def _speak(url: str, path: str, messages: list[Any]) -> None:
    protocols = ("streamlit",) if "stream" in path else ()
    with suppress(WebSocketException, OSError, TimeoutError, ValueError):
        socket = await Visitor(url).socket(path, *protocols)
        try:
            for kind, text in messages:
                await socket.send(bytes.fromhex(text) if kind == "b" else text)
            async with asyncio.timeout(LISTENED):
                while True:
                    await socket.recv()
        finally:
            socket.transport.abort()


def _request(url: str, method: str, path: str, messages: list[Any]) -> None:
    """A request as it stands, which a client would not send."""
    connection = http.client.HTTPConnection(str(urlsplit(url).netloc), timeout=PATIENCE)
    with closing(connection), suppress(http.client.HTTPException, ValueError):
        connection.putrequest(method, path, skip_accept_encoding=True)
        body = "".join(text for _kind, text in messages).encode()
        connection.putheader("Content-Length", str(len(body)))
        connection.putheader("Accept", "text/html")
        connection.endheaders(body)
        answer = connection.getresponse()
        answer.read()
        if answer.status == http.client.INTERNAL_SERVER_ERROR:
            raise NothingSaid(f"{method} {path[:100]} is answered by 500.")
