"""A socket whose browser has gone ends without a trace; all else that fails does not."""

import asyncio

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnected, WebSocketState

from rnnviz.server.departures import Departures


def run(app, kind="websocket"):
    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    sent = []
    asyncio.run(Departures(app)({"type": kind, "headers": []}, receive, send))
    return sent


async def as_streamlit_does(scope, receive, send):
    """Its browser leaves while something is sent to it; then it is closed."""
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    socket.application_state = WebSocketState.DISCONNECTED  # as Starlette sets it where sending failed
    try:
        await socket.receive_bytes()
    except RuntimeError:
        await socket.close()


def test_who_has_gone_leaves_no_trace():
    with pytest.raises(WebSocketDisconnected):  # without it
        asyncio.run(as_streamlit_does({"type": "websocket"}, *nobody()))
    assert run(as_streamlit_does) == ["websocket.accept"]


@pytest.mark.parametrize(
    ("error", "kind"), [(RuntimeError("else"), "websocket"), (WebSocketDisconnected("odd"), "http")]
)
def test_what_else_fails_is_told(error, kind):
    async def fails(scope, receive, send):
        raise error

    with pytest.raises(type(error)):
        run(fails, kind)


def nobody():
    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        pass

    return receive, send
