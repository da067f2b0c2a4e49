"""A browser is known again and goes on with its own lecture; no other one does."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support.browser_waiting import comes, wait_for_keys
from support.presenting import import_lecture
from support.waiting import until

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.server.browser_secret import NAME, owner_of
from scripts.dashboard import Server, free_port, new_page, started

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take
OWN = Lecture(
    title="Going on",
    scenes=(
        Scene(look="Read it", settings={"text": "hello"}),
        Scene(
            page="truncate",
            settings={
                "runs": "windows5.h4",
                "samples": "90000000",
                "seed": "77",
                "speed": "200 a second",
            },
            look="It stops at 0.52",
            question=Question(text="Where will it stop?", options=("0.45", "0.52"), right=1),
        ),
        Scene(page="vanish", look="Nothing is left", settings={"gain": "0.5"}),
    ),
)


def secret(page: Page) -> str:
    """The secret of a page's browser, which no script on it can read."""
    (cookie,) = [one for one in page.context.cookies() if one.get("name") == NAME]
    assert cookie.get("httpOnly") and cookie.get("sameSite") == "Lax"
    return cookie.get("value", "")


def look(page: Page) -> Locator:
    """The scene's number and sentence."""
    return page.locator("p.look")


def stands(page: Page, *words: str) -> None:
    """A page is the wall of a scene, and listens to keys."""
    for word in words:
        expect(look(page)).to_contain_text(word, timeout=SETTLED)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden(timeout=SETTLED)
    wait_for_keys(page)


def present(page: Page, lecture: Lecture = OWN) -> str:
    """Begin a lecture of our own on the page Lecture; its code."""
    import_lecture(page, lecture, SETTLED)
    page.get_by_role("button", name="Present", exact=True).click()
    begin = page.get_by_role("button", name="Begin with scene 1")
    begin.wait_for(timeout=SETTLED)
    page.wait_for_url(re.compile("present="), timeout=SETTLED)
    code = page.url.split("present=")[1][:5]
    page.reload()  # before the first scene it goes on, too
    begin.wait_for(timeout=SETTLED)
    title = page.get_by_role("heading", level=1)
    expect(title).to_be_focused(timeout=SETTLED)
    begin.press("Enter")
    stands(page, "1 / 3", "Read it")
    expect(title).to_have_text("Unroll", timeout=SETTLED)
    expect(title).to_be_focused(timeout=SETTLED)
    return code


def test_every_browser_has_a_secret_and_keeps_it(visit: Visit) -> None:
    one, other = visit(), visit("vanish")
    first = secret(one)
    assert owner_of(first) and secret(other) != first
    assert NAME not in one.evaluate("document.cookie")
    one.reload()
    second = one.context.new_page()
    second.goto(other.url)
    assert secret(one) == secret(second) == first


def test_what_is_no_secret_is_replaced(dashboard: Server, browser: Browser) -> None:
    context = browser.new_context()
    try:
        context.add_cookies([{"name": NAME, "value": "forged", "url": dashboard.url}])
        page = context.new_page()
        page.goto(f"{dashboard.url}/vanish")
        assert owner_of(secret(page))
    finally:
        context.close()


