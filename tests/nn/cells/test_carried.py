"""In how many pieces the backward pass makes its slopes."""

import numpy as np
import pytest

from rnnviz.nn.cells import CELLS, carried


@pytest.mark.parametrize(("numbers", "lengths"), [(1, [7]), (60, [2, 2, 2, 1]), (1000, [1] * 7)])
def test_every_step_is_in_one_piece_from_the_last_to_the_first(monkeypatch, numbers, lengths):
    monkeypatch.setattr(carried, "AT_HAND", 120)
    tape = CELLS["tanh"].tape((7, 1), 1, numbers, np.dtype(float))
    found = carried.pieces(tape, 1)
    assert [piece.stop - piece.start for piece in found] == lengths
    steps = [t for piece in found for t in reversed(range(piece.start, piece.stop))]
    assert steps == list(reversed(range(7)))
    assert carried.at_hand(7, numbers) == lengths[0]
