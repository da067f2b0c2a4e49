"""The page Vanish & explode in a real Chromium: the gain is moved, a preset chosen, a broken table
typed, and one click leads to a race under way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take


def figure(page: Page, name: str) -> Locator:
    return page.locator(f".figure[aria-label^='{name}']")


def drawn(page: Page) -> str:
    """The stamp of the main picture as it is drawn now."""
    main = figure(page, "Norm of the gradient against distance: ")
    expect(main).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    return main.get_attribute("data-painted") or ""


def heading(page: Page) -> Locator:
    """The main picture's title, as it is drawn."""
    return figure(page, "Norm of the gradient against distance: ").locator(".gtitle")


def test_the_gain_is_moved_by_keys_and_the_picture_tips(visit: Visit) -> None:
    page = visit("vanish", gain="0.95", matrix="orthogonal")
    first = drawn(page)
    expect(heading(page)).to_contain_text("shrunk", timeout=SETTLED)
    slider = page.get_by_test_id("stSidebar").get_by_role("slider")
    slider.focus()
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(heading(page)).to_contain_text("grown", timeout=SETTLED)
    assert drawn(page) != first
    page.wait_for_url(re.compile(r"gain=1\.05"))
    expect(page.locator(".notice")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_the_main_picture_stands_above_the_fold(visit: Visit, dark: bool) -> None:
    page = visit("vanish", dark=dark)
    drawn(page)
    for name in ("Norm of the gradient against distance: ", "Eigenvalues", "Singular values"):
        expect(figure(page, name)).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
        box = figure(page, name).bounding_box()
        assert box is not None
        assert box["y"] > 0
        assert box["y"] + box["height"] < 720
        assert box["x"] + box["width"] <= 1280
    # no label runs out of its picture
    main = figure(page, "Norm of the gradient against distance: ")
    frame = main.bounding_box()
    labels = main.locator(".annotation-text, .gtitle").all()
    assert len(labels) > 5
    for label in labels:
        box = label.bounding_box()
        assert box is not None and frame is not None
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, label.text_content()


def test_a_preset_is_chosen(visit: Visit) -> None:
    page = visit("vanish")
    first = drawn(page)
    page.get_by_test_id("stSidebar").get_by_role("combobox").first.click()
    page.get_by_role("option", name="a singular value above 1, and yet it dies").click()
    expect(page.locator(".three").first).to_contain_text("not enough", timeout=SETTLED)
    expect(heading(page)).to_contain_text("20 steps back", timeout=SETTLED)
    assert drawn(page) != first
    page.wait_for_url(re.compile("matrix=half"))


def test_a_broken_table_is_said_and_kept(visit: Visit) -> None:
    page = visit("vanish", matrix="own", table="0.5 0.1; 0 0.9", gain="1")
    first = drawn(page)
    box = page.get_by_label("Table", exact=True)
    box.fill("0.5 0.1; 0 zero")
    box.press("Control+Enter")
    expect(page.locator(".notice")).to_contain_text("Row 2 of the table holds “zero”", timeout=SETTLED)
    expect(box).to_have_value("0.5 0.1; 0 zero")
    assert drawn(page) == first  # the last good one
    box.fill("0.5 0.1; 0 1.2")
    box.press("Control+Enter")
    expect(page.locator(".notice")).to_have_count(0, timeout=SETTLED)
    expect(heading(page)).to_contain_text("grown", timeout=SETTLED)


def test_too_many_units_are_refused_with_words(visit: Visit) -> None:
    page = visit("vanish")
    drawn(page)
    box = page.get_by_label("Units H")
    box.fill("65")
    box.press("Enter")
    expect(page.locator(".notice")).to_contain_text(
        "units H is 65; allowed are 1 to 64", timeout=SETTLED
    )
    expect(box).to_have_value("65")
    visited = visit("vanish", hidden="65")
    expect(visited.locator(".notice")).to_contain_text("whole numbers from 1 to 64", timeout=SETTLED)


def test_one_click_leads_to_a_race_under_way(visit: Visit) -> None:
    page = visit("vanish", gain="1.25")
    drawn(page)
    page.get_by_role("button", name="Train it: an exploding run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Truncate", timeout=SETTLED)
    expect(page.locator(".three").first).to_contain_text("the second run clips", timeout=SETTLED)
    page.wait_for_url(re.compile(r"truncate\?.*clip0_05"))
    expect(page.locator("table.runs tr")).to_have_count(3, timeout=SETTLED)
    expect(page.locator("table.runs")).to_contain_text("diverged", timeout=3 * SETTLED)
    # if it has not ended by itself in the meantime
    stop = page.get_by_role("button", name="Stop", exact=True)
    stop.evaluate_all("buttons => buttons.forEach(button => button.click())")


def test_one_click_shows_clipping_whole_and_another_the_slopes_of_a_tanh(visit: Visit) -> None:
    page = visit("vanish")
    drawn(page)
    links = page.get_by_role("navigation", name="Pictures on this page")
    links.get_by_role("link", name="Clipping").click()
    clipped = figure(page, "A gradient of two components before and after clipping")
    expect(clipped).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    expect(clipped).to_be_in_viewport(ratio=0.99, timeout=SETTLED)
    links.get_by_role("link", name="Slopes").click()
    page.get_by_role("button", name="Choose tanh").click()
    expect(figure(page, "Mean slope of the units")).to_be_visible(timeout=SETTLED)
