"""Layers of a watched loop among the networks of Unroll and Backpropagate."""

import numpy as np
import pytest
from support.stored_loops import train
from torch import nn

from rnnviz.nn.tokenizer import read
from rnnviz.nn.trace import unroll
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Refusal
from rnnviz.ui.network import loop_networks, selection
from rnnviz.ui.network.loop_networks import moment_of, network_at, offered, title

pytestmark = pytest.mark.usefixtures("own_store")


def loop_network(word, held=None):
    now = moment_of(word, held)
    return now and network_at(now)


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
def test_a_layer_reads_what_it_read_and_has_the_states_that_it_had(kind):
    watch = train(2, kind=kind, layers=2)
    (word,) = offered()
    found = loop_network(word)
    assert found is loop_network(word)
    layer = watch.frames[-1].layers["rnn"]
    typed = read(found.example, "numbers", found.network)
    trace = unroll(found.network, typed.inputs)
    np.testing.assert_allclose(typed.inputs, layer.inputs, rtol=1e-3)
    np.testing.assert_allclose(trace.hidden, layer.hidden, atol=1e-2)
    first = loop_network(f"{word}.f0")
    before = watch.frames[0].layers["rnn"].weights["weight_hh_l0"]
    np.testing.assert_array_equal(first.network.parameters["rnn.weight_hh_l0"], before)
    assert title(word) == selection.title_of(word) == "Watched: mine, rnn"
    assert found.look.startswith("A layer of your own loop")


@pytest.mark.parametrize("page", ["app.py", "pages/backpropagate.py"])
def test_pages_show_it(opened, page):
    train(1)
    (word,) = offered()
    seen = opened(page, net=word)
    assert not any("does" in one and "exist" in one for one in seen.notices)
    assert seen.control("net").value == word


def test_what_is_not_there_is_said(opened):
    train(1)
    (word,) = offered()
    with pytest.raises(Refusal, match="has no layer 7"):
        loop_network(word[:-1] + "7")
    with pytest.raises(StoreError, match="is not kept any more"):
        loop_network(f"{word}.f99")
    with pytest.raises(StoreError, match="There is no watched loop"):
        loop_network("loop.0123abcd.1")
    assert loop_network("hello") is None
    (said,) = opened("app.py", net="loop.0123abcd.1").notices
    assert "opened or watched on this server" in said


def test_a_long_sequence_gives_way_to_a_short_example(monkeypatch):
    monkeypatch.setattr(loop_networks, "MOST_LETTERS", 10)
    train(1)
    (word,) = offered()
    assert loop_network(word).example == "1 0 0; 0 1 0; 0 0 1; 1 0 0"
