"""A page's script looks up between its pieces: at the clock, at its browser."""

import asyncio
import time
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from support.sessions import Session
from support.waiting import until

from benchmarks.lecture import seconds_used
from faults.visitor import OpenedPage, Visitor
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.settings import sources
from rnnviz.settings.settings import Settings
from rnnviz.text.allowance import TooMuch, at_each, pause
from rnnviz.ui.components.section import within_limits
from rnnviz.ui.session import page_clock, streamlit_private
from scripts.dashboard import server


@pytest.fixture
def limits(monkeypatch):
    def be(**given):
        monkeypatch.setattr(page_clock, "current", lambda: Settings(**given))

    return be


@pytest.fixture
def ticks(monkeypatch):
    """A clock that goes on by a hundredth of a second whenever it is looked at."""
    monkeypatch.setattr(page_clock.time, "monotonic", map((0.01).__mul__, count()).__next__)


def work():
    """Something that would never end; how many pieces it came to."""
    for _ in at_each(iter(int, 1)):
        DONE.append(1)


DONE: list[int] = []


def test_what_takes_too_long_ends_with_a_sentence(limits, ticks):
    limits(page_seconds=2.0)
    DONE.clear()
    with page_clock.timed(), pytest.raises(TooMuch, match="longer than the 2 seconds"):
        work()
    assert 150 < len(DONE) < 250
    pause()


def test_when_the_time_is_up_another_part_may_still_be_quick(limits):
    limits(page_seconds=1.0)
    said = []
    with page_clock.timed():
        page_clock.clock().until = page_clock.clock().next = 0.0
        with pytest.raises(TooMuch):
            pause()
        page_clock.grant()
        page_clock.clock().next = 0.0
        pause()
        there = Session()
        there(lambda: within_limits(lambda: said.append("drawn")))
    assert said == ["drawn"]


def test_a_part_that_takes_too_much_says_so_and_the_others_are_drawn():
    there, drawn = Session(), []

    def refuse():
        raise TooMuch("That takes too much.")

    there(lambda: (within_limits(refuse), within_limits(lambda: drawn.append(1))))
    assert "That takes too much." in there.html
    assert drawn == [1]


def test_what_is_too_large_for_a_page_is_refused_before_it_is_computed(limits):
    net, tokens = Network.random("lstm", inputs=3, hidden=64, outputs=3), np.zeros(1000, int)
    unroll(net, tokens)
    limits(page_bytes=1_000_000)
    with page_clock.timed():
        unroll(net, tokens[:20])
        begun = time.thread_time()  # without what others do meanwhile
        with pytest.raises(TooMuch, match="What this network computes of this takes"):
            unroll(net, tokens)
        for make in (
            lambda: Network.random("lstm", inputs=3, hidden=1024, layers=4, outputs=3),
            lambda: net.astype("float64") and Network.random(inputs=3, hidden=512, outputs=3),
        ):
            with pytest.raises(TooMuch, match="This network takes"):
                make()
        assert time.thread_time() - begun < 0.05


def test_a_script_whose_browser_has_gone_ends(monkeypatch, limits, ticks):
    limits(page_seconds=60.0)
    looks = []
    monkeypatch.setattr(
        streamlit_private, "is_connected", lambda session: looks.append(session) or len(looks) < 4
    )
    ended = []

    def act():
        DONE.clear()
        with page_clock.timed("session"):
            try:
                work()
            finally:
                ended.append(len(DONE))

    there = Session()
    there.at.run()
    assert there(act) is None
    assert looks[:4] == ["session"] * 4
    assert ended[0] < 100


def test_where_no_browser_was_there_nobody_is_missed(monkeypatch, limits, ticks):
    limits(page_seconds=2.0)
    monkeypatch.setattr(streamlit_private, "is_connected", lambda session: False)
    with page_clock.timed(), pytest.raises(TooMuch):
        work()


def test_every_run_of_a_script_is_timed():
    class Runner:
        _session_id = "me"

        def _run_script(self, asked):
            self.seen = page_clock.clock().session, asked

    streamlit_private.around_runs(page_clock.timed, Runner)
    runner = Runner()
    runner._run_script("again")
    assert runner.seen == ("me", "again")
    assert page_clock.clock() is None


def test_the_limits_are_those_of_the_settings():
    with page_clock.timed():
        assert page_clock.clock().seconds == sources.current().page_seconds


HARD = {"net": "random", "cell": "lstm", "hidden": "128", "text": "ab" * 1000}  # ten seconds and more


class Meter:
    """Looks every half second whether a process has computed anything."""

    def __init__(self, pid):
        self.pid, self.at, self.used = pid, time.monotonic(), seconds_used(pid)

    def rests(self):
        now = time.monotonic()
        if now - self.at < 0.5:
            return False
        before, self.at, self.used = self.used, now, seconds_used(self.pid)
        return self.used - before < 0.05


async def left_in_the_middle(server):
    """Seconds that a server computes for after a browser has left a page that it was at work on, until
    it rests; and whether another browser has its page then."""
    visitor, pid = Visitor(server.url), server.pid
    await asyncio.to_thread(visitor.take_cookies)
    await (await visitor.page()).close()  # what all pages need is imported
    leaves = OpenedPage(await visitor.socket("/_stcore/stream", "streamlit"))
    begun = seconds_used(pid)
    asked = asyncio.create_task(leaves.ask("backpropagate", HARD))
    await asyncio.to_thread(until, lambda: seconds_used(pid) - begun > 1.0, 60)
    assert not asked.done()
    asked.cancel()
    await leaves.close()
    left = Meter(pid)
    after = left.used
    await asyncio.to_thread(until, left.rests, 60)
    other = await visitor.page()
    await other.close()
    return left.used - after, not other.failed


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="what a process has done is not told")
def test_a_real_server_ends_its_work_on_a_page_that_its_browser_has_left():
    with server() as running:
        after, is_free = asyncio.run(left_in_the_middle(running))
        assert after < 3.0 and is_free
        assert "Traceback" not in running.log.read_text()
