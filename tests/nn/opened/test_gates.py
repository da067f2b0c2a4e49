"""The order of gates in files of others."""

import numpy as np
import pytest

from rnnviz.nn.opened.gates import in_pytorchs_order


@pytest.mark.parametrize(
    ("cell", "order", "places"),
    [
        ("lstm", "ifgo", [0, 1, 2, 3]),
        ("lstm", "iofc", [0, 2, 3, 1]),
        ("lstm", "ifco", [0, 1, 2, 3]),
        ("gru", "zrh", [1, 0, 2]),
        ("gru_before", "zrh", [1, 0, 2]),
        ("gru", "rzn", [0, 1, 2]),
    ],
)
def test_blocks_of_rows_come_in_pytorchs_order(cell, order, places):
    blocks = np.arange(len(order) * 6.0).reshape(len(order), 2, 3)
    found = in_pytorchs_order(blocks.reshape(-1, 3), cell, order)
    np.testing.assert_array_equal(found.reshape(blocks.shape), blocks[places])
    biases = in_pytorchs_order(blocks[:, :, 0].ravel(), cell, order)
    np.testing.assert_array_equal(biases, blocks[places][:, :, 0].ravel())


def test_a_cell_without_gates_stays_as_it_is():
    array = np.ones((2, 2))
    assert in_pytorchs_order(array, "tanh", "") is array
