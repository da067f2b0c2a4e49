"""One answer to a whole sequence, from the last states or their mean, against PyTorch's packed ones."""

import numpy as np
import pytest
import torch
from support.torch_oracle import MODULES, modules, state_dict, together
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnnviz.nn.losses import losses, losses_by_logits
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward, forward
from rnnviz.nn.trace import unroll

LENGTHS = np.array([4, 7, 1, 6, 7])
STEPS, BATCH, TOKENS = 7, len(LENGTHS), 5

cells = pytest.mark.parametrize("cell", MODULES)
pools = pytest.mark.parametrize("pool", ["last", "mean"])
shapes = pytest.mark.parametrize(
    "shape",
    [{"layers": layers, "bidirectional": both} for layers in (1, 2) for both in (False, True)],
    ids=str,
)


def theirs(net, inputs, lengths, targets):
    """Losses, gradients and logits by PyTorch."""
    parts = modules(
        net.cell, net.inputs, net.hidden, net.outputs, net.layers, net.bidirectional, net.embedding
    )
    for name, array in state_dict(*parts).items():
        array[:] = net.parameters[name]
    rnn, readout, table = parts
    x = table(torch.tensor(inputs).clamp(min=0))
    top, last = rnn(pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False))
    if net.pool == "mean":
        states = pad_packed_sequence(top)[0]
        pooled = states.sum(0) / torch.tensor(lengths)[:, None]
    else:
        hidden = last[0] if isinstance(last, tuple) else last
        pooled = torch.cat(list(hidden[-net.directions :]), dim=1)
    logits = readout(pooled)
    costs = functional.cross_entropy(logits, torch.tensor(targets[0]), reduction="none")
    costs.sum().backward()
    gradients = {n: p.grad.numpy() for n, p in together(*parts).named_parameters()}
    return costs.detach().numpy(), gradients, logits.detach().numpy()


@cells
@pools
@shapes
def test_losses_and_gradients_equal_pytorchs(rng, cell, pool, shape):
    net = Network.random(cell, TOKENS, 4, 3, embedding=3, seed=2, gain=1.5, pool=pool, **shape)
    here = np.arange(STEPS)[:, None] < LENGTHS
    inputs = np.where(here, rng.integers(TOKENS, size=here.shape), -1)
    targets = rng.integers(3, size=(1, BATCH))
    done = forward(net, inputs, lengths=LENGTHS)
    assert done.logits.shape == (1, 3, BATCH)
    costs = losses(net.output, done.logits, targets)
    slopes = losses_by_logits(net.output, done.logits, targets)
    found = backward(net, done, slopes, by_step=True)
    expected, gradients, logits = theirs(net, inputs, LENGTHS, targets)
    np.testing.assert_allclose(costs[0], expected, rtol=0, atol=1e-10)
    np.testing.assert_allclose(done.logits[0].T, logits, rtol=0, atol=1e-10)
    for name, array in gradients.items():
        assert abs(array).max() > 1e-4, name
        np.testing.assert_allclose(found.parameters[name], array, rtol=0, atol=1e-10, err_msg=name)
        np.testing.assert_allclose(found.by_step[name].sum(axis=0), array, rtol=0, atol=1e-10)


@cells
@pools
@shapes
def test_a_padded_batch_is_its_sequences_one_by_one(rng, cell, pool, shape):
    net = Network.random(cell, TOKENS, 4, 3, seed=2, gain=1.5, pool=pool, **shape)
    here = np.arange(STEPS)[:, None] < LENGTHS
    inputs = np.where(here, rng.integers(TOKENS, size=here.shape), -1)
    targets = rng.integers(3, size=(1, BATCH))
    done = forward(net, inputs, lengths=LENGTHS)
    slopes = losses_by_logits(net.output, done.logits, targets)
    whole = backward(net, done, slopes).parameters
    alone = {name: np.zeros_like(array) for name, array in whole.items()}
    for row, length in enumerate(LENGTHS):
        one = forward(net, inputs[:length, row, None])
        np.testing.assert_allclose(one.logits[..., 0], done.logits[..., row], rtol=0, atol=1e-10)
        for name, array in backward(net, one, slopes[..., row, None]).parameters.items():
            alone[name] += array
    for name, array in whole.items():
        np.testing.assert_allclose(array, alone[name], rtol=0, atol=1e-10, err_msg=name)


def test_the_mean_is_that_of_the_answers_at_every_step(rng):
    pooled = Network.random("gru", TOKENS, 4, 3, bidirectional=True, pool="mean")
    each = Network(parameters=pooled.parameters, **{**pooled.settings(), "pool": None})
    inputs = rng.integers(TOKENS, size=(STEPS, 2))
    mean = forward(each, inputs).logits.mean(axis=0)
    np.testing.assert_allclose(forward(pooled, inputs).logits[0], mean, rtol=0, atol=1e-12)


def test_a_pool_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="pool is 'first'"):
        Network.random(pool="first")
    with pytest.raises(ValueError, match="answer at every step"):
        unroll(Network.random(pool="mean"), np.array([1, 2]))


def test_float32_stays_float32(rng):
    for pool in ("last", "mean"):
        net = Network.random("lstm", TOKENS, 4, 3, bidirectional=True, pool=pool, dtype="float32")
        inputs = rng.integers(TOKENS, size=(STEPS, BATCH))
        done = forward(net, inputs, lengths=LENGTHS)
        found = backward(net, done, np.ones_like(done.logits))
        kinds = {array.dtype for array in (done.logits, *found.parameters.values())}
        assert kinds == {np.dtype("float32")}
