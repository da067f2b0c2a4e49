"""They are NumPy's own."""

import numpy as np
import pytest

from rnnviz.data.random_bytes import random_bytes

GENERATORS = [np.random.SFC64, np.random.PCG64, np.random.MT19937, np.random.Philox]


@pytest.mark.parametrize("kind", GENERATORS)
@pytest.mark.parametrize("count", [0, 1, 4, 5, 8, 9, 12, 13, 16, 1000, 1003])
@pytest.mark.parametrize("used", [False, True])  # so that half of a number is left
def test_they_are_numpys_own_and_so_is_what_follows(kind, count, used):
    mine, theirs = (np.random.Generator(kind(3)) for _ in range(2))
    for rng in (mine, theirs):
        if used:
            rng.bytes(4)
    assert random_bytes(mine, count) == theirs.bytes(count)
    assert mine.bytes(7) == theirs.bytes(7)
    assert mine.random() == theirs.random()
