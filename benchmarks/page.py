"""Unroll and Backpropagate in a real Chromium: from a key to the repainted picture, and from start to
picture.

The time of a key is taken inside the browser, from its keydown event to the end of the frame in which
the states (on Backpropagate the matrix of gradient norms) of the new text were painted.
"""

import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from scripts.dashboard import PATIENCE, chromium, new_page, server, wait_for_picture

KEYS = 100
MATRIX = '.figure[aria-label^="Matrix"][data-painted]'
PAUSE = 0.15  # seconds between a picture and the next key: a fast typist's
TEXT = "the value of the function is the name of "

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


def tables() -> Iterator[str]:
    """What the page asks of its reader's patience."""
    with chromium() as browser:
        yield _starts(browser)
        with server() as running:
            rows = [
                (
                    "LSTM, 64 units, 40 characters",
                    _keys(browser, running.url + "/", "english-lstm", 40),
                ),
                (
                    "LSTM, 64 units, 500 characters",
                    _keys(browser, running.url + "/", "english-lstm", 500),
                ),
                ("hello, 4 units, 40 characters", _keys(browser, running.url + "/", "hello", 40)),
                *(
                    (f"Backpropagate: {name}", _keys(browser, f"{running.url}/backpropagate", net, 40))
                    for name, net in (
                        ("LSTM, 64 units, 40 characters", "english-lstm"),
                        ("hello, 4 units, 40 characters", "hello"),
                    )
                ),
            ]
    lines = [
        f"| {name} | {statistics.median(times):.0f} | {_percentile(times, 95):.0f} | {max(times):.0f} |"
        for name, times in rows
    ]
    yield "\n".join(
        [
            f"| from key to repainted states, {KEYS} keys "
            "| median (ms) | 95 of 100 within (ms) | slowest (ms) |",
            "|---|---|---|---|",
            *lines,
        ]
    )


def _keys(browser: Browser, url: str, net: str, length: int) -> list[float]:
    """Milliseconds for each of KEYS keys typed at the end of a text of that length."""
    page = new_page(browser)
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
    for number in range(KEYS):
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


def _starts(browser: Browser, repeats: int = 5) -> str:
    """Seconds from the command to the first picture, the disk warm after a first start."""
    times = []
    for number in range(repeats + 1):
        before = time.perf_counter()
        with server() as running:
            page = new_page(browser)
            page.goto(running.url)
            wait_for_picture(page)
            if number:
                times.append(time.perf_counter() - before)
            page.context.close()
    return "\n".join(
        [
            f"| from `streamlit run` to the first picture, {repeats} starts "
            "| median (s) | slowest (s) |",
            "|---|---|---|",
            f"| first page, warm disk | {statistics.median(times):.2f} | {max(times):.2f} |",
        ]
    )


def _percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
