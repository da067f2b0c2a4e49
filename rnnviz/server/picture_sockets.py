"""The sockets of those who look at pictures that change: newer pictures out, and in what is asked for.

Who asks for the same pictures shares one watcher, which looks for newer ones some times a second and
has them drawn once. Whoever reads may ask for others over the same socket, as with every key typed: the
newest is drawn, and what has been asked for before and is not drawn yet is left out. What the pictures
are is not known here: `open_channel` is handed over.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import Refusal

EVERY = 0.4  # seconds between two looks at the store
RARELY = 1.0  # the same while nothing goes on there
SOON = 0.1  # the same where newer pictures are known to be there
BEAT = 5.0  # seconds of silence, then a sign of life is sent
GONE = 4404  # the code of closing, for the browser's side
LATER = 1013  # likewise, in the standard: try again later
MOST_MADE = 20  # messages that are kept of one state
MOST_CHARACTERS = 300_000  # of what is asked for in one message
AT_ONCE = 8  # that are drawn: a few may take long, and the others do not wait for them

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """What is to be seen now."""

    state: str  # of all that is not a picture
    pieces: Mapping[str, tuple[str, str]]  # by name: a stamp that tells it from others, and its JSON
    rests: bool = False  # whether there will be no newer one before somebody does something
    ends: bool = False  # whether there will be no newer one at all
    soon: bool = False  # whether there is a newer one already, which took longer
    _made: dict[tuple[str, ...], str] = field(default_factory=dict, compare=False)

    def message(self, known: Mapping[str, str], number: int = 0) -> str:
        """What is sent to who has the pictures with the `known` stamps; `number` is that of what they
        have asked for, 0 if it is what the address says."""
        names = tuple(name for name, (stamp, _) in self.pieces.items() if known.get(name) != stamp)
        made = self._made.get(names)
        if made is None:
            pieces = ", ".join(f"{json.dumps(name)}: {self.pieces[name][1]}" for name in names)
            made = f'{{"state": {json.dumps(self.state)}, "pieces": {{{pieces}}}}}'
            if len(self._made) < MOST_MADE:
                self._made[names] = made
        return f'{{"number": {number}, {made[1:]}' if number else made

    @property
    def stamps(self) -> dict[str, str]:
        """What who has been sent the message knows."""
        return {name: stamp for name, (stamp, _) in self.pieces.items()}


class NotYet(Exception):
    """Nobody can say yet which pictures there are; the server has just started."""


class Channel(Protocol):
    """Where pictures come from."""

    @property
    def key(self) -> Hashable:
        """The same for all who see the same."""

    def newer(self) -> Shown | None:
        """What is to be seen now, None if it is what was given last; raises StoreError."""

    def leave(self) -> None:
        """Nobody waits for it any more: what is being drawn may end without a result."""


@dataclass
class _Watch:
    """One channel as this process knows it."""

    channel: Channel
    asked: Mapping[str, str]  # by the first who did
    shown: Shown | None = None
    gone: bool = False
    watchers: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)  # set, and replaced, with everything new
    task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Wake all who wait for news."""
        news, self.news = self.news, asyncio.Event()
        news.set()


@dataclass
class _Reader:
    """Who looks, and what they have asked for last."""

    socket: WebSocket
    asked: Mapping[str, str] | None  # None before they have asked for anything
    number: int = 0  # of what they have asked for: theirs, larger every time
    keeps: bool = True  # whether they still have what they were sent: the page's script places, too
    turned: asyncio.Event = field(default_factory=asyncio.Event)  # set when they ask for something else

    def take(self) -> tuple[int, bool]:
        """The number of what they have asked for last, and whether they still have what they were
        sent."""
        self.turned.clear()
        kept, self.keeps = self.keeps, True
        return self.number, kept

    async def hear(self) -> None:
        """Take what is asked for until they have gone; who says anything else is closed."""
        while (message := await self.socket.receive())["type"] != "websocket.disconnect":
            asked = _asked(message.get("text"))
            if asked is None:
                await self.socket.close(GONE)
                return
            if asked.number > self.number:
                self.asked, self.number = asked.words, asked.number
                self.keeps &= asked.keeps
                self.turned.set()


