"""A padded batch against PyTorch: each sequence alone, and all of them packed."""

import numpy as np
import pytest
import torch
from support.torch_oracle import MODULES, modules, state_dict, together
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnnviz.nn.losses import losses, losses_by_logits
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State, backward, forward, zero_state

LENGTHS = np.array([4, 7, 1, 6, 7])
STEPS, BATCH, TOKENS = 7, len(LENGTHS), 5

cells = pytest.mark.parametrize("cell", MODULES)
shapes = pytest.mark.parametrize(
    "shape",
    [
        {"layers": layers, "bidirectional": both, "embedding": embedding}
        for layers in (1, 2)
        for both in (False, True)
        for embedding in (None, 3)
    ],
    ids=str,
)


class Padded:
    """A network, a padded batch with a loss at every real step but some, and what is asked of the
    state after each sequence."""

    def __init__(self, rng, cell, shape, dtype="float64"):
        self.net = Network.random(cell, TOKENS, 4, 3, seed=2, gain=1.5, dtype=dtype, **shape)
        here = np.arange(STEPS)[:, None] < LENGTHS
        self.inputs = np.where(here, rng.integers(TOKENS, size=(STEPS, BATCH)), -1)
        self.targets = np.where(here, rng.integers(3, size=(STEPS, BATCH)), -1)
        self.targets[2, 1] = -1  # a real step without a loss
        rows = self.net.layers * self.net.directions
        self.first = self._state(rng, rows)
        self.wanted = self._state(rng, rows)  # the loss has this many nats for each number of the state

    def _state(self, rng, rows):
        hidden, memory = rng.standard_normal((2, rows, 4, BATCH)).astype(self.net.dtype)
        return State(hidden, memory if self.net.kind.has_memory else None)

    def ours(self):
        """Losses (T, B), all gradients by name, logits and last state."""
        done = forward(self.net, self.inputs, self.first, LENGTHS)
        costs = losses(self.net.output, done.logits, self.targets)
        slopes = losses_by_logits(self.net.output, done.logits, self.targets)
        found = backward(self.net, done, slopes, self.wanted, by_step=True)
        return costs, found, done

    def torch(self, run):
        """The same from PyTorch, where `run(rnn, x, first)` gives the top and the last state."""
        net = self.net
        parts = modules(
            net.cell, net.inputs, net.hidden, net.outputs, net.layers, net.bidirectional, net.embedding
        )
        for name, array in state_dict(*parts).items():
            array[:] = net.parameters[name]
        rnn, readout, table = parts
        tokens = torch.tensor(self.inputs).clamp(min=0)
        x = table(tokens) if table else functional.one_hot(tokens, TOKENS).double()
        x = x.detach().requires_grad_() if table is None else x
        first = [_batch_second(part).requires_grad_() for part in self.first if part is not None]
        top, last = run(rnn, x, first)
        logits = readout(top)
        costs = functional.cross_entropy(
            logits.mT, torch.tensor(self.targets), reduction="none", ignore_index=-1
        )
        wanted = [_batch_second(part) for part in self.wanted if part is not None]
        total = costs.sum() + sum((a * b).sum() for a, b in zip(last, wanted, strict=True))
        total.backward()
        gradients = {n: p.grad.numpy() for n, p in together(*parts).named_parameters()}
        starts = [part.grad.mT.numpy() for part in first]
        return costs.detach().numpy(), gradients, starts, logits, last


def _batch_second(part):
    return torch.tensor(part).mT.contiguous()


def packed(rnn, x, first):
    """All sequences at once, as PyTorch packs them."""
    lengths = torch.tensor(LENGTHS)
    state = tuple(first) if len(first) == 2 else first[0]
    top, last = rnn(pack_padded_sequence(x, lengths, enforce_sorted=False), state)
    return pad_packed_sequence(top)[0], last if isinstance(last, tuple) else (last,)


def one_by_one(rnn, x, first):
    """Each sequence by itself, without any padding; what is not there is filled with zeros."""
    tops, lasts = [], []
    for row, length in enumerate(LENGTHS):
        alone = tuple(part[:, row : row + 1].contiguous() for part in first)
        top, last = rnn(x[:length, row : row + 1], alone if len(alone) == 2 else alone[0])
        tops.append(functional.pad(top, (0, 0, 0, 0, 0, STEPS - int(length))))
        lasts.append(last if isinstance(last, tuple) else (last,))
    return torch.cat(tops, 1), [torch.cat(part, 1) for part in zip(*lasts, strict=True)]


def assert_close(mine, theirs, what=""):
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-10, err_msg=what)


