"""The GRU with its reset before the product, beside PyTorch's where both are the same."""

import numpy as np
import pytest
import torch

from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward, forward

STEPS, SIZE, BATCH = 6, 4, 3


def both(rng):
    """A network, and PyTorch's GRU with the same weights: a diagonal W_hn without a bias of its own may
    multiply before or after r."""
    net = Network.random("gru_before", inputs=2, hidden=SIZE, readout=False, outputs=SIZE, seed=2)
    net.parameters["rnn.weight_hh_l0"][2 * SIZE :] = np.diag(rng.standard_normal(SIZE))
    net.parameters["rnn.bias_hh_l0"][2 * SIZE :] = 0.0
    theirs = torch.nn.GRU(2, SIZE, dtype=torch.float64)
    own = {
        name.removeprefix("rnn."): torch.tensor(array)
        for name, array in net.parameters.items()
        if name.startswith("rnn.")
    }
    theirs.load_state_dict(own)
    return net, theirs


def test_with_a_diagonal_matrix_it_is_pytorchs_gru(rng):
    net, theirs = both(rng)
    read, reaching = (rng.standard_normal((STEPS, size, BATCH)) for size in (2, SIZE))
    given = torch.tensor(read.swapaxes(1, 2), requires_grad=True)
    output, _ = theirs(given)
    output.backward(torch.tensor(reaching.swapaxes(1, 2)))
    done = forward(net, read)
    found = backward(net, done, reaching)
    np.testing.assert_allclose(done.top, output.detach().mT, atol=1e-12)
    np.testing.assert_allclose(found.inputs, given.grad.mT, atol=1e-12)
    for name, by in theirs.named_parameters():
        mine, wanted = found.parameters[f"rnn.{name}"], by.grad.numpy()
        if name == "weight_hh_l0":  # of W_hn only the diagonal is the same parameter
            kept = np.concatenate([np.ones((2 * SIZE, SIZE)), np.eye(SIZE)])
            mine, wanted = mine * kept, wanted * kept
        if name == "bias_hh_l0":  # before the product nothing but W_hn h is reset
            mine, wanted = mine[: 2 * SIZE], wanted[: 2 * SIZE]
        np.testing.assert_allclose(mine, wanted, atol=1e-12, err_msg=name)


def test_with_any_other_matrix_it_is_not(rng):
    net, theirs = both(rng)
    turned = np.roll(net.parameters["rnn.weight_hh_l0"][2 * SIZE :], 1, axis=0)
    net.parameters["rnn.weight_hh_l0"][2 * SIZE :] = turned
    with torch.no_grad():
        theirs.weight_hh_l0[2 * SIZE :] = torch.tensor(turned)
        output, _ = theirs(torch.ones(STEPS, 1, 2, dtype=torch.float64))
    ours = forward(net, np.ones((STEPS, 2, 1))).top[..., 0]
    assert abs(ours - output[:, 0].numpy()).max() > 1e-3


@pytest.mark.parametrize("size", [3, 80])
def test_what_stands_in_a_used_tape_does_not_count(rng, size):
    net = Network.random("gru_before", inputs=2, hidden=size)
    joined = net.kind.join(net.weights("l0"))
    tape, fresh = (net.kind.tape((STEPS, 5), 2, size, net.dtype) for _ in range(2))
    for _ in range(2):
        tape.inputs[...] = rng.standard_normal(tape.inputs.shape)
        net.kind.forward(joined, tape)
    fresh.inputs[...] = tape.inputs
    net.kind.forward(joined, fresh)
    np.testing.assert_array_equal(tape.hidden, fresh.hidden)
