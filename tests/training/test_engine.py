"""Gradients, losses and carried states of truncated training against PyTorch, its graph cut by hand."""

import numpy as np
import pytest
import torch
from support.torch_oracle import together
from support.torch_windows import CUTS, in_torch, logits
from torch.nn import functional

from rnnviz.nn.cells import CELLS, carried
from rnnviz.nn.losses import one_hot, predict
from rnnviz.nn.network import Network
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.truncation import Truncation
from rnnviz.training import window as engines
from rnnviz.training.engine import Engine

WHOLE = 9  # steps of a sequence that is not cut


cuts = pytest.mark.parametrize("cut", CUTS, ids=str)


cells = pytest.mark.parametrize("cell", ["tanh", "relu", "gru", "gru_before", "lstm"])


layers = pytest.mark.parametrize("layers", [1, 2])


def batch_first(array):
    return torch.tensor(array, dtype=torch.float64).mT.contiguous()


class Given:
    """A window as the engine and PyTorch take it, with a carried state that is not 0."""

    def __init__(self, rng, cut, net, batch=3):
        self.cut, self.net = cut, net
        self.losses = cut.every or WHOLE
        # counted here, not asked of `cut.before`
        before = 0 if cut.every is None else cut.reach - (1 if cut.each else cut.every)
        self.steps = before + self.losses
        self.tokens = rng.integers(net.inputs, size=(self.steps, batch))
        self.answers = rng.integers(net.outputs, size=(self.losses, batch))
        self.hidden, self.memory = rng.standard_normal((2, net.layers, net.hidden, batch))

    def engine(self, inputs=None, targets=None):
        """An engine after one walk forward and back, and its loss."""
        net = self.net
        engine = Engine(net, self.cut.reach, self.cut.each)
        window = engine.window(self.steps, self.losses, self.tokens.shape[1])
        inputs = one_hot(self.tokens, net.inputs, net.dtype) if inputs is None else inputs
        targets = one_hot(self.answers, net.outputs, net.dtype) if targets is None else targets
        for _ in range(2):  # the second time finds the buffers of the first
            window.forward(inputs, list(self.hidden), list(self.memory))
            loss = window.backward(targets)
        return engine, window, loss

    def torch(self, cost):
        """The same from PyTorch: gradients by name, and the loss."""
        rnn, readout = in_torch(self.net)
        inputs = functional.one_hot(torch.tensor(self.tokens), self.net.inputs).double()
        parts = (self.hidden, self.memory) if self.net.cell == "lstm" else (self.hidden,)
        found = logits(
            rnn,
            readout,
            inputs,
            self.losses,
            tuple(map(batch_first, parts)),
            self.cut.reach,
            self.cut.each,
        )
        loss = cost(found)
        loss.backward()
        named = together(rnn, readout, None).named_parameters()
        return {name: p.grad.numpy() for name, p in named}, loss.item()


def tokens_cost(answers):
    return lambda found: functional.cross_entropy(found.flatten(0, 1), torch.tensor(answers).flatten())


def by_name(engine):
    """The engine's gradient under PyTorch's names, by the same way as its parameters."""
    vector = engine.vector.copy()
    engine.vector[:] = engine.gradient
    named = engine.network().parameters
    engine.vector[:] = vector
    return named


def assert_equal(mine, theirs, tolerance):
    assert mine.keys() == theirs.keys()
    for name, array in theirs.items():
        np.testing.assert_allclose(mine[name], array, rtol=0, atol=tolerance, err_msg=name)


def network(cell, layers=1, **settings):
    return Network.random(cell, 3, 4, 2, layers, **{"seed": 1, "gain": 1.5} | settings)


@cells
@layers
@cuts
def test_gradient_and_loss_equal_pytorch_with_its_graph_cut(rng, cell, layers, cut):
    given = Given(rng, cut, network(cell, layers))
    engine, _, loss = given.engine()
    gradients, expected = given.torch(tokens_cost(given.answers))
    assert loss == pytest.approx(expected, abs=1e-10, rel=0)
    assert_equal(by_name(engine), gradients, 1e-10)


