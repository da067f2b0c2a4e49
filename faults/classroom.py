"""A class with real pages: each phone fetches page and files and holds Streamlit's socket and ours."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count as numbers
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.lecture import memory
from faults.outcome import Outcome, timed
from faults.proxy import proxy
from faults.servers import LECTURE, served, traces
from faults.visitor import Visitor, said
from rnnviz.lectures import live_session
from rnnviz.lectures.phase import Act, GoTo
from rnnviz.lectures.shown_page import ShownPage, show
from scripts.dashboard import ROOT, chromium, new_page
from tests.support.shown_pages import page as shown_page

FILES = 1024  # open files that a server may have on an unprepared machine
BROWSERS = 10  # of them in a real Chromium
SECONDS = 10.0  # for which the class is watched
FIRST, GROWTH = 200, 0.10  # sessions after which memory is measured, and how much it may grow then


def pages(count: int, browsers: int = BROWSERS, seconds: float = SECONDS) -> Iterator[Outcome]:
    """So many phones follow a lecture on a server that may open few files; some in a real Chromium."""
    held = Outcome(
        f"a class of {count} page sessions on a server started under ulimit -Sn {FILES}",
        "everybody comes in, sees each scene and stays; the log has no trace",
    )
    browsers = min(browsers, count)
    with timed(held), served(FILES) as (server, store):
        code, secret = live_session.begin(store, LECTURE)
        show(store, code, secret, _page())
        command = [sys.executable, "-m", "benchmarks.followers", server.url, code]
        command += [str(count - browsers), str(seconds)]
        with ExitStack() as opened:
            # they come in first: the others watch for a few seconds only, in which the lecture goes on
            phones = [new_page(opened.enter_context(chromium())) for _ in range(browsers and 1)]
            phones += [new_page(phones[0].context.browser) for _ in range(browsers - 1)]  # type: ignore[arg-type]
            for phone in phones:
                phone.goto(f"{server.url}/join?c={code}")
            followers = opened.enter_context(
                subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            )
            assert followers.stdout is not None
            coming = followers.stdout.readline()
            begun, scenes, files = time.monotonic(), numbers(1), 0
            while followers.poll() is None and time.monotonic() - begun < 2 * seconds:
                live_session.drive(store, code, secret, GoTo(next(scenes) % 2))
                show(store, code, secret, _page())
                files = max(files, _open_files(server.pid))
                time.sleep(0.5)
            live_session.drive(store, code, secret, GoTo(1), Act.ASK)
            for phone in phones:
                asked = phone.get_by_text("Which?", exact=True).first
                asked.wait_for(timeout=30_000)
                held.note(asked.is_visible(), "a phone in Chromium does not see the question")
            seen = json.loads(followers.stdout.readline() or "{}")
        if not coming or not seen:
            held.note(False, "the followers did not come in")
        else:
            for frames in seen["frames"]:
                held.note(len(frames) > 1, "a phone got no news")
            held.note(seen["lost"] == 0, f"{seen['lost']} lost their connection")
            held.figures = [
                f"all in after {json.loads(coming)['seconds']:.0f} s",
                f"{files} files open",
            ]
        found = traces(server)
        held.note(not found, f"{len(found)} traces: {'; '.join(sorted(set(found))[:3])}")
    yield held


def _page() -> ShownPage:
    now = time.time()
    return replace(shown_page("truncate", a=str(now)), made=now)


def _open_files(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def sessions(count: int) -> Iterator[Outcome]:
    """So many visitors open a page and leave, one after the other."""
    found = Outcome(
        f"{count} page sessions are opened and closed in turn",
        f"memory stays within {GROWTH:.0%} of what it was after the first {min(FIRST, count // 2)}",
    )
    with timed(found), served() as (server, _store):
        first, last, failed = asyncio.run(_in_turn(server.url, server.pid, count))
        for number in range(count):
            found.note(number >= failed, "a page showed an error")
        found.note(last <= first * (1 + GROWTH), f"{first:.0f} MB grew to {last:.0f} MB")
        found.note(not traces(server), "; ".join(traces(server)[:2]))
        found.figures = [f"{first:.0f} MB, then {last:.0f} MB ({last / first - 1:+.1%})"]
    yield found


async def _in_turn(url: str, pid: int, count: int) -> tuple[float, float, int]:
    first, failed = 0.0, 0
    words = ("", "backpropagate", "vanish", "truncate", "tasks", "lecture", "join")
    for number in range(count):
        opened = await Visitor(url).page(words[number % len(words)])
        failed += opened.failed
        await opened.close()
        if number + 1 == min(FIRST, count // 2):
            first = memory(pid)
    return first, memory(pid), failed


def behind_proxy(count: int) -> Iterator[Outcome]:
    """So many followers come through one proxy, which says where each is from; all of them answer."""
    found = Outcome(
        f"{count} followers through a proxy that the settings trust",
        "nobody is refused, and every answer counts once",
    )
    trusted = {"RNNVIZ_TRUSTED_PROXIES": "127.0.0.1", "RNNVIZ_FOLLOWERS_OF_ADDRESS": "5"}
    with timed(found), served(0, **trusted) as (server, store):
        code, secret = live_session.begin(store, LECTURE)
        live_session.drive(store, code, secret, GoTo(1), Act.ASK)
        port = urlsplit(server.url).port
        assert port
        replies = asyncio.run(_through(port, code, count))
        for reply in replies:
            found.note("answered" in reply, str(reply.get("said", reply))[:100])
        counted = live_session.answered(store, code, 1)
        found.note(counted == count, f"{counted} answers were counted")
        found.note(not traces(server), "; ".join(traces(server)[:2]))
    yield found


async def _through(port: int, code: str, count: int) -> list[dict[str, object]]:
    door = asyncio.Semaphore(10)

    async def one(url: str, number: int) -> dict[str, object]:
        async with door:
            # to the server it is its own site that is asked, whatever the proxy is called
            socket = await Visitor(url).socket(f"/live/{code}?plain")
        await socket.send(json.dumps({"answer": number % 3, "follower": f"proxied-{number:04}"}))
        async with asyncio.timeout(30):
            while not {"answered", "said"} & (reply := said(await socket.recv())).keys():
                pass
        await socket.close()
        return dict(reply)

    async with proxy(port) as url:
        return await asyncio.gather(*(one(url, number) for number in range(count)))
