"""Windows of tokens that are looked up, against PyTorch, which multiplies one-hot columns."""

import numpy as np
import pytest
import torch
from support.torch_oracle import together
from support.torch_windows import in_torch, logits
from torch.nn import functional

from rnnviz.nn.cells import CELLS, carried
from rnnviz.nn.losses import one_hot
from rnnviz.nn.network import Network
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.training import token_window
from rnnviz.training.engine import Engine

KINDS = 9
cells = pytest.mark.parametrize("cell", [name for name, kind in CELLS.items() if kind.by_token])


def network(cell, **settings):
    return Network.random(cell, KINDS, 4, KINDS, **{"seed": 1, "gain": 1.5} | settings)


class Drawn:
    """Tokens, right answers to the last steps, and a state that is not 0."""

    def __init__(self, rng, net, steps=7, losses=7, batch=8):
        self.steps, self.losses, self.batch = steps, losses, batch
        self.tokens = rng.integers(KINDS, size=(steps, batch))
        self.answers = rng.integers(KINDS, size=(losses, batch))
        self.hidden, self.memory = rng.standard_normal((2, 1, net.hidden, batch))

    def walk(self, net, **settings):
        """An engine, its window and the loss after one walk forward and back."""
        engine = Engine(net, **settings)
        window = engine.token_window(self.steps, self.losses, self.batch)
        for _ in range(2):  # the second time finds the buffers of the first
            window.forward(self.tokens, list(self.hidden), list(self.memory))
            loss = window.backward(self.answers)
        return engine, window, loss


def in_pytorch(net, drawn):
    rnn, readout = in_torch(net)
    parts = (drawn.hidden, drawn.memory) if net.cell == "lstm" else (drawn.hidden,)
    state = tuple(torch.tensor(part).mT.contiguous() for part in parts)
    inputs = functional.one_hot(torch.tensor(drawn.tokens), KINDS).double()
    found = logits(rnn, readout, inputs, drawn.losses, state, drawn.steps, False)
    loss = functional.cross_entropy(found.flatten(0, 1), torch.tensor(drawn.answers).flatten())
    loss.backward()
    named = together(rnn, readout, None).named_parameters()
    return {name: p.grad.numpy() for name, p in named}, loss.item()


@pytest.mark.parametrize("cell", ["tanh", "relu", "gru", "lstm"])
@pytest.mark.parametrize("losses", [7, 3])
@pytest.mark.parametrize("settings", [{}, {"bias": False}, {"readout_bias": False}], ids=str)
@pytest.mark.parametrize("by_product", [True, False])
def test_gradient_and_loss_equal_pytorch(rng, monkeypatch, cell, losses, settings, by_product):
    monkeypatch.setattr(token_window, "SORTED", 100 if by_product else 1)
    monkeypatch.setattr(carried, "AT_HAND", 1)  # slopes made step by step
    net = network(cell, **settings)
    drawn = Drawn(rng, net, losses=losses)
    engine, _, loss = drawn.walk(net)
    gradients, expected = in_pytorch(net, drawn)
    assert loss == pytest.approx(expected, abs=1e-10, rel=0)
    found = engine.named(engine.gradient)
    assert found.keys() == gradients.keys()
    for name, array in gradients.items():
        np.testing.assert_allclose(found[name], array, rtol=0, atol=1e-10, err_msg=name)


@cells
def test_states_and_logits_are_those_of_the_same_tokens_as_columns(rng, cell):
    net = network(cell)
    drawn = Drawn(rng, net)
    engine = Engine(net)
    columns, tokens = engine.window(7, 7, 8), engine.token_window(7, 7, 8)
    columns.forward(one_hot(drawn.tokens, KINDS, net.dtype), list(drawn.hidden), list(drawn.memory))
    tokens.forward(drawn.tokens, list(drawn.hidden), list(drawn.memory))
    np.testing.assert_allclose(tokens.logits, columns.logits, rtol=0, atol=1e-12)
    for place in (0, 4, 7):
        states = []
        for window in (columns, tokens):
            hidden, memory = [np.empty((4, 8))], [np.empty((4, 8))]
            window.state(place, hidden, memory)
            states.append(np.stack(hidden + memory * net.kind.has_memory))
        np.testing.assert_allclose(*states, rtol=0, atol=1e-12)


def test_a_hopeless_prediction_costs_what_it_should(rng):
    net = network("tanh")
    net.parameters["readout.bias"][0] = 2000.0
    drawn = Drawn(rng, net)
    drawn.answers[...] = 1
    engine, _, loss = drawn.walk(net)
    assert loss == pytest.approx(in_pytorch(net, drawn)[1], rel=1e-12)
    assert loss > 1900.0
    assert np.isfinite(engine.gradient).all()


@cells
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_only_fills_the_vector_never_moves(rng, cell, name):
    net = network(cell, bias=False)
    optimizer = OPTIMIZERS[name](0.1)
    drawn = Drawn(rng, net)
    engine, window, _ = drawn.walk(net)
    filling = engine.vector == 0.0
    for _ in range(3):
        window.forward(drawn.tokens, list(drawn.hidden), list(drawn.memory))
        window.backward(drawn.answers)
        optimizer.update({"all": engine.vector}, {"all": engine.gradient})
    assert not engine.gradient[filling].any()
    np.testing.assert_array_equal(engine.vector == 0.0, filling)


def test_only_what_moves_has_a_gradient_and_sums_are_not_means(rng):
    net = network("gru")
    drawn = Drawn(rng, net)
    mean = drawn.walk(net)[0]
    summed = drawn.walk(net, summed=True, moves=lambda name: name.startswith("rnn.weight"))[0]
    for name, array in summed.named(summed.gradient).items():
        expected = mean.named(mean.gradient)[name] * 56 * name.startswith("rnn.weight")
        np.testing.assert_allclose(array, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "batch", "expected"),
    [
        ({}, 8, True),
        ({}, 1, False),
        ({"layers": 2}, 8, False),
        ({"cell": "gru_before"}, 8, False),
        ({"output": "linear"}, 8, False),
        ({"inputs": 2}, 8, False),
    ],
    ids=str,
)
def test_where_tokens_are_looked_up(settings, batch, expected):
    net = Network.random(**{"cell": "tanh", "inputs": KINDS, "hidden": 4, "outputs": KINDS} | settings)
    assert Engine(net).looks_up(batch) == expected
    assert not Engine(net, 3, True).looks_up(batch)
    assert not Engine([net, net]).looks_up(batch)
