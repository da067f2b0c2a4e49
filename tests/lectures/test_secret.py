"""A browser that has shown a lecture's secret once drives it with one of its own; nobody else does."""

import pytest

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.phase import GoTo
from rnnviz.lectures.secret import WrongSecret, admit, hash_of

LECTURE = Lecture(title="t", scenes=(Scene(), Scene()))


def test_a_browser_that_was_let_in_drives_and_nothing_of_its_secret_is_stored(store):
    code, secret = live_session.begin(store, LECTURE)
    with pytest.raises(WrongSecret):
        live_session.drive(store, code, "its own", GoTo(1))
    admit(store, code, secret, "browser", "its own")
    admit(store, code, secret, "browser", "its own")  # again, after it was loaded anew
    assert live_session.drive(store, code, "its own", GoTo(1)).scene == 1
    assert live_session.drive(store, code, secret, GoTo(0)).scene == 0  # the link goes on working
    for wrong in ("", "browser", hash_of("its own")):
        with pytest.raises(WrongSecret):
            live_session.drive(store, code, wrong)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"its own" not in store.path.read_bytes()


def test_nobody_is_let_in_without_the_secret(store):
    code, _ = live_session.begin(store, LECTURE)
    with pytest.raises(WrongSecret):
        admit(store, code, "guessed", "browser", "its own")
    assert store.rows("SELECT * FROM presenters") == []


def test_a_browser_holds_what_it_may_drive_and_only_while_it_lasts(store):
    held = []
    for title in ("first", "second", "third"):
        code, secret = live_session.begin(store, LECTURE.model_copy(update={"title": title}))
        admit(store, code, secret, "theirs" if title == "third" else "mine", code)
        held.append(code)
    live_session.drive(store, held[0], held[0], GoTo(1))
    assert [now.lecture.title for now in live_session.held_by(store, "mine")] == ["first", "second"]
    assert live_session.held_by(store, "") == []
    live_session.end(store, held[0], held[0])
    assert [now.code for now in live_session.held_by(store, "mine")] == [held[1]]
    assert store.rows("SELECT count(*) FROM presenters") == [(2,)]


def test_a_browser_without_a_name_holds_nothing(store):
    code, secret = live_session.begin(store, LECTURE)
    admit(store, code, secret, "", "")
    assert live_session.held_by(store, "") == []
