"""Padded batches of sequences, and networks trained on them against the loop one writes in PyTorch."""

import numpy as np
import pytest
from support.uneven_tasks import Numbers, Uneven, assert_same_examples

from rnnviz.data.examples import BLOCK, EpochStream, Examples, ExampleStream, joined
from rnnviz.tasks import Addition, Hello


@pytest.mark.parametrize("task", [Uneven(), Numbers(), Addition(bits=4), Hello()], ids=str)
def test_a_sequence_depends_on_seed_and_number_alone(task):
    singles = ExampleStream(task.examples, 3, 1)
    one_by_one = [singles.at(number) for number in range(2 * BLOCK + 10)]
    for batch in (1, 7, 100, BLOCK, 300):
        stream = ExampleStream(task.examples, 3, batch)
        for position in (len(one_by_one) // batch - 1, 0, 1 if batch < BLOCK else 0):  # in any order
            wanted = joined(one_by_one[position * batch : (position + 1) * batch])
            assert wanted.lengths.shape == (batch,)
            assert_same_examples(stream.at(position), wanted)


def test_a_batch_is_as_long_as_its_longest_sequence():
    stream = ExampleStream(Uneven().examples, 0, 2)
    for position in range(150):  # over two blocks
        inputs, targets, lengths = stream.at(position)
        assert inputs.shape == targets.shape == (lengths.max(), 2)
        padded = np.arange(len(inputs))[:, None] >= lengths
        np.testing.assert_array_equal(inputs < 0, padded)
        assert (targets[padded] == -1).all()


@pytest.mark.parametrize("size", [7, BLOCK, 300])
def test_in_epochs_each_sequence_comes_once_before_any_comes_again(size):
    def pick(places):
        return Examples(places[None], np.zeros((1, len(places)), int), np.ones(len(places), int))

    def drawn(seed, batch, count):
        stream = EpochStream(pick, size, seed, batch)
        return np.concatenate([stream.at(place).inputs[0] for place in range(-(-count // batch))])[
            :count
        ]

    found = drawn(3, 16, 3 * size).reshape(3, size)
    for epoch in found:
        np.testing.assert_array_equal(np.sort(epoch), np.arange(size))
    assert (found[0] != found[1]).any() and (found[1] != found[2]).any()
    np.testing.assert_array_equal(drawn(3, 5, 3 * size), found.ravel())  # whatever the batch
    assert (drawn(4, 16, 3 * size) != found.ravel()).any()


def test_another_seed_has_other_sequences():
    one, other = (ExampleStream(Addition().examples, seed, 50).at(0).inputs for seed in (0, 1))
    assert (one != other).mean() > 0.3
    stream = ExampleStream(Addition().examples, 0, BLOCK)
    assert (stream.at(0).inputs != stream.at(1).inputs).mean() > 0.3
