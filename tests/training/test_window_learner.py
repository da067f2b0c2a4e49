"""A run in windows, beside the loop that one writes in PyTorch."""

from functools import partial

import numpy as np
import pytest
import torch
from support.small_races import make
from support.torch_oracle import together
from support.torch_windows import CUTS, in_torch, logits, states
from torch.nn import functional

from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training import window
from rnnviz.training.engine import Engine
from rnnviz.training.experiment import Experiment
from rnnviz.training.learner import Learner
from rnnviz.training.race import learners

WHOLE = 9  # steps of a sequence that is not cut


UPDATES = 20


cuts = pytest.mark.parametrize("cut", CUTS, ids=str)


cells = pytest.mark.parametrize("cell", ["tanh", "relu", "gru", "gru_before", "lstm"])


def batch_first(array):
    return torch.tensor(array, dtype=torch.float64).mT.contiguous()


def experiment(cut, batch=5, **settings):
    every = cut.every or WHOLE
    run = Run(truncation=cut, batch=batch, **{"hidden": 4, "rate": 0.1} | settings)
    return Experiment(task=Echo(), seed=3, samples=UPDATES * every * batch, runs=(run,))


def in_double(learner):
    """The learner with all its numbers in float64."""
    net, cut = learner.engine.network().astype("float64"), learner.run.truncation
    learner.engine = Engine(net, cut.reach, cut.each, moves=learner.run.moves)
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
        self.rnn.requires_grad_(not self.run.readout_only)
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


READOUT = {"train": "readout"}


@cells
def test_a_readout_alone_is_trained_as_in_pytorch_with_all_else_frozen(cell):
    for cut in (Truncation.windows(5), Truncation.even(4), Truncation(3, 7), Truncation.full()):
        learner = lockstep(cut, True, cell=cell, layers=2, **READOUT)
        start = {name: one.copy() for name, one in learner.engine.network().parameters.items()}
        apart = compare(learner, cut, 1e-8).apart()
        assert max(apart.values()) < 1e-8
        for name, array in learner.engine.network().parameters.items():
            assert np.array_equal(array, start[name]) != name.startswith("readout.")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_readout_alone_with_every_optimizer(name):
    cut = Truncation.windows(5)
    learner = lockstep(cut, True, optimizer=name, rate=0.02, **READOUT)
    assert max(compare(learner, cut, 1e-8).apart().values()) < 1e-8


def test_a_window_longer_than_a_block_gives_a_readout_the_same(monkeypatch):
    cut = Truncation.windows(12)
    usual = lockstep(cut, True, **READOUT)
    usual.advance(10**9)
    monkeypatch.setattr(window, "BLOCK", 5)
    learner = lockstep(cut, True, **READOUT)
    learner.advance(10**9)
    np.testing.assert_allclose(learner.engine.vector, usual.engine.vector, rtol=0, atol=1e-12)


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


def test_a_state_is_carried_unless_it_is_reset():
    carried, reset = learners(make({"cell": "lstm"}, {"cell": "lstm", "carry": False}))
    for learner in (carried, reset):
        learner.advance(50)
    assert all(abs(part[0]).min() > 0 for part in (carried.hidden, carried.memory))
    assert not any(part[0].any() for part in (reset.hidden, reset.memory))
