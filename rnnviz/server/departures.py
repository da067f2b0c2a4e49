"""Browsers that leave in the middle of something, which is nobody's mistake."""

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected


class Departures:
    """Middleware for sockets whose browser has gone while something was sent: Streamlit closes them
    again, which Starlette refuses, and the log would have a trace of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except WebSocketDisconnected:
            if scope["type"] != "websocket":
                raise
