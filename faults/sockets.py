"""One address floods the followers' sockets, others do not read: what do the rest notice?"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from benchmarks.lecture import memory
from faults.outcome import Outcome, timed
from faults.servers import LECTURE, served, traces
from faults.visitor import Visitor, said
from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.phase import Act, GoTo
from scripts.dashboard import ROOT

HONEST = 20  # followers, each from an address of its own
DELAY = 0.05  # seconds that a flood may cost the others
LOST = 1.0  # seconds after which an answer has been kept out
ENOUGH = 100  # answers, of which it can be said how long the slow ones take
FLOODER = "127.0.0.200"
FLOODERS = 50  # sockets of the one address that send as fast as they can
UNDER_WAY = 2_000  # messages, then it is measured what the flood costs
PAUSE = 0.15  # seconds between two answers of an honest follower
SCENES = 10  # that come while some do not read
GROWTH = 100.0  # megabytes that slow readers may cost


async def _come(url: str, code: str) -> list[ClientConnection]:
    """A class, each from an address of its own."""
    sockets = []
    for number in range(HONEST):
        sockets.append(await Visitor(url, f"127.0.0.{10 + number}").socket(f"/live/{code}?plain"))
    return sockets


async def _answer(socket: ClientConnection, number: int, value: int) -> float:
    """Answer once; the seconds until the server says that it has it."""
    begun = time.monotonic()
    await socket.send(json.dumps({"answer": value, "follower": f"honest-{number:04}"}))
    async with asyncio.timeout(20):
        while "answered" not in said(await socket.recv()):
            pass
    return time.monotonic() - begun


async def _answers(sockets: list[ClientConnection], times: int) -> list[float]:
    """The whole class answers so many times, one after the other; the seconds that each waited."""
    took = []
    for time_ in range(times):
        for number, socket in enumerate(sockets):
            took.append(await _answer(socket, number, time_ % 3))
            await asyncio.sleep(PAUSE / HONEST)
    return took


def flood(count: int) -> Iterator[Outcome]:
    """A lecture asks; one address sends answers, rubbish and new sockets as fast as it can."""
    found = Outcome(
        f"one address floods a lecture: {FLOODERS} sockets that send without a pause, and new ones",
        f"answers of all others are taken at most {DELAY * 1000:.0f} ms later than without",
    )
    with timed(found), served() as (server, store):
        code, secret = live_session.begin(store, LECTURE)
        live_session.drive(store, code, secret, GoTo(1), Act.ASK)
        without, with_it = asyncio.run(_flooded(server.url, code, count))
        for wait in with_it:
            found.note(wait <= LOST, f"one answer took {wait:.2f} s")
        for name, of in (("median", statistics.median), ("95th of 100", _of_the_slow)):
            if name == "median" or count >= ENOUGH:
                later = of(with_it) - of(without)
                found.note(later <= DELAY, f"the {name} answer comes {later * 1000:.0f} ms later")
        found.note(not traces(server), "; ".join(traces(server)[:2]))
        worst = [_of_the_slow(took) * 1000 for took in (without, with_it)]
        found.figures = [
            f"median {statistics.median(without) * 1000:.0f} ms without, "
            f"{statistics.median(with_it) * 1000:.0f} ms with",
            f"95 of 100 within {worst[0]:.0f} and {worst[1]:.0f} ms",
        ]
    yield found


def _of_the_slow(took: list[float]) -> float:
    """The seconds within which 95 of 100 are answered."""
    return statistics.quantiles(took, n=20)[-1]


async def _flooded(url: str, code: str, count: int) -> tuple[list[float], list[float]]:
    sockets = await _come(url, code)
    times = max(count // HONEST, 1)
    without = await _answers(sockets, times)
    # in a process of its own, as another machine would
    command = [sys.executable, "-m", "faults.sockets", url, code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as flooder:
        assert flooder.stdout is not None
        try:
            await asyncio.to_thread(flooder.stdout.readline)
            with_it = await _answers(sockets, times)
        finally:
            flooder.kill()
    for socket in sockets:
        await socket.close()
    return without, with_it


async def _flood(url: str, code: str) -> None:
    """Be who floods, for a minute at most."""
    visitor, sent = Visitor(url, FLOODER), [0]

    async def one(number: int) -> None:
        while True:
            with suppress(WebSocketException, OSError, TimeoutError):
                socket = await visitor.socket(f"/live/{code}?plain")
                for place in range(200):
                    text = json.dumps({"answer": place % 3, "follower": f"flood-{number}-{place}"})
                    await socket.send(text if place % 5 else "x" * 3000)
                    sent[0] += 1
                    if sent[0] == UNDER_WAY:
                        print("under way", flush=True)
                    await asyncio.sleep(0)
                socket.transport.abort()  # the next one is there at once
            await asyncio.sleep(0.005)

    with suppress(TimeoutError):
        async with asyncio.timeout(60):
            await asyncio.gather(*(one(number) for number in range(FLOODERS)))


def slow_readers(count: int) -> Iterator[Outcome]:
    """So many followers read nothing, while the lecture goes on."""
    found = Outcome(
        "followers who do not read what they are sent",
        f"the others see every scene within a second; the server grows by less than {GROWTH:.0f} MB",
    )
    with timed(found), served() as (server, store):
        code, secret = live_session.begin(store, LECTURE)
        before, waits = (
            memory(server.pid),
            asyncio.run(_slow(server.url, store, code, secret, count)),
        )
        grown = memory(server.pid) - before
        for wait in waits:
            found.note(wait <= 1.0, f"{wait:.2f} s")
        found.note(grown < GROWTH, f"{grown:.0f} MB more")
        found.figures = [f"longest {max(waits):.2f} s", f"{grown:.0f} MB more for {count} of them"]
    yield found


async def _slow(url: str, store: Store, code: str, secret: str, count: int) -> list[float]:
    deaf = [await Visitor(url, "127.0.0.201").socket(f"/live/{code}?plain") for _ in range(count)]
    for socket in deaf:
        socket.transport.pause_reading()  # its window fills, and nothing is taken any more
    (*honest,) = await _come(url, code)
    waits = []
    for number in range(SCENES):
        begun = time.monotonic()
        await asyncio.to_thread(live_session.drive, store, code, secret, GoTo((number + 1) % 2))
        for socket in honest:
            async with asyncio.timeout(20):
                while said(await socket.recv()).get("scene") != (number + 1) % 2:
                    pass
        waits.append(time.monotonic() - begun)
    for socket in (*honest, *deaf):
        socket.transport.abort()
    return waits


if __name__ == "__main__":
    asyncio.run(_flood(*sys.argv[1:]))