class PictureSockets:
    """The pictures that are watched in this process; `open_channel` makes a channel of what is asked
    for and raises ValueError if there is none, NotYet if it cannot know."""

    def __init__(self, open_channel: Callable[[Mapping[str, str]], Channel]) -> None:
        self._open_channel = open_channel
        self._watched: dict[Hashable, _Watch] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")

    async def serve(self, socket: WebSocket) -> None:
        """Serve one who looks until one of both sides has gone. What the address asks for comes at
        once, unless it says that it will be asked for (`asks`)."""
        await socket.accept()
        query = dict(socket.query_params)
        reader = _Reader(socket, None if "asks" in query else query)
        sender = asyncio.create_task(self._send(reader))
        try:
            with suppress(WebSocketDisconnect):
                await reader.hear()
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    async def _send(self, reader: _Reader) -> None:
        """Send what is newest of what was asked for last, whenever there is something new."""
        known: Mapping[str, str] = {}
        good = reader.asked
        with suppress(WebSocketDisconnect):
            while True:
                while reader.asked is None:
                    if not await _either(reader.turned):
                        await reader.socket.send_text("{}")
                number, kept = reader.take()
                try:
                    watch = self._join(reader.asked, good)
                except ValueError:
                    await reader.socket.close(GONE)
                    return
                except NotYet:
                    await reader.socket.close(LATER)
                    return
                good = watch.asked
                try:
                    sent = await _send_news(reader, watch, number, known if kept else {})
                finally:
                    self._leave(watch)
                if sent is None:
                    return
                known = sent

    def _join(self, asked: Mapping[str, str], good: Mapping[str, str] | None) -> _Watch:
        """The watch of what is asked for; of what was `good` before where it cannot be: the page's
        script says why. Raises ValueError and NotYet."""
        try:
            channel = self._open_channel(asked)
        except ValueError:
            if good is None or good is asked:
                raise
            asked, channel = good, self._open_channel(good)
        watch = self._watched.setdefault(channel.key, _Watch(channel, asked))
        watch.watchers += 1
        if watch.task is None:
            # of nobody's language
            watch.task = asyncio.create_task(self._keep_watch(watch), context=Context())
        return watch

    def _leave(self, watch: _Watch) -> None:
        watch.watchers -= 1
        if not watch.watchers:
            watch.channel.leave()
            self._forget(watch)

    async def _keep_watch(self, watch: _Watch) -> None:
        """Look for newer pictures until nobody watches or there are none any more."""
        try:
            while watch.watchers:
                await self._look(watch)
                if watch.shown is not None and watch.shown.ends:
                    return
                await asyncio.sleep(_wait(watch.shown))
        except Exception as problem:
            if not isinstance(problem, StoreError | Refusal):
                _log.exception("There are no pictures of %s any more.", watch.channel.key)
            watch.gone = True
            self._forget(watch)
            watch.tell()

    def _forget(self, watch: _Watch) -> None:
        if self._watched.get(watch.channel.key) is watch:
            del self._watched[watch.channel.key]

    async def _look(self, watch: _Watch) -> None:
        """Look for newer pictures once; raises StoreError if what they are of is no more."""
        loop = asyncio.get_running_loop()
        try:
            newest = await loop.run_in_executor(self._threads, watch.channel.newer)
        except StoreError as problem:
            if problem.kind == ErrorKind.MISSING:
                raise
            return  # a store that is locked for a moment is tried again
        if newest is not None:
            watch.shown = newest
            watch.tell()


def _wait(shown: Shown | None) -> float:
    """Seconds until the next look."""
    if shown is None or not (shown.soon or shown.rests):
        return EVERY
    return SOON if shown.soon else RARELY


async def _send_news(
    reader: _Reader, watch: _Watch, number: int, known: Mapping[str, str]
) -> Mapping[str, str] | None:
    """Send the newest of one watch whenever there is something new, to a reader who has the pictures
    with the `known` stamps, until they ask for something else: what they know then; None if there is
    nothing more to come.

    What is being drawn is waited for: of a reader who types faster than that one picture is drawn at a
    time, and every one that is drawn is sent.
    """
    sent, socket = None, reader.socket
    while True:
        news, shown, turned = watch.news, watch.shown, reader.turned.is_set()
        if watch.gone:
            # whatever the page has shown so far, its script is to look what has happened
            await socket.send_text(Shown("", {}).message({}))
            await socket.close(GONE)
            return None
        if shown is not None and shown is not sent:
            await socket.send_text(shown.message(known, number))
            sent, known = shown, {**known, **shown.stamps}
            continue
        if turned and shown is not None:
            return known
        if turned and watch.watchers == 1:
            watch.channel.leave()
        if not await _either(news, *([] if turned else [reader.turned])):
            await socket.send_text("{}")


async def _either(*events: asyncio.Event) -> bool:
    """Wait until one of some has happened; False where none has, for as long as a beat."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(waits, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return bool(done)


@dataclass(frozen=True)
class _Asked:
    """What a message asks for."""

    words: dict[str, str]
    number: int
    keeps: bool


def _asked(text: str | None) -> _Asked | None:
    """What a message asks for; None for anything else that may be sent."""
    if text is None or len(text) > MOST_CHARACTERS:
        return None
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or sent.keys() != {"asked", "number", "keeps"}:
        return None
    words, number, keeps = sent["asked"], sent["number"], sent["keeps"]
    if type(number) is not int or type(keeps) is not bool or not isinstance(words, dict):
        return None
    return _Asked(words, number, keeps) if all(isinstance(one, str) for one in words.values()) else None
