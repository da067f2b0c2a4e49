"""A curve is sketched on phones, by finger, by mouse and by keyboard, and revealed on the wall."""

import math
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect
from support.browser_waiting import wait_for_keys, wait_until_still

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act
from scripts.dashboard import Server

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take
FALLS = Question(
    text="How does the norm fall?",
    kind="sketch",
    low=0.01,
    high=1.0,
    log=True,
    last=20,
    at=8,
    right=0.43,
    truth=tuple(round(0.9**lag, 4) for lag in range(21)),
)
DRAWN = Lecture(
    title="Norms", scenes=(Scene(page="vanish", look="It falls", question=FALLS), Scene(look="Next"))
)


@pytest.fixture
def held(dashboard: Server) -> tuple[Store, str, str]:
    store = Store(dashboard.store)
    yield store, *live_session.begin(store, DRAWN)
    store.close()


def field(page: Page) -> Locator:
    return page.locator("svg.field")


def place(page: Page, lag: float, share: float) -> tuple[float, float]:
    """Where in the window a lag and a height (from 0 to 1) lie, read off the axes that are drawn."""
    return tuple(
        page.evaluate(
            """([lag, share]) => {
                const axis = document.querySelector("svg.field path.axis").getBoundingClientRect()
                return [axis.left + axis.width * lag / 20, axis.bottom - axis.height * share]
            }""",
            [lag, share],
        )
    )


