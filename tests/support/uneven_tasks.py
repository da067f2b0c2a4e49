"""Tasks of sequences of unequal lengths."""

from dataclasses import dataclass

import numpy as np

from rnnviz.data.examples import Examples, joined
from rnnviz.tasks import ExampleTask

LONGEST, TOKENS, ANSWERS = 9, 5, 3


@dataclass(frozen=True)
class Uneven(ExampleTask):
    """Random tokens of any length with random answers, some steps without one; in float64, so that it
    can be compared."""

    name = "uneven"

    @property
    def sizes(self):
        return TOKENS, ANSWERS

    def examples(self, rng, count):
        lengths = rng.integers(1, LONGEST + 1, count)
        here = np.arange(lengths.max())[:, None] < lengths
        inputs = np.where(here, rng.integers(TOKENS, size=here.shape), -1)
        targets = np.where(here, rng.integers(ANSWERS, size=here.shape), -1)
        targets[1:][rng.random(targets[1:].shape) < 0.3] = -1
        return Examples(inputs, targets, lengths)

    def start(self, run, seed):
        return super().start(run, seed).astype("float64")


@dataclass(frozen=True)
class Numbers(Uneven):
    """The same, with numbers for tokens."""

    output = "linear"
    numbers = True

    def examples(self, rng, count):
        inputs, targets, lengths = super().examples(rng, count)
        shape = (len(inputs), 1, count)
        numbers = np.where(inputs[:, None] < 0, 0.0, rng.standard_normal((len(inputs), TOKENS, count)))
        missing = np.broadcast_to(targets.reshape(shape) < 0, (len(inputs), ANSWERS, count))
        return Examples(numbers, np.where(missing, np.nan, rng.standard_normal(missing.shape)), lengths)


def assert_same_examples(one, other):
    steps = max(len(one.inputs), len(other.inputs))
    for mine, theirs in zip(
        *(joined([part, _empty(steps, part)]) for part in (one, other)), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs)


def _empty(steps, like):
    """No sequences at all, of so many steps."""
    return Examples(
        *(np.zeros((steps, *array.shape[1:-1], 0), array.dtype) for array in like[:2]),
        np.zeros(0, like.lengths.dtype),
    )
