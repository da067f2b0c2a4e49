"""Every character at every place has its probability."""

import numpy as np

from rnnviz.figures.tasks.chance_numbers import chance_sheets


def test_a_line_a_place_and_a_character(rng):
    chances = rng.uniform(size=(2, 3))
    (sheet,) = chance_sheets(np.array([2, 0]), chances, ["a", "b", "=c"])()
    assert sheet.columns[0] == [1, 1, 1, 2, 2, 2]
    assert sheet.columns[1] == ["a", "b", "=c"] * 2
    assert sheet.columns[2] == chances.ravel().tolist()
    assert sheet.columns[3] == [0, 0, 1, 1, 0, 0]
