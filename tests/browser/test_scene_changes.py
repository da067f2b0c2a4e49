"""A wall whose scenes change again and again, while others follow and the machine is busy, always shows
one page: its sentence, its title, its picture and its style.

It changes 20 times; RNNVIZ_SCENE_CHANGES=200 is what was asked of it once:

    RNNVIZ_SCENE_CHANGES=200 .venv/bin/python -m pytest -m browser tests/browser/test_scene_changes.py
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser_waiting import wait_for_keys
from support.waiting import until

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from scripts.dashboard import Server, new_page

CHANGES = int(os.environ.get("RNNVIZ_SCENE_CHANGES", "20"))
SETTLED = 60_000  # milliseconds that a busy machine may take
# by a scene's page: its title, and what it draws and no other one does
PAGES = {
    "unroll": ("Unroll", ".unrolled[data-painted]"),
    "truncate": ("Truncate", ".figure[aria-label^=Loss]"),
    "vanish": ("Vanish & explode", ".st-key-chain-gain"),
    "backpropagate": ("Backpropagate", ".arrivals[data-painted]"),
}
ASKED = Question(text="Where will it stop?", options=("0.45", "0.52"), right=1)
LECTURE = Lecture(
    title="Changes",
    scenes=(
        Scene(look="first of four", settings={"text": "hello"}),
        Scene(look="second of four", page="truncate", settings={"runs": "windows5.h4"}, question=ASKED),
        Scene(look="third of four", page="vanish", settings={"gain": "0.5"}),
        Scene(look="fourth of four", page="backpropagate", settings={"text": "hello"}),
    ),
)
# of a page that is at rest: what each of its parts says of where it is
SEEN = """() => ({
  look: document.querySelector("p.look")?.textContent ?? "",
  title: [...document.querySelectorAll(".head h1")].map(h1 => h1.textContent),
  size: getComputedStyle(document.querySelector("p.look") ?? document.body).fontSize,
  head: getComputedStyle(document.querySelector(".head h1") ?? document.body).fontSize,
  bars: document.querySelectorAll(".st-key-presenter").length,
})"""


@pytest.fixture
def busy() -> Iterator[None]:
    """Something that takes a processor all the time."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as other:
        yield
        other.kill()


@pytest.fixture
def screens(dashboard: Server, browser: Browser) -> Iterator[tuple[Page, list[Page]]]:
    """The wall at the first scene, and three phones."""
    store = Store(dashboard.store)
    code, secret = live_session.begin(store, LECTURE)
    store.close()
    wall = new_page(browser)
    phones = [new_page(browser, 390, 844) for _ in range(3)]
    wall.goto(f"{dashboard.url}/lecture?c={code}&k={secret}")
    wall.locator(".st-key-present-go button").click(timeout=SETTLED)
    for phone in phones:
        phone.goto(f"{dashboard.url}/join?c={code}")
    yield wall, phones
    for page in (wall, *phones):
        page.context.close()


def seen(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(SEEN)
    drawn = [css for _, css in PAGES.values() if page.locator(css).count()]  # in shadows, too
    return found | {"drawn": drawn}


def is_whole(wall: Page, title: str, picture: str) -> bool:
    """Whether a wall shows one page, with its title, its picture and one bar."""
    now = seen(wall)
    return (now["title"], now["drawn"], now["bars"]) == ([title], [picture], 1)


def test_a_wall_shows_one_page_however_often_its_scenes_change(
    screens: tuple[Page, list[Page]], busy: None
) -> None:
    wall, phones = screens
    draw, scenes = random.Random(5), LECTURE.scenes
    styles: dict[str, set[object]] = {"size": set(), "head": set()}
    at = 0
    for _change in range(CHANGES):
        wait_for_keys(wall)
        # sometimes another key comes while the page still changes
        for _ in range(draw.choice((1, 1, 2))):
            by = -1 if at == len(scenes) - 1 else 1 if at == 0 else draw.choice((-1, 1, 1))
            wall.keyboard.press("PageDown" if by > 0 else "PageUp")
            at += by
        scene = scenes[at]
        title, picture = PAGES[scene.page]
        sentence = scene.question.text if scene.question else scene.look
        expect(wall.locator("p.look")).to_contain_text(f"{at + 1} / 4 {sentence}", timeout=SETTLED)
        expect(wall.locator(".head h1")).to_have_text([title], timeout=SETTLED)
        wall.locator(picture).first.wait_for(state="attached", timeout=SETTLED)
        wall.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLED)
        expect(wall.locator("[data-testid=stMain] [data-stale=true]")).to_have_count(0, timeout=SETTLED)
        # where two keys lead back to where it was, it shows that also before it changes
        until(partial(is_whole, wall, title, picture), seconds=SETTLED / 1000)
        now = seen(wall)
        for name, values in styles.items():
            values.add(now[name])
        for phone in phones:
            expect(phone.locator("p.look")).to_contain_text(sentence, timeout=SETTLED)
    assert all(len(values) == 1 for values in styles.values()), styles

    # nobody is held there: who chooses another page stays on it until the next key
    wall.get_by_role("button", name="Controls", exact=True).click()
    other = "Tasks"
    wall.get_by_test_id("stSidebar").get_by_role("link", name=other).click()
    expect(wall.locator(".head h1")).to_have_text([other], timeout=SETTLED)
    wall.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLED)
    expect(wall.locator(".head h1")).to_have_text([other])
    wait_for_keys(wall)
    wall.keyboard.press("PageUp")
    expect(wall.locator(".head h1")).not_to_have_text([other], timeout=SETTLED)