@cells
@shapes
@pytest.mark.parametrize("run", [packed, one_by_one])
def test_losses_gradients_and_last_states_equal_pytorchs(rng, cell, shape, run):
    given = Padded(rng, cell, shape)
    costs, found, done = given.ours()
    theirs, gradients, starts, logits, last = given.torch(run)
    known = given.targets >= 0
    np.testing.assert_array_equal(np.isnan(costs), ~known)
    assert_close(costs[known], theirs[known])
    assert_close(done.logits, logits.detach().mT.numpy())
    for mine, other in zip(filter(lambda p: p is not None, done.state), last, strict=True):
        assert_close(mine, other.detach().mT.numpy())
    assert found.parameters.keys() == gradients.keys()
    for name, array in gradients.items():
        assert abs(array).max() > 1e-3  # not nothing against nothing
        assert_close(found.parameters[name], array, name)
        assert_close(found.by_step[name].sum(axis=0), array, name)
    for mine, other in zip(filter(lambda p: p is not None, found.state), starts, strict=True):
        assert_close(mine, other)


@cells
@shapes
def test_each_steps_share_is_the_sum_of_the_sequences_own_shares(rng, cell, shape):
    given = Padded(rng, cell, shape)
    _, together, _ = given.ours()
    sums = {name: np.zeros_like(share) for name, share in together.by_step.items()}
    for row, length in enumerate(LENGTHS):
        one = (slice(None), slice(None), slice(row, row + 1))
        first, wanted = (
            State(*(None if part is None else part[one] for part in state))
            for state in (given.first, given.wanted)
        )
        done = forward(given.net, given.inputs[:length, row : row + 1], first)
        slopes = losses_by_logits("softmax", done.logits, given.targets[:length, row : row + 1])
        for name, share in backward(given.net, done, slopes, wanted, by_step=True).by_step.items():
            sums[name][:length] += share
    for name, share in sums.items():
        assert_close(together.by_step[name], share, name)


@pytest.mark.parametrize("cell", ["sigmoid", "identity", "tanh", "lstm"])
@pytest.mark.parametrize("both", [False, True])
def test_what_stands_in_the_padding_changes_nothing(rng, cell, both):
    net = Network.random(cell, 3, 4, 2, 2, both, gain=1.5)
    here = np.arange(STEPS)[:, None] < LENGTHS
    numbers = rng.standard_normal((STEPS, 3, BATCH))
    slopes = rng.standard_normal((STEPS, 2, BATCH)) * here[:, None]
    found = []
    for filling in (0.0, 1e6, np.nan):
        inputs = np.where(here[:, None], numbers, filling)
        done = forward(net, inputs, lengths=LENGTHS)
        back = backward(net, done, slopes)
        found.append([done.logits, done.state.hidden, back.inputs, *back.parameters.values()])
    for other in found[1:]:
        for one, array in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(one, array)
    assert not found[0][2][~np.broadcast_to(here[:, None], numbers.shape)].any()
    assert found[0][2].any()


@cells
@pytest.mark.parametrize("both", [False, True])
def test_full_lengths_are_no_lengths(rng, cell, both):
    net = Network.random(cell, 3, 4, 2, 2, both)
    inputs = rng.standard_normal((STEPS, 3, BATCH))
    slopes = rng.standard_normal((STEPS, 2, BATCH))
    state = zero_state(net, BATCH)
    state.hidden[:] = rng.standard_normal(state.hidden.shape)
    whole = np.full(BATCH, STEPS)
    for lengths in (None, whole):
        done = forward(net, inputs, state, lengths)
        back = backward(net, done, slopes, state, by_step=True)
        arrays = {"logits": done.logits, "last": done.state.hidden, "first": back.state.hidden}
        arrays |= {"inputs": back.inputs} | back.parameters | back.by_step
        if lengths is None:
            expected = arrays
    assert expected.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_allclose(array, expected[name], rtol=0, atol=1e-13, err_msg=name)


def test_float32_stays_float32(rng):
    given = Padded(rng, "lstm", {"layers": 2, "bidirectional": True, "embedding": 3}, "float32")
    _, found, done = given.ours()
    arrays = [done.logits, *done.state, found.inputs, *found.parameters.values(), *found.state]
    assert {array.dtype for array in arrays} == {np.dtype("float32")}


@pytest.mark.parametrize(
    ("lengths", "words"),
    [
        ([1, 2], "lengths must be 5 whole numbers"),
        ([1.0] * 5, "lengths must be 5 whole numbers"),
        ([1, 2, 0, 3, 4], "One of the lengths is 0; allowed are 1 to 7"),
        ([1, 2, 8, 3, 4], "One of the lengths is 8; allowed are 1 to 7"),
    ],
)
def test_lengths_that_cannot_be_are_refused(lengths, words):
    net = Network.random()
    with pytest.raises(ValueError, match=words):
        forward(net, np.zeros((STEPS, BATCH), int), lengths=np.array(lengths))
