"""One's own lectures are there to go on with or to end, those of others are not."""

from unittest import mock

import pytest
import streamlit as st

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.phase import GoTo
from rnnviz.lectures.shown_page import ShownPage, show
from rnnviz.server.browser_secret import NAME
from rnnviz.ui.lectures import running
from rnnviz.ui.session import presenter_actions, presenter_session

LECTURE = Lecture(title="Cuts <&> floors", scenes=(Scene(), Scene(page="vanish"), Scene()))
MINE, THEIRS = "a" * 32, "b" * 32


@pytest.fixture
def browser():
    """Makes this session that of a browser, by its secret."""
    cookies = {}
    with mock.patch.object(type(st.context), "cookies", cookies):
        yield lambda secret: cookies.update({NAME: secret})


@pytest.fixture
def begun(session, store, browser):
    """A lecture that this browser has begun and another session has held."""
    browser(MINE)
    code, secret = live_session.begin(store, LECTURE)
    session(presenter_actions.hold, code, secret)
    return code, secret


def test_a_lecture_is_offered_where_it_stands_and_gone_on_with(session, store, begun, browser):
    code, secret = begun
    live_session.drive(store, code, secret, GoTo(1))
    show(store, code, secret, ShownPage("vanish", {"gain": "0.5"}, scene=1))
    session(presenter_actions.leave)
    session(running.running, store)
    assert "Cuts &lt;&amp;&gt; floors: scene 2 of 3, code " + code in session.html
    session.press(f"go on {code}", lambda: None)
    presenter = session(presenter_session.current)
    assert (presenter.code, presenter.begun, presenter.returns) == (code, True, True)
    assert presenter.secret != secret  # its browser's own


def test_one_that_had_not_begun_is_before_its_first_scene(session, store, begun):
    session(presenter_actions.leave)
    session(running.running, store)
    session.press(f"go on {begun[0]}", lambda: None)
    assert not session(presenter_session.current).begun


def test_it_ends_for_everybody(session, store, begun):
    session(presenter_actions.leave)
    session(running.running, store)
    session.press(f"end {begun[0]}", lambda: running.running(store))
    assert session.keys == []
    assert store.rows("SELECT * FROM halls") == []
    assert "has ended" in session(presenter_session.take_notice)


def test_other_browsers_are_offered_nothing(session, store, begun, browser):
    session(presenter_actions.leave)
    browser(THEIRS)
    listed = session(running.own, store)
    assert [secret for _, secret in listed] == [begun[1]]  # what this very session has left


def test_not_more_are_listed_than_can_be_looked_through(session, store, browser):
    browser(MINE)
    for _ in range(running.MOST + 2):
        session(presenter_actions.hold, *live_session.begin(store, LECTURE))
        session(presenter_actions.leave)
    session(running.running, store)
    assert len([key for key in session.keys if key.startswith("go on")]) == running.MOST


def test_without_cookies_the_lecture_that_was_left_is_offered(session, store):
    code, secret = live_session.begin(store, LECTURE)
    session(presenter_actions.hold, code, secret)
    session(presenter_actions.leave)
    session(running.running, store)
    session.press(f"go on {code}", lambda: None)
    again = session(presenter_session.current)
    assert (again.code, again.secret) == (code, secret)
    session(presenter_actions.leave)
    live_session.end(store, code, secret)
    assert session(running.own, store) == []
