"""Make the README's pictures: real screenshots of the real pages, into docs/.

`python scripts/screenshots.py` makes all, with names only those.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs as a file, too

from rnnviz.ui.panels.delay import DELAYS
from scripts.dashboard import ROOT, chromium, new_page, server, wait_for_picture

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


def main(names: list[str]) -> None:
    """Make the named pictures."""
    DOCS.mkdir(exist_ok=True)
    with server() as running, chromium() as browser:
        for name in names:
            shot = SHOTS[name]
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
            page.wait_for_timeout(2500)  # figures draw when they come into view
            page.screenshot(path=DOCS / f"{name}.png")
            page.context.close()
            print(DOCS / f"{name}.png")


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(SHOTS)
    if wrong := [name for name in chosen if name not in SHOTS]:
        sys.exit(f"There is no picture {wrong[0]!r}; there are {', '.join(SHOTS)}.")
    main(chosen)
