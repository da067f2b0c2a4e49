"""The pages in a real Chromium: from a key to the repainted picture, from the command to the first
picture, from an address to its page's main picture, and how long a new reader waits for it.

The time of a key is taken inside the browser, from its keydown event to the end of the frame in which
the states (on Backpropagate the matrix of gradient norms) of the new text were painted.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from benchmarks.arrival import arrivals
from benchmarks.percentile import percentile
from benchmarks.sides import Found, Side, rounds, sides, table
from scripts.dashboard import PATIENCE, ROOT, Server, chromium, new_page, server, wait_for_picture

KEYS = 100
BLOCKS = 4  # of keys, where two checkouts are compared by turns
STARTS = 5
VISITS = 9
UNROLLED = ".unrolled[data-painted]"
MATRIX = '.figure[aria-label^="Matrix"][data-painted]'
PAUSE = 0.15  # seconds between a picture and the next key: a fast typist's
TEXT = "the value of the function is the name of "
# where keys are typed: the page, the network, the letters that the text has
TYPED = {
    "LSTM, 64 units, 40 characters": ("", "english-lstm", 40),
    "LSTM, 64 units, 500 characters": ("", "english-lstm", 500),
    "hello, 4 units, 40 characters": ("", "hello", 40),
    "Backpropagate: LSTM, 64 units, 40 characters": ("backpropagate", "english-lstm", 40),
    "Backpropagate: hello, 4 units, 40 characters": ("backpropagate", "hello", 40),
    "Backpropagate: LSTM, 64 units, 200 characters": ("backpropagate", "english-lstm", 200),
}
ALONE = "LSTM, 64 units, 40 characters"  # of these also typed where the script alone draws


@dataclass(frozen=True)
class Opened:
    """A page at an address, and what its main picture is."""

    path: str
    query: dict[str, str]
    picture: str
    raced: bool = False  # whether a race has been trained there to its end
    loop: tuple[str, ...] = ()  # a script that is watched before, and what it is called with


OPENED = {
    "Unroll": Opened("", {}, UNROLLED),
    "Backpropagate": Opened("backpropagate", {}, MATRIX),
    "Vanish & explode": Opened("vanish", {}, '.figure[aria-label^="Norm of the"][data-painted]'),
    "Truncate, a finished race": Opened(
        "truncate",
        {"samples": "200000", "speed": "full"},
        '.figure[aria-label^="Loss"][data-painted]',
        raced=True,
    ),
    "Phase diagram, the map that comes along": Opened(
        "phase", {}, ".st-key-section-map .figure[data-painted]"
    ),
    "Runs, what came along": Opened("runs", {}, ".st-key-section-chart .figure[data-painted]"),
    "Tasks, addition, a finished race": Opened(
        "tasks",
        {"task": "addition", "samples": "3200", "speed": "full"},
        ".adding tr.answer",
        raced=True,
    ),
    "Watch, before there is a loop": Opened("watch", {}, '[data-testid="stCode"]'),
    "Watch, a loop that has ended": Opened(
        "watch",
        {},
        '.figure[aria-label^="Step "][data-painted]',
        loop=("examples/first_bit.py", "--updates", "400"),
    ),
    "Lecture": Opened("lecture", {}, ".scene >> nth=0"),
}
COLUMNS = {
    "median (ms)": lambda times: f"{statistics.median(times):.0f}",
    "95 of 100 within (ms)": lambda times: f"{percentile(times, 95):.0f}",
    "slowest (ms)": lambda times: f"{max(times):.0f}",
}

_WATCH = """
const roots = [...document.querySelectorAll('*')].map(e => e.shadowRoot).filter(root => root)
const picture = [document, ...roots].map(root => root.querySelector(SELECTOR)).find(found => found)
window.times = []
let pressed = 0
document.addEventListener('keydown', e => { if (e.key.length === 1) pressed = performance.now() }, true)
new MutationObserver(() => {
  const from = pressed
  requestAnimationFrame(() => { const c = new MessageChannel()
    c.port1.onmessage = () => window.times.push(performance.now() - from); c.port2.postMessage(0) })
}).observe(picture, { attributes: true, attributeFilter: ['data-painted'] })
"""


def tables(against: Path | None = None, keys: int = KEYS) -> Iterator[str]:
    """What the pages ask of their reader's patience, with so many keys in each text."""
    compared = sides(against)
    yield arrivals(compared)
    with chromium() as browser, ExitStack() as open_things:
        yield _starts(browser, compared)
        running = {
            side.name: open_things.enter_context(server(folder=side.folder)) for side in compared
        }
        yield _visits(browser, running, compared)
        yield _all_keys(browser, running, compared, keys)


def key_tables(against: Path | None = None, keys: int = KEYS) -> Iterator[str]:
    """From a key to its picture alone."""
    compared = sides(against)
    with chromium() as browser, ExitStack() as open_things:
        running = {
            side.name: open_things.enter_context(server(folder=side.folder)) for side in compared
        }
        yield _all_keys(browser, running, compared, keys)


