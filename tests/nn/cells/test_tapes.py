"""The gates of a tape and of a tape of tokens are named alike."""

import numpy as np
import pytest

from rnnviz.nn.cells import CELLS


@pytest.mark.parametrize("cell", [name for name, kind in CELLS.items() if kind.by_token])
def test_blocks_and_gates_are_the_same_places(cell):
    kind = CELLS[cell]
    tapes = kind.tape((3, 5), 2, 4, np.dtype(float)), kind.token_tape((3, 5), 4, np.dtype(float))
    for tape in tapes:
        for index in range(kind.rows):
            tape.gate(index)[...] = index + 1.0
        blocks = tape.block(0, kind.rows)
        assert blocks.shape == (3, kind.rows, 4, 5)
        np.testing.assert_array_equal(blocks[1, :, 2, 3], np.arange(kind.rows) + 1.0)
        assert np.shares_memory(tape.block(0, 1), tape.gate(0))
        assert tape.hidden.shape == tape.before.shape == (3, 4, 5)
