"""A race with several seeds in a real Chromium: its band, its label, and the choice of another."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from support import presenting

from rnnviz.lectures.model import Lecture, Scene

Visit = Callable[..., Page]
SETTLED = 60_000  # milliseconds that a slow machine may take
SPREAD = re.compile(r"4 seeds from 0\.\d{3} to 0\.\d{3}")


def test_four_seeds_are_a_band_and_another_one_is_shown(visit: Visit) -> None:
    page = visit("truncate", runs="windows5.h4", samples="40000", seeds="4", speed="full")
    page.get_by_role("button", name="Start", exact=True).click(timeout=SETTLED)
    losses = page.locator(".figure[aria-label^=Loss]")
    expect(losses).to_have_attribute("aria-label", SPREAD, timeout=SETTLED)
    ended = page.locator("[data-told]", has_text="The training has finished")
    expect(ended).to_be_attached(timeout=SETTLED)
    label = losses.locator(".annotation-text", has_text=SPREAD)
    expect(label).to_be_visible(timeout=SETTLED)
    # all seeds, and the middle half of them, which is hatched
    expect(losses.locator("path.js-fill")).to_have_count(2)
    expect(losses.locator("pattern path").first).to_be_attached()

    said = page.locator(".st-key-seeds-shown p").last
    expect(said).to_contain_text("the median of 4 seeds", timeout=SETTLED)
    states = page.locator(".figure[aria-label*='the median of 4 seeds']").first
    expect(states).to_be_attached(timeout=SETTLED)
    page.locator(".st-key-seeds-shown").get_by_role("combobox").click()
    page.get_by_role("option", name="seed 2", exact=True).click()
    expect(said).to_contain_text("seed 2, one of 4", timeout=SETTLED)
    expect(page).to_have_url(re.compile("shown=2"), timeout=SETTLED)
    other = page.locator(".figure[aria-label*='those of seed 2, one of 4']").first
    expect(other).to_be_attached(timeout=SETTLED)
    expect(label).to_be_visible()  # the band stays that of all seeds


SEEDS = {"runs": "windows5.h4", "samples": "40000", "seeds": "4", "seed": "11", "speed": "full"}
LECTURE = Lecture(
    title="Four seeds", scenes=(Scene(page="truncate", settings=SEEDS, look="All four of them"),)
)


def test_phones_that_follow_see_the_same_seeds_and_the_one_that_is_chosen(visit: Visit) -> None:
    page = visit("lecture")
    presenting.import_lecture(page, LECTURE, SETTLED)
    code = presenting.present(page)
    phone = visit("join", width=390, height=844, c=code)
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="Start", exact=True).click(timeout=SETTLED)
    for screen in (page, phone):
        losses = screen.locator(".figure[aria-label^=Loss]")
        expect(losses).to_have_attribute("aria-label", SPREAD, timeout=SETTLED)
    ended = page.locator("[data-told]", has_text="The training has finished")
    expect(ended).to_be_attached(timeout=SETTLED)
    both = [screen.locator(".figure[aria-label^=Loss]") for screen in (page, phone)]
    wall = SPREAD.search(both[0].get_attribute("aria-label") or "")
    assert wall
    expect(both[1]).to_have_attribute("aria-label", re.compile(wall[0]), timeout=SETTLED)
    expect(phone.get_by_text(re.compile("the median of 4 seeds: seed 1"))).to_be_visible(
        timeout=SETTLED
    )
    page.locator(".st-key-seeds-shown").get_by_role("combobox").click()
    page.get_by_role("option", name="seed 12", exact=True).click()
    for screen in (page, phone):
        expect(screen.get_by_text("seed 12, one of 4").first).to_be_visible(timeout=SETTLED)
        other = screen.locator(".figure[aria-label*='those of seed 12, one of 4']").first
        expect(other).to_be_attached(timeout=SETTLED)
