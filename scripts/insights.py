"""What a reader is to see on the pages, each from a page as it opens on a fresh dashboard, and the
clicks and seconds in which they are to have seen it at 1280x720 without scrolling. The browser tests
walk it, and `python -m benchmarks insights` measures it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[1]
# a text that a reader has at hand
OWN = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md"))
# milliseconds that a slow machine may take for what is waited for: eight seeds of three runs, say
LATEST = 180_000


class Walk:
    """A reader on one page, who clicks and looks and never scrolls."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.keys = 0

    def click(self, what: Locator) -> None:
        """Click on something."""
        self.clicks += 1
        what.click(timeout=LATEST)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, where the focus is."""
        for _again in range(times):
            self.keys += 1
            self.page.keyboard.press(key)

    def see(self, what: Locator, share: float = 0.9) -> None:
        """Wait until something is there, and so much of it in sight: what the page opens with may have
        said the same, and go when a race begins."""
        expect(what).to_be_in_viewport(ratio=share, timeout=LATEST)

    def read(self, words: str) -> None:
        """Wait until the page says something, in sight."""
        self.see(self.page.get_by_text(re.compile(words)).filter(visible=True).first)

    def picture(self, name: str) -> Locator:
        """The link to a picture in the list of the page's pictures."""
        return self.page.locator(".sections").get_by_role("link", name=name, exact=True)

    def sidebar(self, words: str) -> Locator:
        """Something in the sidebar by its words."""
        return self.page.get_by_test_id("stSidebar").get_by_text(words, exact=True)

    def start(self) -> Locator:
        """The button that starts a race."""
        return self.page.get_by_role("button", name="Start", exact=True)


@dataclass(frozen=True)
class Insight:
    """Something to be seen, and in how many clicks and seconds."""

    name: str
    path: str  # of the page that it begins at
    clicks: int
    seconds: int
    walk: Callable[[Walk], None]


def _order(walk: Walk) -> None:
    walk.click(walk.sidebar("dog bites man, man bites dog"))
    walk.read("order matters")
    # both texts' states apart; the second text's own letters stand below
    walk.see(walk.page.locator(".unrolled"), 0.6)


def _first_letter(walk: Walk) -> None:
    walk.click(walk.sidebar("is the first letter still there?"))
    walk.read("of the difference is left")


def _shares(walk: Walk) -> None:
    walk.click(walk.picture("Shares"))
    walk.see(walk.page.locator(".st-key-section-shares .figure[data-painted]"))


def _gates(walk: Walk) -> None:
    walk.click(walk.sidebar("open gates reach further"))
    walk.click(walk.picture("RNN, GRU, LSTM"))
    walk.read("Here gates reach further")
    walk.see(walk.page.locator(".st-key-section-cells .figure[data-painted]").first)


def _gain(walk: Walk) -> None:
    walk.page.get_by_role("slider", name=re.compile("Gain")).focus()
    walk.press("ArrowRight", 8)
    walk.read("of 100 draws 2 have shrunk and 98 have grown")


def _race(walk: Walk, name: str, question: str) -> None:
    """Try a prepared race: once its question is there, start it."""
    walk.click(walk.sidebar(name))
    walk.read(question)
    walk.click(walk.start())


def _clipping(walk: Walk) -> None:
    _race(walk, "exploding, then clipped", "how many of 8 seeds get past them")
    walk.read("diverged")


def _floors(walk: Walk) -> None:
    walk.click(walk.start())
    walk.read("16 units: it has learned both bits")
    walk.see(walk.page.locator(".figure[aria-label^=Loss]"))


def _state(walk: Walk) -> None:
    _race(walk, "the cut or the state?", "Watch which go down together")
    walk.read("although no loss reaches the bit 8 steps back: the state carries it")


def _lag(walk: Walk) -> None:
    _race(walk, "lag 12: 5, 10 and 20 steps", "Can a cut shorter than a lag")
    walk.read("it has learned both bits")


def _reset(walk: Walk) -> None:
    _race(walk, "carry or reset", "does it matter")
    walk.read("its state begins anew every 5 steps")


def _own_text(walk: Walk) -> None:
    walk.click(walk.page.get_by_test_id("stSidebar").get_by_role("combobox", name="Text", exact=True))
    walk.click(walk.page.get_by_role("option", name="a text of your own"))
    box = walk.page.get_by_label("Your text")
    box.fill(OWN)  # pasted
    box.press("Control+Enter")
    walk.page.get_by_text("yours stays here").wait_for(timeout=LATEST)  # it has been read
    walk.click(walk.start())
    walk.read("it knows more than they do")


def _check(walk: Walk) -> None:
    walk.click(walk.picture("Check"))
    walk.see(walk.page.locator(".checked p").first)
    walk.read("agree with PyTorch’s autograd")


INSIGHTS = (
    Insight("order matters: dog bites man", "", 1, 10, _order),
    Insight("the first letter is still in the last state, or not", "", 1, 10, _first_letter),
    Insight("one matrix, used T times; its gradient is a sum", "backpropagate", 2, 20, _shares),
    Insight("reach of tanh against LSTM", "backpropagate", 2, 20, _gates),
    Insight("gain through 1", "vanish", 2, 20, _gain),
    # first of these: later the page opens with what was trained last
    Insight("0.52 and 0.45", "truncate", 1, 30, _floors),
    Insight("clipping rescues", "truncate", 2, 40, _clipping),
    Insight("the state, not the truncation", "truncate", 2, 60, _state),
    Insight("lag 12", "truncate", 2, 60, _lag),
    Insight("reset", "truncate", 2, 60, _reset),
    Insight("own text beats bigrams", "tasks?task=characters", 3, 90, _own_text),
    Insight("these gradients are right", "backpropagate", 1, 5, _check),
)


def walked(page: Page, insight: Insight) -> tuple[Walk, float]:
    """The walk to an insight, on a page that has opened, and the seconds that it took."""
    walk, begun = Walk(page), time.perf_counter()
    insight.walk(walk)
    return walk, time.perf_counter() - begun