@cells
@pytest.mark.parametrize("settings", [{"bias": False}, {"readout_bias": False}], ids=str)
def test_without_biases_too(rng, cell, settings):
    for cut in (Truncation.windows(3), Truncation.even(3)):
        given = Given(rng, cut, network(cell, 2, **settings))
        assert_equal(by_name(given.engine()[0]), given.torch(tokens_cost(given.answers))[0], 1e-10)


@cells
@layers
@pytest.mark.parametrize("batch", [3, 40])  # turned and gathered by one product a block, or by shares
def test_in_pieces_and_with_copied_matrices_too(rng, monkeypatch, cell, layers, batch):
    monkeypatch.setattr(carried, "WIDE", 1)  # as if it were a large network
    monkeypatch.setattr(carried, "AT_HAND", 1)  # slopes made step by step
    monkeypatch.setattr(engines, "AT_ONCE", 2 * batch)
    monkeypatch.setattr(engines, "BLOCK", 2)
    for cut in (Truncation.windows(5), Truncation(every=3, reach=7)):
        given = Given(rng, cut, network(cell, layers), batch)
        engine, window, _ = given.engine()
        assert (window.turned[-1] is not None) == (batch == 3)
        assert_equal(by_name(engine), given.torch(tokens_cost(given.answers))[0], 1e-10)


@pytest.mark.parametrize("output", ["sigmoid", "linear"])
@pytest.mark.parametrize("cut", [Truncation.windows(3), Truncation.even(3)], ids=str)
def test_with_numbers_as_targets_too(rng, output, cut):
    given = Given(rng, cut, network("tanh", output=output))
    targets = rng.random((given.losses, 2, 3))
    wanted = batch_first(targets)

    def cost(found):
        if output == "linear":
            return functional.mse_loss(found, wanted, reduction="sum") / 2 / (given.losses * 3)
        each = functional.binary_cross_entropy_with_logits(found, wanted, reduction="sum")
        return each / (given.losses * 3)

    engine, _, loss = given.engine(targets=targets)
    gradients, expected = given.torch(cost)
    assert loss == pytest.approx(expected, abs=1e-10)
    assert_equal(by_name(engine), gradients, 1e-10)


@pytest.mark.parametrize("cell", CELLS)
@cuts
def test_a_single_loss_goes_exactly_as_far_as_the_truncation_says(rng, cell, cut):
    net = network(cell, layers=2)
    for name, array in net.parameters.items():
        if name.startswith("rnn.bias"):
            array += 1.0  # no unit of a relu may be asleep
    given = Given(rng, cut, net)
    given.hidden = abs(given.hidden)
    _, window, _ = given.engine()
    window.forward(one_hot(given.tokens, net.inputs, net.dtype), list(given.hidden), list(given.memory))
    perfect = predict("softmax", window.logits.copy())
    far = 100 * given.losses  # where the window's first loss stands in the sequence, if it is cut
    start = (far if cut.every else 0) - (given.steps - given.losses)
    for loss in range(given.losses):
        targets = perfect.copy()
        targets[loss] = perfect[loss][::-1]  # every other loss has nothing to say
        _, window, _ = given.engine(targets=targets)
        place = given.steps - given.losses + loss
        for layer in range(net.layers):
            met = np.abs(window.tapes[layer].rows).max(axis=(1, 2)) > 1e-12
            expected = [cut.reaches(start + place, start + step) for step in range(given.steps)]
            np.testing.assert_array_equal(met, expected)


def test_float32_stays_float32_and_near(rng):
    for cut in (Truncation.windows(5), Truncation(every=3, reach=7, each=True)):
        given = Given(rng, cut, network("gru", 2))
        exact, _, loss = given.engine()
        given.net = given.net.astype("float32")
        engine, window, single = given.engine()
        assert engine.vector.dtype == engine.gradient.dtype == window.logits.dtype == np.float32
        assert single == pytest.approx(loss, abs=1e-6)
        np.testing.assert_allclose(engine.gradient, exact.gradient, rtol=0, atol=1e-6)


def test_the_loss_is_the_mean_over_steps_and_rows_whatever_their_number(rng):
    net = network("tanh")
    for name in net.parameters:
        net.parameters[name][...] = 0.0
    for cut in CUTS:
        assert Given(rng, cut, net, batch=7).engine()[2] == pytest.approx(np.log(2), abs=1e-12)


