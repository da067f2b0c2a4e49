"""Translate and Caption in a real Chromium: an answer follows every key, a picture is drawn with the
mouse and with the keyboard, six pairs are learned before the reader's eyes."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def cell(page: Page, row: int, column: int):
    return button(page, f"row {row}, column {column}")


def centre(page: Page, row: int, column: int) -> tuple[float, float]:
    box = cell(page, row, column).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_date_is_spelled_as_it_is_typed_and_anothers_vector_decides(visit: Visit) -> None:
    page = visit("tasks", task="translate")
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("1998-03-03", timeout=SETTLED)
    page.get_by_label("Text", exact=True).press_sequentially("9 may 2011")
    expect(verdict).to_contain_text("2011-05-09 ✓ right", timeout=SETTLED)
    page.get_by_label("Hand over the c of another text instead").press_sequentially("1.2.2003")
    expect(verdict).to_contain_text("2003-02-01", timeout=SETTLED)
    expect(page.locator(".vector")).to_have_count(2)
    page.wait_for_url(re.compile("with=1.2.2003"))
    # the pictures of the states are let through
    assert page.locator(".passage img").last.evaluate("img => img.naturalWidth") == 8


def test_a_long_text_stays_inside_the_page(visit: Visit) -> None:
    long = "wednesday, 27 september 1950"
    page = visit("tasks", task="translate", text=long)
    expect(page.locator(".verdict")).to_contain_text("1950-09-27", timeout=SETTLED)
    expect(page.locator(".chained .token")).to_have_count(len(long) + 11)
    for width in (1280, 420):
        page.set_viewport_size({"width": width, "height": 800})
        # a chart takes a moment to follow
        page.wait_for_function(
            "width => { const main = document.querySelector('[data-testid=stMain]');"
            " return innerWidth === width && main.scrollWidth <= main.clientWidth }",
            arg=width,
            timeout=SETTLED,
        )


def test_six_pairs_are_learned_before_the_readers_eyes(visit: Visit) -> None:
    page = visit(
        "tasks",
        task="translate",
        kind="pairs",
        text="king",
        samples="6000",
        seed="5",
        runs="full.h128.b6.rate0_001",
        speed="full",
    )
    button(page, "Start").click()
    # for a moment there are two, when the sentence above it goes
    learned = page.locator(".verdict", has_text="king → queen ✓ right")
    expect(learned).to_be_visible(timeout=60_000)
    page.get_by_label("Text", exact=True).fill("up")
    expect(page.locator(".verdict")).to_contain_text("up → down ✓ right", timeout=SETTLED)


def test_a_picture_is_drawn_with_the_mouse(visit: Visit) -> None:
    page = visit("tasks", task="caption")
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("a large frame in the middle", timeout=SETTLED)
    button(page, "Clear").click()
    expect(page.locator(".notice")).to_contain_text("The picture is blank", timeout=SETTLED)
    expect(verdict).to_contain_text("a large frame in the middle")
    page.mouse.move(*centre(page, 1, 1))
    page.mouse.down()
    page.mouse.move(*centre(page, 1, 8), steps=12)
    page.mouse.up()
    page.wait_for_url(re.compile("picture=ff00000000000000"))
    expect(verdict).to_contain_text("a large line across at the top", timeout=SETTLED)
    expect(page.locator(".notice")).to_have_count(0)
    cell(page, 1, 3).click()  # empties it
    page.wait_for_url(re.compile("picture=df00000000000000"))
    button(page, "Invert").click()
    page.wait_for_url(re.compile("picture=20ffffffffffffff"))


def test_a_picture_is_drawn_with_the_keyboard(visit: Visit) -> None:
    page = visit("tasks", task="caption", picture="0" * 15 + "1")
    expect(page.locator(".verdict")).to_contain_text("dot", timeout=SETTLED)
    expect(cell(page, 8, 8)).to_have_attribute("aria-pressed", "true")
    cell(page, 1, 1).focus()
    for key in ("ArrowRight", "Space", "ArrowDown", "Enter", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(cell(page, 1, 2)).to_be_focused()
    page.wait_for_url(re.compile("picture=4040000000000001"))
    # of all cells one is reached by the tab key
    page.keyboard.press("Tab")
    expect(button(page, "Clear")).to_be_focused()


def test_another_picture_replaces_what_was_drawn(visit: Visit) -> None:
    page = visit("tasks", task="caption")
    cell(page, 4, 4).click()
    page.wait_for_url(re.compile("picture=007e424a42427e00|picture=007e425242427e00"))
    button(page, "An unseen kind").click()
    expect(page.locator(".verdict")).to_contain_text("never trained on", timeout=SETTLED)
    page.wait_for_url(lambda url: "picture=" in url and "007e42" not in url)
    drawn = re.search("picture=([0-9a-f]{16})", page.url)[1]
    pressed = page.locator('.board [aria-pressed="true"]')
    expect(pressed).to_have_count(f"{int(drawn, 16):b}".count("1"))
