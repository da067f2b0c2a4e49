"""How the page hears that a loop has gone on."""

import pytest
from support.stored_loops import train

from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.ui.network.loop_channel import open_channel, query, state_of
from rnnviz.ui.session import watched_loops as loops


@pytest.fixture
def loop(own_store):
    train(2)
    (found,) = loops.newest()
    return found


def opened(loop, holds=False):
    return open_channel(lambda: None, query(loop, holds))


def test_more_of_a_loop_is_news_and_nothing_else(loop):
    channel = opened(loop)
    first = channel.newer()
    assert (first.pieces, first.rests, first.state) == ({}, True, state_of(loop, False))
    assert channel.newer() is None
    loops.open_loops().beat(loop.id, 99, NOTHING)
    assert channel.newer().state != first.state


def test_who_holds_a_moment_hears_only_how_the_loop_is(loop):
    channel = opened(loop, holds=True)
    first = channel.newer()
    loops.open_loops().beat(loop.id, 99, loop.message, ended=True)
    assert channel.newer() is None
    loops.open_loops().beat(loop.id, 99, Message("It starts."), ended=True)
    assert channel.newer().state != first.state
    assert channel.key == opened(loop, holds=True).key != opened(loop).key


def test_a_loop_that_was_removed_has_no_state(loop):
    channel = opened(loop)
    channel.newer()
    loops.open_loops().remove_loop(loop.id, ("",))
    channel._state = "before"
    assert channel.newer().state == ""
    channel.leave()


@pytest.mark.parametrize("asked", [{}, {"id": "0123abcd"}, {"id": "a" * 30, "holds": "1"}])
def test_anything_else_is_refused(asked):
    with pytest.raises(Refusal, match="no such pictures"):
        open_channel(lambda: None, asked)
