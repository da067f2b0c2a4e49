import json
import re

import pytest
from support.shown_pages import page

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.phase import GoTo
from rnnviz.lectures.shown_page import ShownPage, show
from rnnviz.storage.database import StoreError
from rnnviz.ui.components.static_files import STATIC
from rnnviz.ui.lectures.follower_view import SHADOWS, followed, scene_shown, words

SCENES = (Scene(settings={"text": "abc"}), Scene(page="vanish", settings={"gain": "1.2"}))


@pytest.fixture
def held(store):
    return live_session.begin(store, Lecture(title="t", scenes=SCENES))


def test_the_scene_is_the_prepared_one_until_something_is_shown(store, held):
    code, secret = held
    assert scene_shown(store, code) == SCENES[0]
    live_session.drive(store, code, secret, GoTo(1))
    assert scene_shown(store, code) == SCENES[1]
    show(store, code, secret, ShownPage("unroll", {"text": "changed"}))
    assert scene_shown(store, code) == Scene(page="unroll", settings={"text": "changed"})


def test_a_page_that_is_no_scene_is_not_explored(store, held):
    code, secret = held
    show(store, code, secret, page("lecture"))
    assert scene_shown(store, code) == SCENES[0]


def test_a_lecture_that_is_not_there_is_said(store):
    with pytest.raises(StoreError, match="AAAAA"):
        scene_shown(store, "AAAAA")


def test_the_browser_is_told_all_that_it_needs(session):
    session(followed, "ABCDE")
    (sent,) = (json.loads(one.proto.json) for one in session.at.get("bidi_component"))
    assert sent["socket"] == "/live/ABCDE?lang=en"
    assert sent["words"] == words()
    assert set(sent["modules"]) == {"figure", *SHADOWS}
    for kind, address in sent["modules"].items():
        assert re.fullmatch(rf"/app/static/@[0-9a-f]+/all\.js#{kind}\.js", address)
        assert (STATIC / f"{kind}.js").exists()
    assert set(sent["styles"]) == set(SHADOWS) and all(sent["styles"].values())
    for theme in ("light", "dark"):
        assert all(re.match(r"^(#|rgb)", colour) for colour in sent["themes"][theme].values())
