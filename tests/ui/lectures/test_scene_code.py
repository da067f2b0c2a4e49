"""The code of a lecture's scenes: a scene's page opens with its code, as the scene sets it."""

import pytest
from support.reader import Reader
from support.sessions import Session

from rnnviz.lectures.model import Lecture, Scene
from rnnviz.ui.components.show_code import NO_CODE, AskedCode
from rnnviz.ui.frame import page as frame
from rnnviz.ui.lectures import scene_code
from rnnviz.ui.lectures.scene_code import LONGEST, code_of_scenes, scene_name
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import PAGES

LECTURE = Lecture(
    title="mine",
    scenes=(
        Scene(page="unroll", look="What does it expect?"),
        Scene(page="vanish", settings={"matrix": "example"}, look="W " * LONGEST),
    ),
)


def test_a_scene_is_named_by_number_page_and_how_its_sentence_begins():
    assert scene_name(0, LECTURE.scenes[0]) == "1. Unroll · What does it expect?"
    assert scene_name(1, LECTURE.scenes[1]).startswith("2. Vanish & explode · W W")
    assert len(scene_name(1, LECTURE.scenes[1])) < LONGEST + 30
    assert scene_name(4, Scene(page="runs")) == "5. Runs"


def test_every_page_that_a_scene_may_show_has_code():
    for page in PAGES:
        source = page.file
        with open(source, encoding="utf-8") as file:
            assert f'show_code("{page.word}"' in file.read(), source


def test_its_page_is_opened_with_its_code(monkeypatch):
    went = []

    def leave(scene):
        went.append((scene, page_state(AskedCode).page))

    monkeypatch.setattr(scene_code.presenter_actions, "open_scene", leave)
    session = Session()
    ask = code_of_scenes(LECTURE)
    assert session(ask) is NO_CODE
    session.at.session_state["code of scene"] = 1
    session.press("code of scene opens", ask)
    assert went == [(LECTURE.scenes[1], "vanish")]


def test_the_lecture_s_page_has_the_button(store_file, monkeypatch):
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.word == "lecture"))
    here = Reader("pages/lecture.py")
    here.press("Show the code")
    assert len(here.at.selectbox(key="code of scene").options) > 3


@pytest.mark.parametrize("place", range(2))
def test_a_page_that_is_gone_to_shows_it(store_file, monkeypatch, place):
    scene = LECTURE.scenes[place]
    file = next(page.file for page in PAGES if page.word == scene.page)
    pages = PAGES if file == "app.py" else tuple(page for page in PAGES if page.file == file)
    monkeypatch.setattr(frame, "PAGES", pages)
    here = Reader(file, **scene.settings)
    assert not any(one.value.startswith("# ") for one in here.at.get("code"))
    here.at.session_state["state rnnviz.ui.components.show_code.AskedCode"] = AskedCode(scene.page)
    here.run()
    assert sum(one.value.startswith("# ") for one in here.at.get("code")) == 2
