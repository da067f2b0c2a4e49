"""Who follows a lecture is told nothing that only its lecturer can do: type, click, press a key."""

import html
import re
from collections.abc import Iterator

import pytest
from support.shown_pages import content

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.ready import READY
from rnnviz.lectures.shown_page import load_shown
from rnnviz.tasks import TASKS
from rnnviz.ui.frame import page as frame
from rnnviz.ui.lectures import follower_view
from rnnviz.ui.session import store as session_store
from rnnviz.ui.session.page_state import key_of
from rnnviz.ui.session.pages import BY_WORD
from rnnviz.ui.session.presenter_session import Presenter, PresenterState

TELLS = re.compile(
    r"\b(click|press|type|retype|hover|drag|tap|scroll|push the|arrow keys?|keyboard|under Try|"
    r"sidebar|slider|start (it|again|trains)|one more key|choose|load|edit|resume)\b",
    re.IGNORECASE,
)
# what nobody reads: addresses, colours, what a module says by itself
UNREAD = frozenset(("bdata", "uirevision", "hovertemplate", "color", "path", "words", "plotly"))
ODD = [
    ("unroll", {"net": "random", "mode": "numbers", "text": "1 x"}),
    ("unroll", {"net": "random", "text": "abc", "target": "ab"}),
    ("unroll", {"net": "identity-by-hand"}),
    ("backpropagate", {"net": "random", "text": "a"}),
    ("backpropagate", {"net": "addition", "text": "101"}),
    ("backpropagate", {"net": "srn", "text": "1 1; 2 2"}),
    ("backpropagate", {"net": "random", "cell": "identity", "gain": "4", "text": "ab" * 900}),
    ("vanish", {"matrix": "own", "table": "1 x"}),
    ("vanish", {"activation": "identity", "gain": "4", "steps": "900", "limit": "1"}),
    ("truncate", {}),
    *(("tasks", {"task": name}) for name in TASKS if name != "echo"),
    ("tasks", {"task": "caption", "picture": "0000000000000000"}),
    ("tasks", {"task": "addition", "first": "x"}),
    ("tasks", {"task": "forecast", "kind": "own"}),
]


@pytest.fixture
def told(read, tmp_path, monkeypatch):
    """All sentences that are sent to a class of a page with these settings."""
    pages = frame.PAGES

    def go(page: str, settings: dict[str, str]) -> list[str]:
        file = BY_WORD[page].file
        # links to pages beside it could not be followed here
        there = pages if file == "app.py" else tuple(one for one in pages if one.file == file)
        monkeypatch.setattr(frame, "PAGES", there)
        store = Store(tmp_path / "store.sqlite")
        monkeypatch.setattr(session_store, "_store", lambda: store)
        try:
            held = live_session.begin(store, Lecture(title="t", scenes=(Scene(page="unroll"),)))
            reader = read(file, **settings)
            reader.at.session_state[key_of(PresenterState)] = PresenterState(Presenter(*held))
            reader.run()
            _, shown = load_shown(store, held[0])
        finally:
            store.close()
        pieces = content(shown).values()
        assert pieces
        return [text for piece in pieces for text in sentences(piece["data"])]

    return go


def sentences(data: object) -> Iterator[str]:
    """What is read in a piece."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in UNREAD:
                yield from sentences(value)
    elif isinstance(data, list):
        for value in data:
            yield from sentences(value)
    elif isinstance(data, str):
        text = html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style.*?</style>", "", data)))
        yield from re.split(r"(?<=[.!?])\s+", text)


def found(texts: list[str]) -> set[str]:
    return {text for text in texts if TELLS.search(text)}


def test_what_tells_somebody_to_do_something_is_found():
    asks = ["Type a target, or see", "Press Start: what", "The arrow keys move", "Choose one."]
    assert found(asks) == set(asks)
    assert not found(["the typed token", "ReLU, identity start", "a push of 1 to h"])


@pytest.mark.parametrize("word", READY)
def test_of_the_scenes_of_a_ready_lecture(told, word):
    scenes = READY[word].scenes
    assert found([scene.look for scene in scenes]) == set()
    seen = set()
    for scene in scenes:
        seen |= found(told(scene.page, dict(scene.settings)))
    assert seen == set()


@pytest.mark.parametrize(("page", "settings"), ODD, ids=lambda part: str(part)[:40])
def test_of_pages_on_which_there_would_be_something_to_do(told, page, settings):
    assert found(told(page, settings)) == set()


def test_of_the_followers_own_page():
    can = {"send", "unheard", "sketch"}  # an answer is sent, sent again, drawn with a finger or by keys
    assert found([text for name, text in follower_view.words().items() if name not in can]) == set()
