"""Type, train and see it happen in a real Chromium: what stands below the losses moves with every frame
and every key, returns with the timeline, and the run goes on where it is looked into."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from support.browser_waiting import bring_into_view

Visit = Callable[..., Page]
SETTLED = 30_000  # milliseconds that a slow machine may take
BITS = "011000100110000"
STATES = "Hidden states of each run on the typed bits"
MATRICES = "What the loss of each step sends back"
RECALL = "How much of the bit k steps back"
# what a state knows is what it knew before training
AT_THE_MARKS = re.compile(r"knows ([^(]*) of that bit \(before training \1\)")
PICTURES = (STATES, "P(Y=1) of each run", "Expected loss of each step", MATRICES, RECALL)
SHOWN = "() => document.querySelector('.st-key-follow p.caption')?.textContent"
# all that is drawn of the states, as text
DRAWN = """() => [...document.querySelectorAll(".st-key-unrolled *")]
  .map(node => node.shadowRoot ?? node).map(root => root.textContent).join()"""


def picture(page: Page, words: str) -> Locator:
    return page.locator(f".figure[aria-label^='{words}']")


def stamp(page: Page, words: str) -> str:
    """That of the picture now drawn; equal pictures have equal ones."""
    figure = picture(page, words)
    expect(figure).to_have_count(1, timeout=SETTLED)  # that of a race before may stand beside it
    bring_into_view(figure, SETTLED)
    expect(figure).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    return figure.get_attribute("data-painted") or ""


def changes(page: Page, words: str, before: str) -> None:
    """Wait until another picture is drawn than the one of a stamp."""
    figure = picture(page, words)
    bring_into_view(figure.last, SETTLED)
    # where another race begins, its picture and the one before stand side by side for a moment
    other = figure.and_(page.locator(f"[data-painted]:not([data-painted='{before}'])"))
    expect(other).to_have_count(1, timeout=SETTLED)
    expect(figure).to_have_count(1, timeout=SETTLED)


def returns(page: Page, words: str, before: str) -> None:
    """Wait until the picture of a stamp is drawn again."""
    figure = picture(page, words)
    bring_into_view(figure, SETTLED)
    expect(figure).to_have_attribute("data-painted", before, timeout=SETTLED)


def reads(page: Page, bits: str) -> None:
    """Wait until the states are over these bits."""
    expect(picture(page, f"{STATES} {bits},")).to_have_count(1, timeout=SETTLED)


def scrub(page: Page, key: str) -> None:
    slider = page.get_by_role("slider", name="Moment")
    slider.focus(timeout=SETTLED)
    page.keyboard.press(key)


def goes_on(page: Page, what: str) -> None:
    """What a script finds on a page becomes something else, though nobody does anything."""
    before = page.evaluate(what)
    page.wait_for_function(f"before => ({what})() !== before", arg=before, timeout=SETTLED)


def test_type_train_and_see_it_happen_in_one_picture(visit: Visit) -> None:
    page = visit(
        "truncate",
        runs="windows5.h4,windows10.h16",
        samples="90000000",
        seed="27",
        bits=BITS,
        speed="200 a second",  # which ends for no test, however slow
    )
    untrained = {words: stamp(page, words) for words in PICTURES if words != RECALL}
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible(timeout=SETTLED)
    for words in PICTURES:  # with the next frame, and the one after it
        changes(page, words, untrained.get(words) or stamp(page, words))
        changes(page, words, stamp(page, words))

    box = page.get_by_role("textbox", name="Type bits")
    box.click()
    page.keyboard.press("End")
    for typed in (BITS + "1", BITS + "10"):  # every key is seen, while the race runs
        page.keyboard.press(typed[-1])
        reads(page, typed)
    page.wait_for_url(re.compile(f"bits={BITS}10"))
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    reads(page, BITS)

    scrub(page, "Home")  # what was there before the race; the bars are at their marks
    for words, before in untrained.items():
        returns(page, words, before)
    bring_into_view(picture(page, RECALL), SETTLED)
    drawn = picture(page, RECALL).locator("svg.main-svg[role=img]")
    expect(drawn).to_have_attribute("aria-label", AT_THE_MARKS, timeout=SETTLED)
    untrained[RECALL] = stamp(page, RECALL)
    scrub(page, "End")  # the newest, and on
    for words in PICTURES:
        changes(page, words, untrained[words])
        changes(page, words, stamp(page, words))
    scrub(page, "Home")
    for words in PICTURES:
        returns(page, words, untrained[words])
    scrub(page, "End")
    changes(page, RECALL, untrained[RECALL])

    page.get_by_role("button", name="Open in Unroll", exact=True).click(timeout=SETTLED)
    bar = page.locator(".st-key-follow")
    expect(bar.locator("p.caption")).to_contain_text("of 90,000,000 samples", timeout=SETTLED)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    goes_on(page, SHOWN)
    goes_on(page, DRAWN)
    bar.get_by_role("button", name="Hold").click()
    expect(bar.get_by_role("button", name="Follow on")).to_be_visible(timeout=SETTLED)
    expect(bar.locator("p.caption")).to_contain_text("Its training goes on", timeout=SETTLED)
    expect(page).to_have_url(re.compile(r"frame=\d+"), timeout=SETTLED)
    box = page.get_by_label("Type bits")
    box.fill("0110")
    expect(page).to_have_url(re.compile("text=0110(&|$)"), timeout=SETTLED)
    expect(box).to_have_value("0110")
    bar.get_by_role("button", name="Follow on").click()
    expect(page).not_to_have_url(re.compile("frame="), timeout=SETTLED)
    goes_on(page, SHOWN)
    expect(box).to_have_value("0110")
