"""Tables of chains: each draw, and what all of them do."""

import numpy as np

from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.matrix_chain import Spectrum
from rnnviz.analysis.remedies import Remedy, clip_both
from rnnviz.figures.vanishing.chain_numbers import (
    clip_sheets,
    eigenvalue_sheets,
    norm_sheets,
    remedy_sheets,
)
from rnnviz.text.message import Message


def test_each_draw_stands_beside_what_all_do(rng):
    norms = rng.uniform(0.1, 2.0, (4, 3))
    (sheet,) = norm_sheets(norms, np.ones(4))()
    assert len(sheet.heads) == len(sheet.columns) == 2 + 5 + 3
    assert np.array_equal(sheet.columns[3], band(norms)[2])
    assert np.array_equal(sheet.columns[-1], norms[:, 2])


def test_remedies_clipping_and_eigenvalues(rng):
    found = Remedy(Message("plain", {}), rng.uniform(0.1, 1.0, (3, 4)), Message("what", {}))
    (sheet,) = remedy_sheets([found])()
    assert sheet.columns[0] == ["plain"] * 3
    assert sheet.columns[4] == band(found.norms)[2].tolist()
    done = clip_both(np.array([3.0, -4.0, 0.5]), 1.0)
    (clipped,) = clip_sheets(done)()
    assert clipped.columns[1] == [done.before[0], done.by_norm[0], done.by_value[0]]
    values = rng.normal(size=(2, 3)) + 1j * rng.normal(size=(2, 3))
    (plane,) = eigenvalue_sheets(Spectrum(values, np.ones((2, 3))))()
    assert np.array_equal(plane.columns[3], np.abs(values).ravel())
    assert plane.columns[0].tolist() == [1, 1, 1, 2, 2, 2]