def test_a_hopeless_prediction_costs_what_it_should(rng):
    net = network("tanh", readout_bias=True)
    net.parameters["readout.bias"][:] = 2000.0, 0.0
    given = Given(rng, Truncation.windows(2), net)
    given.answers[...] = 1
    engine, _, loss = given.engine()
    assert loss == pytest.approx(given.torch(tokens_cost(given.answers))[1], rel=1e-12)
    assert loss > 1900.0
    assert np.isfinite(engine.gradient).all()


HOLES = [{}, {"bias": False}, {"readout_bias": False}, {"bias": False, "readout_bias": False}]


holes = pytest.mark.parametrize("settings", HOLES, ids=str)


@pytest.mark.parametrize("cell", CELLS)
@layers
@holes
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_network_comes_back_bit_by_bit(cell, layers, settings, dtype):
    net = network(cell, layers, dtype=dtype, **settings)
    engine = Engine(net)
    back = engine.network()
    assert back.settings() == net.settings()
    assert list(back.parameters) == list(net.parameters)
    for name, array in net.parameters.items():
        np.testing.assert_array_equal(back.parameters[name], array, strict=True)
    before = engine.vector.copy()
    for array in (*back.parameters.values(), *net.parameters.values()):
        array += 1.0  # a copy: what is done to it does not reach the engine
    np.testing.assert_array_equal(engine.vector, before)


@pytest.mark.parametrize("cell", CELLS)
@holes
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_only_fills_the_vector_never_moves(rng, cell, settings, name):
    net = network(cell, 2, **settings)
    size = sum(array.size for array in net.parameters.values())
    optimizer = OPTIMIZERS[name](0.1)
    for cut in (Truncation.windows(3), Truncation.even(3)):
        given = Given(rng, cut, net)
        engine, window, _ = given.engine()
        filling = engine.vector == 0.0
        assert filling.sum() == engine.vector.size - size
        inputs = one_hot(given.tokens, 3, net.dtype)
        targets = one_hot(given.answers, 2, net.dtype)
        for _ in range(5):
            window.forward(inputs, list(given.hidden), list(given.memory))
            window.backward(targets)
            optimizer.update({"all": engine.vector}, {"all": engine.gradient})
        assert not engine.gradient[filling].any()
        np.testing.assert_array_equal(engine.vector == 0.0, filling)
        for moment in optimizer.moments.values():
            assert not moment["all"][filling].any()
        np.testing.assert_array_equal(Engine(engine.network()).vector, engine.vector)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"bidirectional": True}, "both directions"),
        ({"readout": False, "outputs": 8}, "readout"),
        ({"embedding": 3}, "one-hot tokens"),
    ],
)
def test_what_cannot_be_trained_in_windows_is_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        Engine(Network.random(**settings))


def test_buffers_are_made_once_for_each_shape_of_window():
    engine = Engine(network("tanh"))
    assert engine.window(5, 5, 3) is engine.window(5, 5, 3)
    assert engine.window(5, 5, 3) is not engine.window(4, 4, 3)
    assert engine.window(5, 2, 3).losses == 2
    assert engine.window(5, 5, 3) is not engine.window(5, 5, 2)


@cells
@layers
@cuts
def test_each_of_several_networks_equals_pytorch(rng, cell, layers, cut):
    """K networks in the calls of one, each with its own weights, states and data."""
    nets = [network(cell, layers, seed=seed) for seed in range(3)]
    given = [Given(rng, cut, net) for net in nets]
    engine = Engine(nets, cut.reach, cut.each)
    first = given[0]
    window = engine.window(first.steps, first.losses, first.tokens.shape[1])
    inputs = np.stack([one_hot(one.tokens, 3, nets[0].dtype) for one in given], axis=1)
    targets = np.stack([one_hot(one.answers, 2, nets[0].dtype) for one in given], axis=1)
    hidden, memory = (
        list(np.stack([getattr(one, name) for one in given], axis=1)) for name in ("hidden", "memory")
    )
    for _ in range(2):
        window.forward(inputs, hidden, memory)
        losses = window.backward(targets)
    for place, one in enumerate(given):
        gradients, expected = one.torch(tokens_cost(one.answers))
        assert losses[place] == pytest.approx(expected, abs=1e-10, rel=0)
        assert_equal(engine.named(engine.gradient[place]), gradients, 1e-10)
