"""What both kinds of GRU multiply by in the backward pass, beside PyTorch's derivatives."""

import numpy as np
import torch

from rnnviz.nn.cells.gru_slopes import gru_slopes, slopes_into

SHAPE = (3, 4, 2)


def gates():
    """Pre-activations of r, z and n, what r multiplies, and h_{t-1}, as PyTorch has them."""
    generator = torch.Generator().manual_seed(4)
    return [
        torch.randn(SHAPE, dtype=torch.float64, generator=generator, requires_grad=True)
        for _ in range(5)
    ]


def test_they_are_the_derivatives_of_a_step():
    reset_before, update_before, new_before, through, before = gates()
    reset, update, new = reset_before.sigmoid(), update_before.sigmoid(), new_before.tanh()
    hidden = (1 - update) * new + update * before
    (by_reset,) = torch.autograd.grad((reset * through).sum(), reset_before)
    by_update, by_new = torch.autograd.grad(hidden.sum(), (update_before, new_before))
    values = [one.detach().numpy() for one in (reset, update, new, through, before)]
    found = gru_slopes(*values)
    for one, wanted in zip(found, (by_reset, by_update, by_new, reset, update), strict=True):
        np.testing.assert_allclose(one, wanted.detach().numpy(), rtol=0, atol=1e-12)


def test_without_new_memory_they_are_the_same():
    values = [one.detach().numpy() for one in gates()]
    values[:2] = (1 / (1 + np.exp(-one)) for one in values[:2])
    kept = [one.copy() for one in values]
    made = [np.empty(SHAPE) for _ in range(3)]
    slopes_into(*values, *made)
    for one, wanted in zip(made, gru_slopes(*values)[:3], strict=True):
        np.testing.assert_allclose(one, wanted, rtol=1e-12, atol=1e-15)
    for one, wanted in zip(values, kept, strict=True):
        np.testing.assert_array_equal(one, wanted)
