"""Figures of a report: light, dark, and what changes from moment to moment."""

import json

import numpy as np

from rnnviz.exports.patches import patched
from rnnviz.exports.report_pictures import ReportDrawing, as_json, report_picture
from rnnviz.figures.base import plotly


def drawn(title, values, height=200):
    light, dark = (
        plotly.figure([plotly.line(values, values, {})], title, on, height) for on in (False, True)
    )
    return ReportDrawing(light, dark, f"words of {title}")


def test_the_last_moment_is_shown_first_and_all_can_be_had():
    drawings = [drawn(f"at {n}", [n, n + 0.123456789]) for n in range(3)]
    found = report_picture(drawings)
    assert (found.title, found.words, found.height) == ("at 2", "words of at 2", 200 - 14)
    assert [one.title for one in found.moments] == ["at 0", "at 1", "at 2"]
    for n, moment in enumerate(found.moments):
        assert patched(found.light, moment.light)["data"][0]["x"] == [
            n,
            float(f"{n + 0.123456789:.6g}"),
        ]
        assert patched(found.dark, moment.dark or moment.light)["data"][0]["x"][0] == n
        assert moment.dark is None  # the numbers are the same on both grounds
    assert found.moments[-1].light == []


def test_a_picture_that_stays_has_no_moments():
    assert report_picture([drawn("one", [1.0])]).moments == []


def test_the_room_of_a_title_goes_and_what_is_drawn_stays_as_large():
    light, dark = (plotly.figure([], "one<br>two", on, 300, margin={"t": 90, "b": 40}) for on in (0, 1))
    found = report_picture([ReportDrawing(light, dark, "words")])
    for layout in (found.light["layout"], found.dark["layout"]):
        assert (layout["height"], layout["margin"]["t"], layout["margin"]["b"]) == (248, 38, 40)
        assert layout["height"] - layout["margin"]["t"] == 300 - 90


def test_a_title_is_plain_text_above_the_picture():
    found = report_picture([drawn("<b>a</b> &lt; b<br>and c", [1.0])])
    assert found.title == "a < b\nand c"
    assert found.light["layout"]["title"] == {"text": ""}


def test_arrays_and_what_is_no_number_are_what_json_can_say():
    found = as_json({"x": np.array([1.0, np.nan]), "y": (1, 2.00000001)})
    assert found == {"x": [1.0, None], "y": [1, 2.0]}
    json.dumps(found, allow_nan=False)
