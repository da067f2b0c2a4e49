"""The sockets of those who watch a training: newer pictures out, and nothing in.

Who asks for the same pictures shares one watcher, which looks for newer ones some times a second and
has them drawn once. What the pictures are is not known here: `open_channel` is handed over.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from rnnviz.storage.database import ErrorKind, StoreError

EVERY = 0.4  # seconds between two looks at the store
RARELY = 1.0  # the same while nothing goes on there
BEAT = 5.0  # seconds of silence, then a sign of life is sent
GONE = 4404  # the code of closing, for the browser's side
LATER = 1013  # likewise, in the standard: try again later
MOST_MADE = 20  # messages that are kept of one state

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """What is to be seen now."""

    state: str  # of all that is not a picture
    pieces: Mapping[str, tuple[str, str]]  # by name: a stamp that tells it from others, and its JSON
    rests: bool = False  # whether there will be no newer one before somebody does something
    _made: dict[tuple[str, ...], str] = field(default_factory=dict, compare=False)

    def message(self, known: Mapping[str, str]) -> str:
        """What is sent to who has the pictures with the `known` stamps."""
        names = tuple(name for name, (stamp, _) in self.pieces.items() if known.get(name) != stamp)
        made = self._made.get(names)
        if made is None:
            pieces = ", ".join(f"{json.dumps(name)}: {self.pieces[name][1]}" for name in names)
            made = f'{{"state": {json.dumps(self.state)}, "pieces": {{{pieces}}}}}'
            if len(self._made) < MOST_MADE:
                self._made[names] = made
        return made

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


@dataclass
class _Watch:
    """One channel as this process knows it."""

    channel: Channel
    shown: Shown | None = None
    gone: bool = False
    watchers: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)  # set, and replaced, with everything new
    task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Wake all who wait for news."""
        news, self.news = self.news, asyncio.Event()
        news.set()


class PictureSockets:
    """The pictures that are watched in this process; `open_channel` makes a channel of an address's
    words and raises ValueError if there is none, NotYet if it cannot know."""

    def __init__(self, open_channel: Callable[[Mapping[str, str]], Channel]) -> None:
        self._open_channel = open_channel
        self._watched: dict[Hashable, _Watch] = {}

    async def serve(self, socket: WebSocket) -> None:
        """Serve one who watches until one of both sides has gone."""
        await socket.accept()
        with suppress(WebSocketDisconnect):
            try:
                channel = self._open_channel(socket.query_params)
            except ValueError:
                await socket.close(GONE)
                return
            except NotYet:
                await socket.close(LATER)
                return
            watch = self._watched.setdefault(channel.key, _Watch(channel))
            watch.watchers += 1
            if watch.task is None:
                # of nobody's language
                watch.task = asyncio.create_task(self._keep_watch(watch), context=Context())
            sender = asyncio.create_task(_send_news(socket, watch))
            try:
                while (await socket.receive())["type"] != "websocket.disconnect":
                    pass  # nothing can be said here
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
                watch.watchers -= 1
                if not watch.watchers:
                    self._forget(watch)

    async def _keep_watch(self, watch: _Watch) -> None:
        """Look for newer pictures until nobody watches or there are none any more."""
        try:
            while watch.watchers:
                await _look(watch)
                rests = watch.shown is not None and watch.shown.rests
                await asyncio.sleep(RARELY if rests else EVERY)
        except Exception as problem:
            if not isinstance(problem, StoreError):
                _log.exception("There are no pictures of %s any more.", watch.channel.key)
            watch.gone = True
            self._forget(watch)
            watch.tell()

    def _forget(self, watch: _Watch) -> None:
        if self._watched.get(watch.channel.key) is watch:
            del self._watched[watch.channel.key]


async def _look(watch: _Watch) -> None:
    """Look for newer pictures once; raises StoreError if what they are of is no more."""
    try:
        newest = await asyncio.to_thread(watch.channel.newer)
    except StoreError as problem:
        if problem.kind == ErrorKind.MISSING:
            raise
        return  # a store that is locked for a moment is tried again
    if newest is not None:
        watch.shown = newest
        watch.tell()


async def _send_news(socket: WebSocket, watch: _Watch) -> None:
    """Send what is newest whenever there is something new."""
    sent, known = None, dict[str, str]()
    with suppress(WebSocketDisconnect):
        while True:
            news, shown = watch.news, watch.shown
            if watch.gone:
                # whatever the page has shown so far, its script is to look what has happened
                await socket.send_text(Shown("", {}).message({}))
                await socket.close(GONE)
                return
            if shown is not None and shown is not sent:
                await socket.send_text(shown.message(known))
                sent, known = shown, shown.stamps
                continue
            try:
                await asyncio.wait_for(news.wait(), BEAT)
            except TimeoutError:
                await socket.send_text("{}")
