"""A browser that has never been here, over a slow line: from the address to the first picture.

The time is the browser's own, from the moment it sets out to the frame in which the states are there.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.sides import Found, Side, rounds, table
from benchmarks.slow_line import slow_line
from scripts.dashboard import PATIENCE, chromium, new_page, server

VISITS = 9
SPEED = 10e6 / 8  # bytes a second
ROUND_TRIP = 0.01  # seconds
# what one visit was: how long to the picture (ms), what had been asked for until then and how large it
# was as it was sent (bytes)
Visit = tuple[float, int, int]
COLUMNS = {
    "median (ms)": lambda visits: f"{statistics.median(visit[0] for visit in visits):.0f}",
    "fastest (ms)": lambda visits: f"{min(visit[0] for visit in visits):.0f}",
    "slowest (ms)": lambda visits: f"{max(visit[0] for visit in visits):.0f}",
    "requests": lambda visits: f"{statistics.median(visit[1] for visit in visits):.0f}",
    "MB": lambda visits: f"{statistics.median(visit[2] for visit in visits) / 1e6:.2f}",
}
_WATCH = """
const roots = [], attach = Element.prototype.attachShadow
const look = () => {
  if (roots.some(root => root.querySelector(".unrolled[data-painted]")))
    requestAnimationFrame(() => { window.arrived ??= performance.now() })
}
const watch = root => {
  roots.push(root)
  new MutationObserver(look).observe(root, { subtree: true, attributeFilter: ["data-painted"] })
  return root
}
Element.prototype.attachShadow = function (...how) { return watch(attach.apply(this, how)) }
watch(document)
"""
_SENT = """() => {
  const all = ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
  const sent = all.filter(one => one.name.startsWith("http") && one.startTime < window.arrived)
  return [window.arrived, sent.length, sent.reduce((sum, one) => sum + one.transferSize, 0)]
}"""


def arrivals(compared: tuple[Side, ...]) -> str:
    """The table; the server has packed its files for a visitor who came before."""
    found = Found[Visit]()
    with ExitStack() as opened:
        urls = {side.name: opened.enter_context(_over_a_line(side)) for side in compared}
        for number, side in rounds(compared, VISITS + 1):
            visit = arrival(urls[side.name])
            if number:
                found.add("first picture at 10 Mbit/s", side, visit)
    head = f"a fresh browser's first picture, {VISITS} visits"
    return table(head, COLUMNS, found, compared, _typical)


def _typical(visits: list[Visit]) -> float:
    return statistics.median(taken for taken, _, _ in visits)


@contextmanager
def _over_a_line(side: Side) -> Iterator[str]:
    with (
        server(folder=side.folder) as running,
        slow_line(int(running.url.rpartition(":")[2]), SPEED, ROUND_TRIP) as url,
    ):
        yield url


def arrival(url: str) -> Visit:
    """One visit, by a Chromium that has nothing yet."""
    with chromium() as browser:
        page = new_page(browser)
        page.context.add_init_script(_WATCH)
        page.goto(url, wait_until="commit")
        page.wait_for_function("() => window.arrived > 0", timeout=PATIENCE * 1000, polling=50)
        taken, requests, size = page.evaluate(_SENT)
        return taken, requests, size
