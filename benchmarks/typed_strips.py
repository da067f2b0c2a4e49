"""Truncate in a real Chromium while four runs train at full speed: from a key in the bits to the strips
that are seen painted, how many frames a second come meanwhile, and what being looked at costs the
training.

Server, training and browser share this machine. Beside it stands the same by the page's script alone,
without the pictures' own connection.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from benchmarks.lecture import speed
from benchmarks.percentile import percentile
from benchmarks.sides import Found, rounds, sides, table
from scripts.dashboard import PATIENCE, Server, chromium, new_page, server

KEYS = 60
ROUNDS = 3
PAUSE = 0.15  # seconds between a picture and the next key: a fast typist's
SECONDS = 5.0  # that training is looked at, and not, by turns
SETTLED = 2.0  # seconds after which a page that comes or goes costs nothing more
RACE = {
    "runs": "windows5.h4,windows10.h16,windows5.h16,windows10.h4",
    "samples": "1000000000",
    "speed": "full",
    "bits": ("0110100110010110" * 4)[:58],
}
STATES = "[data-live=states]"
_WATCH = """
(() => {
  const strips = ["states", "probabilities", "step_losses", "gradients"]
  const of = name => document.querySelector(`.figure[data-live=${name}]`)
  const box = document.querySelector(".st-key-bits input")
  let pressed = 0, wanted = []
  Object.assign(window, { times: [], frames: 0 })
  of("states").scrollIntoView({ block: "start" })
  document.querySelector("[data-testid=stMain]").scrollBy(0, -360)
  document.addEventListener("keydown", event => {
    if (event.key.length > 1 && event.key !== "Backspace") return
    pressed = performance.now()
    wanted = strips.filter(name => {
      const { top, bottom } = of(name).getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    })
  }, true)
  new MutationObserver(changes => {
    const painted = changes.map(({ target }) => target.dataset.live)
    if (painted.includes("losses")) window.frames++
    // frames of what stood there before come, too
    if (!pressed || !of("states").getAttribute("aria-label").includes(` ${box.value},`)) return
    wanted = wanted.filter(name => !painted.includes(name))
    if (wanted.length) return
    const from = pressed
    pressed = 0
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => window.times.push(performance.now() - from)
      channel.port2.postMessage(0)
    })
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-painted"] })
})()
"""


@dataclass(frozen=True)
class Typed:
    """What was typed, and what came meanwhile."""

    times: list[float]  # ms from a key to its strips
    frames: float  # of the race, a second


COLUMNS = {
    "median (ms)": lambda found: f"{statistics.median(_all(found)):.0f}",
    "95 of 100 within (ms)": lambda found: f"{percentile(_all(found), 95):.0f}",
    "slowest (ms)": lambda found: f"{max(_all(found)):.0f}",
    "frames a second": lambda found: f"{statistics.median(one.frames for one in found):.1f}",
}
SLOWED = {
    "samples a second trained": lambda found: f"{statistics.median(found):,.0f}",
    "lowest to highest": lambda found: f"{min(found):,.0f} to {max(found):,.0f}",
}


def _all(found: list[Typed]) -> list[float]:
    return [time for one in found for time in one.times]


def _typical(found: list[Typed]) -> float:
    return statistics.median(_all(found))


def tables(against: Path | None = None, keys: int = KEYS) -> Iterator[str]:
    """Two tables: of so many keys a round, and of training."""
    typed, trained, compared = Found[Typed](), Found[float](), sides(against)
    with chromium() as browser:
        for _, side in rounds(compared, ROUNDS):
            with server(folder=side.folder) as running:
                page = _race(browser, running)
                for _turn in range(ROUNDS):
                    trained.add("nobody looks", side, _speed(page, "about:blank", running))
                    trained.add("somebody looks", side, _speed(page, _address(running), running))
                typed.add("the strips' connection", side, _typing(page, running, keys))
                page.route_web_socket("**/pictures?*", lambda socket: socket.close())
                typed.add("the page's script alone", side, _typing(page, running, keys))
                page.context.close()
    head = f"from key to strips painted, four runs that train, {keys} keys a round"
    yield table(head, COLUMNS, typed, compared, _typical)
    yield table("four runs on Truncate", SLOWED, trained, compared, statistics.median)


def _address(running: Server) -> str:
    return f"{running.url}/truncate?{urlencode(RACE)}"


def _race(browser: Browser, running: Server) -> Page:
    page = new_page(browser, 1920, 1080)
    page.goto(_address(running))
    page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE * 1000)
    page.get_by_role("button", name="Pause", exact=True).wait_for(timeout=PATIENCE * 1000)
    return page


def _speed(page: Page, address: str, running: Server) -> float:
    """Samples a second that are trained while a page is open."""
    page.goto(address)
    if not address.startswith("about"):
        page.locator(f"{STATES}[data-painted]").wait_for(timeout=PATIENCE * 1000)
    time.sleep(SETTLED)
    return speed(running, SECONDS)


def _typing(page: Page, running: Server, keys: int) -> Typed:
    page.goto(_address(running))
    page.locator(f"{STATES}[data-painted]").wait_for(timeout=PATIENCE * 1000)
    box = page.get_by_role("textbox", name="Type bits")
    box.focus()
    page.keyboard.press("End")
    for key in ("1", "Backspace", "0", "Backspace"):  # the first keys find everything cold
        page.keyboard.press(key)
        page.wait_for_timeout(500)
    page.evaluate(_WATCH)
    page.wait_for_timeout(1000)
    page.evaluate("window.frames = 0")
    before = time.perf_counter()
    for number in range(keys):
        page.keyboard.press("Backspace" if number % 2 else "10"[number // 2 % 2])
        page.wait_for_function("count => window.times.length >= count", arg=number + 1, polling=10)
        time.sleep(PAUSE)
    lasted = time.perf_counter() - before
    return Typed(page.evaluate("window.times"), page.evaluate("window.frames") / lasted)
