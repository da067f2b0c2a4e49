"""The numbers of a picture as CSV in a real Chromium: from the click in its menu to the file, whose
numbers are asked of the server.

The time is taken inside the browser, from the click to the call that hands the file over.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from benchmarks.percentile import percentile
from benchmarks.sides import Found, rounds, sides, table
from scripts.dashboard import PATIENCE, Server, chromium, new_page, server

TIMES = 15
LONG = "the value of the function is the name of "
# a picture by the page that it stands on and the selector of what its menu is in
SAVED: dict[str, tuple[str, dict[str, str], str]] = {
    "Unroll: LSTM, 64 units, 200 characters, every state": (
        "",
        {"net": "english-lstm", "text": (LONG * 5)[:200]},
        ".unrolled",
    ),
    "Backpropagate: matrix of 40 steps": (
        "backpropagate",
        {"net": "english-lstm", "text": LONG[:40]},
        '.figure[aria-label^="Matrix"]',
    ),
    "Backpropagate: matrix of 200 steps": (
        "backpropagate",
        {"net": "english-lstm", "text": (LONG * 5)[:200]},
        '.figure[aria-label^="Matrix"]',
    ),
    "Vanish & explode: norms of every draw": ("vanish", {}, '.figure[aria-label^="Norm of the"]'),
    "Truncate: losses": ("truncate", {}, '.figure[aria-label^="Loss"]'),
    "Phase diagram, the map that comes along": ("phase", {}, ".st-key-section-map .figure"),
    "Runs, what came along": ("runs", {}, ".st-key-section-chart .figure"),
    "Tasks, forecast: a signal and its free run": ("tasks", {"task": "forecast"}, ".figure"),
}
COLUMNS = {
    "median (ms)": lambda times: f"{statistics.median(times):.0f}",
    "95 of 100 within (ms)": lambda times: f"{percentile(times, 95):.0f}",
    "slowest (ms)": lambda times: f"{max(times):.0f}",
}
_WATCH = """
window.saved = []
let clicked = 0
const whole = URL.createObjectURL
addEventListener("click", () => { clicked = performance.now() }, true)
URL.createObjectURL = blob => { window.saved.push(performance.now() - clicked); return whole(blob) }
HTMLAnchorElement.prototype.click = () => undefined // no file is kept
"""


def tables(against: Path | None = None) -> Iterator[str]:
    """One table, a row a picture."""
    compared = sides(against)
    found = Found[float]()
    with chromium() as browser, ExitStack() as open_things:
        running = {
            side.name: open_things.enter_context(server(folder=side.folder)) for side in compared
        }
        for name, (path, query, css) in SAVED.items():
            for _, side in rounds(compared, 1):
                found.add(name, side, *_times(browser, running[side.name], path, query, css))
    yield table(f"from click to CSV, {TIMES} files", COLUMNS, found, compared, statistics.median)


def _times(
    browser: Browser, running: Server, path: str, query: dict[str, str], css: str
) -> list[float]:
    """Milliseconds of each file."""
    page = new_page(browser)
    page.goto(f"{running.url}/{path}?{urlencode(query)}")
    picture = page.locator(f"{css}[data-painted]").first
    picture.wait_for(timeout=PATIENCE * 1000)
    picture.scroll_into_view_if_needed()
    page.evaluate(_WATCH)
    menu = picture.locator(".picture-menu")
    for number in range(TIMES):
        menu.locator("button[aria-haspopup=menu]").click()
        menu.get_by_role("menuitem", name="Its numbers as CSV").click()
        _wait_for_files(page, number + 1)
        time.sleep(0.2)  # nobody saves faster
    times: list[float] = page.evaluate("window.saved")
    page.context.close()
    return times


def _wait_for_files(page: Page, count: int) -> None:
    page.wait_for_function("count => window.saved.length >= count", arg=count, polling=10)
