"""The page Tasks in a real Chromium: numbers are typed and added, a word is learned before the reader's
eyes, a link opens what it says."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from support.browser_waiting import bring_into_view

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def test_numbers_are_added_as_they_are_typed(visit: Visit) -> None:
    page = visit("tasks")
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("173 + 94 = 267", timeout=SETTLED)
    page.get_by_label("First number").press_sequentially("200")
    expect(verdict).to_contain_text("200 + 94 = 294", timeout=SETTLED)
    page.get_by_label("First number").press_sequentially("x")
    expect(page.locator(".notice")).to_contain_text("A number is “200x”", timeout=SETTLED)
    expect(verdict).to_contain_text("200 + 94 = 294")
    page.wait_for_url(re.compile("first=200x"))
    # the picture of the carry is let through
    picture = page.locator(".adding img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth") > 0


def test_the_play_area_is_above_the_fold_and_nothing_is_cut_off(visit: Visit) -> None:
    page = visit("tasks")
    expect(page.locator(".verdict")).to_be_in_viewport(ratio=1, timeout=SETTLED)
    expect(page.locator(".adding tr.answer")).to_be_in_viewport(ratio=1)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")


def test_a_task_is_chosen_in_the_gallery_by_mouse_and_by_keyboard(visit: Visit) -> None:
    page = visit("tasks")
    button(page, "Words").click()
    expect(page.get_by_label("Begin a sentence")).to_be_visible(timeout=SETTLED)
    page.wait_for_url(re.compile("task=words"))
    button(page, "Hello").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Type letters")).to_be_visible(timeout=SETTLED)
    expect(button(page, "Hello")).to_be_focused()
    expect(button(page, "Hello")).to_have_attribute("aria-pressed", "true")
    # another page and back: the task is still the one that was chosen
    page.get_by_role("link", name="Truncate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Truncate", timeout=SETTLED)
    page.get_by_role("link", name="Tasks").click()
    expect(page.get_by_label("Type letters")).to_be_visible(timeout=SETTLED)


def test_a_word_is_learned_before_the_readers_eyes(visit: Visit) -> None:
    page = visit(
        "tasks", task="hello", word="abba", answer="baab", seed="11", samples="60", speed="10 a second"
    )
    expect(page.locator(".verdict")).to_contain_text("ohlol", timeout=SETTLED)
    expect(page.locator(".caption", has_text="learned other settings")).to_be_visible()
    button(page, "Start").click()
    expect(page.locator(".history")).to_be_visible(timeout=SETTLED)
    expect(page.locator(".verdict")).to_contain_text("abba → baab", timeout=SETTLED)
    expect(button(page, "Pause")).to_have_count(0, timeout=SETTLED)
    expect(page.locator(".history tr").nth(1)).to_contain_text("60", timeout=SETTLED)
    losses = [
        float(text)
        for text in page.locator(".history td:nth-child(2)").all_inner_texts()
        if text != "–"
    ]
    assert losses[0] < 0.05 < losses[-1]  # the newest first
    cells = page.locator("table.runs td").all_inner_texts()
    assert float(cells[1]) < 0.05
    page.wait_for_url(re.compile("of=1"))
    figure = page.locator(".figure[aria-label^=Loss]")
    bring_into_view(figure)
    expect(figure).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)


def test_a_link_opens_what_it_says(visit: Visit) -> None:
    page = visit("tasks", task="characters", prompt="the ", length="40", temperature="0", seed="3")
    expect(page.get_by_label("Prompt")).to_have_value("the ", timeout=SETTLED)
    written = page.locator(".written")
    expect(written).to_contain_text(re.compile("the ."), timeout=SETTLED)
    first = written.text_content()
    page.get_by_label("Type a text, and see what surprises the network").fill("xylophone")
    expect(page.locator(".surprise span")).to_have_count(9, timeout=SETTLED)
    page.wait_for_url(re.compile("typed=xylophone"))
    page.reload()
    expect(page.locator(".surprise span")).to_have_count(9, timeout=SETTLED)
    assert page.locator(".written").text_content() == first  # nothing is left to chance


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(visit: Visit, tmp_path) -> None:
    page = visit("tasks", task="words")
    large, small = tmp_path / "large.txt", tmp_path / "small.txt"
    large.write_text("word " * 300_000)
    small.write_text("one two three one two four")
    expect(page.get_by_label("Begin a sentence")).to_be_visible(timeout=SETTLED)
    upload = page.locator("input[type=file]")
    upload.set_input_files(large)
    expect(page.get_by_text(re.compile("must be 1.*MB or smaller"))).to_be_visible(timeout=SETTLED)
    expect(page.get_by_label("Your text")).to_have_value(re.compile("^After learning"))
    upload.set_input_files(small)
    expect(page.get_by_label("Your text")).to_have_value(small.read_text(), timeout=SETTLED)


def test_what_is_played_with_follows_the_training_while_the_script_rests(visit: Visit) -> None:
    page = visit("tasks", samples="90000000", speed="200 a second", seed="21", first="40", second="9")
    button(page, "Start").click()
    expect(button(page, "Pause")).to_be_visible(timeout=SETTLED)
    page.wait_for_url(re.compile("of=1"))
    picture = page.locator(".adding")
    seen = {picture.inner_html()}
    for _ in range(3):  # a newer network every time
        page.wait_for_function(
            "seen => { const now = document.querySelector('.adding');"
            " return now && !seen.includes(now.innerHTML) }",
            arg=list(seen),
            timeout=SETTLED,
        )
        seen.add(picture.inner_html())
    page.get_by_label("First number").fill("41")
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("41 + 9 =", timeout=SETTLED)
    before = picture.inner_html()
    page.wait_for_function(
        "before => document.querySelector('.adding')?.innerHTML !== before", arg=before, timeout=SETTLED
    )
    expect(verdict).to_contain_text("41 + 9 =")
    button(page, "Stop").click()
    expect(button(page, "Resume")).to_be_visible(timeout=SETTLED)
