"""Every kind of network that the tests run over, and what makes two of them the same."""

from itertools import product

import numpy as np
import pytest

from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import Network

PARTS = [
    {},
    {"embedding": 5},
    {"bias": False},
    {"readout_bias": False},
    {"readout": False, "readout_bias": False},
]
STACKS = [
    # as many outputs as there would be without a readout, so that leaving it out is allowed
    {"layers": layers, "bidirectional": both, "hidden": 3, "outputs": 6 if both else 3}
    for layers, both in product((1, 2), (False, True))
]

cells = pytest.mark.parametrize("cell", CELLS)
stacks = pytest.mark.parametrize("stack", STACKS, ids=str)
kinds = pytest.mark.parametrize("kind", [a | b for a, b in product(STACKS, PARTS)], ids=str)
dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


def awkward(net: Network) -> Network:
    """The network with numbers that a careless copy changes: -0, a subnormal, the largest."""
    limits = np.finfo(net.dtype)
    for array in net.parameters.values():
        array.flat[:3] = -0.0, limits.smallest_subnormal, limits.max
    return net


def assert_same_bits(first: dict, second: dict) -> None:
    assert first.keys() == second.keys()
    for name, array in first.items():
        assert second[name].dtype == array.dtype
        assert second[name].shape == array.shape
        assert second[name].tobytes() == array.tobytes()
