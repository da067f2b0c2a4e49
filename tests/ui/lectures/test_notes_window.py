from dataclasses import replace

import pytest

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import GoTo, Phase
from rnnviz.ui.lectures import notes_window
from rnnviz.ui.lectures.notes_window import live, notes_html, refused

PICK = Question(text="Which <one>?", options=("a", "b"), right=1)
LECTURE = Lecture(
    title="Cuts & floors",
    scenes=(Scene(look="one", notes="say <this>"), Scene(look="two", question=PICK)),
)


@pytest.fixture
def window(session, store):
    """The window of who has the secret, and where the lecture stands; the secret is its attribute."""
    code, secret = live_session.begin(store, LECTURE)
    session.at.query_params["c"] = code.lower()
    session.at.query_params["k"] = secret

    def now():
        return live_session.load(store, code)

    now.secret = secret
    return now


def test_only_who_has_the_secret_sees_the_notes(session, store, window, monkeypatch):
    assert session(refused) == ""
    version = window().version
    assert session(refused) == ""
    assert window().version == version  # it was proved before
    session.at.query_params["k"] = "guessed"
    assert "secret" in session(refused)
    session.at.query_params["c"] = "AAAAA"
    assert "AAAAA" in session(refused)


def test_it_drives_the_lecture(session, window):
    session(live)
    assert {b.key for b in session.at.button if b.disabled} == {"notes back"}
    session.press("notes next", live)
    assert window().scene == 1
    seen = []
    for _ in range(4):
        session(live)
        (ask,) = (button for button in session.at.button if button.key == "notes ask")
        seen.append((ask.label, window().phase))
        session.press("notes ask", live)
    assert seen == [
        ("Ask", Phase.IDLE),
        ("Reveal", Phase.ASKING),
        ("Right answer", Phase.REVEALED),
        ("Ask again", Phase.SOLVED),
    ]
    session.press("notes back", live)
    assert window().scene == 0


def test_what_cannot_be_done_is_said_once(session, store, window, monkeypatch):
    session(live)
    real = live_session.drive
    monkeypatch.setattr(
        live_session, "drive", lambda store, code, secret, *_: real(store, code, secret, GoTo(7))
    )
    session.press("notes next", live)
    assert "There is no scene 8" in session.html
    session(live)
    assert "There is no scene 8" not in session.html


def test_a_lecture_that_has_ended_says_so(session, store, window):
    live_session.end(store, window().code, window.secret)
    session(live)
    assert "There is no lecture" in session.html and session.keys == []


def test_the_notes_are_text_and_say_what_comes_next(window):
    now = window()
    first = notes_html(now, [])
    assert "say &lt;this&gt;" in first and "1 / 2 · Cuts &amp; floors" in first
    assert "two" in first and "Which" not in first
    last = notes_html(replace(now, scene=1), [1.0, 1.0, 0.0])
    assert "Which &lt;one&gt;?" in last and "3 answers" in last and "A 1 · B 2" in last
    assert "No notes for this scene." in last and "This is the last scene." in last


def test_it_looks_often_enough_to_follow_another_window():
    assert notes_window.EVERY <= 1.0
