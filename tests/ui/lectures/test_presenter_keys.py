from threading import Event, Thread

import pytest
from support.waiting import until

from rnnviz.ui.lectures import presenter_keys
from rnnviz.ui.lectures.presenter_keys import MOST_ASKS, MOST_MOVES, Pressed, obey
from rnnviz.ui.session.presenter_session import Presenter


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "token",
        {},
        [],
        ["token", 1, 2, 3, False],
        ["token", 1, 2, 3, False, 4, 5],
        ["token", "1", 2, 3, False, 4],
        ["token", None, 2, 3, False, 4],
        ["token", 1e12, 2, 3, False, 4],
        ["token", float("nan"), 2, 3, False, 4],
        ["token", [1], 2, 3, False, 4],
    ],
)
def test_what_cannot_be_keys_is_not_heard(sent):
    assert Pressed.read(sent) is None


def test_keys_are_read():
    assert Pressed.read(["token", 1, 2.0, -3, True, 9]) == Pressed("token", 1, 2, -3, True)


@pytest.fixture
def done(monkeypatch):
    """What the keys have done."""
    seen = []
    monkeypatch.setattr(presenter_keys.presenter_actions, "move", lambda by: seen.append(by))
    monkeypatch.setattr(presenter_keys.presenter_actions, "leave", lambda: seen.append("leave"))
    monkeypatch.setattr(presenter_keys.question_panel, "step", lambda: seen.append("step"))
    monkeypatch.setattr(presenter_keys.question_panel, "make_room", lambda: seen.append("room"))
    return seen


def test_each_key_does_what_it_says_once(done):
    presenter = Presenter("ABCDE", "secret")
    for counts, wanted in (
        ((2, 0, 0), [1, 1]),
        ((2, 0, 0), []),
        ((1, 0, 0), [-1]),
        ((1, 1, 0), ["step"]),
        ((1, 1, 4), ["room"]),
        ((0, 2, 5), [-1, "step", "room"]),
    ):
        obey(presenter, Pressed(presenter.token, *counts, False))
        assert done == wanted
        assert (presenter.moves, presenter.asks, presenter.runs) == counts
        done.clear()
    obey(presenter, Pressed(presenter.token, 0, 2, 5, True))
    assert done == ["leave"]


def test_what_is_broken_off_is_gone_on_with_and_nothing_is_done_twice(done, monkeypatch):
    presenter = Presenter("ABCDE", "secret")
    pressed = Pressed(presenter.token, -3, 1, 0, False)
    move = presenter_keys.presenter_actions.move

    def broken_off(by):
        if len(done) == 2:
            raise InterruptedError
        move(by)

    monkeypatch.setattr(presenter_keys.presenter_actions, "move", broken_off)
    with pytest.raises(InterruptedError):
        obey(presenter, pressed)
    assert (done, presenter.moves) == ([-1, -1], -2)
    monkeypatch.setattr(presenter_keys.presenter_actions, "move", move)
    obey(presenter, pressed)
    assert done == [-1, -1, -1, "step"]


def test_a_run_that_replaces_another_waits_for_what_that_one_is_doing(done, monkeypatch):
    """Two keys in quick succession come in two requests, whose runs overlap."""
    presenter = Presenter("ABCDE", "secret")
    first_is_at_it, second_has_begun = Event(), Event()
    move = presenter_keys.presenter_actions.move

    def slow(by):
        first_is_at_it.set()
        second_has_begun.wait(5)
        move(by)

    monkeypatch.setattr(presenter_keys.presenter_actions, "move", slow)
    first = Thread(target=obey, args=(presenter, Pressed(presenter.token, -1, 0, 0, False)))
    second = Thread(target=obey, args=(presenter, Pressed(presenter.token, -2, 0, 0, False)))
    first.start()
    assert first_is_at_it.wait(5)
    second.start()
    until(lambda: presenter.obeying.locked())
    second_has_begun.set()
    for one in (first, second):
        one.join(10)
    assert (done, presenter.moves) == ([-1, -1], -2)


def test_no_browser_makes_it_do_more_than_it_can(done):
    obey(Presenter("ABCDE", "secret"), Pressed("token", 10**8, 10**8, 0, False))
    assert done == [1] * MOST_MOVES + ["step"] * MOST_ASKS
