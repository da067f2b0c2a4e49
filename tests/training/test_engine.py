"""Gradients, losses and carried states of truncated training against PyTorch, its graph cut by hand."""

from functools import partial

import numpy as np
import pytest
import torch
from support.torch_oracle import modules, state_dict, together
from torch.nn import functional

from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells import base as walks
from rnnviz.nn.losses import one_hot, predict
from rnnviz.nn.network import Network
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training import engine as engines
from rnnviz.training.engine import Engine
from rnnviz.training.experiment import Experiment
from rnnviz.training.learner import Learner
from rnnviz.training.race import learners

WHOLE = 9  # steps of a sequence that is not cut
UPDATES = 20

CUTS = [
    *(Truncation.windows(n) for n in (1, 2, 5)),
    *(Truncation.even(n) for n in (1, 4)),
    *(Truncation.sliding(n) for n in (1, 6)),
    Truncation.full(),
    Truncation(every=3, reach=7),
    Truncation(every=3, reach=7, each=True),
    Truncation(every=5, reach=2, each=True),
    Truncation(every=1, reach=4, each=True),
]
cuts = pytest.mark.parametrize("cut", CUTS, ids=str)
cells = pytest.mark.parametrize("cell", ["tanh", "relu", "gru", "lstm"])
layers = pytest.mark.parametrize("layers", [1, 2])


# -- PyTorch -----------------------------------------------------------------------------------------


def in_torch(net):
    """The network as PyTorch's modules in float64."""
    rnn, readout, _ = modules(
        net.cell,
        net.inputs,
        net.hidden,
        net.outputs,
        net.layers,
        bias=net.bias,
        readout_bias=net.readout_bias,
    )
    for name, array in state_dict(rnn, readout, None).items():
        array[:] = net.parameters[name]
    return rnn, readout


def run(rnn, inputs, state):
    """The top layer's states and all layers' last one; a state is (h,) or (h, c), (L, B, H) each."""
    top, last = rnn(inputs, state if len(state) == 2 else state[0])
    return top, last if isinstance(last, tuple) else (last,)


def states(rnn, inputs, first):
    """The state before every step and after the last one, each cut off from the graph."""
    found = [tuple(part.detach() for part in first)]
    with torch.no_grad():
        for x in inputs:
            found.append(run(rnn, x[None], found[-1])[1])
    return found


def logits(rnn, readout, inputs, losses, first, reach=None, each=False):
    """Logits of the last steps, (T, B, V), from a graph that is cut in the right places."""
    before = len(inputs) - losses
    if not each:
        return readout(run(rnn, inputs, first)[0][before:])
    found = states(rnn, inputs, first)
    starts = [(max(t + 1 - reach, 0), t + 1) for t in range(before, len(inputs))]
    return torch.stack(
        [readout(run(rnn, inputs[begin:end], found[begin])[0][-1]) for begin, end in starts]
    )


def batch_first(array):
    return torch.tensor(array, dtype=torch.float64).mT.contiguous()


# -- one window --------------------------------------------------------------------------------------


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
    monkeypatch.setattr(walks, "WIDE", 1)  # as if it were a large network
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


# -- what the vector holds ---------------------------------------------------------------------------

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
        for memory in optimizer.memory.values():
            assert not memory["all"][filling].any()
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


# -- many windows: states carried, parameters moved --------------------------------------------------


def experiment(cut, batch=5, **settings):
    every = cut.every or WHOLE
    run = Run(truncation=cut, batch=batch, **{"hidden": 4, "rate": 0.1} | settings)
    return Experiment(task=Echo(), seed=3, samples=UPDATES * every * batch, runs=(run,))


def in_double(learner):
    """The learner with all its numbers in float64."""
    net, cut = learner.engine.network().astype("float64"), learner.run.truncation
    learner.engine = Engine(net, cut.reach, cut.each)
    learner.parameters = {"all": learner.engine.vector}
    learner.gradients = {"all": learner.engine.gradient}
    learner.hidden = [h.astype(float) for h in learner.hidden]
    learner.memory = [None if c is None else c.astype(float) for c in learner.memory]
    return learner


TORCH = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
}


