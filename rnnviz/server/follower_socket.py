"""The sockets of those who follow a lecture: news out, answers in, and nothing else.

One watcher for each lecture reads the store some times a second, however many follow. So any number of
server processes on one store show the same. Every follower has a sender that takes the newest message
when it has got rid of the last: who is slow misses versions, but nothing waits in a queue for them.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from contextvars import Context
from weakref import WeakValueDictionary

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from rnnviz.lectures import follower_token, live_session
from rnnviz.lectures.shown_page import load_shown
from rnnviz.lectures.snapshot import Snapshot
from rnnviz.server import wrong_codes
from rnnviz.server.client_address import neighbours
from rnnviz.server.follower_limits import FollowerLimits
from rnnviz.settings.settings import Settings
from rnnviz.settings.sources import current
from rnnviz.storage import keys
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.text.language import N_, nearest, speak
from rnnviz.text.message import Message, Refusal

EVERY = 0.2  # seconds between two looks at the store
BEAT = 5.0  # seconds of silence, then a sign of life is sent
# the follower has left, or we have closed while they were still speaking
LEFT = WebSocketDisconnect, WebSocketDisconnected
PAUSE = 0.1  # seconds before another message of the same follower is read
MOST_FOLLOWERS = 5_000  # of one lecture in one process
MOST_BYTES = 2_000  # of a follower's message
GONE, FULL = 4404, 4429  # codes of closing, for the browser's side
ONLY_ANSWERS = N_(
    "Who follows a lecture can answer its questions and nothing else; only who has the presenter's "
    "secret link can drive it."
)


class _WatchedLecture:
    """One lecture as this process knows it."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None  # None until it has been read
        self.followers = 0
        self.gone = False  # whether the lecture is no more
        self.news = asyncio.Event()  # set, and replaced, with everything new
        self.task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Wake all who wait for news."""
        news, self.news = self.news, asyncio.Event()
        news.set()


class FollowerSockets:
    """The lectures of a store, for WebSockets under an address that ends with {code}."""

    def __init__(
        self, open_store: Callable[[], Database], settings: Callable[[], Settings] = current
    ) -> None:
        self._open_store = open_store
        self._opening = threading.Lock()
        self._store: Database | None = None
        self._key = b""
        self._watched: dict[str, _WatchedLecture] = {}
        # the answers of one address are stored one after the other, or a flood from it would have all
        # threads, and others would wait for it
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._limits = FollowerLimits(settings, lambda: self._key)

    async def follow(self, socket: WebSocket) -> None:
        """Serve one follower until one of both sides has gone."""
        code = socket.path_params["code"].upper()[: 2 * live_session.DIGITS]
        address = neighbours(socket.client.host if socket.client else "")
        speak(nearest(socket.query_params.get("lang")))
        await socket.accept()
        with suppress(*LEFT):
            try:
                if not self._key:
                    await asyncio.to_thread(self._load_key)
                who = self._limits.follower(code, socket.query_params.get("follower", ""))
                if not who:
                    wrong_codes.check(address)
                self._limits.enter(code, address)
            except (Refusal, StoreError) as problem:
                await _refuse(socket, FULL, str(problem))
                return
            try:
                await self._serve(socket, code, address, who)
            finally:
                self._limits.leave(code, address)

    async def _serve(self, socket: WebSocket, code: str, address: str, who: str) -> None:
        packed = "plain" not in socket.query_params  # browsers that cannot unpack ask for it
        # who comes back after the line was lost has some pieces already
        known = frozenset(socket.query_params.get("have", "").split("."))
        watch = self._watched.setdefault(code, _WatchedLecture())
        if watch.followers >= MOST_FOLLOWERS:
            full = Message(
                "{most:,} follow this lecture; there is no room for more.", most=MOST_FOLLOWERS
            )
            await _refuse(socket, FULL, str(full))
            return
        watch.followers += 1
        if watch.task is None:
            # of nobody's language
            watch.task = asyncio.create_task(self._keep_watch(code, watch), context=Context())
        sender = None
        try:
            who = who or await self._greet(socket, code, address, watch)
            sender = asyncio.create_task(_send_news(socket, code, watch, packed, known))
            await self._hear(socket, code, address, who)
        finally:
            if sender is not None:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
            watch.followers -= 1
            if not watch.followers and self._watched.get(code) is watch:
                del self._watched[code]

    async def _greet(self, socket: WebSocket, code: str, address: str, watch: _WatchedLecture) -> str:
        """Give a new follower of a lecture that there is a token, and return whose it is."""
        while watch.snapshot is None and not watch.gone:
            await watch.news.wait()
        if watch.snapshot is None:
            wrong_codes.note(address)
        if watch.gone or not (token := self._limits.new_token(code, address)):
            return ""
        await socket.send_text(json.dumps({"token": token}))
        return self._limits.follower(code, token)

    def _load_key(self) -> None:
        self._key = keys.key(self._opened(), follower_token.KEY)

    async def _keep_watch(self, code: str, watch: _WatchedLecture) -> None:
        """Read what a lecture shows whenever it has changed, until nobody follows or it is no more."""
        while watch.followers:
            try:
                newest = await asyncio.to_thread(self._read, code, watch.snapshot)
                if newest is not watch.snapshot:
                    watch.snapshot = newest
                    watch.tell()
            except (StoreError, ValueError) as problem:
                # a store that is locked for a moment is tried again
                if getattr(problem, "kind", ErrorKind.MISSING) is ErrorKind.MISSING:
                    watch.gone = True
                    self._watched.pop(code, None)
                    watch.tell()
                    return
            await asyncio.sleep(EVERY)

    def _read(self, code: str, known: Snapshot | None) -> Snapshot:
        """The newest state, `known` itself if that is it; most followers' message is made already, so
        that nobody waits for it."""
        store = self._opened()
        if known is not None and live_session.version(store, code) == known.version:
            return known
        newest = Snapshot(*load_shown(store, code, known.pieces if known else None))
        newest.message(known.digests if known else (), packed=True)
        return newest

    def _opened(self) -> Database:
        with self._opening:
            self._store = self._store or self._open_store()
        return self._store

    def _take(self, code: str, follower: str, value: object, address: str) -> None:
        most = self._limits.check_answer(follower, address)
        live_session.answer(self._opened(), code, follower, value, address, most)

    async def _hear(self, socket: WebSocket, code: str, address: str, who: str) -> None:
        """Take a follower's answers; everything else is refused in a sentence."""
        turn = self._turns.setdefault(address, asyncio.Lock())
        while (message := await socket.receive())["type"] != "websocket.disconnect":
            try:
                value = _answer(message.get("text"))
                async with turn:
                    await asyncio.to_thread(self._take, code, who, value, address)
                reply: dict[str, object] = {"answered": value}
            except (ValueError, StoreError) as problem:
                reply = {"said": str(problem)}
            await socket.send_text(json.dumps(reply))
            await asyncio.sleep(PAUSE)


