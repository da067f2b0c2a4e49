"""What is drawn knows nothing of what is kept beside it, and nothing of that is lost."""

import base64
import json

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import (
    NumberSheet,
    exactly,
    listed_sheet,
    told,
    whole,
    without_exact,
)
from rnnviz.text.language import _, speak

VALUES = np.array([0.1234567890123456, np.nan, -1e-300])


def numbers(packed):
    flat = np.frombuffer(base64.b64decode(packed["bdata"]), "<f8")
    return flat.reshape([int(side) for side in packed["shape"].split(",")])


def test_values_keep_all_their_bits():
    np.testing.assert_array_equal(numbers(whole(VALUES)), VALUES)
    assert whole(["a", 1]) == ["a", 1]
    assert whole(np.array(["a"])) == ["a"]


def test_a_figure_is_drawn_as_if_nothing_stood_beside_it():
    trace = plotly.line([1, 2, 3], np.round(VALUES, 2), plotly.pen("#000000", 1))
    plain = plotly.figure([trace], "title", False, 200)
    beside = told(plotly.figure([exactly(trace, y=VALUES)], "title", False, 200), list, [VALUES])
    drawn, exact = without_exact(beside)
    assert json.dumps(drawn) == json.dumps(plain)
    assert exact is not None
    assert without_exact(plain)[1] is None
    go.Figure(beside)  # raises for what Plotly does not know


def test_what_is_packed_remembers_itself():
    grid = np.outer(VALUES, [1.0, 2.0])
    heat = plotly.heat_map(plotly.packed(grid), "Viridis", 0, 1)
    _drawn, exact = without_exact(plotly.figure([heat], "", False, 200))
    np.testing.assert_array_equal(numbers(json.loads(exact.body())["traces"]["0"]["z"]), grid)


def test_sheets_speak_the_language_of_their_reader():
    speak("zh")
    figure = told(
        plotly.figure([], "", False, 200),
        lambda: [NumberSheet([_("time step"), "h"], [["a", "b"], VALUES[:2]])],
        [VALUES],
    )
    exact = without_exact(figure)[1]
    speak("")
    (sheet,) = json.loads(exact.body())["sheets"]
    assert sheet["heads"] == ["时间步", "h"]
    assert sheet["columns"][0] == ["a", "b"]


def test_other_numbers_have_another_digest():
    def digest(values):
        return without_exact(told(plotly.figure([], "", False, 200), list, [values]))[1].digest

    assert digest(VALUES) == digest(VALUES.copy())
    assert digest(VALUES) != digest(VALUES + 1e-17)


def test_lines_become_columns():
    sheet = listed_sheet(["a", "b"], [(1, np.float64(0.5)), (2, np.nan)])
    assert sheet.columns == [[1, 2], [0.5, None]]
    assert listed_sheet(["a", "b"], []).columns == [[], []]
