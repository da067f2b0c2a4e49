"""The Truncate page in a real Chromium: a race is started, watched, paused, scrubbed, resumed, stopped
and still there after a reload and for a second visitor."""

import json
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any

from playwright.sync_api import Page, expect
from support.browser_waiting import bring_into_view, comes

from rnnviz.figures.training.strip_frame import BITS, HEAD, TOP
from rnnviz.figures.training.strip_states import LEAST

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take


def same_stamp(page: Page, other: Page) -> str:
    """The stamp of the losses that two readers see, as soon as both see the same."""
    stamp, late = "", perf_counter() + SETTLED / 1000
    while perf_counter() < late and not stamp:
        now = drawn(page)
        stamp = now if comes(other.locator(f".figure[aria-label^=Loss][data-painted='{now}']")) else ""
    return stamp


def drawn(page: Page) -> str:
    """The stamp of the losses now drawn."""
    figure = page.locator(".figure[aria-label^=Loss]")
    expect(figure).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    return figure.get_attribute("data-painted") or ""


def sent(page: Page) -> list[list[str]]:
    """The names of the pictures in sight, as often as the page will have said which these are."""
    found: list[list[str]] = []

    def heard(frame: str | bytes) -> None:
        if isinstance(frame, str) and '"near"' in frame:
            found.append(json.loads(frame)["asked"]["near"].split())

    page.on("websocket", lambda socket: socket.on("framesent", heard))
    return found


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def second_window(page: Page) -> Page:
    """What stands in another window of the same browser, whose race it is, too."""
    other = page.context.new_page()
    other.goto(page.url)
    return other


def test_a_race_from_start_to_stop(visit: Visit) -> None:
    page = visit(
        "truncate",
        runs="windows5.h4,windows10.h16",
        samples="90000000",
        seed="7",
        speed="200 a second",
    )
    expect(page.locator(".three").first).to_contain_text("Press Start", timeout=SETTLED)
    asked = sent(page)
    empty = drawn(page)
    button(page, "Start").click()
    expect(button(page, "Pause")).to_be_visible(timeout=SETTLED)
    seen = {empty}
    for _ in range(3):  # frames arrive by themselves
        page.wait_for_function(
            "seen => { const f = document.querySelector('.figure[aria-label^=Loss]');"
            " return f && f.dataset.painted && !seen.includes(f.dataset.painted) }",
            arg=list(seen),
            timeout=SETTLED,
        )
        seen.add(drawn(page))
    expect(page.locator("table.runs tr")).to_have_count(3)
    assert any("losses" in names and "matrices" not in names for names in asked)
    matrices = page.locator(".figure[data-live=matrices]")
    bring_into_view(matrices)  # and they are asked for, and go on
    expect(matrices).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    before = matrices.get_attribute("data-painted") or ""
    expect(matrices).not_to_have_attribute("data-painted", before, timeout=SETTLED)
    assert any("matrices" in names and "losses" not in names for names in asked)

    button(page, "Pause").click()
    expect(button(page, "Resume")).to_be_focused(timeout=SETTLED)
    slider = page.get_by_role("slider").last
    last = slider.get_attribute("aria-valuetext")
    for _ in range(20):  # the last frame before the pause may still come and bring a new slider
        slider.focus()
        page.keyboard.press("ArrowLeft")
        if comes(button(page, "Go on from here")):
            break
    expect(button(page, "Go on from here")).to_be_visible(timeout=SETTLED)
    assert slider.get_attribute("aria-valuetext") != last

    button(page, "Resume").click()
    expect(button(page, "Pause")).to_be_focused(timeout=SETTLED)
    other = second_window(page)
    expect(button(other, "Pause")).to_be_visible(timeout=SETTLED)
    button(other, "Stop").click()
    expect(button(page, "Resume")).to_be_visible(timeout=SETTLED)  # the first browser sees it, too
    page.reload()
    expect(button(page, "Resume")).to_be_visible(timeout=SETTLED)
    expect(page.locator("table.runs tr")).to_have_count(3, timeout=SETTLED)


def test_a_short_race_ends_on_its_floor(visit: Visit) -> None:
    page = visit("truncate", runs="windows5.h4", samples="1000000", seed="8", speed="full")
    button(page, "Start").focus()
    page.keyboard.press("Enter")
    # the focus stays on the one button, from the start to the end
    expect(button(page, "Start again")).to_be_focused(timeout=SETTLED)
    expect(button(page, "Pause")).to_have_count(0, timeout=SETTLED)
    cells = page.locator("table.runs td").all_inner_texts()
    assert abs(float(cells[1]) - 0.5192) < 0.02
    assert abs(float(cells[2].strip(" %")) - 75.0) < 3.0  # of the answers are right
    assert int(cells[3].strip("<> %")) > 95  # of lag 3 is learned


def test_controls_losses_what_was_seen_and_the_first_states_stand_above_the_fold(visit: Visit) -> None:
    page = visit("truncate")
    states = page.locator(".figure[aria-label^='Hidden states']")
    expect(states).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    for above in (page.locator("[data-live=seen] b").last, button(page, "Random")):
        expect(above).to_be_in_viewport(ratio=1)
    place = states.bounding_box()
    assert place and place["y"] + TOP + BITS + HEAD + LEAST <= 720


def test_what_cannot_be_raced_is_said_before_anything_starts(visit: Visit) -> None:
    page = visit("truncate", lags="3:0.9,8:0.4")
    expect(page.locator(".notice")).to_contain_text("probability of a 1 would be", timeout=SETTLED)
    assert button(page, "Start").count() == 0