async def _send_news(
    socket: WebSocket, code: str, watch: _WatchedLecture, packed: bool, known: Collection[str]
) -> None:
    """Send the newest state whenever there is one, to a follower who has the `known` pieces."""
    version = None
    with suppress(*LEFT):
        while True:
            news, newest = watch.news, watch.snapshot
            if watch.gone:
                await _refuse(socket, GONE, str(live_session.missing(code)))
                return
            if newest is not None and newest.version != version:
                message, version, known = newest.message(known, packed), newest.version, newest.digests
                await (socket.send_bytes(message) if packed else socket.send_text(message.decode()))
                continue
            try:
                await asyncio.wait_for(news.wait(), BEAT)
            except TimeoutError:
                await socket.send_text("{}")


async def _refuse(socket: WebSocket, code: int, said: str) -> None:
    await socket.send_text(json.dumps({"said": said}))
    await socket.close(code)


def _answer(text: str | None) -> object:
    """What is answered; raises Refusal for anything else that may be sent."""
    if text is None or len(text) > MOST_BYTES:
        raise Refusal(ONLY_ANSWERS)
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal(ONLY_ANSWERS) from None
    # pages of earlier versions said who they are
    if not isinstance(sent, dict) or "answer" not in sent or sent.keys() - {"answer", "follower"}:
        raise Refusal(ONLY_ANSWERS)
    return sent["answer"]
