"""A number is typed into a box as people write it: it is shown, kept, and in the address; what is none,
or may be two, is said and not taken."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Locator, Page, expect
from support.browser_waiting import wait_until_still

Visit = Callable[..., Page]


def typed(page: Page, key: str, text: str) -> Locator:
    """What is typed into the box over what stands there, and handed on."""
    box = page.locator(f".st-key-{key} input")
    box.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    return box


def asked(page: Page, name: str) -> str:
    wait_until_still(page)
    return parse_qs(urlparse(page.url).query).get(name, [""])[0]


def test_numbers_as_people_write_them(visit: Visit) -> None:
    page = visit("truncate")
    wait_until_still(page)
    page.get_by_text("How they learn", exact=True).click()
    expect(page.locator(".st-key-rate input")).to_be_visible()
    for text, shown, word in (
        ("1e-05", "0.00001", "1e-05"),
        ("0,25", "0.25", "0.25"),
        ("−2·10⁻⁷", "-2e-7", "0.25"),  # below what is allowed, which Streamlit says
        ("1.5·10⁻³", "0.0015", "0.0015"),
    ):
        expect(typed(page, "rate", text)).to_have_value(shown)
        assert asked(page, "rate") == word
    for text, shown in (("2e5", "200000"), ("30 000", "30000"), ("4,000", "4000")):
        expect(typed(page, "samples", text)).to_have_value(shown)
        assert asked(page, "samples") == shown
    # what cannot be read stays as it is typed, and nothing is taken
    note = page.get_by_test_id("stNumberInput").get_by_role("alert")
    expect(typed(page, "samples", "2500.5")).to_have_value("2500.5")
    expect(note).to_have_text("Allowed are whole numbers.")
    expect(page.get_by_text("Press Enter to apply")).not_to_be_visible()  # it would not help
    page.locator(".st-key-rate input").focus()
    expect(note).to_have_text("Allowed are whole numbers.")
    assert asked(page, "samples") == "4000"
    expect(typed(page, "samples", "5000")).to_have_value("5000")
    expect(note).to_have_count(0)
    typed(page, "rate", "1,234")
    expect(note).to_have_text("“1,234” may be 1.234 or 1234; write it as one of these.")
    typed(page, "rate", "lots")
    expect(note).to_have_text("“lots” is not a number.")
    assert asked(page, "rate") == "0.0015"
    # the arrow keys and the boxes' own buttons go on from what is typed
    box = page.locator(".st-key-rate input")
    box.fill("0,2")
    box.press("ArrowUp")
    expect(box).to_have_value("0.2001")
    assert asked(page, "rate") == "0.2001"  # a step is now one of 0.01
    page.locator(".st-key-rate").get_by_role("button", name="Decrement").click()
    expect(page.get_by_role("spinbutton", name="Learning rate")).to_have_value("0.19")
