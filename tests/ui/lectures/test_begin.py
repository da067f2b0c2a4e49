import pytest

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.phase import GoTo
from rnnviz.ui.lectures.begin import begin_panel, present_button, take_link
from rnnviz.ui.session import presenter_actions, presenter_session

LECTURE = Lecture(title="t", scenes=(Scene(), Scene(page="vanish")))


def test_a_lecture_is_begun(session, store):
    session(present_button, store, LECTURE)
    assert session.keys == ["present"]
    session.press("present", present_button, store, LECTURE)
    first = session(presenter_session.current)
    assert live_session.load(store, first.code).lecture == LECTURE


def test_what_cannot_be_begun_is_said(session, store):
    session(present_button, store, LECTURE)
    store.close()
    session.press("present", present_button, store, LECTURE)
    assert session(presenter_session.current) is None
    assert session(presenter_session.take_notice).startswith("The store")


@pytest.mark.parametrize("right", [True, False])
def test_a_secret_link_is_taken_once(session, store, right):
    code, secret = live_session.begin(store, LECTURE)
    session.at.query_params["c"] = code
    session.at.query_params["k"] = secret if right else "guessed"
    session(take_link)
    presenter = session(presenter_session.current)
    notice = session(presenter_session.take_notice)
    if not right:
        assert presenter is None and "secret" in notice
        return
    assert (presenter.code, notice) == (code, "")
    session(take_link)
    assert session(presenter_session.current) is presenter


def test_the_panel_says_how_to_follow_and_begins_where_the_lecture_stands(session, store):
    code, secret = live_session.begin(store, LECTURE)
    session(presenter_actions.hold, code, secret)
    live_session.drive(store, code, secret, GoTo(1))

    def panel():
        begin_panel(presenter_session.current())

    session(panel)
    assert code in session.html
    (button,) = (one for one in session.at.button if one.key == "present go")
    assert button.label == "Begin with scene 2"
    assert f"k={secret}" in session.at.get("code")[0].value
    session.press("present go", panel)
    assert session(presenter_session.current).begun
    session(panel)
    (button,) = (one for one in session.at.button if one.key == "present go")
    assert button.label == "Go on with scene 2"
