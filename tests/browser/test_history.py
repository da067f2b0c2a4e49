"""What people expect of any tool: links that survive the next page, Back and Forward."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect
from support.browser_waiting import wait_until_still

Visit = Callable[..., Page]
SETTLED = 15_000  # milliseconds that a slow machine may take
LABELS = {"characters": "Type characters", "words": "Type words"}
TRAINED = {"net": "english-lstm", "text": "the answer is", "target": "he answer is "}
RANDOM = {
    "net": "random",
    "mode": "words",
    "cell": "gru",
    "hidden": "5",
    "layers": "2",
    "seed": "7",
    "text": "a b a",
    "target": "b a b",
}
# what is opened, and the pages that are gone through after it, by their titles
WAYS = (
    (TRAINED, "", ("Backpropagate",)),
    (TRAINED, "backpropagate", ("Unroll",)),
    (TRAINED, "", ("Vanish & explode", "Backpropagate", "Unroll")),
    (TRAINED, "backpropagate", ("Truncate", "Unroll")),
    (RANDOM, "", ("Backpropagate", "Lecture", "Unroll")),
    (RANDOM, "backpropagate", ("Unroll", "Tasks", "Backpropagate")),
)


def box(page: Page, mode: str = "characters") -> Locator:
    return page.get_by_label(LABELS[mode], exact=True)


def query(page: Page) -> dict[str, str]:
    found = parse_qs(urlparse(page.url).query, keep_blank_values=True)
    return {name: values[0] for name, values in found.items()}


def go_to(page: Page, title: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=SETTLED)
    wait_until_still(page)


def seen(page: Page) -> tuple[str, str, str, str]:
    """Where the page is: its address, what is typed, its network, and what its picture is of."""
    wait_until_still(page)
    picture = page.locator(".unrolled[data-painted]")
    shown = picture.get_attribute("data-painted") if picture.count() else ""
    net = page.locator(".st-key-net input").first.input_value()
    where = page.evaluate("location.pathname + location.search")
    return where, box(page).input_value(), net, shown or ""


@pytest.mark.parametrize(("given", "path", "ways"), WAYS, ids=lambda way: "-".join(way) if way else "")
def test_what_pages_share_comes_along_to_the_next(
    visit: Visit, given: dict[str, str], path: str, ways: tuple[str, ...]
) -> None:
    page = visit(path, **given)
    for title in ways:
        go_to(page, title)
    assert query(page).items() >= given.items()
    expect(box(page, given.get("mode", "characters"))).to_have_value(given["text"])
    expect(page.get_by_label("Target", exact=True)).to_have_value(given["target"])
    page.reload()
    wait_until_still(page)
    expect(box(page, given.get("mode", "characters"))).to_have_value(given["text"])


def test_a_network_that_is_looked_into_goes_on_to_the_next_page(visit: Visit) -> None:
    page = visit("tasks", task="hello")
    wait_until_still(page)
    page.get_by_role("button", name="Open in Unroll").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Unroll", timeout=SETTLED)
    wait_until_still(page)
    before = query(page), box(page).input_value()
    assert before[0]["net"].startswith("task.hello")
    go_to(page, "Backpropagate")
    assert (query(page), box(page).input_value()) == before
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks", timeout=SETTLED)


def test_language_and_contrast_come_along(visit: Visit) -> None:
    page = visit(lang="zh")
    page.locator(".st-key-contrast-switch label, .st-key-contrast_switch label").first.click()
    wait_until_still(page)
    page.get_by_test_id("stSidebar").locator("a[href$=truncate]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("[\u4e00-\u9fff]"))
    wait_until_still(page)
    assert query(page)["lang"] == "zh"
    assert page.get_by_role("switch").or_(page.get_by_role("checkbox")).first.is_checked()


def test_back_undoes_and_forward_does_it_again(visit: Visit) -> None:
    page = visit(net="english-lstm", text="the answer is")
    states = [seen(page)]
    entries = page.evaluate("history.length")

    def done() -> None:
        now = seen(page)
        assert now[0] != states[-1][0]
        states.append(now)
        assert page.evaluate("history.length") == entries + len(states) - 1

    page.get_by_role("button", name="the same l, two answers").click()
    page.wait_for_url(re.compile("step=4"))
    done()
    box(page).fill("")
    page.keyboard.type("hello", delay=20)
    page.keyboard.type("hell", delay=20)
    page.wait_for_function("n => history.length === n", arg=entries + 2)
    done()
    go_to(page, "Backpropagate")
    done()
    page.get_by_text("windows", exact=True).click()
    page.wait_for_url(re.compile("cut=windows"))
    done()
    page.get_by_role("button", name="tanh, trained on English").click()
    page.wait_for_url(re.compile("english-tanh"))
    done()
    go_to(page, "Unroll")
    done()
    for there in states[-2::-1]:
        page.go_back()
        assert seen(page) == there
    for there in states[1:]:
        page.go_forward()
        assert seen(page) == there
    # faster than the page answers
    for _ in range(3):
        page.evaluate("() => history.back()")
    page.wait_for_function("there => location.pathname + location.search === there", arg=states[-4][0])
    assert seen(page) == states[-4]
    page.reload()
    assert seen(page) == states[-4]
    page.go_back()
    assert seen(page) == states[-5]
    page.go_forward()
    page.go_forward()
    assert seen(page) == states[-3]


def test_steps_and_moments_make_no_entry_and_back_goes_past_them(visit: Visit) -> None:
    page = visit()
    entries = page.evaluate("history.length")
    page.locator(".columns .typed").nth(1).click()
    page.wait_for_url(re.compile("step=2"))
    page.locator(".range").focus()
    page.keyboard.press("Home")
    page.wait_for_url(re.compile("step=1"))
    page.locator(".play").click()
    page.wait_for_url(re.compile("^[^?]*$"))
    assert page.evaluate("history.length") == entries


def test_the_emptied_box_leaves_no_step_in_the_address(visit: Visit) -> None:
    page = visit(text="hellohello", step="7")
    box(page).fill("")
    page.wait_for_url(re.compile(r"\?text=$"))
    assert query(page) == {"text": ""}


def test_help_has_the_link_and_reset_which_back_undoes(visit: Visit) -> None:
    page = visit("vanish", gain="1.25", activation="tanh", scale="4")
    wait_until_still(page)
    there = page.url
    expect(page.get_by_role("button", name="Help (?)")).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Help · Vanish & explode")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("here => here.contains(document.activeElement)")
    expect(dialog).to_contain_text("Keys of a lecture")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Help (?)").click()
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("status")).to_have_text(re.compile("Copied:|Copy it from here:"))
    expect(dialog.get_by_label("Copy link").last).to_have_value(there)
    dialog.get_by_role("button", name="Reset this page").click()
    page.wait_for_url(re.compile("vanish$"))
    wait_until_still(page)
    expect(page.get_by_role("spinbutton", name="Input scale")).to_have_value("0.1")
    page.go_back()
    page.wait_for_url(there)
    wait_until_still(page)
    assert page.url == there
    page.go_forward()
    page.wait_for_url(re.compile("vanish$"))
    # a question mark that is typed is one
    go_to(page, "Unroll")
    box(page).fill("")
    page.keyboard.type("?")
    expect(box(page)).to_have_value("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_tour_is_shown_again_and_stands_beside_what_it_points_at(visit: Visit) -> None:
    for width, height in ((1280, 720), (390, 844)):
        page = visit(width=width, height=height)
        wait_until_still(page)
        page.get_by_role("button", name="Help (?)").click()
        page.get_by_role("button", name="The tour again").click()
        words = page.locator(".tour")
        expect(words).to_be_visible()
        wait_until_still(page)
        bubble, pointed = words.bounding_box(), page.locator(".st-key-text").bounding_box()
        assert bubble
        assert pointed
        apart = (
            bubble["x"] + bubble["width"] <= pointed["x"]
            or pointed["x"] + pointed["width"] <= bubble["x"]
            or bubble["y"] + bubble["height"] <= pointed["y"]
            or pointed["y"] + pointed["height"] <= bubble["y"]
        )
        assert apart, (bubble, pointed)
        page.keyboard.press("Escape")
        expect(words).to_have_count(0)


def test_what_takes_long_is_shown_and_what_is_done_at_once_is_not(visit: Visit) -> None:
    page = visit()
    wait_until_still(page)
    bar = page.get_by_role("progressbar", name="Loading")
    expect(bar).to_be_hidden()
    state = "state => document.querySelector('[data-testid=stApp]').dataset.testScriptState = state"
    page.evaluate(state, "running")
    expect(bar).to_be_visible()
    expect(page.get_by_test_id("stMain")).to_have_attribute("aria-busy", "true")
    page.evaluate(state, "notRunning")
    expect(bar).to_be_hidden()
    expect(page.get_by_test_id("stMain")).not_to_have_attribute("aria-busy", "true")


WHITE = """
() => {
  window.seen = { white: 0, kept: 0 }
  const look = () => {
    const kept = document.querySelector(".rnnviz-afterimage") !== null
    if (kept) seen.kept += 1
    else if (!document.querySelector("[data-testid=stMain] .head")) seen.white += 1
    requestAnimationFrame(look)
  }
  look()
}
"""


def test_there_is_no_white_page_between_two(visit: Visit) -> None:
    page = visit()
    wait_until_still(page)
    expect(page.get_by_role("button", name="Help (?)")).to_be_visible()
    page.evaluate(WHITE)
    for title in ("Backpropagate", "Vanish & explode"):
        go_to(page, title)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Backpropagate", timeout=SETTLED)
    wait_until_still(page)
    found = page.evaluate("seen")
    assert found["white"] == 0
    assert found["kept"] > 0
    expect(page.locator(".rnnviz-afterimage")).to_have_count(0)
