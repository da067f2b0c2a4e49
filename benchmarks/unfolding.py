"""From a click on what a page unfolds to its picture, for every section of every page that unfolds.

The time is taken inside the browser, from the click to the end of the frame in which something drawn or
written stood in the section.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page, TimeoutError

from benchmarks.sides import Found, rounds, sides, table
from rnnviz.lectures.model import PAGES
from rnnviz.ui.session.sections import SECTIONS
from scripts.dashboard import PATIENCE, Server, chromium, new_page, server

TIMES = 5
SOON = 6.0  # seconds after which nothing is drawn
WINDOW = 1280, 1400  # a figure is drawn when it comes into view, also the last one of a page
PAUSE = 0.3  # seconds between clicks
WITHIN = 200  # milliseconds
LARGE = {"net": "english-lstm", "text": "the value of the function is the name of"}
# what a page is opened with, besides what it opens with by itself
MORE: dict[str, dict[str, dict[str, str]]] = {
    "unroll": {"by hand": {"net": "srn"}, "LSTM, 64 units, 40 characters": LARGE},
    "backpropagate": {"LSTM, 64 units, 40 characters": LARGE},
}
# of a network that has its numbers as weights to edit only these: for the others it has a sentence
ALONE = {"by hand": ("weights",)}
COLUMNS = {
    "median (ms)": lambda times: f"{statistics.median(times):.0f}",
    "the first (ms)": lambda times: f"{times[0]:.0f}",
    "slowest (ms)": lambda times: f"{max(times):.0f}",
    f"within {WITHIN} ms": lambda times: f"{sum(one <= WITHIN for one in times)} of {len(times)}",
}
PICTURE = "table, .arithmetic, .figure[data-painted], .unrolled[data-painted], pre, li, .notice"
# waits in the page for the frame that shows something in an opened section
_WATCH = """
([word, picture]) => {
  const inside = "[data-testid=stExpander] details[open] [data-testid=stExpanderDetails]"
  const shows = root => [...root.querySelectorAll(picture)].some(
    found => found.getBoundingClientRect().height > 0 && !found.closest("summary"))
  const deep = root => shows(root) ||
    [...root.querySelectorAll("*")].some(found => found.shadowRoot && deep(found.shadowRoot))
  const mine = window.watched = {} // what was watched before is not any more
  window.unfolded = null
  document.addEventListener("click", () => {
    const from = performance.now()
    const look = () => {
      if (window.watched !== mine) return
      const details = document.querySelector(`.st-key-section-${word} ${inside}`)
      const unpainted = details?.querySelector(".figure:not([data-painted], .piece)")
      if (!details || unpainted || !deep(details)) return requestAnimationFrame(look)
      const painted = new MessageChannel()
      painted.port1.onmessage = () => { window.unfolded = performance.now() - from }
      painted.port2.postMessage(0)
    }
    requestAnimationFrame(look)
  }, { capture: true, once: true })
}
"""
GONE = """
([word]) =>
  !document.querySelector(`.st-key-section-${word} [data-testid=stExpander] > details[open]`) &&
  document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
"""


def tables(against: Path | None = None) -> Iterator[str]:
    """One table a page, one line a section."""
    compared = sides(against)
    with chromium() as browser, ExitStack() as open_things:
        running = {
            side.name: open_things.enter_context(server(folder=side.folder)) for side in compared
        }
        for name, path, query in _opened():
            found, bare = Found[float](), list[str]()
            pages = {side.name: _page(browser, running[side.name], path, query) for side in compared}
            there = _unfolding(name, pages)
            for word in ALONE.get(_said(name, query), there):
                try:
                    for _, side in rounds(compared, TIMES):
                        found.add(word, side, _unfold(pages[side.name], word))
                except TimeoutError:
                    bare.append(word)
                    found.pop(word, None)
            for page in pages.values():
                page.context.close()
            head = ", ".join(filter(None, (name, _said(name, query))))
            made = table(f"{head}: from click to picture", COLUMNS, found, compared, statistics.median)
            yield made + (f"\n\nWithout a picture: {', '.join(bare)}." if bare else "")


def _opened() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every page's word, its path and its settings."""
    for name in PAGES:
        path = "" if name == "unroll" else name
        for query in ({}, *MORE.get(name, {}).values()):
            yield name, path, query


def _said(name: str, query: dict[str, str]) -> str:
    """What such settings are called, "" for none."""
    return next((said for said, one in MORE.get(name, {}).items() if one == query), "")


def _page(browser: Browser, running: Server, path: str, query: dict[str, str]) -> Page:
    page = new_page(browser, *WINDOW)
    page.goto(f"{running.url}/{path}?{urlencode(query)}")
    page.locator("nav.sections button, nav.sections a").first.wait_for(timeout=PATIENCE * 1000)
    page.locator("[class*=st-key-section-] [data-testid=stExpander] summary").first.wait_for(
        timeout=PATIENCE * 1000
    )
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    )
    return page


def _unfolding(name: str, pages: dict[str, Page]) -> list[str]:
    """The sections of a page that unfold on all sides."""
    words = [section.word for section in SECTIONS[name]]
    return [word for word in words if all(_opener(page, word).count() for page in pages.values())]


def _opener(page: Page, word: str) -> Locator:
    return page.locator(f".st-key-section-{word} [data-testid=stExpander] summary")


def _unfold(page: Page, word: str) -> float:
    """Milliseconds; the section is folded again."""
    opener = _opener(page, word).first
    opener.scroll_into_view_if_needed()
    page.evaluate(_WATCH, [word, PICTURE])
    opener.click()
    page.wait_for_function("() => window.unfolded", polling=20, timeout=SOON * 1000)
    taken: float = page.evaluate("window.unfolded")
    time.sleep(PAUSE)
    opener.click()
    time.sleep(PAUSE)  # its script begins a moment after the click
    page.wait_for_function(GONE, arg=[word], polling=20, timeout=PATIENCE * 1000)
    return taken
