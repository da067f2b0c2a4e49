"""The Unroll page in a real Chromium: typing, moving through the steps, comparing, editing weights."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect
from support.browser_waiting import comes
from support.small_letters import small_letters

Visit = Callable[..., Page]
SETTLED = 15_000  # milliseconds that a slow machine may take


def painted(page: Page, text: str) -> None:
    """Wait until the picture shows this text."""
    expect(page.locator(".unrolled")).to_have_attribute("data-painted", text, timeout=SETTLED)


def box(page: Page, label: str = "Type characters") -> Locator:
    return page.get_by_label(label, exact=True)


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator(".say")).to_contain_text(words, timeout=SETTLED)


def test_something_is_alive_at_first_sight(visit: Visit) -> None:
    page = visit()
    painted(page, "hello")
    says(page, "Step 5 of 5: reads o")
    # the picture's four guesses after h, e, l, l, read off the screen
    assert page.locator(".answer.right").all_text_contents() == ["✓ e", "✓ l", "✓ l", "✓ o"]


def test_the_main_picture_and_its_controls_are_above_the_fold(visit: Visit) -> None:
    page = visit(width=1280, height=720)
    place = page.locator(".controls").bounding_box()
    assert place is not None
    assert place["y"] + place["height"] < 720


def test_every_key_is_shown_and_lives_in_the_address(visit: Visit) -> None:
    page = visit()
    box(page).fill("")
    typed = ""
    for key in "hello":
        page.keyboard.type(key)
        typed += key
        painted(page, typed)
    page.keyboard.type("l")
    painted(page, "hellol")
    page.wait_for_url(re.compile("text=hellol"))
    again = visit(**query(page))
    painted(again, "hellol")
    expect(box(again)).to_have_value("hellol")


def test_typing_fast_loses_no_key_and_is_one_entry_of_the_history_when_it_rests(visit: Visit) -> None:
    page = visit()
    before = page.evaluate("history.length")
    box(page).fill("")
    page.keyboard.type("lollehlollehlolleh", delay=15)
    painted(page, "lollehlollehlolleh")
    expect(box(page)).to_have_value("lollehlollehlolleh")
    page.wait_for_function("n => history.length === n", arg=before + 1, timeout=SETTLED)


def test_an_empty_box_shows_the_example_in_grey(visit: Visit) -> None:
    page = visit()
    box(page).fill("")
    expect(page.locator(".unrolled")).to_have_class(re.compile("example"), timeout=SETTLED)
    painted(page, "hello")
    expect(box(page)).to_have_attribute("placeholder", "hello")


def test_the_step_is_chosen_by_click_key_slider_and_play(visit: Visit) -> None:
    page = visit()
    page.locator(".columns .typed").nth(1).click()
    says(page, "Step 2 of 5: reads e")
    heading = page.get_by_role("heading", name=re.compile("number by number"))
    expect(heading).to_have_text("Step 2, number by number", timeout=SETTLED)
    page.keyboard.press("ArrowRight")
    says(page, "Step 3 of 5")
    page.keyboard.press("Home")
    says(page, "Step 1 of 5: reads h, expects e")
    page.locator(".range").focus()
    page.keyboard.press("ArrowRight")
    says(page, "Step 2 of 5")
    expect(heading).to_have_text("Step 2, number by number", timeout=SETTLED)
    page.locator(".speed").select_option("4")
    page.locator(".play").click()
    says(page, "Step 5 of 5")
    expect(page.locator(".play")).to_have_text("▶ Play")
    expect(heading).to_have_text("Step 5, number by number", timeout=SETTLED)


def test_the_chosen_step_stays_in_the_address_and_when_more_is_typed(visit: Visit) -> None:
    page = visit(step="2")
    says(page, "Step 2 of 5")
    box(page).fill("hellohello")
    painted(page, "hellohello")
    says(page, "Step 2 of 10")
    assert query(page)["step"] == "2"


def test_a_long_text_scrolls_with_the_step_in_view(visit: Visit) -> None:
    page = visit(text="hello" * 100)
    says(page, "Step 500 of 500")
    scroll = page.locator(".scroll")
    assert scroll.evaluate("e => e.scrollLeft + e.clientWidth >= e.scrollWidth - 60")
    page.locator(".range").focus()
    page.keyboard.press("Home")
    says(page, "Step 1 of 500")
    assert scroll.evaluate("e => e.scrollLeft") < 60
    # only what can be seen is drawn
    assert page.locator(".columns .token").count() < 40


def test_pointing_at_a_weight_marks_it_at_every_step(visit: Visit) -> None:
    page = visit()
    page.locator(".columns .weight.hh").nth(2).hover()
    expect(page.locator(".tip")).to_have_text(re.compile("one and the same matrix at every step"))
    # four arrows between five steps, one from the first state, and the folded network's loop
    assert page.locator(".weight.hh.same").count() == 6
    assert page.locator(".weight.ih.same").count() == 0


@pytest.mark.parametrize(
    "text", ["<b>l</b>", "$l$ **l**", "👩‍👩‍👧‍👦lé", "שלום", "مرحبا l", "<img src=x onerror=alert(1)>"]
)
def test_text_is_shown_as_typed_everywhere(visit: Visit, text: str) -> None:
    page = visit()
    box(page).fill(text)
    shown = text.replace(" ", "␣")
    painted(page, shown)
    expect(page.locator(".notice").first).to_contain_text("vocabulary lacks", timeout=SETTLED)
    page.locator(".range").focus()
    page.keyboard.press("Home")
    drawn = "".join(page.locator(".columns .typed").all_text_contents())
    assert drawn == shown[: len(drawn)]
    assert len(drawn) >= min(len(shown), 6)
    page.locator(".figure").first.scroll_into_view_if_needed()
    page.wait_for_function(
        "want => [...document.querySelectorAll('.figure')[0].querySelectorAll('.xtick text')]"
        ".map(t => t.textContent).join('') === want",
        arg=shown,
        timeout=SETTLED,
    )
    assert page.locator(".columns b, .figure b, .notice b + *, img[src=x]").count() == 0


def test_unknown_letters_are_marked_in_place(visit: Visit) -> None:
    page = visit(text="hezlo")
    expect(page.locator(".notice")).to_contain_text("lacks “z” (step 3)")
    assert page.locator(".columns .token.unknown").count() == 1


def test_too_much_text_is_refused_and_kept(visit: Visit) -> None:
    page = visit()
    box(page).fill("hello" * 401)
    expect(page.locator(".notice")).to_contain_text("2,005 tokens; at most 2,000", timeout=SETTLED)
    expect(box(page)).to_have_value("hello" * 401)
    painted(page, "hello")  # the last good picture


def test_two_texts_side_by_side(visit: Visit) -> None:
    page = visit(net="random", mode="words", **{"with": "man bites dog"})
    seen = page.locator(".three b")
    expect(seen).to_contain_text("order matters")
    assert page.locator(".columns .typed").all_text_contents() == [
        "dog",
        "bites",
        "man",
        "man",
        "bites",
        "dog",
    ]
    assert page.locator(".columns .difference").count() == 3
    last = page.locator(".columns text.faint", has_text="t = ").last.bounding_box()
    assert last and last["y"] + last["height"] <= 720  # both texts above the fold
    assert small_letters(page, 12) == {}
    box(page, "Compare with").fill("dog bites man")
    expect(seen).not_to_contain_text("order matters", timeout=SETTLED)
    expect(page.locator(".columns .small")).to_have_text(["‖h − h′‖ = 0.00"] * 3, timeout=SETTLED)


def test_the_example_by_hand_follows_its_weights(visit: Visit) -> None:
    page = visit(net="srn")
    assert page.locator(".columns .value").all_text_contents() == [
        "2.00",
        "2.00",
        "6.00",
        "6.00",
        "16.00",
        "16.00",
    ]
    in_first_weight(page, "2", page.locator("#portal input, #portal textarea"))
    page.keyboard.press("Enter")
    expect(page.locator(".columns .value").first).to_have_text("3.00", timeout=SETTLED)
    page.wait_for_url(re.compile("weights=2"))
    again = visit(**query(page))
    expect(again.locator(".columns .value").first).to_have_text("3.00")


def test_an_emptied_weight_keeps_the_last_good_network(visit: Visit) -> None:
    page = visit(net="srn")
    in_first_weight(page, "Delete", page.locator(".notice"))
    expect(page.locator(".notice")).to_contain_text(
        "W_ih: a place holds no finite number", timeout=SETTLED
    )
    assert page.locator(".columns .value").first.text_content() == "2.00"


def in_first_weight(page: Page, key: str, until: Locator) -> None:
    """Press a key in the cell of W_ih's first number until something comes of it: the table is a
    canvas, which takes no keys for a while after it has its place."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    for _ in range(20):
        place = table.bounding_box()
        assert place is not None
        page.mouse.click(place["x"] + 90, place["y"] + 52)
        page.keyboard.press(key)
        if comes(until):
            return
    raise AssertionError(f"The table takes no {key}.")