def _all_keys(
    browser: Browser, running: dict[str, Server], compared: tuple[Side, ...], keys: int
) -> str:
    """From a key to its picture."""
    found = Found[float]()
    blocks = BLOCKS if len(compared) > 1 else 1
    for name, (path, net, length) in TYPED.items():
        for _, side in rounds(compared, blocks):
            url = f"{running[side.name].url}/{path}"
            found.add(name, side, *_keys(browser, url, net, length, keys // blocks))
            if name == ALONE:
                alone = _keys(browser, url, net, length, keys // blocks, connected=False)
                found.add(f"{name}, by the page's script alone", side, *alone)
    head = f"from key to repainted states, {keys} keys"
    return table(head, COLUMNS, found, compared, statistics.median)


def _visits(browser: Browser, running: dict[str, Server], compared: tuple[Side, ...]) -> str:
    """From an address to the page's main picture: a new session, but the browser has the files."""
    found = Found[float]()
    for name, opened in OPENED.items():
        pages = {side.name: _first_visit(browser, running[side.name], opened) for side in compared}
        for _, side in rounds(compared, VISITS):
            found.add(name, side, 1000.0 * _visit(pages[side.name], running[side.name], opened))
        for page in pages.values():
            page.context.close()
    head = f"from address to main picture, {VISITS} visits"
    return table(head, COLUMNS, found, compared, statistics.median)


def _first_visit(browser: Browser, running: Server, opened: Opened) -> Page:
    page = new_page(browser)
    if opened.loop:
        own = {"RNNVIZ_STORE": str(running.store), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, *opened.loop]
        subprocess.run(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL, check=True)
    _visit(page, running, opened if not opened.raced else replace(opened, picture="h1"))
    if opened.raced:
        page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE * 1000)
        page.get_by_role("button", name="Start again", exact=True).wait_for(timeout=PATIENCE * 1000)
        page.get_by_role("button", name="Pause", exact=True).wait_for(
            state="detached", timeout=PATIENCE * 1000
        )
        _visit(page, running, opened)
    return page


def _visit(page: Page, running: Server, opened: Opened) -> float:
    """Seconds."""
    page.goto("about:blank")
    before = time.perf_counter()
    page.goto(f"{running.url}/{opened.path}?{urlencode(opened.query)}")
    _wait_closely(page, opened.picture)
    return time.perf_counter() - before


def _wait_closely(page: Page, picture: str) -> None:
    """Wait until something can be seen, asking all the time: a locator's own wait ends up asking twice
    a second, which makes half a second of one millisecond; raises TimeoutError."""
    end, wanted = time.perf_counter() + PATIENCE, page.locator(picture).first
    while not wanted.is_visible():
        if time.perf_counter() > end:
            raise TimeoutError(picture)
        time.sleep(0.004)


def _keys(
    browser: Browser, url: str, net: str, length: int, count: int, connected: bool = True
) -> list[float]:
    """Milliseconds for each of so many keys typed at the end of a text of that length; without the
    pictures' own connection where it is not to be `connected`."""
    page = new_page(browser)
    if not connected:
        page.route_web_socket("**/pictures?*", lambda socket: socket.close())
    text = ("hello" if net == "hello" else TEXT) * length
    page.goto(f"{url}?{urlencode({'net': net, 'text': text[: length - 5]})}")
    unroll = not url.endswith("/backpropagate")
    if unroll:
        wait_for_picture(page)
    else:
        page.locator(MATRIX).wait_for(timeout=PATIENCE * 1000)
    page.get_by_label("Type characters").focus()
    page.keyboard.press("End")
    for key in text[length - 5 : length]:  # the first keys find everything cold
        page.keyboard.type(key)
        page.wait_for_timeout(400)
    page.evaluate(_WATCH.replace("SELECTOR", repr(".unrolled" if unroll else MATRIX)))
    for number in range(count):
        # forth and back, so that the text stays as long as it is said to be
        page.keyboard.type("e") if number % 2 == 0 else page.keyboard.type("h")
        _wait_for_times(page, number + 1)
        time.sleep(PAUSE)
        if number % 2:
            page.keyboard.press("Backspace")
            page.keyboard.press("Backspace")
            page.wait_for_timeout(600)
            page.evaluate("window.times.length = " + str(number + 1))
    times: list[float] = page.evaluate("window.times")
    page.context.close()
    return times


def _wait_for_times(page: Page, count: int) -> None:
    page.wait_for_function("count => window.times.length >= count", arg=count, polling=10)


def _starts(browser: Browser, compared: tuple[Side, ...]) -> str:
    """From the command to the first picture, the disk warm after a first start."""
    found = Found[float]()
    for number, side in rounds(compared, STARTS + 1):
        before = time.perf_counter()
        with server(folder=side.folder) as running:
            page = new_page(browser)
            page.goto(running.url)
            _wait_closely(page, UNROLLED)
            if number:
                found.add("first page, warm disk", side, 1000.0 * (time.perf_counter() - before))
            page.context.close()
    head = f"from `streamlit run` to the first picture, {STARTS} starts"
    return table(head, COLUMNS, found, compared, statistics.median)
