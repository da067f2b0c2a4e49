"""A race with several seeds in a real Chromium: its band, its label, and the choice of another."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

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
