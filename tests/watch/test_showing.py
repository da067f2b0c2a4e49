"""A watched loop is shown by whoever can draw; what that one does is nothing to the loop."""

import gc

import pytest
import torch
from torch import nn

import rnnviz
from rnnviz.text.message import Refusal
from rnnviz.watch import showing
from rnnviz.watch.showing import LoopMoment, draw_with


class Drawn:
    """Keeps what it is handed."""

    def __init__(self, wish, moment):
        self.wish, self.moments, self.closed = wish, [moment], 0

    def put(self, moment):
        self.moments.append(moment)

    def close(self):
        self.closed += 1


@pytest.fixture
def drawings(monkeypatch):
    monkeypatch.setattr(showing, "_drawers", [])
    made = []

    def drawer(wish, moment):
        made.append(Drawn(wish, moment))
        return made[-1]

    draw_with(drawer)
    return made


def step(rnn):
    rnn(torch.randn(4, 2, 2))[0].sum().backward()


def test_it_is_handed_every_frame_until_the_end(drawings):
    rnn = nn.GRU(2, 3)
    watch = rnnviz.watch(rnn, name="mine", every=1, stored=False)
    step(rnn)
    watch.show("GRU", matrix=True, dark=True)
    step(rnn)
    watch.close()
    (drawn,) = drawings
    assert (drawn.wish.layer, drawn.wish.matrix, drawn.wish.dark) == ("GRU", True, True)
    assert [len(moment.frames) for moment in drawn.moments] == [1, 2, 2]
    assert [moment.ended for moment in drawn.moments] == [False, False, True]
    assert str(drawn.moments[-1].said) == str(watch.truncation)
    assert drawn.closed == 1


def test_another_call_ends_the_one_before_it(drawings):
    rnn = nn.GRU(2, 3)
    watch = rnnviz.watch(rnn, every=1, stored=False)
    watch.show()
    watch.show()
    step(rnn)
    first, second = drawings
    assert (first.closed, len(first.moments)) == (1, 1)
    assert len(second.moments) == 2
    del watch
    gc.collect()
    assert second.closed == 1
    assert second.moments[-1].ended


def test_after_the_end_it_is_drawn_once(drawings):
    rnn = nn.GRU(2, 3)
    with rnnviz.watch(rnn, every=1, stored=False) as watch:
        step(rnn)
    watch.show()
    (drawn,) = drawings
    assert [moment.ended for moment in drawn.moments] == [True]
    assert drawn.closed == 1


def test_what_fails_is_noted_and_the_loop_goes_on(drawings, monkeypatch):
    rnn = nn.GRU(2, 3)
    watch = rnnviz.watch(rnn, every=1, stored=False)
    watch.show()
    monkeypatch.setattr(Drawn, "put", lambda *given: 1 / 0)
    step(rnn)
    watch.close()
    assert "division by zero" in str(watch.notes[0])
    assert len(watch.frames) == 1


def test_where_nobody_can_draw_it_says_where_else_it_is_shown(monkeypatch, caplog):
    monkeypatch.setattr(showing, "_drawers", [lambda wish, moment: None])
    watch = rnnviz.watch(nn.GRU(2, 3), name="mine")
    assert watch.show() is None
    assert "the dashboard shows it on its page Watch (rnnviz serve)" in caplog.text
    assert watch.notes == []


def test_rnnviz_itself_says_who_draws():
    assert [drawer.__name__ for drawer in showing._drawers] == ["draw_in_notebook"]


def test_a_layer_that_is_not_watched_is_refused(drawings):
    watch = rnnviz.watch(nn.ModuleDict({"a": nn.GRU(2, 3), "b": nn.LSTM(2, 3)}), stored=False)
    with pytest.raises(Refusal, match="c is not watched here; watched are a, b"):
        watch.show("c")
    watch.show("b#2")
    assert len(drawings) == 1


def test_a_moment_without_a_frame():
    moment = LoopMoment("mine")
    assert moment.newest is moment.layer("a") is None
    assert moment.status == "Of mine there is nothing to be seen yet."
