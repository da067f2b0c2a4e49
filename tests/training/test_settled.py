"""Where a loss has come to."""

import numpy as np
import pytest

from rnnviz.training.settled import SETTLED, settled


def test_of_what_only_scatters_it_is_the_mean_with_its_error():
    means = 0.5 + 0.01 * np.array([1.0, -1.0] * 10)
    value, error = settled(means)
    assert value == pytest.approx(means[-SETTLED:].mean())
    assert error == pytest.approx(np.diff(means[-SETTLED:]).std() / np.sqrt(2.0) / np.sqrt(SETTLED))


def test_of_what_falls_and_of_few_it_is_the_newest():
    assert settled(np.geomspace(1.0, 0.01, 60))[0] == 0.01
    assert settled(np.array([0.7, 0.6]))[0] == 0.6


def test_several_rows_are_each_as_it_is_alone():
    rng = np.random.default_rng(0)
    rows = rng.normal(0.5, 0.01, (5, 30)) + np.linspace(0.3, 0.0, 30) * rng.random((5, 1))
    values, errors = settled(rows)
    for row, value, error in zip(rows, values, errors, strict=True):
        assert (value, error) == settled(row)
