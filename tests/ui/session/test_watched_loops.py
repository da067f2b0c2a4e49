"""Loops as the page reads them."""

import numpy as np
import pytest
from support.stored_loops import train

from rnnviz.ui.session import watched_loops as loops
from rnnviz.watch.loop_store import LoopHead

pytestmark = pytest.mark.usefixtures("own_store")


def test_loops_with_something_to_be_seen_are_offered_the_newest_first():
    loops.open_loops().begin("no frame yet", 1)
    train(1, name="a")
    train(1, name="b")
    assert [one.name for one in loops.newest()] == ["b", "a"]


@pytest.mark.parametrize(("owners", "may"), [(("",), True), (("a", ""), True), (("a",), False)])
def test_loops_are_the_machines_own_users(monkeypatch, owners, may):
    monkeypatch.setattr(loops.presenter_actions, "owners", lambda: owners)
    assert loops.may_come() == may


def test_frames_are_read_as_they_were():
    watch = train(3)
    (loop,) = loops.newest()
    heads = loops.open_loops().heads(loop.id)
    assert all(isinstance(head, LoopHead) for head in heads)
    for head, wanted in zip(heads, watch.frames, strict=True):
        found = loops.frame_of(loop, head.number)
        np.testing.assert_array_equal(found.layers["rnn"].gradient, wanted.layers["rnn"].gradient)
    assert loops.frame_of(loop, 0) is loops.frame_of(loop, 0)
