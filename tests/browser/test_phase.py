"""A small map in a real Chromium: its cells fill in, it is paused and goes on, a cell is clicked, a box
is drawn to be swept finer."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

PATIENCE = 120_000
# few samples in many cells: enough of them for a pause to find some left
SMALL = {
    "xs": "1-8",
    "ys": "1-6",
    "panels": "style=windows; style=even",
    "samples": "100000",
    "seeds": "2",
}


def map_of(page: Page) -> Locator:
    """The picture with the map."""
    return page.locator(".st-key-section-map .figure[data-painted]")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def cells_so_far(page: Page) -> int:
    """How many cells the map's title says to be there."""
    said = re.match(r"(\d+) of 96 cells", map_of(page).get_attribute("aria-label") or "")
    return int(said[1]) if said else 0


def place(page: Page, column: float, row: float) -> tuple[float, float]:
    """Where the middle of a cell of the first map stands on the screen, counted from its lower left."""
    found = map_of(page).evaluate(
        """(node, [column, row]) => {
          const { xaxis: x, yaxis: y } = node._fullLayout, box = node.getBoundingClientRect()
          return [box.left + x._offset + x.d2p(column), box.top + y._offset + y.d2p(row)]
        }""",
        [column, row],
    )
    return found[0], found[1]


def test_a_map_fills_in_is_paused_clicked_and_swept_finer(visit: Callable[..., Page]) -> None:
    page = visit("phase", **SMALL)
    expect(map_of(page)).to_have_attribute(
        "aria-label", re.compile("^No cell of the map"), timeout=PATIENCE
    )
    expect(page.get_by_text(re.compile(r"^96 cells × 2 seeds: about "))).to_be_visible(timeout=PATIENCE)
    button(page, "Start").click()
    some = re.compile(r"^\d+ of 96 cells so far")
    expect(map_of(page)).to_have_attribute("aria-label", some, timeout=PATIENCE)
    button(page, "Pause").click()
    expect(button(page, "Resume")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(re.compile(r"^Paused: \d+ of 192 runs"))).to_be_visible()
    before = cells_so_far(page)
    button(page, "Resume").click()
    more = re.compile(f"^(?!{before} of 96|No cell)")
    expect(map_of(page)).to_have_attribute("aria-label", more, timeout=PATIENCE)
    button(page, "Stop").click()
    expect(button(page, "Remove")).to_be_visible(timeout=PATIENCE)
    # the first cell of all is trained first
    page.mouse.click(*place(page, 0, 0))
    said = page.locator(".st-key-section-cell").get_by_text(
        re.compile(r"^Lag 1, windows of 1: .*learned")
    )
    expect(said).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"cell=1\.1\.1"), timeout=PATIENCE)
    draw_box(page, (2.6, 1.6), (5.4, 3.4))
    finer = page.get_by_role("button", name=re.compile("Sweep finer: n of the cut from 4 to 6, lag"))
    expect(finer).to_be_visible(timeout=PATIENCE)


def draw_box(
    page: Page,
    start: tuple[float, float],
    end: tuple[float, float],
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Draw a box in the first map, from one place to another, and wait `meanwhile` before its end."""
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, *end), steps=8)
    meanwhile()
    page.mouse.up()


def test_the_map_stays_the_same_and_where_it_is_while_it_fills_in(visit: Callable[..., Page]) -> None:
    page = visit("phase", **SMALL, seed="7")
    expect(map_of(page)).to_have_attribute(
        "aria-label", re.compile("^No cell of the map"), timeout=PATIENCE
    )
    page.evaluate("window.before = document.querySelector('.st-key-section-map .figure')")

    def stands() -> tuple[float, bool]:
        found = map_of(page).evaluate(
            "node => [Math.round(node.getBoundingClientRect().top), node === window.before]"
        )
        return found[0], found[1]

    before = stands()
    assert before[1]
    button(page, "Start").click()
    expect(map_of(page)).to_have_attribute("aria-label", re.compile(r"^\d+ of 96"), timeout=PATIENCE)
    assert stands() == before
    # a box that is drawn while cells come in, and newer pictures with them, is drawn to its end
    known = cells_so_far(page)
    more = re.compile(f"^(?!{known} of 96|No cell)")
    draw_box(
        page,
        (2.6, 1.6),
        (5.4, 3.4),
        lambda: expect(map_of(page)).to_have_attribute("aria-label", more, timeout=PATIENCE),
    )
    finer = page.get_by_role("button", name=re.compile("Sweep finer: n of the cut from 4 to 6, lag"))
    expect(finer).to_be_visible(timeout=PATIENCE)
    button(page, "Stop").click()
    expect(button(page, "Remove")).to_be_visible(timeout=PATIENCE)
    assert stands() == before
