"""What a network is said to compute with, beside what is allocated."""

import tracemalloc

import numpy as np
import pytest

from rnnviz.nn.cells import CELLS
from rnnviz.nn.held_bytes import held_bytes
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward, forward

STEPS, BATCH = 40, 16
KINDS = {
    "wide": {"inputs": 3, "outputs": 2, "hidden": 48},
    "two layers": {"inputs": 3, "outputs": 2, "hidden": 32, "layers": 2},
    "both ways": {"inputs": 20, "outputs": 30, "hidden": 24, "bidirectional": True},
}


def peak(compute):
    """What it returns, and how many bytes were held at once for it."""
    compute()  # what is kept for good
    tracemalloc.start()
    found = compute()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return found, most


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_about_what_is_allocated(rng, cell, kind):
    net = Network.random(cell=cell, **KINDS[kind])
    inputs = rng.standard_normal((STEPS, net.inputs, BATCH))
    done, read = peak(lambda: forward(net, inputs))
    assert 0.5 < read / held_bytes(net, STEPS, BATCH) < 1.4
    slopes = np.zeros_like(done.logits)
    _, both = peak(lambda: backward(net, forward(net, inputs), slopes, by_step=True))
    assert 0.6 < both / held_bytes(net, STEPS, BATCH, backward=True) < 1.3
