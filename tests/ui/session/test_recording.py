"""What is recorded for the class, on pages of our own making; tests/pages/test_broadcast.py has those
that there are."""

import json

import pytest
import streamlit as st
from support import app_test_private
from support.sessions import Session
from support.shown_pages import content

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.piece import Piece
from rnnviz.lectures.shown_page import MOST_SHOWN, load_shown
from rnnviz.ui.components.html import markup
from rnnviz.ui.session import recording
from rnnviz.ui.session.page_state import key_of, page_state
from rnnviz.ui.session.presenter_session import Presenter, PresenterState
from rnnviz.ui.session.recording import Recording


@pytest.fixture
def held(store):
    return live_session.begin(store, Lecture(title="t", scenes=(Scene(),)))


@pytest.fixture
def present(held):
    """A session that presents."""
    session = Session()
    session.at.session_state[key_of(PresenterState)] = PresenterState(Presenter(*held))
    return session


def texts(store, held):
    """What the class is shown, from above."""
    return [piece["data"] for piece in content(load_shown(store, held[0])[1]).values()]


def page(*shown, file="app.py"):
    """A page that shows some texts."""
    recording.open_page(file)
    for text in shown:
        markup(text)
    recording.flush()


def test_what_stands_in_the_sidebar_is_not_for_the_class(present, store, held):
    def act():
        recording.open_page("app.py")
        below = st.container()
        with st.sidebar:
            markup("<p>for the lecturer</p>")
        markup("<p>under it</p>")
        with below:
            markup("<p>for the class</p>")
        recording.flush()

    present(act)
    assert len(present.at.get("html")) == 3
    assert texts(store, held) == ["<p>for the class</p>", "<p>under it</p>"]


def test_a_piece_that_stays_is_encoded_once(present, store, held, monkeypatch):
    made = []
    real = Piece.of

    def of(kind, data):
        made.append(data)
        return real(kind, data)

    monkeypatch.setattr(recording.Piece, "of", of)
    present(page, "<p>a</p>", "<p>b</p>")
    present(page, "<p>a</p>", "<p>c</p>")
    assert made == ["<p>a</p>", "<p>b</p>", "<p>c</p>"]
    assert texts(store, held) == ["<p>a</p>", "<p>c</p>"]


def test_nothing_is_written_when_nothing_has_changed(present, store, held):
    present(page, "<p>a</p>")
    before = live_session.version(store, held[0])
    present(page, "<p>a</p>")
    assert live_session.version(store, held[0]) == before


def test_a_fragment_replaces_its_own_and_leaves_the_rest(present, store, held):
    count = []

    @st.fragment
    def part():
        count.append("x")
        markup(f"<p>{len(count)}</p>")
        recording.flush()

    def act():
        recording.open_page("app.py")
        part()
        markup("<p>rest</p>")
        recording.flush()

    present(act)
    assert texts(store, held) == ["<p>1</p>", "<p>rest</p>"]
    app_test_private.run_fragments(present.at)
    assert texts(store, held) == ["<p>2</p>", "<p>rest</p>"]


def test_a_run_that_was_broken_off_shows_nothing(present, store, held):
    def act():
        recording.open_page("app.py")
        markup("<p>half</p>")

    present(act)
    assert load_shown(store, held[0])[1].page == ""
    present(page, "<p>whole</p>")
    assert texts(store, held) == ["<p>whole</p>"]


def test_the_address_of_another_page_is_not_shown(present, store, held):
    def act(file):
        recording.open_page(file)
        if file == "app.py":
            recording.note_address({"text": "help"})
        recording.flush()

    present(act, "app.py")
    assert load_shown(store, held[0])[1].settings == {"text": "help"}
    present(act, "pages/vanish.py")
    shown = load_shown(store, held[0])[1]
    assert (shown.page, shown.settings) == ("vanish", {})


def test_what_cannot_be_shown_is_said_until_it_can(present, store, held):
    def unseen():
        return page_state(PresenterState).presenter.unseen

    present(page, "x" * MOST_SHOWN)
    assert "at most 4,000,000 are sent" in present(unseen)
    present(page, "<p>short</p>")
    assert present(unseen) == ""


def test_without_a_lecture_nothing_is_recorded(store, held):
    session = Session()
    session(page, "<p>a</p>")
    assert key_of(Recording) not in session.at.session_state
    assert json.dumps(texts(store, held)) == "[]"
