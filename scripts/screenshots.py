"""Make the README's pictures: real screenshots of the real pages, into docs/.

`python scripts/screenshots.py` makes all, with names only those.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs as a file, too

from playwright.sync_api import Browser, Page

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session, ready
from rnnviz.lectures.model import Answer
from rnnviz.lectures.phase import Act, GoTo
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
    trained: bool = False  # a race is trained to its end first
    loop: tuple[str, ...] = ()  # a script that is watched before, and what it is called with


@dataclass(frozen=True)
class Lesson:
    """A picture of a ready lecture while it is held; the class has answered the scene's question."""

    word: str
    scene: int  # from 1
    answers: tuple[Answer, ...]
    revealed: bool = False


SHOTS = {
    "unroll": Shot({"step": "4"}),
    "backpropagate": Shot(
        {"net": "english-lstm", "text": "the value of the function", "cut": "windows"}, "backpropagate"
    ),
    "anatomy": Shot({"net": "english-lstm", "anatomy": "yes", "section": "anatomy"}, height=800),
    "formula": Shot(
        {"net": "srn", "target": "4 4; 12 12; 30 30", "k": "1", "formula": "yes", "section": "formula"},
        "backpropagate",
        height=900,
    ),
    "vanish": Shot({}, "vanish"),
    "truncate": Shot(
        {"runs": "windows5.h4,windows10.h16,windows5.h16,windows10.h4", "speed": "full"},
        "truncate",
        height=980,
        trained=True,
    ),
    "phase": Shot({}, "phase"),
    "tasks": Shot({}, "tasks", height=900),
    "runs": Shot({}, "runs"),
    "watch": Shot({}, "watch", height=980, loop=("examples/first_bit.py", "--updates", "121")),
}


# a class of forty, before it is shown: most fall for the longer window alone
CLASS = (0.0,) * 6 + (1.0,) * 21 + (2.0,) * 9 + (3.0,) * 4
LESSONS = {"lecture": Lesson("truncation", 1, CLASS, revealed=True)}


def visited(shot: Shot, running: Server, browser: Browser) -> Page:
    """A page as a reader has brought it to a state."""
    if shot.loop:
        own = {"RNNVIZ_STORE": str(running.store), "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, *shot.loop], cwd=ROOT, env=os.environ | own, check=True)
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
    return page


def held(lesson: Lesson, running: Server, browser: Browser) -> Page:
    """The wall of a lecture."""
    store = Store(running.store)
    code, secret = live_session.begin(store, ready.READY[lesson.word])
    live_session.drive(store, code, secret, GoTo(lesson.scene - 1))
    wall = new_page(browser, 1280, 720)
    wall.goto(f"{running.url}/lecture?c={code}&k={secret}")
    wall.locator(".st-key-present-go button").click()
    wall.mouse.move(0, 0)
    wall.locator(".figure[data-painted]").first.wait_for()
    live_session.drive(store, code, secret, Act.ASK)
    for place, answer in enumerate(lesson.answers):
        live_session.answer(store, code, f"of-the-class-{place}", answer)
    if lesson.revealed:
        live_session.drive(store, code, secret, Act.REVEAL)
        wall.locator(f".figure[aria-label^='{len(lesson.answers)} '][data-painted]").wait_for()
    store.close()
    return wall


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
