"""The list of a page's pictures: a click or a key brings a section up, and so does an address."""

import re

from playwright.sync_api import Page, expect

from rnnviz.lectures.model import SECTIONS

UNDER = """word => {
  const list = document.querySelector(".sections")?.getBoundingClientRect()
  const place = document.querySelector(`.st-key-section-${word}`)?.getBoundingClientRect()
  return !!list && !!place && Math.abs(place.top - list.bottom) < 30 && list.top >= 0 && list.top < 20
}"""
FOCUSED = """word => {
  const heading = document.activeElement
  return heading.tagName === "H2" && !!heading.closest(`.st-key-section-${word}`)
}"""

# of the entries in sight none lies under what is in the corners or sticks out, and they take at most
# two lines
CLEAR = """() => {
  const box = node => node.getBoundingClientRect()
  const shown = css => [...document.querySelectorAll(css)].filter(node => box(node).width)
  const list = document.querySelector(".sections"), lines = list.closest(".st-key-sections")
  if (!list.classList.contains("stuck") || box(list).top > 1) return false
  const corners = shown(".rnnviz-help-open, [data-testid=stExpandSidebarButton]")
  return box(lines).height < 70 && shown(".sections .line > li > :is(a, button)").every(entry => {
    const { left, right, bottom } = box(entry), within = box(list)
    const free = corner => corner.left >= right || corner.right <= left || corner.top >= bottom
    return left >= within.left && right <= within.right && entry.scrollWidth <= entry.clientWidth + 1 &&
      corners.map(box).every(free)
  })
}"""


def is_up(page: Page, word: str) -> None:
    """The section is under the list, marked in it, and its heading has the focus."""
    page.wait_for_function(UNDER, arg=word)
    page.wait_for_function(FOCUSED, arg=word)
    expect(page.locator(".sections [aria-current]")).to_have_attribute("data-section", word)
    expect(page).to_have_url(re.compile(f"[?&]section={word}$"))


def test_a_click_or_a_key_brings_a_picture_up(visit):
    page = visit("backpropagate", width=1280, height=1000)
    links = page.get_by_role("navigation", name="Pictures on this page").get_by_role("link")
    titles = ["Matrix", "Formula", "Reach", "First line", "One step", "Graph", "Slope"]
    titles += ["Rows and columns", "Shares", "Check", "RNN, GRU, LSTM", "Depth"]
    titles += ["Names and shapes", "References"]
    expect(links).to_have_text(titles)
    expect(links.first).to_have_attribute("aria-current", "true")
    runs = page.locator("[data-testid=stApp]")
    links.nth(2).click()
    is_up(page, "reach")
    expect(runs).to_have_attribute("data-test-script-state", "notRunning")
    links.nth(8).click()  # it is folded
    is_up(page, "shares")
    page.locator(".st-key-section-shares .figure").wait_for()
    links.nth(9).focus()
    page.keyboard.press("Enter")
    is_up(page, "check")
    page.locator(".checked").wait_for()  # it has been asked for by that
    expect(page).to_have_url(re.compile("section=check"))
    page.mouse.wheel(0, -9000)
    expect(links.first).to_have_attribute("aria-current", "true")


def test_an_address_opens_the_page_at_a_picture(visit):
    page = visit("backpropagate", section="cells")
    is_up(page, "cells")
    page.locator(".st-key-section-cells .figure").wait_for()
    # and it holds on a phone, where the list is a line to be moved
    page = visit("vanish", width=390, height=844, section="remedies")
    is_up(page, "remedies")
    current = page.locator(".sections [aria-current]")
    box = current.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.wait_for_function(CLEAR)
    assert len(page.locator(".sections .line > li > a:visible").all()) < 6


def test_contents_name_everything_and_lead_there(visit):
    page = visit("backpropagate", width=390, height=844, text="hell")
    entries = page.locator(".sections .whole a")
    contents = page.get_by_role("button", name="Contents")
    contents.focus()
    page.keyboard.press("Enter")
    expect(entries).to_have_count(len(SECTIONS["backpropagate"]))
    expect(contents).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(entries).to_have_count(0)
    expect(contents).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("h1").click()  # anywhere else
    expect(entries).to_have_count(0)
    contents.click()
    entries.filter(has_text="computation graph").click()
    is_up(page, "graph")
    expect(entries).to_have_count(0)
    page.locator(".st-key-section-graph .graph .node").first.wait_for()
    # what the page writes keeps the section, which it has not heard of
    expect(page).to_have_url(re.compile("text=hell&graph=yes&section=graph"))
    page.wait_for_function(CLEAR)
    for width, height in ((1280, 720), (1920, 1080), (600, 400)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(CLEAR)
        expect(page.locator(".sections [aria-current]")).to_be_visible()
