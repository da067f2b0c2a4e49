"""What a class sees: the wall can be read from the back row, a question stands beside the picture, and
a phone shows everything at its width. With RNNVIZ_ALL_SCENES every ready lecture is walked through."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from support import presenting
from support.small_letters import small_letters

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.ready import READY

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take
WALL, PHONE = 18, 14  # pixels of the smallest letters
WALKED = tuple(READY) if os.environ.get("RNNVIZ_ALL_SCENES") else ("by-hand",)
# whether the pictures in sight are drawn
DRAWN = """() => [...document.querySelectorAll(".figure:not(.piece)")].every(one => {
  const box = one.getBoundingClientRect()
  return one.dataset.painted || !box.width || box.top > innerHeight
})"""
# whether one section is all that is shown
ALONE = """wanted => {
  const all = [...document.querySelectorAll("[class*=st-key-section-]")]
  return all.length === 1 && all[0].classList.contains(wanted)
}"""
SIZE = "el => parseFloat(getComputedStyle(el).fontSize)"
SMALLER = f"large => ({SIZE})(document.querySelector('.st-key-section-losses .xtick text')) < large"


def race(seed: int) -> Lecture:
    """A lecture about a race that no other test trains."""
    asked = Question(text="Which reaches 0.45?", options=("5", "10", "both", "neither"), right=1)
    settings = {"runs": "windows5.h4,windows10.h16", "samples": "500000", "seed": str(seed)}
    settings["speed"] = "full"  # what is asked for here comes after it
    scene = Scene(page="truncate", section="losses", settings=settings, question=asked)
    return Lecture(title=f"Race {seed}", scenes=(scene.model_copy(update={"look": "The second."}),))


def present(visit: Visit, lecture: str | Lecture, width: int, height: int) -> tuple[Page, str]:
    """Who presents a ready lecture, or one's own, before its first scene, and the code to follow it."""
    ready = {"lecture": lecture} if isinstance(lecture, str) else {}
    page = visit("lecture", width=width, height=height, **ready)
    if isinstance(lecture, Lecture):
        presenting.import_lecture(page, lecture, SETTLED)
    return page, presenting.present(page)


def go_on(page: Page, scene: int) -> None:
    page.keyboard.press("PageDown")
    expect(page.locator("p.look b")).to_have_text(re.compile(f"^{scene} /"), timeout=SETTLED)
    page.wait_for_function(DRAWN, timeout=SETTLED)


@pytest.mark.parametrize("name", WALKED)
def test_a_wall_can_be_read_from_the_back_row_and_a_phone_in_the_hand(visit: Visit, name: str) -> None:
    page, code = present(visit, name, 1920, 1080)
    phone = visit("join", width=390, height=844, c=code)
    for place, scene in enumerate(READY[name].scenes, 1):
        go_on(page, place)
        # the bar comes first, then the page with its one section
        page.wait_for_function(ALONE, arg=f"st-key-section-{scene.section}", timeout=SETTLED)
        page.wait_for_function(DRAWN, timeout=SETTLED)
        assert small_letters(page, WALL) == {}, place
        expect(phone.locator("p.look b")).to_have_text(re.compile(f"^{place} /"), timeout=SETTLED)
        phone.wait_for_function(DRAWN, timeout=SETTLED)
        assert small_letters(phone, PHONE) == {}, place
        said = phone.locator(".follow").inner_text()
        assert not re.search(r"press Start|[Cc]lick|[Ss]croll|Type ", said)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_a_question_stands_beside_the_picture(visit: Visit, width: int, height: int) -> None:
    page, code = present(visit, race(width), width, height)
    phone = visit("join", width=360, height=780, c=code)
    go_on(page, 1)
    figure = page.locator(".st-key-section-losses .figure[data-painted]")
    before = figure.bounding_box()
    page.keyboard.press("b")
    asked = page.locator(".st-key-question")
    expect(asked.locator("li")).to_have_count(4, timeout=SETTLED)
    page.wait_for_function(
        """() => {
          const box = css => document.querySelector(css).getBoundingClientRect()
          return box(".st-key-section-losses .main-svg").right <= box(".st-key-question").left
        }""",
        timeout=SETTLED,
    )
    after = figure.bounding_box()
    assert before and after and abs(before["y"] - after["y"]) < 60  # not pushed away
    assert after["y"] + after["height"] < height
    told = phone.locator(".told")
    expect(told).to_have_text("New question: Which reaches 0.45?")
    phone.locator(".options button").nth(1).click()
    expect(page.locator(".count")).to_have_text("1 answer", timeout=SETTLED)
    page.keyboard.press("b")
    answers = page.locator(".st-key-question .figure[data-painted]")
    expect(answers).to_be_visible(timeout=SETTLED)
    box, beside = answers.bounding_box(), figure.bounding_box()
    assert box and beside and box["x"] >= beside["x"] + beside["width"]
    expect(told).to_have_text("The question is closed.", timeout=SETTLED)
    for one in (page.locator(".stMainBlockContainer"), phone.locator(".follow")):
        assert "The second." not in one.inner_text()  # nothing tells before it is told
    letters = page.locator(".st-key-section-losses .figure .xtick text").first
    large = letters.evaluate(SIZE)
    page.set_viewport_size({"width": 1000, "height": 700})
    if width > 1500:  # the letters of the larger window do not stay
        page.wait_for_function(SMALLER, arg=large, timeout=SETTLED)


def test_after_a_race_a_phone_shows_its_losses_over_the_full_width(visit: Visit) -> None:
    page, code = present(visit, race(9), 1280, 720)
    phones = {width: visit("join", width=width, height=844, c=code) for width in (360, 390, 768)}
    go_on(page, 1)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Start again").wait_for(timeout=3 * SETTLED)
    for width, phone in phones.items():
        expect(phone.locator(".figure .legendtext").first).to_be_visible(timeout=SETTLED)
        plotted = phone.locator(".figure .xy .plot, .figure .nsewdrag").first.bounding_box()
        legend = phone.locator(".figure .legend").first.bounding_box()
        assert plotted and legend
        assert plotted["width"] > 0.5 * width
        if width < 560:
            assert legend["y"] > plotted["y"] + plotted["height"]
        assert phone.locator(".modebar").count() == 0
        assert small_letters(phone, PHONE) == {}
