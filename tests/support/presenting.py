"""A lecture that begins in a browser."""

import re

from playwright.sync_api import Page, expect
from support.browser_waiting import wait_for_keys

from rnnviz.lectures.model import Lecture


def import_lecture(page: Page, lecture: Lecture, patience: float) -> None:
    """Bring one's own lecture to the page Lecture."""
    page.locator("input[type=file]").set_input_files(
        {"name": "own.json", "mimeType": "application/json", "buffer": lecture.to_json().encode()}
    )
    expect(page.locator("h2.lecture")).to_have_text(lecture.title, timeout=patience)


def present(page: Page) -> str:
    """Begin the lecture that the page Lecture shows; the code to follow it."""
    page.get_by_role("button", name="Present", exact=True).click()
    wait_for_keys(page)
    notes = page.get_by_role("link", name=re.compile("Your notes")).get_attribute("href") or ""
    found = re.search(r"c=(\w+)", notes)
    assert found
    return found[1]
