import pytest

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act, GoTo
from rnnviz.ui.lectures.presenter_bar import LONG, bar
from rnnviz.ui.session import presenter_actions, presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.presenter_session import PresenterState

PICK = Question(text="Which <one>?", options=("a", "b"), right=1)
LECTURE = Lecture(
    title="Cuts & floors",
    scenes=(Scene(look="see <this>"), Scene(look="two", question=PICK), Scene(look="long " * LONG)),
)


def draw():
    bar(presenter_session.current())


def arrived(scene, begun=True):
    """The page of a scene has been opened."""
    presenter = presenter_session.current()
    presenter.begun, presenter.at = begun, scene


def look(session):
    """What stands in the bar."""
    return next(e.value for e in session.at.get("html") if 'class="look' in e.value)


@pytest.fixture
def present(session, store):
    """The session of a lecturer, at a scene that its page was brought to; the lecture's keys."""

    def at(scene, begun=True):
        code, secret = live_session.begin(store, LECTURE)
        live_session.drive(store, code, secret, GoTo(scene))
        session(presenter_actions.hold, code, secret)

        session(arrived, scene, begun)
        return store, code, secret

    return at


def test_before_the_first_scene_it_says_which_lecture_it_is(session, present):
    present(0, begun=False)
    session(draw)
    assert "0 / 3" in session.html and "Cuts &amp; floors" in session.html
    assert "presenter ask" not in session.keys


def test_a_scene_is_said_in_text_and_can_be_left_in_both_directions(session, present):
    store, code, _ = present(0)
    session(draw)
    assert "1 / 3" in session.html and "see &lt;this&gt;" in session.html
    session.press("presenter next", lambda: None)
    assert live_session.load(store, code).scene == 1
    session(arrived, 1)
    session(draw)
    session.press("presenter back", lambda: None)
    assert live_session.load(store, code).scene == 0


def test_a_question_stands_for_the_sentence_and_its_answers_below(session, present):
    store, code, secret = present(1)
    session(draw)
    assert "Which &lt;one&gt;?" in look(session) and "two" not in look(session)
    session.press("presenter ask", draw)
    live_session.answer(store, code, "somebody", 1)
    session(draw)
    assert "1 answer" in session.html
    live_session.drive(store, code, secret, Act.SOLVE)
    session(draw)
    assert "two" in look(session)
    assert any(one.key == "answers" for one in session.at.get("bidi_component"))


def test_a_long_sentence_is_smaller(session, present):
    present(2)
    session(draw)
    assert 'class="look long' in session.html


def test_the_controls_are_shown_when_they_are_asked_for(session, present):
    present(0)
    session(draw)
    assert 'class="look alone"' in session.html
    session.press("presenter controls", draw)
    assert 'class="look"' in session.html


def test_what_the_class_does_not_see_is_said(session, present):
    present(0)

    def unseen():
        page_state(PresenterState).presenter.unseen = "It is <too> much."

    session(unseen)
    session(draw)
    assert "It is &lt;too&gt; much." in session.html


def test_the_end_leaves_the_lecture_where_it_stands(session, present):
    store, code, secret = present(1)
    session(draw)
    session.press("presenter end", lambda: None)
    assert session(presenter_session.current) is None
    assert session(presenter_session.left) == (code, secret)
    assert live_session.load(store, code).scene == 1


def test_the_browser_is_told_which_keys_have_been_heard(session, present):
    present(0)
    session(draw)
    (keys,) = (one for one in session.at.get("bidi_component") if one.key == "presenter keys")
    assert '"heard": [0, 0, 0]' in keys.proto.json or '"heard":[0,0,0]' in keys.proto.json
