"""The backward pass through a recurrence against PyTorch's autograd; norms of any size, bands."""

import math

import numpy as np
import pytest
import torch
from support.torch_oracle import step

from rnnviz.analysis.chain_backward import SHARES, band, both_passes, shares
from rnnviz.analysis.norms import norm
from rnnviz.nn.cells.base import Weights

STEPS, SIZE, INPUTS = 7, 4, 3


def made(rng, cell, matrices, batch):
    """Weights of some networks, what they read, and dL/dh_T."""
    rows = SIZE * {"lstm": 4, "gru": 3, "gru_before": 3}.get(cell, 1)
    weights = Weights(
        rng.standard_normal((matrices, rows, INPUTS)),
        rng.standard_normal((matrices, rows, SIZE)) / 2,
        rng.standard_normal((matrices, rows)),
        None,
    )
    inputs = rng.standard_normal((STEPS, matrices, INPUTS, batch))
    return weights, inputs, rng.standard_normal((matrices, SIZE, batch))


def by_autograd(cell, weights, inputs, start, matrix, way):
    """dL/dh_k with c_k held fixed and dL/dc_k with h_k held fixed, for k = T ... 0, by starting anew
    from leaves at every step."""
    w_ih, w_hh, bias = (torch.tensor(part[matrix]) for part in weights[:3])
    x = torch.tensor(inputs[:, matrix, :, way])[:, None]
    h, c = torch.zeros(1, SIZE, dtype=torch.float64), torch.zeros(1, SIZE, dtype=torch.float64)
    states = [(h, c)]
    for t in range(STEPS):
        h, c, _ = step(cell, x[t], h, c, w_ih, w_hh, bias)
        c = h if c is None else c
        states.append((h.detach(), c.detach()))
    hidden, memory = [], []
    for k in reversed(range(STEPS + 1)):
        first = [state.clone().requires_grad_() for state in states[k]]
        h, c = first
        for t in range(k, STEPS):
            h, c, _ = step(cell, x[t], h, c, w_ih, w_hh, bias)
        (h[0] @ torch.tensor(start[matrix, :, way])).backward()
        hidden.append(first[0].grad[0].numpy())
        grad = first[1].grad
        memory.append(np.zeros(SIZE) if grad is None else grad[0].numpy())
    return np.array(hidden), np.array(memory)


@pytest.mark.parametrize("cell", ["identity", "tanh", "relu", "sigmoid", "gru", "gru_before", "lstm"])
@pytest.mark.parametrize(("matrices", "batch"), [(3, 1), (1, 3)])
def test_every_gradient_equals_autograds(rng, cell, matrices, batch):
    weights, inputs, start = made(rng, cell, matrices, batch)
    done = both_passes(cell, weights, inputs, start)
    norms = done.norms()
    assert norms.shape == (STEPS + 1, 3)
    for draw in range(3):
        matrix, way = (draw, 0) if batch == 1 else (0, draw)
        hidden, memory = by_autograd(cell, weights, inputs, start, matrix, way)
        np.testing.assert_allclose(done.gradients[:, matrix, :, way], hidden, rtol=0, atol=1e-10)
        assert (done.cell_gradients is None) == (cell != "lstm")
        if done.cell_gradients is not None:
            np.testing.assert_allclose(
                done.cell_gradients[:, matrix, :, way], memory, rtol=0, atol=1e-10
            )
        both = np.linalg.norm(np.hstack([hidden, memory]) if cell == "lstm" else hidden, axis=1)
        np.testing.assert_allclose(norms[:, draw], both, rtol=1e-10)


def test_slopes_are_those_of_the_activation(rng):
    weights, inputs, start = made(rng, "tanh", 2, 1)
    done = both_passes("tanh", weights, inputs, start)
    states = torch.tensor(done.tape.hidden)
    before = torch.atanh(states).requires_grad_()
    torch.tanh(before).sum().backward()
    np.testing.assert_allclose(done.slopes, before.grad.numpy(), rtol=0, atol=1e-10)
    assert both_passes("lstm", *made(rng, "lstm", 2, 1)).slopes is None


def test_states_that_overflow_end_the_gradient_where_it_depends_on_them(rng):
    weights, inputs, start = made(rng, "relu", 1, 2)
    wild = weights._replace(weight_hh=np.full((1, SIZE, SIZE), 1e100) * [1, -1, 1, -1])
    done = both_passes("relu", wild, np.abs(inputs), start)
    assert 0 < done.lost <= STEPS
    assert not np.isfinite(done.tape.hidden[done.lost - 1]).all()
    assert np.isfinite(done.tape.hidden[: done.lost - 1]).all()
    norms = done.norms()
    np.testing.assert_allclose(norms[0], np.linalg.norm(start[0], axis=0))
    assert np.isnan(norms[1:]).any()
    linear = both_passes("identity", wild, inputs, start)
    assert linear.lost == 0  # its slopes are 1, wherever the states are


# norms


def test_a_norm_is_the_euclidean_one(rng):
    values = rng.standard_normal((5, 6, 2))
    np.testing.assert_allclose(norm(values), np.linalg.norm(values, axis=-1), rtol=1e-14)
    np.testing.assert_allclose(norm(values, axis=1), np.linalg.norm(values, axis=1), rtol=1e-14)


@pytest.mark.parametrize("size", [1e-323, 1e-300, 1e-160, 1e160, 1e307])
def test_no_norm_is_lost_in_its_squares(size):
    np.testing.assert_allclose(norm(np.array([3 * size, 4 * size])), math.hypot(3 * size, 4 * size))


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0.0, 0.0], 0.0), ([np.inf, 1.0], np.inf), ([-np.inf, 0.0], np.inf), ([np.nan, 1.0], np.nan)],
)
def test_norms_at_the_ends(values, expected):
    np.testing.assert_equal(norm(np.array(values)), expected)


# summaries


@pytest.mark.parametrize("draws", [1, 2, 9, 10, 100, 101])
def test_a_band_is_made_of_quantiles(rng, draws):
    norms = np.exp(rng.standard_normal((4, draws)))
    expected = np.quantile(norms, SHARES, axis=1, method="inverted_cdf")
    np.testing.assert_array_equal(band(norms), expected)


def test_what_is_no_number_lies_at_the_upper_end():
    norms = np.array([[1.0, np.nan, 0.0, np.inf, 2.0]])
    np.testing.assert_array_equal(band(norms)[:, 0], [0.0, 0.0, 2.0, np.inf, np.inf])


def test_shares_are_those_of_a_histogram(rng):
    values = rng.uniform(-1.0, 1.0, (6, 3, 50))
    found = shares(values, -1.0, 1.0, 11)
    for row, numbers in zip(found, values, strict=True):
        counted, _ = np.histogram(numbers, bins=11, range=(-1.0, 1.0))
        np.testing.assert_allclose(row, counted / numbers.size)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


def test_shares_are_of_the_finite_values_only():
    found = shares(np.array([[0.0, 1.0, np.inf, np.nan], [np.nan] * 4]), 0.0, 1.0, 2)
    np.testing.assert_array_equal(found, [[0.5, 0.5], [np.nan, np.nan]])