def test_another_network_brings_its_example_and_keeps_typed_text(visit: Visit) -> None:
    page = visit(text="heel")
    painted(page, "heel")
    choose_network(page, "Trained: Binary addition")
    expect(page.locator(".three b")).to_contain_text("11 + 6 = 17", timeout=SETTLED)
    expect(box(page, "Type bits")).to_have_value("1011 + 0110")
    choose_network(page, "Trained: hello to ohlol")
    painted(page, "heel")
    expect(box(page)).to_have_value("heel")


def choose_network(page: Page, name: str) -> None:
    network = page.get_by_test_id("stSidebar").get_by_role("combobox").first
    network.scroll_into_view_if_needed()  # or its list is closed again by what scrolls
    network.click()
    page.get_by_role("option", name=name, exact=True).click()


def test_a_strip_chooses_its_unit(visit: Visit) -> None:
    page = visit(net="english-lstm", text="the value")
    strip = page.locator(".columns .frame").nth(2).bounding_box()
    assert strip is not None
    # whole pixels, as a click is told: a unit is two of them high
    page.mouse.click(strip["x"] + 20, round(strip["y"] + strip["height"] * (9.5 / 64)))
    expect(page.get_by_label("Unit", exact=True)).to_have_value("10", timeout=SETTLED)


def test_a_figure_keeps_its_zoom_when_a_key_comes(visit: Visit) -> None:
    page = visit()
    figure = page.locator(".figure").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    before = figure.get_attribute("data-painted") or ""
    figure.scroll_into_view_if_needed()
    place = figure.locator(".nsewdrag").first.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + place["width"] * 0.3, place["y"] + 5)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.7, place["y"] + 5, steps=5)
    page.mouse.up()
    zoomed = figure.evaluate("node => node.layout.xaxis.range")
    assert zoomed != [0.5, 5.5]
    box(page).fill("helloh")
    painted(page, "helloh")
    figure.scroll_into_view_if_needed()
    expect(figure).not_to_have_attribute("data-painted", before, timeout=SETTLED)
    assert figure.evaluate("node => node.layout.xaxis.range") == zoomed


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int, dark: bool) -> None:
    page = visit(width=width, height=900, dark=dark, net="ohlol")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".unrolled.dark").count() == int(dark)
