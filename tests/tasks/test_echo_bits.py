"""Typed bits of Echo: what can be read, the example, and what is true of each answer."""

from itertools import product

import numpy as np
import pytest

from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_bits import MOST, chances, example, random_bits, read_bits, tokens
from rnnviz.text.message import Refusal

TASK = Echo()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", ""), (" 01 10\t", "0110"), ("０１", "01"), ("1" * MOST, "1" * MOST)],
)
def test_bits_are_read_however_they_are_written(typed, read):
    assert read_bits(typed) == read


def test_what_is_no_bit_is_named_with_its_place():
    with pytest.raises(Refusal, match="“2” at place 3 is no bit; allowed are 0 and 1"):
        read_bits("0 12")
    with pytest.raises(Refusal, match="There are 61 bits; at most 60 are read"):
        read_bits("01" * 30 + "1")


@pytest.mark.parametrize("lags", [{3: 0.5, 8: -0.25}, {3: 0.5, 12: -0.25}, {4: 0.5}, {}, {1000: 0.5}])
def test_the_example_can_be_read_and_shows_each_lag_alone_and_both(lags):
    task = Echo(lags=lags)
    bits = example(task)
    assert read_bits(bits) == bits
    if 1000 in lags:
        return
    seen = tokens(bits)
    for pattern in product((0, 1), repeat=len(lags)):
        assert any(
            all(seen[t - lag] == bit for lag, bit in zip(lags, pattern, strict=True))
            for t in range(task.history, len(seen))
        )


def test_the_true_probability_is_that_of_the_task_and_a_bit_not_seen_counts_half():
    bits = random_bits()
    found, seen = chances(TASK, bits), tokens(bits)
    for t in range(8, len(bits)):
        assert found[t] == 0.5 + 0.5 * seen[t - 3] - 0.25 * seen[t - 8]
    # before the first bit every history is as likely
    for t in range(8):
        mean = np.mean(
            [
                0.5 + 0.5 * full[t + 8 - 3] - 0.25 * full[t]
                for full in ([*early, *seen] for early in product((0, 1), repeat=8))
            ]
        )
        np.testing.assert_allclose(found[t], mean, rtol=0, atol=1e-12)


def test_a_late_answer_is_that_of_an_earlier_step():
    bits = random_bits()
    late = chances(TASK, bits, 3)
    assert np.isnan(late[:3]).all()
    np.testing.assert_array_equal(late[3:], chances(TASK, bits)[:-3])


def test_few_bits_and_long_lags_are_no_trouble():
    assert chances(Echo(lags={1000: 0.5}), "010").tolist() == [0.75] * 3
    assert chances(TASK, "").shape == (0,)
