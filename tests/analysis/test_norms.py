"""Norms from the smallest to the largest numbers, against SciPy and numbers worked out by hand."""

import numpy as np
import pytest
from scipy import linalg

from rnnviz.analysis.norms import norms, spectral_norms


def test_norms_of_columns_equal_scipys(rng):
    columns = rng.standard_normal((3, 4, 5))
    wanted = [[linalg.norm(step[:, n]) for n in range(5)] for step in columns]
    np.testing.assert_allclose(norms(columns), wanted, rtol=1e-14)


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-200, 1e-150, 1.0, 1e150, 1e200, 1e307])
def test_three_and_four_make_five_at_every_size(size):
    columns = np.array([[[3.0 * size, 0.0, 3.0], [4.0 * size, 0.0, 4.0]]])
    np.testing.assert_allclose(norms(columns), [[5.0 * size, 0.0, 5.0]], rtol=1e-14, atol=0)
    matrices = np.array([[[3.0 * size, 0.0], [4.0 * size, 0.0]], np.zeros((2, 2))])
    np.testing.assert_allclose(spectral_norms(matrices), [5.0 * size, 0.0], rtol=1e-14, atol=0)


def test_what_is_not_finite_stays_so():
    columns = np.array([[[np.inf, np.nan, 1.0], [1.0, 2.0, 0.0]]])
    np.testing.assert_array_equal(norms(columns), [[np.inf, np.nan, 1.0]])
    matrices = np.stack([np.full((2, 2), np.inf), np.full((2, 2), np.nan), np.eye(2)])
    np.testing.assert_array_equal(spectral_norms(matrices), [np.inf, np.nan, 1.0])


def test_spectral_norms_equal_scipys(rng):
    matrices = rng.standard_normal((20, 6, 6))
    matrices[:5] = np.linalg.matrix_power(matrices[:5], 30)  # nearly of rank one
    wanted = [linalg.svdvals(matrix)[0] for matrix in matrices]
    np.testing.assert_allclose(spectral_norms(matrices), wanted, rtol=1e-13)
