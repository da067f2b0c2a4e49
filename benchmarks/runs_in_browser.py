"""How fast the page Runs is for its reader, in Chromium: from a click or a key to the end of the frame
in which the lines, or the curves, stood there."""

import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from scripts.dashboard import PATIENCE, Server, chromium, new_page, server, wait_for_picture

TIMES = 5
PEER = "2 runs that came along, likewise"
# waits for what a press brings, asked in every frame from its event on
_WATCH = """
([event, expected]) => {
  const there = new Function(`return ${expected}`)
  window.taken = null
  document.addEventListener(event, () => {
    const from = performance.now()
    const look = () => {
      if (!there()) return requestAnimationFrame(look)
      const painted = new MessageChannel()
      painted.port1.onmessage = () => { window.taken = performance.now() - from }
      painted.port2.postMessage(0)
    }
    requestAnimationFrame(look)
  }, { capture: true, once: true })
}
"""
_ROOT = "[...document.querySelectorAll('.st-key-section-list *')].map(e => e.shadowRoot).find(Boolean)"
_TABLE = f"({_ROOT} ?? document).querySelector('.list[data-painted]')"
LINES = f"{_TABLE}?.querySelectorAll('.line').length"
GROUPS = f"{_TABLE}?.querySelectorAll('.group').length"
_CHART = ".st-key-section-chart .figure[data-painted]"
# of many curves those of one pen are one path, each a part of it that begins anew
_PATHS = f"[...document.querySelectorAll('{_CHART} .scatterlayer .trace path.js-line')]"
CURVES = f"{_PATHS}.reduce((all, path) => all + path.getAttribute('d').split('M').length - 1, 0)"


def table(store: Path, count: int, drawn: int) -> str:
    """What a reader waits for, with so many trainings in a store of which so many are drawn at once; by
    turns with a store that is empty, whose page shows what came along."""
    taken: dict[str, list[float]] = {}
    with chromium() as browser, server(store) as full, server() as empty:
        _first(browser, empty, LINES)
        first = _first(browser, full, f"{LINES} === {count}")
        for _ in range(TIMES):
            taken.setdefault("2 runs that came along, likewise", []).append(
                _first(browser, empty, LINES)
            )
            page = _opened(browser, full)
            for what, milliseconds in _visit(page, count, drawn):
                taken.setdefault(what, []).append(milliseconds)
            page.context.close()
    rows = ["| in Chromium | fastest (s) | median (s) | slowest (s) |", "|---|---|---|---|"]
    for what, all_of in taken.items():
        seconds = [one / 1000 for one in all_of]
        rows.append(
            f"| {what} | {min(seconds):.2f} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |"
        )
    return "\n".join([*rows, "", f"The first one after the server's start took {first / 1000:.2f} s."])


def _opened(browser: Browser, running: Server) -> Page:
    page = new_page(browser)
    page.goto(running.url)
    wait_for_picture(page)
    return page


def _first(browser: Browser, running: Server, expected: str) -> float:
    """Milliseconds from the click on the page until a new reader sees its list."""
    page = _opened(browser, running)
    _, milliseconds = _timed(page, "", "click", _link(page).click, expected)
    page.context.close()
    return milliseconds


def _link(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_role("link", name="Runs")


def _visit(page: Page, count: int, drawn: int) -> list[tuple[str, float]]:
    """What one reader does, and the milliseconds that each of it took."""
    search = page.get_by_role("textbox", name="Search")
    found = [
        (
            f"{count:,} runs listed, from the click on the page",
            "click",
            _link(page).click,
            f"{LINES} === {count}",
        )
    ]
    taken = [_timed(page, *one) for one in found]
    taken.append(
        _timed(
            page,
            "searched for one setting",
            "input",
            lambda: search.fill("every 7,"),
            f"{LINES} === {count // 10}",
        )
    )
    taken.append(
        _timed(
            page, "searched for nothing again", "input", lambda: search.fill(""), f"{LINES} === {count}"
        )
    )
    _open(page, "Filter")
    page.keyboard.type("cut every 7")  # the list holds what is in sight
    option = page.get_by_role("option", name="truncation: cut every 7").first
    taken.append(
        _timed(page, "filtered by a setting", "click", option.click, f"{LINES} === {count // 10}")
    )
    page.get_by_role("combobox", name="Filter").focus()
    press = partial(page.keyboard.press, "Backspace")
    taken.append(_timed(page, "not filtered any more", "keydown", press, f"{LINES} === {count}"))
    page.keyboard.press("Escape")
    _open(page, "Group")
    option = page.get_by_role("option", name="by truncation").first
    taken.append(_timed(page, "grouped by a setting", "click", option.click, f"{GROUPS} === 10"))
    _open(page, "Group")
    option = page.get_by_role("option", name="Not grouped").first
    taken.append(_timed(page, "not grouped any more", "click", option.click, f"{GROUPS} === 0"))
    box = page.get_by_role("checkbox", name="Choose all lines")
    taken.append(
        _timed(
            page,
            f"{drawn} curves drawn, from the click that chooses them",
            "click",
            box.click,
            f"{CURVES} === {drawn}",
        )
    )
    return taken


def _open(page: Page, name: str) -> None:
    page.get_by_role("combobox", name=name).click()


def _timed(
    page: Page, what: str, event: str, act: Callable[[], None], expected: str
) -> tuple[str, float]:
    page.evaluate(_WATCH, [event, expected])
    act()
    page.wait_for_function("() => window.taken", polling=20, timeout=PATIENCE * 1000)
    milliseconds: float = page.evaluate("window.taken")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    )
    return what, milliseconds