def stroke(page: Page, *points: tuple[float, float]) -> None:
    """One stroke of the mouse through lags and heights, with no stop in between."""
    field(page).scroll_into_view_if_needed()
    page.mouse.move(*place(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(page, *point))
    page.mouse.up()


def sent(store: Store, code: str) -> list[tuple[float, ...]]:
    return [one for one in live_session.answers(store, code, 0) if isinstance(one, tuple)]


def wait_for(page: Page, store: Store, code: str, count: int) -> None:
    expect(page.locator(".heard")).to_contain_text("Your answer has been counted", timeout=SETTLED)
    assert len(sent(store, code)) == count


def share(value: float) -> float:
    """The height of a value between 0.01 and 1."""
    return 1 + math.log10(value) / 2


def test_it_is_drawn_by_mouse_and_by_keyboard_and_revealed(visit: Visit, held) -> None:
    store, code, secret = held
    wall = visit("lecture", c=code, k=secret)
    wall.get_by_role("button", name="Begin with scene 1").click()
    wait_for_keys(wall)
    wall.keyboard.press("b")
    phone = visit("join", width=390, height=844, c=code)
    other = visit("join", width=1280, height=720, c=code)
    for page in (phone, other):
        expect(field(page)).to_have_class(re.compile("undrawn"), timeout=SETTLED)
        expect(page.get_by_role("button", name="Send")).to_be_disabled()
        expect(field(page)).to_have_attribute("aria-valuetext", "lag 8: 0.1")
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= (
            page.viewport_size or {}
        ).get("width", 0)

    # two moves from one end to the other pass every point
    stroke(phone, (0, 1.0), (10, 0.5), (20, 0.0))
    expect(field(phone)).not_to_have_class(re.compile("undrawn"))
    phone.get_by_role("button", name="Send").click()
    wait_for(phone, store, code, 1)
    (curve,) = sent(store, code)
    assert [share(value) for value in curve] == pytest.approx(
        [1 - lag / 20 for lag in range(21)], abs=0.02
    )
    assert all(a > b for a, b in pairwise(curve))

    slider = other.get_by_role("slider", name="How does the norm fall?")
    slider.focus()
    for key, lag, value in (
        ("ArrowUp", 8, 0.1097),  # a fiftieth of the scale
        ("PageUp", 8, 0.1738),  # and a tenth
        ("ArrowRight", 9, 0.1738),  # points that were never touched go along
        ("PageDown", 9, 0.1097),
        ("End", 20, 0.1097),
        ("PageDown", 20, 0.06918),
        ("Home", 0, 0.1738),
        ("ArrowDown", 0, 0.1585),
        ("ArrowLeft", 0, 0.1585),  # there is nothing beyond
    ):
        other.keyboard.press(key)
        shown = f"{value:.3g}".rstrip("0")
        expect(slider).to_have_attribute("aria-valuetext", f"lag {lag}: {shown}")
        assert float(slider.get_attribute("aria-valuenow") or "nan") == pytest.approx(value, rel=1e-3)
    other.get_by_role("button", name="Send").click()
    wait_for(other, store, code, 2)
    expect(wall.locator(".count")).to_have_text("2 answers", timeout=SETTLED)
    (typed,) = (one for one in sent(store, code) if one != curve)
    assert [typed[lag] for lag in (0, 8, 9, 20)] == pytest.approx(
        [0.1585, 0.1738, 0.1097, 0.06918], rel=2e-3
    )

    for page in (phone, other):  # neither what is right nor the others
        assert page.locator(".field .right, .field .true, .figure[aria-label*=sketch]").count() == 0
    wall.keyboard.press("b")
    figure = ".figure[aria-label^='2 sketches'][data-painted]"
    for page in (wall, phone):
        expect(page.locator(figure)).to_be_attached(timeout=SETTLED)
    assert "Right" not in (wall.locator(figure).get_attribute("aria-label") or "")
    assert phone.locator(".field .right, .field .true").count() == 0
    wall.keyboard.press("b")
    expect(wall.locator(figure)).to_have_attribute(
        "aria-label", re.compile("Right: 0.43$"), timeout=SETTLED
    )
    middle = (curve[8] + typed[8]) / 2
    alt = wall.locator(figure).get_attribute("aria-label") or ""
    assert f"below {middle:.2f};" in alt and alt.endswith("Right: 0.43")
    lines = wall.locator(figure).evaluate(
        "node => node.data.find(one => one.name === 'median').y.length"
    )
    assert lines == 21
    for page, own in ((phone, curve), (other, typed)):
        expect(field(page)).to_have_class(re.compile("closed"), timeout=SETTLED)
        expect(field(page).locator("path.right")).to_be_attached()
        expect(field(page).locator("text.said")).to_have_text("Right: 0.43")
        expect(page.locator(".heard")).to_contain_text(f"Your curve at lag 8: {float(f'{own[8]:.3g}')}")
        assert page.get_by_role("slider", name="How does the norm fall?").count() == 0
        points = field(page).locator("polyline.curve").get_attribute("points") or ""
        assert len(points.split()) == 21


def test_a_finger_draws_and_the_page_stays_where_it_is(dashboard: Server, browser, held) -> None:
    store, code, secret = held
    live_session.drive(store, code, secret, Act.ASK)
    context = browser.new_context(
        viewport={"width": 390, "height": 500}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    try:
        page.goto(f"{dashboard.url}/join?c={code}")
        field(page).scroll_into_view_if_needed(timeout=SETTLED)
        wait_until_still(page)
        line = context.new_cdp_session(page)

        def touch(kind: str, *point: float) -> None:
            points = [{"x": point[0], "y": point[1]}] if point else []
            line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        top = "document.querySelector('[data-testid=stMain]').scrollTop"
        before = page.evaluate(top)
        path = [place(page, lag, 0.9 - 0.8 * lag / 20) for lag in (0, 3, 9, 14, 20)]
        touch("touchStart", *path[0])
        for point in path[1:]:
            touch("touchMove", *point)
        touch("touchEnd")
        assert page.evaluate(top) == before
        page.get_by_role("button", name="Send").tap()
        wait_for(page, store, code, 1)
        (curve,) = sent(store, code)
        assert [share(value) for value in curve] == pytest.approx(
            [0.9 - 0.8 * lag / 20 for lag in range(21)], abs=0.02
        )
        # changing one's mind counts once
        touch("touchStart", *place(page, 8, 0.2))
        touch("touchEnd")
        page.get_by_role("button", name="Send").tap()
        page.wait_for_function(
            "() => document.querySelector('.heard').textContent.includes('lag 8: 0.02')",
            timeout=SETTLED,
        )
        (again,) = sent(store, code)
        assert share(again[8]) == pytest.approx(0.2, abs=0.02)
        assert [*again[:8], *again[9:]] == [*curve[:8], *curve[9:]]
    finally:
        context.close()


def test_what_was_drawn_outlives_a_lost_line(visit: Visit, held) -> None:
    store, code, secret = held
    live_session.drive(store, code, secret, Act.ASK)
    phone = visit("join", width=390, height=844, c=code)
    expect(field(phone)).to_be_visible(timeout=SETTLED)
    stroke(phone, (0, 1.0), (20, 0.5))
    drawn = field(phone).locator("polyline.curve").get_attribute("points")
    phone.context.set_offline(True)
    expect(phone.get_by_text("connection is lost")).to_be_visible(timeout=SETTLED)
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".heard")).to_contain_text("has not arrived")
    phone.context.set_offline(False)
    expect(phone.get_by_text("connection is lost")).to_be_hidden(timeout=SETTLED)
    assert field(phone).locator("polyline.curve").get_attribute("points") == drawn
    phone.get_by_role("button", name="Send").click()
    wait_for(phone, store, code, 1)
