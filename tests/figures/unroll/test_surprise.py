"""How much each token surprises a network."""

import numpy as np
import pytest
from scipy import special
from support.drawn_states import RISKY, checked, network, overflowing
from support.figure_readers import made

from rnnviz.figures.base.numbers import number
from rnnviz.figures.unroll.surprise import surprise
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry

lights = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def test_the_surprise_stands_where_its_token_was_typed():
    net = network("gru", seed=4)
    typed, trace = made(net, RISKY)
    figure = checked(surprise(net, typed, trace, 0, False))
    (bars,) = figure.data
    assert list(bars.x) == list(range(2, len(RISKY) + 1))
    chances = special.log_softmax(trace.logits, axis=1)
    expected = [-chances[t, net.vocabulary.index(RISKY[t + 1])] for t in range(len(RISKY) - 1)]
    np.testing.assert_allclose(bars.y, expected, rtol=0, atol=1e-12)
    for place, cost, words in zip(bars.x, bars.y, bars.hovertext, strict=True):
        assert (
            f"p = {np.exp(-cost):.3g}, {number(cost)} nats ({number(cost / np.log(2))} bits)" in words
        )
        assert words.count("“") == 2, place
    assert f"(mean {np.mean(expected):.2f})" in figure.layout.title.text
    assert "nats" in figure.layout.title.text
    assert "nats" in figure.layout.yaxis.title.text


def test_a_token_the_network_does_not_know_has_no_surprise():
    net = registry.load("hello")
    typed, trace = made(net, "hexlo")
    (bars,) = checked(surprise(net, typed, trace, 0, False)).data
    assert list(bars.x) == [2, 4, 5]  # x itself has none, what follows it has


def test_the_line_of_guessing_is_at_the_logarithm_of_the_vocabulary():
    net = registry.load("hello")
    figure = checked(surprise(net, *made(net, "hello"), 0, False))
    _, line = figure.layout.shapes
    assert line.y0 == line.y1 == pytest.approx(np.log(4))
    (note,) = figure.layout.annotations
    assert note.text == "guessing: 1.39"
    assert note.y == line.y0


def test_given_answers_are_charged_at_the_step_that_gives_them():
    net = registry.load("ohlol")
    typed, trace = made(net, "hello", target="ohlo")
    figure = checked(surprise(net, typed, trace, 0, False))
    (bars,) = figure.data
    assert list(bars.x) == [1, 2, 3, 4]
    chances = special.log_softmax(trace.logits, axis=1)
    expected = [-chances[t, net.vocabulary.index(answer)] for t, answer in enumerate("ohlo")]
    np.testing.assert_allclose(bars.y, expected, rtol=0, atol=1e-12)
    assert "loss" in figure.layout.yaxis.title.text


def test_a_sums_bits_cost_their_binary_cross_entropy():
    net = registry.load("addition")
    typed, trace = made(net, "1011 + 0110", "bits")
    figure = checked(surprise(net, typed, trace, 0, False))
    signs = 2.0 * typed.targets[:, 0] - 1.0
    np.testing.assert_allclose(
        figure.data[0].y, -special.log_expit(signs * trace.logits[:, 0]), rtol=0, atol=1e-12
    )
    assert len(figure.layout.shapes) == 1  # nothing is known about guessing


def squared_error():
    net = Network.random(inputs=1, outputs=2, output="linear")
    typed, trace = made(net, "1; 2; 3", "numbers", "1 0; 0 1; 5 5")
    return typed, trace, checked(surprise(net, typed, trace, 0, False))


def test_numbers_cost_half_their_squared_error():
    typed, trace, figure = squared_error()
    expected = 0.5 * ((trace.logits - typed.targets) ** 2).sum(axis=1)
    np.testing.assert_allclose(figure.data[0].y, expected, rtol=1e-12)


def test_a_squared_error_is_not_said_to_be_a_probability():
    _, _, figure = squared_error()
    assert all("p =" not in words for words in figure.data[0].hovertext)


def test_losses_that_are_no_numbers_are_left_out():
    net, typed, trace = overflowing()
    assert not np.isfinite(trace.losses[:-1]).all()
    figure = checked(surprise(net, typed, trace, 0, False))
    assert np.isfinite(figure.data[0].y).all()
    assert "not a number" not in figure.layout.title.text
