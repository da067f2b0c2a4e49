"""What is said of a loop's moment."""

from dataclasses import replace

import pytest
from support.stored_loops import train

from rnnviz.text.message import Message
from rnnviz.ui.session import watched_loops as loops
from rnnviz.ui.watch import watch_view
from rnnviz.ui.watch.watch_view import Watched, agreement, doubts, seen_sentences, status_sentence
from rnnviz.watch.loop_store import Loop, LoopStatus


@pytest.fixture
def now():
    train(2, last=True)
    (loop,) = loops.newest()
    heads = loops.open_loops().heads(loop.id)
    frame = loops.frame_of(loop, heads[0].number)
    return Watched(loop, heads, heads[0], True, frame, frame.layers["rnn"], 0)


@pytest.mark.parametrize(
    ("status", "holds", "said"),
    [
        (LoopStatus.LIVE, False, "mine runs: step 0."),
        (LoopStatus.LIVE, True, "mine: step 0 is held; the loop is at step 1."),
        (LoopStatus.CLOSED, False, "mine has ended: step 0 of 1."),
        (LoopStatus.SILENT, False, "mine was last heard of at step 1; this is step 0."),
    ],
)
def test_how_the_loop_is(now, monkeypatch, status, holds, said):
    monkeypatch.setattr(Loop, "status", property(lambda self: status))
    assert status_sentence(replace(now, holds=holds)) == said


def test_a_loop_that_is_seen_at_its_end_is_said_once_and_a_long_name_is_cut(now, monkeypatch):
    monkeypatch.setattr(Loop, "status", property(lambda self: LoopStatus.SILENT))
    last = replace(now, head=now.heads[-1], holds=False)
    assert status_sentence(last) == "mine was last heard of at step 1."
    long = replace(last, loop=replace(now.loop, name="long " * 12))
    assert status_sentence(long).startswith("long " * 7 + "long… was last heard")


def test_what_was_seen(now):
    loop, blind = seen_sentences(now)
    assert loop == "Your loop: windows of 6, state reset at every window."
    assert "5 steps retain_grad on the output shows exactly 0" in blind
    assert "differs by" in agreement(now)
    assert doubts(now) == []
    assert list(watch_view.quantities(now)) == list("hcifgo")
    assert now.where == ""
    at, named = watch_view.norms(now)
    assert at == [0]
    assert named[0]["rnn.weight_hh_l0"] == now.layer.parameters["weight_hh_l0"]


def test_doubts_are_said(now):
    off = replace(now, layer=replace(now.layer, error=0.5, note=Message("It starts.")))
    first, second = doubts(off)
    assert first == "It starts."
    assert "with a difference of 0.50, where its number type explains" in second
