"""What a lecture is held about belongs to its living lecturer, and to nobody a minute later."""

import time

import pytest

from rnnviz.lectures import claim, live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.secret import WrongSecret, admit
from rnnviz.storage.ownership import MACHINE

LECTURE = Lecture(title="t", scenes=(Scene(), Scene()))


@pytest.fixture
def held(store):
    code, secret = live_session.begin(store, LECTURE)
    claim.claim(store, code, secret, "race")
    return code, secret


def pass_by(store, seconds):
    """Time goes by without a sign of life."""
    with store.transaction() as run:
        run("UPDATE halls SET alive = alive - ?", (seconds,))


def test_it_ends_a_minute_after_the_last_sign_of_life(store, held):
    assert claim.is_claimed(store, "race") and not claim.is_claimed(store, "another")
    pass_by(store, 59)
    assert claim.is_claimed(store, "race")
    claim.keep_alive(store, [held[0]])
    pass_by(store, 59)
    assert claim.is_claimed(store, "race")
    pass_by(store, 2)
    assert not claim.is_claimed(store, "race")
    live_session.drive(store, *held)  # the lecturer is back
    assert claim.is_claimed(store, "race")


def test_a_lecture_of_before_locks_nothing(store, held):
    with store.transaction() as run:
        run("UPDATE halls SET alive = 0, changed = ?", (time.time(),))  # as a migration leaves it
    assert not claim.is_claimed(store, "race")


def test_who_holds_the_lecture_is_not_locked_out_in_another_window(store, held):
    admit(store, *held, "mine", "own")
    assert not claim.is_claimed(store, "race", "mine")
    assert claim.is_claimed(store, "race", "theirs")


def test_no_lecture_locks_another(store, held):
    other = live_session.begin(store, LECTURE)
    claim.claim(store, *other, "race")
    live_session.end(store, *held)
    assert claim.is_claimed(store, "race")
    live_session.end(store, *other)
    assert not claim.is_claimed(store, "race")


def test_only_who_has_the_secret_claims(store, held):
    with pytest.raises(WrongSecret):
        claim.claim(store, held[0], "guessed", "another")
    assert claim.is_claimed(store, "race")


def test_a_window_that_leaves_frees_the_training_unless_another_one_is_seen(store, held):
    with store.transaction() as run:
        run("UPDATE halls SET wall = 'other'")
    claim.leave(store, held[0], "this")
    assert claim.is_claimed(store, "race")
    claim.let_go(store, held[0], "this")
    assert store.rows("SELECT wall FROM halls") == [("other",)]
    claim.let_go(store, held[0], "other")  # it has crashed: its claim lasts for a minute
    assert store.rows("SELECT wall FROM halls") == [("",)]
    assert claim.is_claimed(store, "race")
    claim.leave(store, held[0], "this")
    assert not claim.is_claimed(store, "race")


def test_a_lecture_claims_only_what_is_its_owners(store):
    strangers = live_session.begin(store, LECTURE, "stranger")
    claim.claim(store, *strangers, "race")
    assert claim.is_claimed(store, "race", owner="stranger")
    for other in ("me", MACHINE):
        assert not claim.is_claimed(store, "race", owner=other)
