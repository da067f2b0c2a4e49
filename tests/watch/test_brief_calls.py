"""Calls that nobody listens to: what is said of the loop is what is said where all are listened to."""

import pytest
import torch
from support import watched_loops as loops
from torch import nn

import rnnviz
from rnnviz.watch import recorder
from rnnviz.watch.brief_calls import MOST_NOTES, BriefCalls
from rnnviz.watch.calls import CUT, RESET
from rnnviz.watch.truncation import TruncationReader


def test_calls_are_told_of_together_and_passes_with_them():
    told = []
    brief = BriefCalls(lambda calls, passes: told.append((calls, passes)))
    brief.tell()
    assert not told
    brief.left = 100
    for number in range(MOST_NOTES):
        brief.add(number, 5, CUT if number else RESET, number)
        brief.passes += 1
    ((calls, passes),) = told
    assert brief.left == 100 - MOST_NOTES
    assert passes == MOST_NOTES - 1
    assert [call.number for call in calls] == list(range(MOST_NOTES))
    assert [call.passes for call in calls] == list(range(MOST_NOTES))
    brief.tell()  # the newest pass
    brief.tell()
    assert told[1:] == [([], MOST_NOTES)]


@pytest.fixture
def counted(monkeypatch):
    """How many calls were told of in brief."""
    found = []
    tell = TruncationReader.on_brief

    def on_brief(self, layer, calls, passes):
        found.extend(calls)
        tell(self, layer, calls, passes)

    monkeypatch.setattr(TruncationReader, "on_brief", on_brief)
    return found


LONG = [
    (lambda: loops.reset(windows=120), 60),
    (lambda: loops.detach(windows=120), 60),
    (lambda: loops.detach(windows=120, forget=(70, 110)), 30),
    (lambda: loops.detach(windows=120, every=4), 60),
    (lambda: loops.detach(windows=120, every=4, together=True), 0),
    (lambda: loops.detach(windows=120, num_layers=2, dropout=0.5), 60),
    (lambda: loops.two_losses(windows=120), 60),
    (lambda: loops.evaluated(windows=120, forget=101), 60),
    (lambda: loops.chunks(windows=120), 0),
    (lambda: loops.by_hand(calls=120), 0),
    (lambda: loops.overlapping(windows=120), 20),
    (lambda: loops.packed(windows=120), 60),
    (lambda: loops.step_by_step(windows=24), 0),
    (lambda: loops.epochs(count=30), 20),
]


@pytest.mark.parametrize(("loop", "least"), LONG)
def test_long_loops_are_told_as_if_all_their_calls_were_listened_to(loop, least, counted, monkeypatch):
    seen = loop()
    assert len(counted) >= least
    assert bool(counted) == bool(least)
    monkeypatch.setattr(TruncationReader, "spares", lambda self, layer: 0)
    whole = loop()
    assert seen.layers == whole.layers
    assert str(seen) == str(whole)
    assert (seen.left_out is None) == (whole.left_out is None)
    if seen.left_out is not None:
        assert seen.left_out.size == pytest.approx(whole.left_out.size, rel=0.5)


def test_a_cut_that_is_forgotten_is_named_also_where_nobody_listens(counted):
    seen = loops.detach(windows=340, steps=4, forget=(312,))
    assert 311 in [call.number for call in counted]
    assert str(seen).endswith("state carried, cut at every window; at call 312 it was not cut")


def test_weights_that_are_not_trained_are_listened_to_all_the_time(counted):
    loop = loops.Loop()
    for weight in loop.rnn.parameters():
        weight.requires_grad_(False)
    for number in range(100):
        read = loop.window(number, 5).requires_grad_()
        loop.loss(loop.rnn(read)[0]).backward()
    assert str(loop.close()) == "windows of 5, state reset at every window"
    assert not counted


def test_frames_come_on_time_among_calls_that_nobody_listens_to(counted, monkeypatch):
    clock = iter(range(10**9))
    monkeypatch.setattr(recorder.time, "monotonic", lambda: float(next(clock)))
    torch.manual_seed(0)
    rnn, read = nn.GRU(2, 3), torch.randn(4, 2, 2)
    watch = rnnviz.watch(rnn, every=30, stored=False)
    for _ in range(151):
        rnn(read)[0].sum().backward()
    assert [frame.step for frame in watch.frames] == [0, 30, 60, 90, 120, 150]
    assert all(frame.layers["GRU"].gradient is not None for frame in watch.frames)
    assert [call.number for call in counted if call.number % 30 == 0] == []
    assert len(counted) > 90


def test_the_hook_on_the_weights_goes_with_close_and_with_copies():
    rnn = nn.GRU(2, 3)
    watch = rnnviz.watch(rnn, stored=False)
    assert len(rnn.weight_hh_l0._backward_hooks) == 1
    watch.close()
    assert not rnn.weight_hh_l0._backward_hooks
