"""The sockets of those who watch a training, without a network: what is sent, to whom, how often."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from rnnviz.server import picture_sockets
from rnnviz.server.picture_sockets import GONE, PictureSockets, Shown
from rnnviz.storage.database import ErrorKind, StoreError


class Socket:
    """A browser's end."""

    def __init__(self, **query: str):
        self.query_params = query
        self.sent: asyncio.Queue[Any] = asyncio.Queue()
        self.closed: int | None = None
        self._leaves = asyncio.Event()

    async def accept(self):
        pass

    async def send_text(self, text: str):
        if self._leaves.is_set():
            raise WebSocketDisconnect
        self.sent.put_nowait(json.loads(text))

    async def receive(self):
        await self._leaves.wait()
        return {"type": "websocket.disconnect"}

    async def close(self, code: int):
        self.closed = code
        self._leaves.set()

    def leave(self):
        self._leaves.set()

    async def news(self) -> Any:
        return await asyncio.wait_for(self.sent.get(), 5)


@dataclass
class Pictures:
    """A channel whose pictures the test sets."""

    key: str
    shown: Shown | None = None
    asked: int = 0
    problem: Exception | None = None
    _given: Any = field(default=None)

    def newer(self) -> Shown | None:
        self.asked += 1
        if self.problem:
            raise self.problem
        if self.shown is self._given:
            return None
        self._given = self.shown
        return self.shown


def shown(state="running", **pieces: str) -> Shown:
    return Shown(state, {name: (text, json.dumps(text)) for name, text in pieces.items()})


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(picture_sockets, "EVERY", 0.01)


class Room:
    """Browsers at the sockets of some channels."""

    def __init__(self, *channels: Pictures):
        self.channels = {channel.key: channel for channel in channels}
        self.sockets = PictureSockets(self._open)
        self.tasks: list[asyncio.Task[None]] = []

    def _open(self, query):
        if query["key"] not in self.channels:
            raise ValueError
        return self.channels[query["key"]]

    def come(self, key: str) -> Socket:
        socket = Socket(key=key)
        self.tasks.append(asyncio.create_task(self.sockets.serve(socket)))
        return socket

    async def end(self):
        await asyncio.wait_for(asyncio.gather(*self.tasks), 5)


async def all_but_this_one():
    """Wait until every other task of the loop has ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.wait_for(asyncio.gather(*others, return_exceptions=True), 5)


async def asked_again(pictures: Pictures, times: int = 3):
    """Wait until a channel has been asked some more times."""
    end = pictures.asked + times
    async with asyncio.timeout(5):
        while pictures.asked < end:
            await asyncio.sleep(0)


def test_newer_pictures_come_and_only_those_that_changed():
    async def story():
        pictures = Pictures("a", shown(losses="1", table="1"))
        room = Room(pictures)
        socket = room.come("a")
        assert await socket.news() == {"state": "running", "pieces": {"losses": "1", "table": "1"}}
        pictures.shown = shown(losses="2", table="1")
        assert await socket.news() == {"state": "running", "pieces": {"losses": "2"}}
        pictures.shown = shown("paused", losses="2", table="1")
        assert await socket.news() == {"state": "paused", "pieces": {}}
        late = room.come("a")
        assert await late.news() == {"state": "paused", "pieces": {"losses": "2", "table": "1"}}
        for one in (socket, late):
            one.leave()
        await room.end()

    asyncio.run(story())


def test_however_many_watch_the_store_is_looked_at_by_one():
    async def story():
        pictures = Pictures("a", shown(losses="1"))
        room = Room(pictures)
        everybody = [room.come("a") for _ in range(50)]
        for socket in everybody:
            await socket.news()
        before = pictures.asked
        await asyncio.sleep(0.1)  # how often, in that time
        assert pictures.asked - before <= 12
        for socket in everybody:
            socket.leave()
        await room.end()

    asyncio.run(story())


def test_what_rests_is_looked_at_rarely(monkeypatch):
    monkeypatch.setattr(picture_sockets, "RARELY", 60.0)

    async def story():
        pictures = Pictures("a", Shown("paused", {}, rests=True))
        room = Room(pictures)
        socket = room.come("a")
        await socket.news()
        await asyncio.sleep(0.05)
        assert pictures.asked == 1
        socket.leave()
        await room.end()

    asyncio.run(story())


def test_when_nobody_watches_nobody_looks():
    async def story():
        pictures = Pictures("a", shown(losses="1"))
        room = Room(pictures)
        socket = room.come("a")
        await socket.news()
        socket.leave()
        await room.end()
        await all_but_this_one()
        before = pictures.asked
        await asyncio.sleep(0.05)  # five times as long as from look to look
        assert pictures.asked == before
        # who comes later is served anew
        again = room.come("a")
        pictures.shown = shown(losses="3")
        assert (await again.news())["pieces"] == {"losses": "3"}
        again.leave()
        await room.end()

    asyncio.run(story())


def test_while_nothing_is_new_there_is_a_sign_of_life(monkeypatch):
    monkeypatch.setattr(picture_sockets, "BEAT", 0.02)

    async def story():
        room = Room(Pictures("a"))
        socket = room.come("a")
        assert await socket.news() == {}
        socket.leave()
        await room.end()

    asyncio.run(story())


def test_what_nobody_has_is_refused():
    async def story():
        room = Room()
        socket = room.come("a")
        await room.end()
        assert socket.closed == GONE

    asyncio.run(story())


def test_an_experiment_that_is_removed_ends_it_and_a_locked_store_does_not():
    async def story():
        pictures = Pictures("a", shown(losses="1"))
        room = Room(pictures)
        socket = room.come("a")
        await socket.news()
        pictures.problem = StoreError("Locked.", kind=ErrorKind.LOCKED)
        await asked_again(pictures)
        pictures.problem, pictures.shown = None, shown(losses="2")
        assert (await socket.news())["pieces"] == {"losses": "2"}
        pictures.problem = StoreError("Gone.", kind=ErrorKind.MISSING)
        assert await socket.news() == {"state": "", "pieces": {}}  # the page's script looks itself
        await room.end()
        assert socket.closed == GONE

    asyncio.run(story())


def test_what_cannot_be_drawn_ends_it_and_is_in_the_log(caplog):
    async def story():
        pictures = Pictures("the race", shown(losses="1"))
        room = Room(pictures)
        socket = room.come("the race")
        await socket.news()
        pictures.problem = ZeroDivisionError("nobody thought of this")
        await room.end()
        assert socket.closed == GONE

    asyncio.run(story())
    assert "nobody thought of this" in caplog.text and "the race" in caplog.text


def test_a_message_is_made_once_for_all_who_lack_the_same():
    now = shown(losses="2", table="1")
    assert now.message({"table": "1"}) is now.message({"table": "1", "other": "7"})
    assert now.message({}) is not now.message({"table": "1"})
