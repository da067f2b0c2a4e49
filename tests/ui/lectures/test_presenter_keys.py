import pytest

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


def test_no_browser_makes_it_do_more_than_it_can(done):
    obey(Presenter("ABCDE", "secret"), Pressed("token", 10**8, 10**8, 0, False))
    assert done == [1] * MOST_MOVES + ["step"] * MOST_ASKS
