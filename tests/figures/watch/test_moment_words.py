"""What is said of a moment of a watched layer."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import rnnviz
from rnnviz.figures.watch import moment_words
from rnnviz.text.message import Message


def layer_of(rnn):
    torch.manual_seed(0)
    with rnnviz.watch(rnn, every=1, stored=False) as watch:
        rnn(torch.randn(6, 1, 2))[0][-1].sum().backward()
    return next(iter(watch.frames[-1].layers.values()))


@pytest.mark.parametrize(("kind", "letters"), [(nn.RNN, "h"), (nn.GRU, "hrzn"), (nn.LSTM, "hcifgo")])
def test_the_numbers_that_are_drawn_bear_their_letters(kind, letters):
    layer = layer_of(kind(2, 3))
    named = moment_words.quantities(layer, 0)
    assert list(named) == list(letters)
    np.testing.assert_array_equal(named["h"], layer.hidden[0])
    assert moment_words.where(layer, 0) == ""
    assert moment_words.where(layer_of(nn.GRU(2, 3, 2)), 1) == ", layer 2"


def test_what_the_output_alone_hides_is_said_beside_what_is_said_of_the_loop():
    layer = layer_of(nn.LSTM(2, 3))
    said, blind = moment_words.seen_sentences("windows of 6.", layer, 0)
    assert said == "Your loop: windows of 6."
    assert blind.startswith("At 5 steps retain_grad on the output shows exactly 0")
    assert moment_words.seen_sentences("", replace(layer, gradient=None), 0) == []


def test_a_doubt_is_said_where_there_is_one():
    layer = layer_of(nn.GRU(2, 3))
    assert moment_words.doubts(layer) == []
    assert "differs by" in moment_words.agreement(layer)
    off = replace(layer, error=0.5, note=Message("It starts."))
    first, second = moment_words.doubts(off)
    assert first == "It starts."
    assert "a difference of 0.50" in second
