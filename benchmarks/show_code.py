"""From a press on "Show the code" to its lines, on every page; before it a page computes none of them.

The time is taken inside the browser, from the click to the end of the frame in which the lines stood in
the dialog.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from benchmarks.sides import Found, rounds, sides, table
from scripts.dashboard import PATIENCE, Server, chromium, new_page, server

TIMES = 5
LARGE = {"net": "english-lstm", "text": "the value of the function is the name of"}
OPENED: dict[str, tuple[str, dict[str, str]]] = {
    "Unroll, hello": ("", {}),
    "Unroll, LSTM, 64 units, 40 characters": ("", LARGE),
    "Backpropagate, hello": ("backpropagate", {}),
    "Backpropagate, LSTM, 64 units, 40 characters": ("backpropagate", LARGE),
    "Vanish & explode": ("vanish", {}),
    "Truncate": ("truncate", {}),
    "Phase diagram": ("phase", {}),
    "Tasks, characters": ("tasks", {"task": "characters"}),
    "Tasks, execute": ("tasks", {"task": "execute"}),
    "Watch, its example": ("watch", {}),
    "Runs, what came along": ("runs", {}),
}
COLUMNS = {
    "median (ms)": lambda times: f"{statistics.median(times):.0f}",
    "the first (ms)": lambda times: f"{times[0]:.0f}",
    "slowest (ms)": lambda times: f"{max(times):.0f}",
}
_WATCH = """
() => {
  window.shown = null
  document.addEventListener("click", () => {
    const from = performance.now()
    const look = () => {
      if (!document.querySelector("[role=dialog] [data-testid=stCode] code")) {
        return requestAnimationFrame(look)
      }
      const painted = new MessageChannel()
      painted.port1.onmessage = () => { window.shown = performance.now() - from }
      painted.port2.postMessage(0)
    }
    requestAnimationFrame(look)
  }, { capture: true, once: true })
}
"""


def tables(against: Path | None = None) -> Iterator[str]:
    """One table, one line a page."""
    compared, found = sides(against), Found[float]()
    with chromium() as browser, ExitStack() as open_things:
        running = {
            side.name: open_things.enter_context(server(folder=side.folder)) for side in compared
        }
        for name, (path, query) in OPENED.items():
            pages = {side.name: _page(browser, running[side.name], path, query) for side in compared}
            for _, side in rounds(compared, TIMES):
                found.add(name, side, _show(pages[side.name]))
            for page in pages.values():
                page.context.close()
    yield table("From “Show the code” to its lines", COLUMNS, found, compared, statistics.median)


def _page(browser: Browser, running: Server, path: str, query: dict[str, str]) -> Page:
    page = new_page(browser, 1280, 900)
    page.goto(f"{running.url}/{path}?{urlencode(query)}")
    page.get_by_role("button", name="Show the code").wait_for(timeout=PATIENCE * 1000)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    )
    return page


def _show(page: Page) -> float:
    """Milliseconds; the dialog is closed again."""
    page.evaluate(_WATCH)
    page.get_by_role("button", name="Show the code").click()
    page.wait_for_function("() => window.shown", polling=20, timeout=PATIENCE * 1000)
    taken: float = page.evaluate("window.shown")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached", timeout=PATIENCE * 1000)
    return taken
