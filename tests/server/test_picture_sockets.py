"""The sockets of those who watch a training, without a network: what is sent, to whom, how often."""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from rnnviz.server import picture_sockets
from rnnviz.server.picture_sockets import GONE, PictureSockets, Shown
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import Refusal


class Socket:
    """A browser's end."""

    def __init__(self, **query: str):
        self.query_params = query
        self.sent: asyncio.Queue[Any] = asyncio.Queue()
        self.closed: int | None = None
        self._leaves = asyncio.Event()
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def accept(self):
        pass

    async def send_text(self, text: str):
        if self._leaves.is_set():
            raise WebSocketDisconnect
        self.sent.put_nowait(json.loads(text))

    async def receive(self):
        said = await self._said.get()
        if said["type"] == "websocket.disconnect":
            self._leaves.set()
        return said

    async def close(self, code: int):
        self.closed = code
        self.leave()

    def leave(self):
        self._leaves.set()
        self._said.put_nowait({"type": "websocket.disconnect"})

    def say(self, text: str):
        self._said.put_nowait({"type": "websocket.receive", "text": text})

    def ask(self, number: int, keeps: bool = False, **asked: str):
        self.say(json.dumps({"asked": asked, "number": number, "keeps": keeps}))

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

    def leave(self):
        pass


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

    def come(self, key: str = "", **more: str) -> Socket:
        socket = Socket(key=key, **more)
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


def test_what_is_known_to_be_there_is_sent_soon(monkeypatch):
    monkeypatch.setattr(picture_sockets, "EVERY", 60.0)
    monkeypatch.setattr(picture_sockets, "SOON", 0.0)

    async def story():
        pictures = Pictures("a", Shown("running", {"strips": ("1", "1")}, soon=True))
        room = Room(pictures)
        socket = room.come("a")
        assert (await socket.news())["pieces"] == {"strips": 1}
        pictures.shown = shown(losses="2")
        assert (await socket.news())["pieces"] == {"losses": "2"}
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


# what is asked for over the socket


def test_who_asks_for_something_else_is_sent_that():
    async def story():
        one, other = Pictures("a", shown(losses="1")), Pictures("b", shown(losses="1"))
        room = Room(one, other)
        socket = room.come(asks="")
        socket.ask(1, key="a")
        first = {"number": 1, "state": "running", "pieces": {"losses": "1"}}
        assert await socket.news() == first
        socket.ask(2, key="b")
        # all of it: what the reader has may be the script's by now
        assert await socket.news() == first | {"number": 2}
        other.shown = shown(losses="2")
        assert await socket.news() == first | {"number": 2, "pieces": {"losses": "2"}}
        socket.leave()
        await room.end()

    asyncio.run(story())


def test_who_keeps_what_they_have_is_sent_what_they_lack():
    async def story():
        both = {"losses": "1", "table": "1"}
        room = Room(*(Pictures(key, shown(**both)) for key in "abc"))
        socket = room.come(asks="")
        for number, key, keeps in ((1, "a", True), (2, "b", True), (3, "c", False)):
            socket.ask(number, keeps=keeps, key=key)
            assert (await socket.news())["pieces"] == ({} if number == 2 else both)
        socket.leave()
        await room.end()

    asyncio.run(story())


def test_who_asks_for_what_cannot_be_goes_on_with_what_they_had():
    async def story():
        pictures = Pictures("a", shown(losses="1"))
        room = Room(pictures)
        socket = room.come("a")
        await socket.news()
        socket.ask(1, keeps=True, key="nothing")
        pictures.shown = shown(losses="2")
        assert await socket.news() == {"number": 1, "state": "running", "pieces": {"losses": "2"}}
        socket.leave()
        await room.end()

    asyncio.run(story())


class Slow(Pictures):
    """Pictures that are drawn when the test says so."""

    def __init__(self, key: str):
        super().__init__(key, Shown("typed", {"text": (key, json.dumps(key))}, ends=True))
        self.begun, self.free, self.left = threading.Event(), threading.Event(), 0

    def newer(self):
        self.begun.set()
        assert self.free.wait(5)
        return super().newer()

    def leave(self):
        self.left += 1


def test_of_what_is_asked_for_meanwhile_the_newest_is_drawn():
    async def story():
        keys = [Slow(key) for key in "abcd"]
        room = Room(*keys)
        socket = room.come(asks="")
        socket.ask(1, key="a")
        assert await asyncio.to_thread(keys[0].begun.wait, 5)
        for number, key in enumerate("bcd", 2):
            socket.ask(number, key=key)
        async with asyncio.timeout(5):
            while not keys[0].left:  # it may end, if it takes long
                await asyncio.sleep(0)
        for one in keys:
            one.free.set()
        assert (await socket.news())["pieces"] == {"text": "a"}
        assert await socket.news() == {"number": 4, "state": "typed", "pieces": {"text": "d"}}
        assert [one.asked for one in keys] == [1, 0, 0, 1]
        socket.leave()
        await room.end()

    asyncio.run(story())


def test_an_older_message_that_comes_late_is_none():
    async def story():
        room = Room(*(Pictures(key, shown(text=key)) for key in "ab"))
        socket = room.come(asks="")
        socket.ask(2, key="b")
        assert (await socket.news())["number"] == 2
        socket.ask(1, key="a")
        socket.ask(3, key="a")
        assert (await socket.news())["number"] == 3
        socket.leave()
        await room.end()

    asyncio.run(story())


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[" * 100_000,
        "[]",
        "{}",
        '{"asked": {}}',
        '{"asked": {"key": 1}, "number": 1, "keeps": true}',
        '{"asked": [], "number": 1, "keeps": true}',
        '{"asked": {"key": "a"}, "number": true, "keeps": true}',
        '{"asked": {"key": "a"}, "number": 1, "keeps": true, "more": 1}',
        json.dumps({"asked": {"key": "a" * 300_000}, "number": 1, "keeps": True}),
        '{"asked": {"key": "a"}, "number": 1, "keeps": 1}',
    ],
    ids=range(11),
)
def test_who_says_anything_else_is_closed(said):
    async def story():
        room = Room(Pictures("a", shown(losses="1")))
        socket = room.come(asks="")
        socket.say(said)
        await room.end()
        assert socket.closed == GONE

    asyncio.run(story())


def test_what_is_asked_for_and_cannot_be_ends_it_without_a_word_in_the_log(caplog):
    async def story():
        refused = Pictures("a", problem=Refusal("There are no such pictures."))
        room = Room(refused)
        socket = room.come(asks="")
        socket.ask(1, key="a")
        assert await socket.news() == {"state": "", "pieces": {}}
        await room.end()

    asyncio.run(story())
    assert caplog.text == ""
