"""The numbers that the classic demonstration of addition draws, one sum after the other."""

from collections.abc import Callable

import numpy as np

from rnnviz.data.examples import BLOCK, Examples, ExampleStream
from rnnviz.nn.cells.base import Array

WEIGHTS = 2 * 16 + 16 * 1 + 16 * 16  # that it draws first, from the same generator


class OldSums(ExampleStream):
    """Sums of numbers from NumPy's old generator, in one row that all read from its beginning.

    The numbers are those after as many as the original has weights, whatever a run's network has: so
    runs in lockstep see the same sums.
    """

    def __init__(
        self, make: Callable[[Array, Array], Examples], bits: int, seed: int, batch: int
    ) -> None:
        super().__init__(make, seed, batch)
        self.bits = bits
        self._begin()

    def _begin(self) -> None:
        self.rng = np.random.RandomState(self.seed % 2**32)
        self.rng.random_sample(WEIGHTS)
        self.drawn = 0  # blocks

    def _block(self, number: int) -> Examples:
        if number not in self.blocks:
            if number < self.drawn:  # a run that goes back
                self._begin()
            while self.drawn <= number:
                pairs = self.rng.randint(0, 2**self.bits, (BLOCK, 2))
                self.drawn += 1
            if len(self.blocks) == 2:
                del self.blocks[next(iter(self.blocks))]
            self.blocks[number] = self.make(*pairs.T)
        return self.blocks[number]
