"""Strips over typed bits in a real Chromium: what is no bit is marked, and they are pointed at
together."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from support.browser_waiting import bring_into_view

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take
STATES, ANSWERS, LOSSES, MATRICES = (
    "Hidden states of each run on the typed bits",
    "P(Y=1) of each run",
    "Expected loss of each step",
    "What the loss of each step sends back",
)


def strip(page: Page, words: str) -> Locator:
    return page.locator(f".figure[aria-label^='{words}']")


def stamp(figure: Locator) -> str:
    """That of the picture now drawn."""
    expect(figure).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    return figure.get_attribute("data-painted") or ""


def reads(page: Page, bits: str) -> None:
    """Wait until the strips are over these bits."""
    expect(strip(page, f"{STATES} {bits},")).to_have_count(1, timeout=SETTLED)


def test_what_is_no_bit_is_marked_in_place(visit: Visit) -> None:
    page = visit("truncate", runs="windows5.h4", seed="28", bits="0110")
    reads(page, "0110")
    box = page.get_by_role("textbox", name="Type bits")
    expect(box).to_have_css("box-shadow", "none")
    box.click()
    page.keyboard.press("End")
    page.keyboard.type("2")
    expect(page.locator(".notice").first).to_contain_text("“2” at place 5 is no bit", timeout=SETTLED)
    expect(box).to_have_css("box-shadow", re.compile("inset"), timeout=SETTLED)
    reads(page, "0110")
    page.keyboard.press("Backspace")
    expect(page.locator(".notice")).to_have_count(0, timeout=SETTLED)


def test_a_step_is_marked_in_all_strips_and_a_loss_on_the_states(visit: Visit) -> None:
    page = visit("truncate", runs="windows5.h4,even3.h4", seed="28", bits="0110100110")
    figures = [strip(page, words) for words in (STATES, ANSWERS, LOSSES, MATRICES)]
    for figure in figures:
        bring_into_view(figure)
        stamp(figure)
    states, answers, losses, _matrices = figures
    marks = page.locator(".strip-marks .step")
    expect(marks).to_have_count(0)

    field = answers.locator("canvas.strip")
    for place in (100, 103):
        field.hover(position={"x": place, "y": 90})
    expect(marks).to_have_count(4)
    expect(states.locator(".sent")).to_have_count(0)
    page.mouse.move(5, 5)
    expect(marks).to_have_count(0)

    walk = losses.locator(".walk")
    walk.focus()
    expect(marks).to_have_count(4)
    page.keyboard.press("ArrowDown")  # from what is least to the first run's
    page.keyboard.press("End")
    # the last loss of windows of 5 reaches 5 states, one cut evenly by 3 reaches 3
    expect(states.locator(".sent")).to_have_count(8)
    page.keyboard.press("Home")
    expect(states.locator(".sent")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(marks).to_have_count(0)
    expect(states.locator(".sent")).to_have_count(0)
