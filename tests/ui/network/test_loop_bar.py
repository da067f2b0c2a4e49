"""A layer of a loop on Unroll and Backpropagate: it moves, is held, and is nobody else's."""

from dataclasses import replace

import numpy as np
import pytest
from support import app_test_private
from support.stored_loops import OwnLoop, train

from rnnviz.nn.trace import unroll
from rnnviz.server.picture_sockets import Shown
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Refusal
from rnnviz.ui.components import live_channels
from rnnviz.ui.network import loop_channel
from rnnviz.ui.network.loop_bar import sentence
from rnnviz.ui.network.loop_networks import moment_of, offered
from rnnviz.ui.session import watched_loops
from rnnviz.watch.loop_store import Loop, LoopStatus

PICTURES = frozenset({"unroll", "backpropagate"})
TEXT = "1 0 0; 0 1 0; 0 0 1"


@pytest.fixture
def loop(own_store):
    with OwnLoop() as found:
        found.advance()
        yield found


def states(loop, frame=-1):
    """Of the typed text, by the weights of one of the loop's frames."""
    return unroll(loop.watch.frames[frame].layers["rnn"].network(), np.eye(3)).hidden


def go_on(page):
    app_test_private.run_fragments(page.at)
    assert not page.at.exception


def said(page):
    (found,) = [one for one in page.captions if one.startswith("mine")]
    return found


def test_states_move_with_the_loop_until_they_are_held(loop, opened):
    (word,) = offered()
    page = opened("app.py", net=word, text=TEXT)
    for _ in range(2):
        loop.advance()
        go_on(page)
        np.testing.assert_allclose(page.states(), states(loop), atol=1e-4)
        assert f"its step {loop.watch.frames[-1].number}, and all below follows it" in said(page)
    heard = page.data("loop feed")["state"]
    page.press("Hold")
    assert page.address["frame"] == "2"
    loop.advance()
    page.run()
    np.testing.assert_allclose(page.states(), states(loop, 2), atol=1e-4)
    assert said(page) == "mine: step 2 is held; the loop is at step 3."
    assert page.data("loop feed")["state"] != heard
    (slider,) = page.at.select_slider
    slider.set_value(0)
    page.run()
    np.testing.assert_allclose(page.states(), states(loop, 0), atol=1e-4)
    assert opened("app.py", **page.address).picture["states"] == page.picture["states"]
    assert opened("app.py", net=f"{word}.f0", text=TEXT).address == page.address
    page.press("Follow on")
    assert "frame" not in page.address
    np.testing.assert_allclose(page.states(), states(loop), atol=1e-4)


def test_backpropagate_follows_it_too(loop, opened):
    (word,) = offered()
    page = opened("pages/backpropagate.py", net=word)
    before = page.figure("matrix")
    loop.advance()
    go_on(page)
    assert page.figure("matrix") != before
    assert "all below follows it" in said(page)


def test_a_loop_that_has_ended_is_followed_no_more(own_store, opened):
    train(2)
    (word,) = offered()
    page = opened("app.py", net=word)
    assert said(page) == "mine has come to step 1; this is step 1."
    assert not page.has("loop feed")
    now = moment_of(word)
    assert not now.is_followed
    assert moment_of(f"{word}.f0").holds


@pytest.mark.parametrize(
    ("holds", "wanted"),
    [
        (False, "mine runs: this is its step 0, and all below follows it."),
        (True, "mine: step 0 is held; the loop is at step 0."),
    ],
)
def test_how_the_loop_is_is_said(own_store, monkeypatch, holds, wanted):
    train(1)
    (word,) = offered()
    monkeypatch.setattr(Loop, "status", property(lambda self: LoopStatus.LIVE))
    assert sentence(replace(moment_of(word), holds=holds)) == wanted


def asked(page):
    """What the page's socket asks for."""
    sent = page.sent("typed line")["typed"]["asked"]
    return {name: str(value) for name, value in sent.items()}


def test_what_is_typed_comes_over_a_socket_with_every_frame(loop, opened):
    (word,) = offered()
    page = opened("app.py", net=word, text=TEXT)
    channel = live_channels.open_channel(lambda: None, PICTURES, asked(page))
    first = channel.newer()
    assert isinstance(first, Shown) and not first.ends
    assert channel.newer() is None
    loop.advance()
    assert channel.newer().pieces["unrolled"] != first.pieces["unrolled"]


def test_nobody_else_sees_anything_of_it(loop, opened, monkeypatch):
    """Neither on a page nor over a socket, though they know how it is called in addresses."""
    (word,) = offered()
    mine = opened("app.py", net=word, text=TEXT)
    (shown,) = watched_loops.newest()
    monkeypatch.setattr(watched_loops.presenter_actions, "owners", lambda: ("another browser",))
    assert watched_loops.newest() == []
    assert not watched_loops.may_come()
    assert opened("pages/watch.py", loop=shown.id).at.code
    theirs = opened("app.py", net=word, text=TEXT)
    assert theirs.address.get("net") != word
    assert "watched on this server" in theirs.notices[0]
    with pytest.raises(StoreError, match="There is no watched loop"):
        moment_of(word)
    with pytest.raises(Refusal, match="no such pictures"):
        loop_channel.open_channel(lambda: None, loop_channel.query(shown, False) | {"own": "guessed"})
    own = asked(mine)
    with pytest.raises((Refusal, StoreError)):
        live_channels.open_channel(lambda: None, PICTURES, own | {"own": "guessed"}).newer()
    # a session that has been shown it keeps its socket: it is who shows it
    assert live_channels.open_channel(lambda: None, PICTURES, own).newer().pieces
