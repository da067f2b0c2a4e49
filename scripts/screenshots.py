"""Make the README's pictures: real screenshots of the real pages, into docs/.

`python scripts/screenshots.py` makes all, with names only those.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs as a file, too

from playwright.sync_api import Browser, Page

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session, ready
from rnnviz.lectures.model import Answer
from rnnviz.ui.tasks.panels.delay import DELAYS
from scripts.dashboard import ROOT, Server, chromium, new_page, server, wait_for_picture

DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Shot:
    """One picture: a page's state and the window it is seen in, in pixels."""

    query: dict[str, str]
    path: str = ""
    width: int = 1280
    height: int = 720
    dark: bool = False
    down: int = 0  # how far the reader has scrolled
    trained: bool = False  # a race is trained to its end first


@dataclass(frozen=True)
class Lesson:
    """A picture of a ready lecture while it is held; the class has answered the scene's question."""

    word: str
    scene: int  # from 1
    answers: tuple[Answer, ...]
    revealed: bool = False
    told: bool = False  # what is right, too
    phone: bool = False  # what a follower sees, not the wall
    width: int = 1280
    height: int = 720


SHOTS = {
    "unroll": Shot({"step": "4"}),
    "unroll-arithmetic": Shot({"step": "4"}, down=560),
    "unroll-order": Shot({"net": "random", "mode": "words", "with": "man bites dog"}),
    "backpropagate": Shot(
        {"net": "english-lstm", "text": "the value of the function", "cut": "windows"}, "backpropagate"
    ),
    "backpropagate-arithmetic": Shot({"step": "4"}, "backpropagate", down=1100),
    "vanish": Shot({}, "vanish"),
    "vanish-helps": Shot({}, "vanish", down=1720),
    "truncate": Shot(
        {"runs": "windows5.h4,windows10.h16,windows5.h16,windows10.h4"},
        "truncate",
        height=980,
        trained=True,
    ),
    "truncate-reach": Shot(
        {"runs": "windows5.h4,windows10.h16,even5.h16"},
        "truncate",
        down=1230,
        height=500,
        trained=True,
    ),
    "tasks": Shot({}, "tasks", height=900),
    "tasks-sentiment": Shot({"task": "sentiment"}, "tasks"),
    "tasks-translate": Shot({"task": "translate"}, "tasks", height=860),
    "tasks-delays": Shot(
        {"task": "addition", **DELAYS.asked}, "tasks", down=1130, height=1040, trained=True
    ),
    "unroll-lstm": Shot({"net": "english-lstm"}, width=1920, height=1080, dark=True),
}


# a class of forty, before it is shown: most fall for the longer window alone
CLASS = (0.0,) * 6 + (1.0,) * 21 + (2.0,) * 9 + (3.0,) * 4
# likewise: most sketch something like a power, some a straight line
SKETCHES = tuple(
    tuple(max(rate**lag, 0.01) for lag in range(21))
    for rate in (0.72 + place / 150 for place in range(38))
) + tuple(tuple(max(1 - lag / end, 0.01) for lag in range(21)) for end in (12, 16, 20, 24, 30, 40))
LESSONS = {
    "lecture": Lesson("truncation", 1, CLASS, revealed=True),
    "lecture-sketch": Lesson("vanishing", 1, SKETCHES, revealed=True, told=True),
    "lecture-phone": Lesson("truncation", 1, CLASS, phone=True, width=390, height=780),
}


def visited(shot: Shot, running: Server, browser: Browser) -> Page:
    """A page as a reader has brought it to a state."""
    page = new_page(browser, shot.width, shot.height, shot.dark)
    page.goto(f"{running.url}/{shot.path}?{urlencode(shot.query)}")
    if shot.trained:
        page.get_by_role("button", name="Start", exact=True).click()
        page.get_by_role("button", name="Start again", exact=True).wait_for()
        page.get_by_role("button", name="Pause", exact=True).wait_for(state="detached")
        page.mouse.move(0, 0)
    elif shot.path:
        page.locator(".figure[data-painted]").first.wait_for()
    else:
        wait_for_picture(page)
    page.get_by_test_id("stMain").evaluate("(main, down) => main.scrollTo(0, down)", shot.down)
    return page


def held(lesson: Lesson, running: Server, browser: Browser) -> Page:
    """The wall of a lecture, or a phone in its class."""
    store = Store(running.store)
    code, secret = live_session.begin(store, ready.READY[lesson.word])
    live_session.drive(store, code, secret, scene=lesson.scene - 1)
    wall = new_page(browser, 1280, 720)
    wall.goto(f"{running.url}/lecture?c={code}&k={secret}")
    wall.locator(".st-key-present-go button").click()
    wall.mouse.move(0, 0)
    wall.locator(".figure[data-painted]").first.wait_for()
    live_session.drive(store, code, secret, asking=True)
    for place, answer in enumerate(lesson.answers):
        live_session.answer(store, code, f"of-the-class-{place}", answer)
    if lesson.revealed:
        live_session.drive(store, code, secret, revealed=True, told=lesson.told)
        wall.locator(f".figure[aria-label^='{len(lesson.answers)} '][data-painted]").wait_for()
    store.close()
    if not lesson.phone:
        return wall
    phone = new_page(browser, lesson.width, lesson.height)
    phone.goto(f"{running.url}/join?c={code}")
    phone.get_by_role("button", name="A ").first.wait_for()
    return phone


def main(names: list[str]) -> None:
    """Make the named pictures."""
    DOCS.mkdir(exist_ok=True)
    with server() as running, chromium() as browser:
        for name in names:
            if name in SHOTS:
                page = visited(SHOTS[name], running, browser)
            else:
                page = held(LESSONS[name], running, browser)
            page.wait_for_timeout(2500)  # figures draw when they come into view
            page.screenshot(path=DOCS / f"{name}.png")
            page.context.close()
            print(DOCS / f"{name}.png")


if __name__ == "__main__":
    known = [*SHOTS, *LESSONS]
    chosen = sys.argv[1:] or known
    if wrong := [name for name in chosen if name not in known]:
        sys.exit(f"There is no picture {wrong[0]!r}; there are {', '.join(known)}.")
    main(chosen)
