"""Tables of gradients: the flow's own norms, by step and by what is read."""

import numpy as np
from support.plotted import flow

from rnnviz.analysis.activation_slope import OnCurve
from rnnviz.figures.gradients.gradient_numbers import matrix_sheets, share_sheets, slope_sheets
from rnnviz.plot.readings import look_of
from rnnviz.runs.truncation import Truncation


def test_every_pair_of_a_loss_and_a_step_has_a_line():
    found = flow()
    look = look_of(found, "h", -1, Truncation.windows(2))
    (sheet,) = matrix_sheets(look)()
    t, read, due, k, _at, norms, within = sheet.columns
    steps = len(found.matrix)
    assert len(t) == steps * (steps + 1) // 2
    assert read[:3] == ["h", "e", "e"]
    assert due[0] == "e"
    for row, column, norm, through in zip(t, k, norms, within, strict=True):
        assert norm == found.matrix[row - 1, column - 1]
        assert through == look.reached[row - 1, column - 1]


def test_shares_and_slopes_are_those_of_each_place(rng):
    tiles = rng.normal(size=(2, 3, 4))
    (shares,) = share_sheets(tiles, ["step 1", "sum"])()
    assert np.array_equal(shares.columns[3], tiles.ravel())
    assert shares.columns[0] == ["step 1"] * 12 + ["sum"] * 12
    on = OnCurve("tanh", ("h",), *rng.normal(size=(3, 1, 5)))
    (slopes,) = slope_sheets(on)()
    assert np.array_equal(slopes.columns[4], on.slopes[0])
    assert slopes.columns[1] == [1, 2, 3, 4, 5]
