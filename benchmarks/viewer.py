"""What one viewer of a race costs the server: its time on the processor, without the workers', while
the race runs, is paused and has finished.

A real Chromium looks at the losses. Beside the cost stands how often they were drawn anew, so that
nobody saves by showing less.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from benchmarks.lecture import seconds_used
from benchmarks.sides import Found, Side, rounds, sides, table
from scripts.dashboard import PATIENCE, Server, chromium, new_page, server

ROUNDS = 3
SECONDS = 8.0  # that each state is watched
RUNNING = 6.0  # seconds that a race has run by then, so that its curves and frames are many
STILL = 2.0  # seconds after it was paused or has finished
# it lasts, at a pace that leaves the machine its time
LONG = {"samples": "100000000", "speed": "100 a second"}
LOSSES = ".figure[aria-label^=Loss]"
# figures draw where they are seen, and what stands above them may still grow
_SEEN = """css => {
  const figure = document.querySelector(css)
  figure?.scrollIntoView({ block: "center" })
  return figure?.dataset.painted !== undefined
}"""
# on the whole page, because a figure may be placed anew
_COUNT = """css => {
  window.drawn = 0
  new MutationObserver(changes => {
    window.drawn += changes.filter(change => change.target.matches(css)).length
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-painted"] })
}"""


@dataclass(frozen=True)
class Race:
    """One race on one page; one without an end is paused, the other watched when it has ended."""

    name: str
    path: str
    query: dict[str, str]
    ends: bool = False


PAIR = "windows5.h4,windows10.h16"
RACES = (
    Race("Truncate, 2 runs", "truncate", {"runs": PAIR, **LONG}),
    Race("Truncate, 4 runs", "truncate", {"runs": f"{PAIR},windows5.h16,windows10.h4", **LONG}),
    Race("Tasks, addition", "tasks", {"task": "addition", **LONG}),
    Race(
        "Truncate, 2 runs", "truncate", {"runs": PAIR, "samples": "500000", "speed": "full"}, ends=True
    ),
    Race(
        "Tasks, addition", "tasks", {"task": "addition", "samples": "3200", "speed": "full"}, ends=True
    ),
)


@dataclass(frozen=True)
class Cost:
    """What a server used while somebody looked, and what they saw."""

    processor: float  # ms a second
    pictures: float  # of the losses, a second


def _each(costs: list[Cost]) -> str:
    """The same for each time that the losses were drawn anew."""
    each = [one.processor / one.pictures for one in costs if one.pictures > 1.0]
    return f"{statistics.median(each):.1f}" if each else "-"


COLUMNS = {
    "processor (ms a second)": lambda costs: f"{_typical(costs):.1f}",
    "lowest to highest": lambda costs: f"{_lowest(costs):.1f} to {_highest(costs):.1f}",
    "ms a frame": _each,
    "pictures a second": lambda costs: f"{statistics.median(one.pictures for one in costs):.1f}",
}


def tables(against: Path | None = None) -> Iterator[str]:
    """One table, medians of some rounds."""
    found, compared = Found[Cost](), sides(against)
    with chromium() as browser:
        for number, side in rounds(compared, ROUNDS):
            for state, cost in _all_races(side, browser):
                found.add(state, side, cost)
            print(f"round {number + 1} of {ROUNDS}, {side.name}", file=sys.stderr, flush=True)
    yield table("one viewer of", COLUMNS, found, compared, _typical)


def _typical(costs: list[Cost]) -> float:
    return statistics.median(one.processor for one in costs)


def _lowest(costs: list[Cost]) -> float:
    return min(one.processor for one in costs)


def _highest(costs: list[Cost]) -> float:
    return max(one.processor for one in costs)


def _all_races(side: Side, browser: Browser) -> Iterator[tuple[str, Cost]]:
    with server(folder=side.folder) as running:
        time.sleep(STILL)
        yield "nothing (the server by itself)", _watch(running, None)
    for race in RACES:
        with server(folder=side.folder) as running:
            yield from _one_race(race, running, browser)


def _one_race(race: Race, running: Server, browser: Browser) -> Iterator[tuple[str, Cost]]:
    page = new_page(browser)
    page.goto(f"{running.url}/{race.path}?{urlencode(race.query)}")
    page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE * 1000)
    pause = page.get_by_role("button", name="Pause", exact=True)
    if race.ends:
        page.locator("table.runs").wait_for(timeout=PATIENCE * 1000)
        page.get_by_role("button", name="Start again", exact=True).wait_for(timeout=PATIENCE * 1000)
        pause.wait_for(state="detached", timeout=PATIENCE * 1000)
        time.sleep(STILL)
        yield f"{race.name}, finished", _watch(running, page)
    else:
        pause.wait_for(timeout=PATIENCE * 1000)
        time.sleep(RUNNING)
        yield f"{race.name}, running", _watch(running, page)
        pause.click()
        page.get_by_role("button", name="Resume", exact=True).wait_for(timeout=PATIENCE * 1000)
        time.sleep(STILL)
        yield f"{race.name}, paused", _watch(running, page)
    page.context.close()


def _watch(running: Server, page: Page | None) -> Cost:
    """What the server uses while a page is looked at, or none."""
    if page is not None:
        page.wait_for_function(_SEEN, arg=LOSSES, timeout=PATIENCE * 1000)
        page.evaluate(_COUNT, LOSSES)
    before, used = time.perf_counter(), seconds_used(running.pid)
    time.sleep(SECONDS)
    spent, lasted = seconds_used(running.pid) - used, time.perf_counter() - before
    drawn = page.evaluate("window.drawn") if page is not None else 0
    return Cost(1000.0 * spent / lasted, drawn / lasted)