def test_a_page_loaded_anew_is_the_wall_again_and_a_second_window_too(
    visit: Visit, dashboard: Server
) -> None:
    page = visit("lecture")
    code = present(page)
    phone = visit("join", width=390, height=844, c=code)
    page.keyboard.press("PageDown")
    stands(page, "2 / 3", "Where will it stop?")
    page.keyboard.press("b")
    phone.get_by_role("button", name="0.52").click(timeout=SETTLED)
    expect(page.locator(".count")).to_have_text("1 answer", timeout=SETTLED)
    page.reload()
    stands(page, "2 / 3", "Where will it stop?")
    expect(page.locator(".count")).to_have_text("1 answer", timeout=SETTLED)  # the same phase
    page.keyboard.press("b")
    expect(page.locator(".figure[aria-label*='0.52: 1']")).to_be_visible(timeout=SETTLED)
    page.keyboard.press("Space")  # the question makes room, and the run is the lecturer's to start
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible(timeout=SETTLED)
    page.reload()
    stands(page, "2 / 3", "It stops at 0.52")
    expect(page.locator(".figure[aria-label*='0.52: 1']")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible(timeout=SETTLED)

    copied = page.url
    stranger = visit("vanish")
    stranger.goto(copied)
    expect(stranger.locator(".notice").first).to_contain_text(f"/join?c={code}", timeout=SETTLED)
    expect(stranger.get_by_test_id("stSidebar")).to_be_visible(timeout=SETTLED)
    expect(look(stranger)).to_have_count(0)
    expect(stranger).not_to_have_url(re.compile("present="), timeout=SETTLED)

    second = page.context.new_page()
    second.goto(copied)
    stands(second, "2 / 3")
    second.keyboard.press("PageDown")
    for window in (page, second):
        stands(window, "3 / 3", "Nothing is left")
    expect(look(phone)).to_contain_text("3 / 3", timeout=SETTLED)
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    for window in (page, second):
        stands(window, "1 / 3")
    for window, typed in ((second, "hollo"), (page, "hullo")):  # the last change wins
        box = window.get_by_label("Type characters")
        box.fill(typed)
        for one in (page, second):
            expect(one.get_by_label("Type characters")).to_have_value(typed, timeout=SETTLED)
        expect(phone.locator(f".unrolled[data-painted='{typed}']")).to_be_visible(timeout=SETTLED)
    page.reload()
    stands(page, "1 / 3")
    expect(page.get_by_label("Type characters")).to_have_value("hullo", timeout=SETTLED)
    page.close()  # the other one is seen now
    second.get_by_label("Type characters").fill("hallo")
    expect(phone.locator(".unrolled[data-painted='hallo']")).to_be_visible(timeout=SETTLED)


def test_a_browser_that_comes_back_is_offered_its_lecture_and_no_other_one_is(visit: Visit) -> None:
    page = visit("lecture")
    code = present(page)
    phone = visit("join", width=390, height=844, c=code)
    page.keyboard.press("PageDown")
    stands(page, "2 / 3")
    offered = re.compile(f"Going on: scene 2 of 3, code {code}")
    again = page.context.new_page()
    page.close()  # it has crashed
    again.goto(phone.url.split("/join")[0] + "/lecture")
    expect(again.locator(f".st-key-running-{code}")).to_contain_text(offered, timeout=SETTLED)
    other = visit("lecture")
    other.locator(".st-key-present").wait_for(timeout=SETTLED)
    expect(other.get_by_text(offered)).to_have_count(0)
    again.locator(f".st-key-running-{code}").get_by_role("button", name="Go on").click()
    stands(again, "2 / 3", "Where will it stop?")
    again.keyboard.press("PageDown")
    stands(again, "3 / 3")
    expect(look(phone)).to_contain_text("3 / 3", timeout=SETTLED)
    again.keyboard.press("Escape")
    again.wait_for_url(re.compile("/lecture"), timeout=SETTLED)
    title = again.get_by_role("heading", level=1)
    expect(title).to_have_text("Lecture", timeout=SETTLED)
    expect(title).to_be_focused(timeout=SETTLED)
    expect(look(again)).to_have_count(0, timeout=SETTLED)
    again.locator(f".st-key-running-{code}").get_by_role("button", name="End").click(timeout=SETTLED)
    expect(again.locator(".notice")).to_contain_text(f"{code} has ended", timeout=SETTLED)
    expect(again.locator(f".st-key-running-{code}")).to_have_count(0, timeout=SETTLED)
    expect(phone.get_by_text(f"no lecture with the code {code}")).to_be_visible(timeout=SETTLED)


def test_a_training_is_free_again_when_its_lecturer_has_gone(visit: Visit, dashboard: Server) -> None:
    page = visit("lecture")
    asked = OWN.scenes[1].settings | {"seed": "78"}
    raced = OWN.scenes[1].model_copy(update={"settings": asked})
    code = present(page, OWN.model_copy(update={"scenes": (OWN.scenes[0], raced, OWN.scenes[2])}))
    page.keyboard.press("PageDown")
    stands(page, "2 / 3")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=SETTLED)
    other = visit("truncate", **asked)
    locked = other.get_by_text("only its lecturer can start")
    expect(locked).to_be_visible(timeout=SETTLED)
    mine = page.context.new_page()  # the lecturer looks for themselves in another window
    mine.goto(other.url)
    expect(mine.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=SETTLED)
    mine.close()
    page.close()
    store, start = Store(dashboard.store), other.get_by_role("button", name="Start", exact=True)

    def is_free() -> bool:
        # a minute goes by; the page that was closed may yet have said that it is there
        with store.transaction() as run:
            run("UPDATE halls SET alive = alive - 61 WHERE code = ?", (code,))
        return comes(start)

    until(is_free, seconds=60)
    store.close()


@pytest.fixture
def restarted(browser: Browser, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Starts a server, and another one in its place."""
    port, running = free_port(), []
    command = [sys.executable, "-m", "streamlit", "run", "serve.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]

    def start() -> Server:
        stop()
        running.append(started(command, port, tmp_path, Path.cwd(), tmp_path / "store.db"))
        return running[-1].__enter__()

    def stop() -> None:
        while running:
            running.pop().__exit__(None, None, None)

    yield start
    stop()


def test_where_the_server_has_forgotten_the_session_the_wall_comes_back_by_itself(
    restarted: Callable[[], Server], browser: Browser
) -> None:
    """As after a long time without a network: sessions are kept for two minutes."""
    dashboard = restarted()
    page = new_page(browser)
    try:
        page.goto(f"{dashboard.url}/lecture")
        page.locator(".st-key-present").wait_for(timeout=SETTLED)
        code = present(page)
        page.keyboard.press("PageDown")
        stands(page, "2 / 3")
        listens = page.locator(".st-key-presenter-keys [data-ready]")
        before = listens.get_attribute("data-ready") or ""
        restarted()
        expect(listens).not_to_have_attribute("data-ready", before, timeout=SETTLED)
        page.keyboard.press("PageDown")
        stands(page, "3 / 3", "Nothing is left")
        store = Store(dashboard.store)
        assert live_session.load(store, code).scene == 2
        store.close()
    finally:
        page.context.close()
