"""Readers who type at the same time: from a key to the answer of the server, and what it takes.

Each is a client of the pictures' socket that asks for a longer text so many times a second, as
`static/live.js` does, and notes the answer to the newest that it has asked for.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.lecture import seconds_used
from benchmarks.sides import Found, Side, rounds, sides, table
from scripts.dashboard import Server, chromium, new_page, server, wait_for_picture

READERS = (20, 100)
KEYS = 4.0  # a second, by each
SECONDS = 8.0
TEXT = "the value of the function is the name of the value"
ASKED = {
    **{"page": "unroll", "language": "en", "own": "", "dark": "0", "strong": "0", "alone": "1"},
    **{"net": "english-lstm", "with": "", "target": ""},
}


@dataclass(frozen=True)
class Typed:
    """What all readers of a round have met."""

    answers: list[float]  # ms
    passed: int  # keys that another one came after before they were drawn
    processor: float  # of one core


COLUMNS = {
    "median (ms)": lambda found: f"{statistics.median(_all(found)):.1f}",
    "95 of 100 within (ms)": lambda found: f"{_late(found):.1f}",
    "passed over for a newer one": lambda found: str(sum(one.passed for one in found)),
    "processor (of one core)": lambda found: f"{statistics.median(o.processor for o in found):.2f}",
}


def tables(against: Path | None = None) -> Iterator[str]:
    """One table, a row for each number of readers."""
    found, compared = Found[Typed](), sides(against)
    for _, side in rounds(compared, 1):
        with server(folder=side.folder) as running:
            with chromium() as browser:  # whoever opens the page first makes its pictures known
                page = new_page(browser)
                page.goto(running.url)
                wait_for_picture(page)
            _measure(running, side, found)
    yield table(f"readers who type {KEYS:.0f} keys a second each", COLUMNS, found, compared, _late)


def _measure(running: Server, side: Side, found: Found[Typed]) -> None:
    for count in READERS:
        used, begun = seconds_used(running.pid), time.perf_counter()
        each = asyncio.run(_together(running.url.replace("http", "ws"), count))
        spent = (seconds_used(running.pid) - used) / (time.perf_counter() - begun)
        answers = [answer for some, _ in each for answer in some]
        found.add(f"{count} readers", side, Typed(answers, sum(passed for _, passed in each), spent))


async def _together(url: str, count: int) -> list[tuple[list[float], int]]:
    return await asyncio.gather(*(_reader(url, place / count / KEYS) for place in range(count)))


async def _reader(url: str, late: float) -> tuple[list[float], int]:
    """Milliseconds from each key to its picture, and how many got none."""
    asked: dict[int, float] = {}
    answers: list[float] = []
    async with connect(f"{url}/pictures?page=unroll&asks=", max_size=None) as socket:
        hears = asyncio.create_task(_hear(socket, asked, answers))
        await asyncio.sleep(late)
        for number in range(1, int(SECONDS * KEYS) + 1):
            words = ASKED | {"text": TEXT[: 10 + number % 40]}
            asked[number] = time.perf_counter()
            await socket.send(json.dumps({"asked": words, "number": number, "keeps": False}))
            await asyncio.sleep(1.0 / KEYS)
        await asyncio.sleep(1.0)
        hears.cancel()
    return answers, len(asked)


async def _hear(socket: ClientConnection, asked: dict[int, float], answers: list[float]) -> None:
    async for message in socket:
        number = json.loads(message).get("number", 0)
        if number in asked:
            answers.append(1000.0 * (time.perf_counter() - asked.pop(number)))


def _all(found: list[Typed]) -> list[float]:
    return [answer for one in found for answer in one.answers]


def _late(found: list[Typed]) -> float:
    return statistics.quantiles(_all(found), n=100, method="inclusive")[94]
