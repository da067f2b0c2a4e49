"""The chart holds all that is drawn, over floors or less a baseline."""

import numpy as np
import pytest

from rnnviz.catalogue.courses import LineCourse
from rnnviz.figures.runs.drawn_line import DrawnLine
from rnnviz.figures.runs.overlay import NAMED, ChartLook, chart_title, overlay, overlay_in_words

LOOK = ChartLook("samples", "nats", dark=False)
FLOORS = [(0.66, "nothing learned"), (0.45, "all lags learned")]


def course(values, deviation=None, count=1):
    at = np.arange(1.0, len(values) + 1)
    off = np.full(len(values), np.nan) if deviation is None else np.array(deviation, float)
    return LineCourse(at * 20, at, np.array(values, float), off, np.full(len(values), count))


def line(values, place=0, name="one", **more):
    return DrawnLine(name, course(values, **more), place)


def notes(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_lines_and_floors_are_drawn_and_named():
    figure = overlay([line([0.7, 0.6]), line([0.7, 0.5], 1, "two")], FLOORS, LOOK)
    assert [one["name"] for one in figure["data"]] == ["one", "two"]
    assert figure["data"][0]["x"] == [20, 40]
    assert [shape["y0"] for shape in figure["layout"]["shapes"]] == [0.66, 0.45]
    said = " ".join(notes(figure))
    for text in ("one: 0.600", "two: 0.500", "nothing learned"):
        assert text in said
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < 0.45
    assert high > 0.7


def test_several_seeds_have_a_band_and_their_number():
    figure = overlay([line([0.7, 0.6], deviation=[0.1, 0.05], count=4)], FLOORS, LOOK)
    band, mean = figure["data"]
    np.testing.assert_allclose(band["y"], [0.6, 0.55, 0.65, 0.8])
    assert mean["text"] == ["0.7000 ± 0.1000 (n = 4)", "0.6000 ± 0.0500 (n = 4)"]
    assert any("4 seeds" in text for text in notes(figure))


def test_differences_have_the_baseline_in_the_place_of_floors():
    figure = overlay([line([-0.1, -0.2])], FLOORS, ChartLook("updates", "nats", True, base="<b>it"))
    assert [shape["y0"] for shape in figure["layout"]["shapes"]] == [0.0]
    assert figure["layout"]["title"]["text"] == "Loss less that of &lt;b&gt;it"
    assert figure["data"][0]["x"] == [1, 2]
    assert figure["layout"]["yaxis"]["title"]["text"] == "difference (nats)"


def test_names_are_no_markup():
    figure = overlay([line([0.7, 0.6], name="<b>bold</b>")], FLOORS, LOOK)
    assert figure["data"][0]["name"] == "&lt;b&gt;bold&lt;/b&gt;"
    assert not any("<b>bold" in text for text in notes(figure))


@pytest.mark.parametrize("count", [NAMED, NAMED + 1, 200])
def test_many_lines_have_thin_curves_without_names(count):
    figure = overlay([line([0.7, 0.6], place, f"n{place}") for place in range(count)], FLOORS, LOOK)
    assert len(figure["data"]) == count
    assert any("0.600" in text for text in notes(figure)) == (count <= NAMED)
    assert figure["layout"]["hovermode"] == "closest"


def test_a_log_axis_has_its_ends_in_powers_of_ten():
    look = ChartLook("samples", "", False, logarithmic=True)
    figure = overlay([line([0.7] * 10)], [], look)
    np.testing.assert_allclose(figure["layout"]["xaxis"]["range"], np.log10([20, 200]))
    assert figure["layout"]["yaxis"]["title"]["text"] == "loss, each in its unit"


def came(loss, floor="", name="one"):
    return DrawnLine(name, course([0.7, 0.6]), 0, loss, floor)


def test_the_title_counts_who_has_reached_the_lowest_floor():
    drawn = [came(0.46, "all lags learned"), came(0.5), came(0.45, "all lags learned")]
    said = chart_title(drawn, FLOORS, LOOK)
    assert said == "Loss of 3 runs: 2 have reached the floor “all lags learned”"
    assert chart_title(drawn[1:2] * 2, FLOORS, LOOK) == "Loss of 2 runs: none has reached a floor yet"
    assert chart_title(drawn[:2], [], LOOK) == "Loss of 2 runs"
    alone = chart_title(drawn[:1], FLOORS, LOOK)
    assert alone == "Loss of one: it has reached the floor “all lags learned”"
    assert chart_title([came(0.5, name="<b>")], FLOORS, LOOK) == "Loss of &lt;b&gt;"


def test_the_title_of_differences_counts_who_has_come_below():
    look = ChartLook("samples", "nats", False, base="it")
    said = chart_title([came(-0.1), came(0.2), came(np.nan)], [], look)
    assert said == "Loss less that of it: 1 of 2 has come below it"


def test_a_line_bears_what_the_table_says_it_has_come_to():
    figure = overlay([came(0.6123)], FLOORS, LOOK)  # though its last mean is another
    assert any("one: 0.612" in text for text in notes(figure))


def test_it_is_said_what_came_of_it():
    assert overlay_in_words([], FLOORS, LOOK) == "Nothing is drawn yet."
    one = overlay_in_words([line([0.7, 0.6])], FLOORS, LOOK)
    assert one == "Loss of one. one has come to 0.600."
    both = overlay_in_words([came(0.6), came(0.4, name="two")], [], LOOK)
    assert both == (
        "Loss of 2 runs. Of 2 curves the lowest has come to 0.400 (two), the highest to 0.600 (one)."
    )
    overlay([], [], LOOK)
    overlay([line([np.nan])], FLOORS, LOOK)
