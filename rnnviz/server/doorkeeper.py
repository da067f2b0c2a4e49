"""The first that a request meets: who sent it, whether it is for us, what goes back with the answer."""

import asyncio
from collections import Counter
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from rnnviz.server import host_names
from rnnviz.server.client_address import as_client_sent, neighbours, with_host
from rnnviz.server.page_headers import content_policy, sockets_of, with_headers
from rnnviz.server.rates import Pace
from rnnviz.settings.settings import Settings
from rnnviz.text.language import nearest, speak
from rnnviz.text.message import Message

# of Streamlit's that nobody needs: its inner counts, ways in for programs, and for logging in
CLOSED = (
    *("_stcore/metrics", "_stcore/agent", "_stcore/script-health-check"),
    *("auth/", "oauth2callback"),
)
LONGEST_NAME = 255  # bytes that a file system takes
HARMLESS = ("GET", "HEAD", "OPTIONS")
POLICY_VIOLATION = 1008  # the code of closing
# how many sockets one address opens in a second, and after a rest; all others wait
SOCKETS = 100.0, 300.0
# and how many messages of one socket, and of all of an address, are read: more than a reader sends who
# drags a dial, and more than the pages of a class can answer
OF_A_SOCKET, OF_AN_ADDRESS = (50.0, 200.0), (300.0, 3_000.0)
# that share is for so many sockets of an address, and grows with more of them: 200 readers type
# 4 keys a second each. A flood over 50 gets no more than ever: 1,000 a second of it kept others waiting
SHARED_BY = 50
# requests of one address: a class of 400 behind it comes with 140 each, all at once
REQUESTS = 200.0, 60_000.0


class Doorkeeper:
    """Middleware around all else; `settings` are asked at every request, `page` is the page that
    Streamlit delivers and `base` what all addresses begin with."""

    def __init__(
        self, app: ASGIApp, settings: Callable[[], Settings], page: str, base: str = ""
    ) -> None:
        self.app = app
        self.base = base
        self._settings = settings
        self._policy = content_policy(page, settings().embedding_sites)
        self._sockets: Counter[str] = Counter()  # that are open now, by address
        self._opened, self._sent = Pace(*SOCKETS), Pace(*OF_AN_ADDRESS)
        self._asked = Pace(*REQUESTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        settings = self._settings()
        scope = as_client_sent(scope, settings.trusted_proxies)
        where = neighbours(scope["client"][0])
        # what is refused takes its turn, too: it is made here all the same
        if scope["type"] == "http" and (wait := self._asked.wait(where)):
            await asyncio.sleep(wait)
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if scope["type"] == "http":
            send = with_headers(send, self._policy.replace("{sockets}", sockets_of(host)))
        refused = self._refused(scope, host, origin, settings)
        if refused is not None:
            await _refuse(scope, receive, send, *refused)
            return
        if origin is not None and _is_named(origin, host, settings):
            # a proxy has named another host than the browser did; Streamlit compares them, too
            scope["headers"] = with_host(scope, origin.partition("://")[2])
        if scope["type"] == "http":
            await self.app(scope, receive, send)
            return
        self._sockets[where] += 1
        try:
            await asyncio.sleep(self._opened.wait(where))
            await self.app(scope, self._paced(receive, where), send)
        finally:
            self._sockets[where] -= 1
            if not self._sockets[where]:
                del self._sockets[where]

    def _paced(self, receive: Receive, where: str) -> Receive:
        """What comes over a socket, no faster than it may."""
        own = Pace(*OF_A_SOCKET)

        async def receive_paced() -> Event:
            message = await receive()
            if message["type"] == "websocket.receive":
                wait = max(own.wait(""), self._sent.wait(where, self._cost(where)))
                if wait:
                    await asyncio.sleep(wait)
            return message

        return receive_paced

    def _cost(self, where: str) -> float:
        """How much of its address's share a message takes: the less, the more sockets are open."""
        return min(1.0, SHARED_BY / max(self._sockets[where], 1))

    def _refused(
        self, scope: Scope, host: str, origin: str | None, settings: Settings
    ) -> tuple[int, Message] | None:
        """Why a request is refused: the status of the answer, and a sentence."""
        if not host_names.is_served(host, settings.hosts):
            return 421, Message(
                "This server does not answer to “{host}”. Open it by its address, or have its name "
                "among the hosts of its settings (RNNVIZ_HOSTS).",
                host=host[:100],
            )
        is_socket = scope["type"] == "websocket"
        harmless = not is_socket and scope["method"] in HARMLESS
        foreign = origin is not None and not (
            host_names.is_same_site(origin, host) or _is_named(origin, host, settings)
        )
        if origin is not None and foreign and not harmless:
            return 403, Message(
                "Pages of {origin} may not ask anything of this server.", origin=origin[:100]
            )
        path = scope["path"].removeprefix(self.base).lstrip("/")
        if not is_socket and (path.startswith(CLOSED) or not _can_be(path)):
            return 404, Message("There is nothing here.")
        full = self._sockets[neighbours(scope["client"][0])] >= settings.sockets_of_address
        if full and (is_socket or "text/html" in Headers(scope=scope).get("accept", "")):
            return 429, Message(
                "{most:,} connections from your address are open; there is no room for more. Try "
                "again when some have closed.",
                most=settings.sockets_of_address,
            )
        return None


def _is_named(origin: str, host: str, settings: Settings) -> bool:
    """Whether a page of ours asks that had another name in the browser than the request has here."""
    name, _ = host_names.name_of_site(origin)
    return host_names.is_named(name, settings.hosts) and not host_names.is_same_site(origin, host)


def _can_be(path: str) -> bool:
    """Whether it could be the path of anything."""
    return "\0" not in path and all(
        len(part.encode("utf-8", "replace")) <= LONGEST_NAME for part in path.split("/")
    )


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, message: Message) -> None:
    if scope["type"] == "websocket":
        await receive()  # that it wants to come in
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
        return
    speak(nearest(Headers(scope=scope).get("accept-language", "").split(",")[0]))
    await PlainTextResponse(f"{message}\n", status)(scope, receive, send)
