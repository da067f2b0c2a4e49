import pytest

from rnnviz.lectures.model import Scene
from rnnviz.ui.lectures import explore
from rnnviz.ui.lectures.explore import JOIN, back_to_lecture

SCENE = Scene(page="vanish", settings={"gain": "1.2"})


@pytest.fixture
def gone(monkeypatch):
    """Where a session went."""
    places = []
    monkeypatch.setattr(explore, "open_scene", lambda scene: places.append((scene, None)))
    monkeypatch.setattr(
        explore.st, "switch_page", lambda page, query_params: places.append((page, query_params))
    )
    return places


def test_who_lets_go_of_a_lecture_comes_back_to_it(session, gone):
    session(back_to_lecture, "app.py")
    assert session.keys == []
    session(explore.explore, "ABCDE", SCENE)
    assert gone == [(SCENE, None)]
    session(back_to_lecture, "pages/vanish.py")
    session(back_to_lecture, "app.py")  # on every page
    session.press("back to lecture", back_to_lecture, "app.py")
    assert gone[1:] == [(JOIN, {"c": "ABCDE"})]
    session(back_to_lecture, JOIN)
    assert session.keys == []
    session(back_to_lecture, "app.py")
    assert session.keys == []
