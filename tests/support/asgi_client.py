"""A client of an ASGI app without a network: it asks, and opens sockets."""

import asyncio
import json
from contextlib import asynccontextmanager
from urllib.parse import unquote


class Answer:
    """What came back."""

    def __init__(self, sent):
        self.status = sent[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        self.text = b"".join(part.get("body", b"") for part in sent[1:]).decode()

    @property
    def json(self):
        return json.loads(self.text)


class AsgiClient:
    """Someone at an address who asks an app by one of its names."""

    def __init__(self, app, peer, host):
        self.app, self.peer, self.host = app, peer, host

    def _scope(self, type, path, headers):
        named = {"host": self.host} | headers
        return {
            "type": type,
            "method": "GET",
            "scheme": "http" if type == "http" else "ws",
            "path": unquote(path),
            "query_string": b"",
            "root_path": "",
            "client": (self.peer, 4711),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }

    def ask(self, path, method="GET", **headers):
        """One request; dashes in the names of headers are written as underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(self.app(self._scope("http", path, named) | {"method": method}, receive, send))
        return Answer(sent)

    @asynccontextmanager
    async def socket(self, path, **headers):
        """An open socket: the first that it says, or the code with which it is refused."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        said, leave, here = asyncio.Queue(), asyncio.Event(), iter([{"type": "websocket.connect"}])

        async def receive():
            if (first := next(here, None)) is not None:
                return first
            await leave.wait()
            return {"type": "websocket.disconnect", "code": 1000}

        task = asyncio.create_task(self.app(self._scope("websocket", path, named), receive, said.put))
        try:
            first = await said.get()
            if first["type"] == "websocket.accept":
                first = await said.get()
            yield json.loads(first["text"]) if "text" in first else first["code"]
        finally:
            leave.set()
            await task

    def first_said(self, path, **headers):
        """The same of a socket that is closed again at once."""

        async def once():
            async with self.socket(path, **headers) as said:
                return said

        return asyncio.run(once())
