"""A session's own pictures: found by its word, for as long as it lasts."""

import gc

import pytest

from rnnviz.ui.components.live_piece import html_piece
from rnnviz.ui.session import page_state
from rnnviz.ui.training import own_pictures
from rnnviz.ui.training.own_pictures import OwnPictures


@pytest.fixture
def session(monkeypatch):
    state: dict[str, object] = {}
    monkeypatch.setattr(page_state.st, "session_state", state)
    return state


def test_they_are_found_by_the_sessions_word(session):
    mine = own_pictures.own_pictures()
    assert own_pictures.own_pictures() is mine
    assert own_pictures.find(mine.word) is mine
    assert own_pictures.find("") is None
    assert OwnPictures().word != mine.word


def test_when_the_session_is_over_they_are_gone(session):
    word = own_pictures.own_pictures().word
    session.clear()
    gc.collect()
    assert own_pictures.find(word) is None


def test_they_are_what_the_session_draws(session):
    mine = own_pictures.own_pictures()
    assert mine.pieces(None) == {}
    mine.draw = lambda view: {"one": html_piece(f"<p>{view}</p>")}
    assert mine.pieces("now")["one"].data == "<p>now</p>"
