"""The charts themselves in a real Chromium: what can be done with them; nothing leaves here."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import expect
from support.browser_waiting import wait_until_still
from support.page_questions import asked
from support.waiting import until

CHARTS = ["", "backpropagate", "vanish", "truncate", "tasks"]


@pytest.mark.parametrize("path", CHARTS)
def test_no_button_of_a_chart_leaves_the_machine(visit, path):
    page = visit(path, height=2400)
    opened: list[str] = []
    page.context.on("page", lambda other: opened.append(other.url))
    page.context.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    page.locator(".figure[data-painted]").first.wait_for(timeout=60_000)
    wait_until_still(page)
    pressed = "button, a, [role=button], [data-title], [data-attr]"
    for figure in page.locator(".figure[data-painted]").locator("visible=true").all():
        assert figure.locator(".modebar").count() == 0
        assert "Share" not in figure.inner_text()
        for folded in figure.locator("summary").locator("visible=true").all():
            folded.click()
        for button in figure.locator(pressed).locator("visible=true").all():
            button.click()
    wait_until_still(page)
    assert opened == []  # and `visit` has seen no request to anybody else
    assert page.get_by_text("Plotly Cloud").count() == 0


def test_the_arrow_keys_go_over_the_values_and_a_table_has_them_all(visit):
    page = visit("vanish", height=1200)
    figure = page.locator(".figure[data-painted]").first
    figure.wait_for(timeout=60_000)
    wait_until_still(page)
    assert figure.locator("table").count() == 0  # it costs nothing until it is opened
    assert (
        page.locator(".figure .walk i").locator("visible=true").count() == 0
    )  # no frame without focus
    figure.locator(".walk").focus()
    said = figure.locator(".spoken")
    expect(said).to_have_text(re.compile(r"distance: steps back from the end 0: 1 \(norm"))
    expect(figure.locator(".walk i")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(said).to_have_text(re.compile("^median, distance: steps back from the end 50: "))
    last = said.inner_text().split(": ")[-1].split(" (")[0]
    box, ring = (one.bounding_box() for one in (figure, figure.locator(".walk i")))
    assert box and ring
    assert box["x"] + box["width"] / 2 < ring["x"] < box["x"] + box["width"]
    page.keyboard.press("Escape")
    expect(figure.locator(".walk i")).to_be_hidden()
    figure.get_by_text("Numbers as a table").click()
    rows = figure.locator("tbody tr")
    expect(rows).to_have_count(51)
    assert rows.last.locator("td").last.inner_text() == last


def test_a_cell_of_the_matrix_is_chosen_by_the_keyboard(visit):
    page = visit("backpropagate", step="4")
    figure = page.locator(".figure[data-painted]").first
    figure.wait_for(timeout=60_000)
    wait_until_still(page)
    row = page.locator(".arrivals").get_attribute("data-row")
    figure.locator(".walk").focus()
    expect(figure.locator(".spoken")).to_contain_text("loss of step t")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".arrivals")).to_have_attribute("data-row", "2", timeout=20_000)
    assert row != "2"


def test_the_table_follows_a_training(visit):
    page = visit("truncate", runs="windows5.h4", samples="400000", seed="23", speed="full")
    figure = page.locator(".figure[aria-label^=Loss]")
    page.get_by_role("button", name="Start", exact=True).click(timeout=60_000)
    table, rows = figure.locator("details"), figure.locator("tbody tr")

    def is_over():
        # what the page opened with gives way to the training, and with it a table that was open
        if table.get_attribute("open") is None:
            table.locator("summary").click()
        return rows.count() and "400,000" in rows.last.inner_text()

    until(is_over, seconds=60)
    expect(figure.locator("caption")).to_have_text("loss (nats)")
    assert_nothing_is_cut(page)


@pytest.mark.parametrize("path", ["vanish", "backpropagate"])
def test_no_text_of_a_figure_is_cut_at_any_width(visit, path):
    page = visit(path, height=2600)
    page.locator(".figure[data-painted]").first.wait_for(timeout=60_000)
    assert_nothing_is_cut(page)


# what is seen of figures that are drawn wider than they have room
WIDER = """() => [...document.querySelectorAll(".figure[data-painted]")].filter(figure => {
  const { top, bottom } = figure.getBoundingClientRect()
  const drawn = figure.querySelector("svg.main-svg")?.getBoundingClientRect().width ?? 0
  return top < innerHeight && bottom > 0 && drawn > figure.clientWidth + 1
}).map(figure => figure.getAttribute("aria-label"))"""


def assert_nothing_is_cut(page):
    """No text stands beyond its figure or under its legend and no figure is drawn wider than its place,
    whatever the window's width."""
    for width in (320, 561, 700, 1024, 1920):
        page.set_viewport_size({"width": width, "height": 2600})
        wait_until_still(page)
        with suppress(AssertionError):  # a chart that comes into view is laid out once more
            until(lambda: asked(page, "cutTexts") == [], seconds=10)
        assert asked(page, "cutTexts") == [], width
        until(lambda: page.evaluate(WIDER) == [], seconds=10)