class Loop:
    """The training loop as one writes it in PyTorch, on the data of a learner, with any truncation."""

    def __init__(self, learner: Learner, cut: Truncation):
        self.learner, self.cut, self.run = learner, cut, learner.run
        self.rnn, self.readout = in_torch(learner.engine.network())
        self.model = together(self.rnn, self.readout, None)
        self.optimizer = TORCH[self.run.optimizer](self.model.parameters(), lr=self.run.rate)
        zeros = torch.zeros(self.run.layers, self.run.batch, self.run.hidden, dtype=torch.float64)
        self.states = {0: (zeros, zeros) if self.run.cell == "lstm" else (zeros,)}  # before a step
        self.zero = self.states[0]
        self.position = 0
        self.losses, self.norms = [], []

    def update(self):
        """One update; the states that it met are kept, detached, for the walks to come."""
        every = self.cut.every or WHOLE
        before = 0 if self.cut.every is None else self.cut.reach - (1 if self.cut.each else every)
        start, stop = max(self.position - before, 0), self.position + every
        inputs, targets = self.learner.stream.window(start, self.position, stop)
        x, wanted = batch_first(inputs), batch_first(targets).argmax(-1)
        first = self.states[start] if self.run.carry else self.zero
        found = logits(self.rnn, self.readout, x, every, first, self.cut.reach, self.cut.each)
        loss = functional.cross_entropy(found.flatten(0, 1), wanted.flatten())
        self.states |= dict(enumerate(states(self.rnn, x, first), start))
        self.optimizer.zero_grad()
        loss.backward()
        self.losses.append(loss.item())
        clip = self.run.clip_norm or float("inf")
        self.norms.append(torch.nn.utils.clip_grad_norm_(self.model.parameters(), clip).item())
        if self.run.clip_value:
            torch.nn.utils.clip_grad_value_(self.model.parameters(), self.run.clip_value)
        self.optimizer.step()
        self.position = stop
        return self

    def apart(self) -> dict[str, float]:
        """The largest differences from the learner, by what differs."""
        mine = self.learner.engine.network().parameters
        theirs = {name: p.detach().numpy() for name, p in self.model.named_parameters()}
        return {name: abs(mine[name] - array).max() for name, array in theirs.items()} | {
            "losses": abs(np.subtract(self.learner.losses, self.losses)).max(),
            "norms": abs(np.subtract(self.learner.gradient_norms, self.norms)).max(),
        }

    def states_apart(self, before: int) -> float:
        """How far the learner's carried states are from those so many steps before the next loss."""
        state = self.states[max(self.position - before, 0)] if self.run.carry else self.zero
        kept = [self.learner.hidden, self.learner.memory][: len(state)]
        return max(
            abs(mine - theirs.mT.numpy()).max()
            for part, tensor in zip(kept, state, strict=True)
            for mine, theirs in zip(part, tensor, strict=True)
        )


def compare(learner: Learner, cut: Truncation, tolerance: float) -> Loop:
    """Both update by update, until the end."""
    loop, before = Loop(learner, cut), learner.before
    while learner.status == "running":
        learner.update()
        loop.update()
        assert loop.states_apart(before) < tolerance
    assert len(loop.losses) == (UPDATES if cut.every else 1) == learner.optimizer.updates
    return loop


def lockstep(cut, double, **settings) -> Learner:
    made = experiment(cut, **settings)
    if cut.every is None:
        made = made.model_copy(update={"samples": WHOLE * made.runs[0].batch})
    (learner,) = learners(made)
    return in_double(learner) if double else learner


@cells
@cuts
def test_twenty_updates_equal_a_loop_in_pytorch(cell, cut):
    loop = compare(lockstep(cut, True, cell=cell, layers=2), cut, 1e-8)
    for name, difference in loop.apart().items():
        assert difference < 1e-8, name


WRONG = [  # what one might do instead
    (Truncation.windows(5), Truncation.windows(5), {"carry": False}),
    (Truncation.windows(5), Truncation.even(5), {}),
    (Truncation.even(4), Truncation.windows(4), {}),
    (Truncation.even(4), Truncation(every=4, reach=5, each=True), {}),
    (Truncation.sliding(6), Truncation.sliding(5), {}),
    (Truncation(every=3, reach=7), Truncation(every=3, reach=6), {}),
    (Truncation(every=3, reach=7, each=True), Truncation(every=3, reach=7), {}),
    (Truncation(every=5, reach=2, each=True), Truncation.windows(5), {}),
]


@cells
@pytest.mark.parametrize(("cut", "wrong", "other"), WRONG, ids=str)
def test_the_same_in_float32_and_a_wrong_cut_would_be_seen(cell, cut, wrong, other):
    learner = lockstep(cut, False, cell=cell, hidden=8)
    amiss = Loop(learner, wrong)
    amiss.run = learner.run.model_copy(update=other)
    assert max(compare(learner, cut, 2e-5).apart().values()) < 5e-5
    for _ in range(UPDATES):
        amiss.update()
    assert max(amiss.apart().values()) > 5e-4


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_equals_a_loop_in_pytorch(name):
    for cut in (Truncation.windows(5), Truncation.sliding(6), Truncation(3, 7, each=True)):
        learner = lockstep(cut, True, optimizer=name, rate=0.02, cell="gru")
        assert max(compare(learner, cut, 1e-8).apart().values()) < 1e-8


@cells
def test_a_state_that_is_reset_starts_every_window_from_zero(cell):
    cut = Truncation.windows(5)
    learner = lockstep(cut, True, cell=cell, layers=2, carry=False)
    assert max(compare(learner, cut, 1e-8).apart().values()) < 1e-8


@pytest.mark.parametrize("clip", [{"clip_norm": 0.02}, {"clip_value": 0.005}], ids=str)
def test_gradients_are_clipped_as_in_pytorch(clip):
    cut = Truncation.windows(5)
    learner = lockstep(cut, True, optimizer="sgd", rate=1.0, **clip)
    apart = compare(learner, cut, 1e-5).apart()
    assert min(learner.gradient_norms) > 0.02  # it was needed every time; this is before the clipping
    assert max(apart.values()) < 1e-5  # PyTorch adds 1e-6 to the norm before it divides
    free = lockstep(cut, True, optimizer="sgd", rate=1.0)
    free.advance(10**9)
    assert abs(free.engine.vector - learner.engine.vector).max() > 0.05
