"""Numbers one by one as the classic demonstration draws them."""

import numpy as np
import pytest

from rnnviz.tasks.addition import Addition
from rnnviz.tasks.old_sums import OldSums


def drawn(count, seed=0):
    """What the original's own lines draw."""
    np.random.seed(seed)
    for shape in ((2, 16), (16, 1), (16, 16)):
        np.random.random(shape)
    return [(np.random.randint(128), np.random.randint(128)) for _ in range(count)]


def pairs(batch):
    return [tuple(int(n) for n in (1 << np.arange(8)) @ row) for row in np.moveaxis(batch.inputs, 2, 0)]


@pytest.mark.parametrize("batch", [1, 7, 600])
@pytest.mark.parametrize("seed", [0, 5])
def test_the_numbers_are_those_of_the_original_in_its_order(batch, seed):
    stream = Addition(bits=7, generator="mt19937").stream(seed, batch)
    assert isinstance(stream, OldSums)
    wanted = drawn(3000, seed)
    found = [pair for place in range(3000 // batch) for pair in pairs(stream.at(place))]
    assert found == wanted[: len(found)]
    last = 3000 // batch - 1
    assert pairs(stream.at(0)) == wanted[:batch]  # gone back
    assert pairs(stream.at(last)) == wanted[last * batch :][:batch]
