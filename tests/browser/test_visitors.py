"""What the other tests stand on: whoever visits after somebody else in the same browser is as new."""

from playwright.sync_api import Page
from support.visitors import Visitors

LEFT = """() => {
  localStorage.setItem("left", "behind")
  sessionStorage.setItem("left", "behind")
  document.cookie = "left=behind"
}"""
FOUND = """() => [localStorage.getItem("left"), sessionStorage.getItem("left"),
  document.cookie.includes("left"), localStorage.getItem("rnnviz tour"), innerWidth,
  matchMedia("(prefers-color-scheme: dark)").matches]"""


def opened(page: Page, home: str) -> Page:
    page.goto(f"{home}/join")
    page.get_by_role("heading", level=1).wait_for(timeout=60_000)
    return page


def test_nothing_is_left_of_who_was_there_before(visitors: Visitors) -> None:
    first = opened(visitors.page(390, 844, dark=True), visitors.home)
    first.evaluate(LEFT)
    assert first.evaluate(FOUND) == ["behind", "behind", True, "seen", 390, True]
    context, cookies = first.context, {one["value"] for one in first.context.cookies()}
    context.set_offline(True)
    context.new_page()
    visitors.leave()
    assert len(context.pages) == 1
    second = opened(visitors.page(), visitors.home)
    assert second.context is context
    assert second.evaluate(FOUND) == [None, None, False, "seen", 1280, False]
    again = {one["value"] for one in context.cookies()}
    assert again and not again & cookies
    visitors.leave()
