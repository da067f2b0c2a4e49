import base64
import re

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.base.hatching import MOST, hatching


def strokes(image):
    source = base64.b64decode(image["source"].split(",")[1]).decode()
    return {tuple(map(int, four)) for four in re.findall(r"M(\d+),(\d+)L(\d+),(\d+)", source)}


def test_a_stroke_crosses_each_cell_that_is_meant():
    cells = np.array([[False, False], [True, False], [True, True]])
    image = hatching(cells, "#000000", ("x2", "y2"), -0.5, 1.0)
    assert strokes(image) == {(0, 2, 1, 1), (0, 3, 1, 2), (1, 3, 2, 2)}
    assert (image["x"], image["y"], image["sizex"], image["sizey"]) == (-0.5, -0.5, 2.0, 3.0)
    go.Figure(layout={"images": [image]})  # raises for what Plotly does not know


def test_of_a_large_matrix_strokes_cross_several_cells():
    cells = np.tri(300, dtype=bool)
    found = strokes(hatching(cells, "#000000", ("x", "y"), 0.5, 1.0))
    assert 0 < len(found) < MOST * MOST / 2
    for left, low, right, high in found:
        assert cells[high:low, left:right].all()


def test_joined_strokes_cover_the_same_cells_in_fewer():
    cells = np.random.default_rng(0).random((9, 12)) < 0.6
    each = strokes(hatching(cells, "#000000", ("x", "y"), 0.5, 1.0))
    joined = strokes(hatching(cells, "#000000", ("x", "y"), 0.5, 1.0, apart=1))
    taken_apart = {
        (left + n, low - n, left + n + 1, low - n - 1)
        for left, low, right, _high in joined
        for n in range(right - left)
    }
    assert taken_apart == each
    assert len(joined) < len(each)
    sparse = strokes(hatching(cells, "#000000", ("x", "y"), 0.5, 1.0, apart=3))
    assert sparse == {one for one in joined if (one[0] + one[1] - 1) % 3 == 0}


def test_strokes_can_be_as_wide_as_pixels_whatever_their_cells():
    image = hatching(np.ones((1, 1), bool), "#000000", ("x", "y"), 0.0, 1.0, pixels=1.5)
    drawn = base64.b64decode(image["source"].split(",")[1]).decode()
    assert 'stroke-width="1.5" vector-effect="non-scaling-stroke"' in drawn