def test_a_preset_sets_the_race(visit: Visit) -> None:
    page = visit("truncate", seed="9")
    page.get_by_test_id("stSidebar").get_by_text("carry or reset", exact=True).click()
    expect(page.get_by_label("Runs", exact=True)).to_have_value(
        "windows5.h16,windows5.h16.reset", timeout=SETTLED
    )
    expect(page.locator(".three").first).to_contain_text("starts from zero", timeout=SETTLED)
    page.wait_for_url(re.compile("reset"))


def test_two_readers_of_one_race_see_the_same_and_hear_of_each_other(visit: Visit) -> None:
    settings = {"runs": "windows10.h64", "samples": "90000000", "seed": "17", "speed": "200 a second"}
    page = visit("truncate", **settings)
    button(page, "Start").click()
    expect(button(page, "Pause")).to_be_visible(timeout=SETTLED)
    other = second_window(page)
    updates = other.locator("table.runs td").last
    expect(updates).to_be_visible(timeout=SETTLED)
    before = updates.inner_text()
    expect(updates).not_to_have_text(before, timeout=SETTLED)  # it goes on by itself

    button(page, "Pause").click()
    expect(button(other, "Resume")).to_be_visible(timeout=SETTLED)
    expect(button(page, "Resume")).to_be_visible(timeout=SETTLED)
    losses = ".figure[aria-label^=Loss]"
    stamp = same_stamp(page, other)  # both end on the last frame
    assert stamp
    assert updates.inner_text() == page.locator("table.runs td").last.inner_text()

    other.get_by_role("button", name="One update").click()  # its key stands beside it
    expect(page.locator(losses)).not_to_have_attribute("data-painted", stamp, timeout=SETTLED)
    stamp = same_stamp(page, other)
    page.locator("body").press("u")
    expect(other.locator(losses)).not_to_have_attribute("data-painted", stamp, timeout=SETTLED)
    button(other, "Resume").click()
    expect(button(page, "Pause")).to_be_visible(timeout=SETTLED)
    button(page, "Stop").click()
    expect(button(other, "Resume")).to_be_visible(timeout=SETTLED)


LOSSES = ".figure[aria-label^=Loss]"
# how a chart of losses stands: the ranges of its axes; the boxes of its labels and of
# its curves, and that of the field which these are drawn in
CHART = """node => {
  const box = one => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    return [left, right, top, bottom]
  }
  const all = name => [...node.querySelectorAll(name)].map(box)
  const { xaxis, yaxis } = node._fullLayout
  return { x: xaxis.range, y: yaxis.range, labels: all('.annotation-text-g'),
    curves: all('path.js-line:not(.legendlines *)'), field: box(node.querySelector('.nsewdrag')) }
}"""


def chart_of(page: Page) -> dict[str, Any]:
    """What the loss curves' chart has drawn, and where."""
    drawn = page.locator(LOSSES).filter(has=page.locator(".cartesianlayer path.js-line"))
    found: dict[str, Any] = drawn.first.evaluate(CHART)
    return found


def test_a_race_that_explodes_stays_in_its_chart_also_when_it_begins_again(visit: Visit) -> None:
    """An axis without a range of its own was left empty, from -1 to 6, by the picture after one that
    had a range and no curve."""
    page = visit(
        "truncate",
        runs="windows10.h16.relu,windows10.h16.relu.clip0_05",
        optimizer="sgd",
        rate="5",
        samples="60000",
        speed="full",
    )
    button(page, "Start").click()
    for _again in range(3):
        expect(button(page, "Start again")).to_be_visible(timeout=SETTLED)
        expect(page.locator(".notice").first).to_contain_text("diverged at", timeout=SETTLED)
        expect(page.locator(f"{LOSSES} path.js-line:not(.legendlines *)").first).to_be_attached(
            timeout=SETTLED
        )
        chart = chart_of(page)
        assert chart["x"] == [0, 60_000]
        low, high = chart["y"]
        assert 0.0 < low < 0.45
        assert 0.7 < high < 2.0
        left, right, top, bottom = chart["field"]
        for one in chart["curves"]:
            assert left - 2 <= one[0] <= one[1] <= right + 2
            assert top - 2 <= one[2] <= one[3] <= bottom + 2
        button(page, "Start again").click()


def test_labels_of_a_chart_never_lie_on_each_other(visit: Visit) -> None:
    for width, height in ((1280, 720), (1920, 1080)):
        page = visit(
            "truncate",
            width,
            height,
            runs="windows5.h4,windows5.h16,windows5.h16.reset",
            lags="3:0.5,8:-0.1",  # floors near each other, each with a label of its own
            samples="60000",
            seed=str(width),
            speed="full",
        )
        button(page, "Start").click()
        expect(button(page, "Start again")).to_be_visible(timeout=SETTLED)
        expect(page.locator(f"{LOSSES} path.js-line:not(.legendlines *)").first).to_be_attached(
            timeout=SETTLED
        )
        labels = chart_of(page)["labels"]
        assert len(labels) >= 7  # four floors, that of the reset, and runs
        for place, (left, right, top, bottom) in enumerate(labels):
            for other in labels[place + 1 :]:
                apart = other[0] >= right - 1 or other[1] <= left + 1
                assert apart or other[2] >= bottom - 3 or other[3] <= top + 3, (width, labels)
            assert 0 <= left < right <= width


def test_a_race_at_full_speed_is_paused_resumed_and_stopped(visit: Visit) -> None:
    page = visit(
        "truncate", runs="windows5.h4,windows10.h16", samples="9000000000", seed="11", speed="full"
    )
    patience = 3 * SETTLED  # at full speed it leaves little of the machine to the page
    button(page, "Start").click()
    for _ in range(3):
        button(page, "Pause").click(timeout=patience)
        button(page, "Resume").click(timeout=patience)
    button(page, "Stop").click(timeout=patience)
    expect(button(page, "Resume")).to_be_visible(timeout=patience)
