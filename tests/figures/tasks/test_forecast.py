"""The pictures of a forecast hold the numbers that they were given, in the signal's own unit."""

import html

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.figures.tasks import forecast as figures
from rnnviz.figures.tasks.forecast import BEFORE, Foreseen
from rnnviz.nn.free_run import Errors, free_run, one_step
from rnnviz.nn.network import Network
from rnnviz.tasks import Forecast

TRUTH = np.sin(np.arange(260) / 5.0)


def foreseen(now=150, free=None, **other):
    free = TRUTH[now : now + 100] + 0.2 if free is None else free
    return Foreseen(TRUTH, TRUTH[1 : now + 1] + 0.1, free, now, "level, m", **other)


@pytest.mark.parametrize("dark", [False, True])
def test_what_was_foreseen_stands_over_what_came(dark):
    figure = go.Figure(figures.forecast(foreseen(), dark))  # raises for what Plotly does not know
    truth, ahead, free = figure.data
    np.testing.assert_array_equal(truth.x, np.arange(150 - BEFORE, 250))
    np.testing.assert_allclose(truth.y, TRUTH[list(truth.x)])
    # what was foreseen after a step stands at the next one
    np.testing.assert_array_equal(ahead.x, np.arange(151 - BEFORE, 151))
    np.testing.assert_allclose(ahead.y, TRUTH[list(ahead.x)] + 0.1)
    np.testing.assert_array_equal(free.x, np.arange(150, 250))
    np.testing.assert_allclose(free.y, TRUTH[list(free.x)] + 0.2)
    assert free.line.dash == "dash"
    assert "0.10 one step ahead, 0.20 running free" in figure.layout.title.text
    assert figure.layout.yaxis.title.text == "level, m"
    assert figure.layout.shapes[0].x0 == 150


def test_errors_are_roots_of_mean_squares_over_what_is_known():
    following = TRUTH[1:151] + np.where(np.arange(150) < 70, 0.0, 0.3)
    free = np.full(100, 9.0)
    free[:5] = TRUTH[150:155] + np.array([3, 4, 0, 0, 0])
    seen = Foreseen(TRUTH[:155], following, free, 150, "x")
    assert seen.errors == (pytest.approx(0.3 * (79 / 80) ** 0.5, rel=0.01), pytest.approx(5**0.5))
    assert figures.words(seen).endswith("then a free run of 100 steps, off by 2.24")


def test_where_nothing_more_is_known_the_free_run_goes_on_alone():
    seen = Foreseen(TRUTH[:150], TRUTH[1:151], TRUTH[150:250], 150, "x")
    figure = go.Figure(figures.forecast(seen, False))
    assert len(figure.data[0].x) == BEFORE
    assert len(figure.data[2].x) == 100
    said, compared = figure.layout.title.text.split("<br>")
    assert said == "Root mean square error, in the unit of “x”: 0.00 one step ahead"
    assert "mean" not in compared
    assert "free run" not in figures.words(seen)


def test_a_free_run_that_runs_away_does_not_press_the_rest_flat():
    wild = np.r_[10.0 ** np.arange(50), np.full(50, np.inf)]
    figure = go.Figure(figures.forecast(foreseen(free=wild), False))
    _low, high = figure.layout.yaxis.range
    assert 2.0 < high < 8.0
    assert figure.data[2].y[-1] is None
    assert max(y for y in figure.data[2].y if y is not None) == high
    assert any("runs away, to 1.0·10⁴⁹" in note.text for note in figure.layout.annotations)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats() | st.floats(-5.0, 5.0), min_size=1, max_size=100).map(np.array))
def test_nothing_that_is_foreseen_leaves_the_picture(free):
    layout = (drawn := figures.forecast(foreseen(free=free), False))["layout"]
    low, high = layout["yaxis"]["range"]
    ys = [y for trace in drawn["data"] for y in trace["y"] if y is not None]
    assert all(low <= y <= high for y in ys)
    known = free[np.isfinite(free)]
    told = any("runs away" in note["text"] for note in layout["annotations"])
    assert told == bool((known < low).any() or (known > high).any())


def test_errors_are_told_beside_those_of_who_knows_no_better():
    seen = foreseen()
    last, mean = seen.naive
    drawn = TRUTH[150 - BEFORE : 150]
    assert last == pytest.approx(np.sqrt(np.mean((drawn[1:] - drawn[:-1]) ** 2)), rel=0.02)
    assert mean == pytest.approx(np.sqrt(np.mean((TRUTH[150:250] - TRUTH[:150].mean()) ** 2)))
    text = figures.forecast(seen, False)["layout"]["title"]["text"]
    assert "in the unit of “level, m”" in text
    assert f"{mean:.2f} by always saying the mean" in text


def test_what_was_trained_on_is_marked_where_it_is_in_sight():
    def marked(unseen):
        figure = go.Figure(figures.forecast(foreseen(unseen=unseen), False))
        words = [note.text for note in figure.layout.annotations]
        return [shape.x0 for shape in figure.layout.shapes], words[2:]

    assert marked(200) == ([150, 200], ["now", "line: truth", "trained on up to here"])
    assert marked(150) == ([150], ["now: trained on up to here", "line: truth"])
    assert marked(20) == marked(0) == ([150], ["now", "line: truth"])


def test_steps_are_those_of_the_whole_signal():
    plain, moved = (go.Figure(figures.forecast(foreseen(start=s, unseen=170), False)) for s in (0, 900))
    for one, other in zip(plain.data, moved.data, strict=True):
        np.testing.assert_array_equal(np.array(one.x) + 900, other.x)
        np.testing.assert_array_equal(one.y, other.y)
    for one, other in zip(plain.layout.shapes, moved.layout.shapes, strict=True):
        assert one.x0 + 900 == other.x0
    assert "up to step 1050 foreseen" in figures.words(foreseen(start=900))


def test_a_name_is_shown_letter_by_letter():
    name = "<b>temperature</b> & a very long name besides"
    seen = Foreseen(TRUTH, TRUTH[1:151], TRUTH[150:250], 150, name)
    shown = figures.forecast(seen, False)["layout"]["yaxis"]["title"]["text"]
    assert "<" not in shown
    assert html.unescape(shown) == name[:29] + "…"


@pytest.mark.parametrize("dark", [False, True])
def test_errors_grow_with_the_distance_in_the_signals_own_unit(dark):
    steps = np.arange(1.0, 101.0)
    found = Errors(steps / 200, steps / 100, np.full(100, 0.7))
    figure = go.Figure(figures.errors(found, 0.1, dark, 4.0))
    free, last, mean, noise = figure.data
    np.testing.assert_array_equal(free.x, steps)
    np.testing.assert_allclose(free.y, steps / 50)
    np.testing.assert_allclose(last.y, steps / 25)
    assert (mean.y[0], noise.y[0]) == pytest.approx((2.8, 0.4))
    assert figure.layout.title.text == "Free runs: off by 2.00 after 100 steps"
    names = [note.text for note in figure.layout.annotations]
    assert sorted(names) == ["free run", "last value", "mean", "noise"]
    assert len({trace.line.dash for trace in figure.data}) == 4


def test_noise_that_is_not_known_is_not_drawn_and_what_overflows_is_said():
    found = Errors(np.array([1.0, np.inf]), np.ones(2), np.ones(2))
    figure = go.Figure(figures.errors(found, 0.0, False))
    assert [trace.name for trace in figure.data] == ["free run", "last value", "mean"]
    assert figure.data[0].y == (1.0, None)
    assert "in the unit of “value”" in figure.layout.yaxis.title.text
    low, high = figure.layout.yaxis.range
    assert low == 0.0 < 1.0 < high
    assert figure.layout.title.text == "Free runs: off by overflow after 2 steps"


def test_the_errors_are_said_as_they_are_drawn():
    rising = np.linspace(0.1, 2.0, 20)
    found = Errors(rising, 2 * rising, 3 * rising)
    said = figures.errors_words(found, 32, 4.0)
    drawn = figures.errors(found, 0.0, False, 4.0)["data"]
    for place in (0, 9, 19):
        assert f"after {place + 1}: free run {4 * rising[place]:.2f}, last value" in said
        assert all(f" {8 * rising[place]:.2f}, mean {12 * rising[place]:.2f}" in said for _ in drawn)


def test_a_network_foresees_in_the_signal_s_own_unit():
    task = Forecast(period=20)
    net = Network.random("gru", 1, 4, 1, output="linear")
    shown = task.shown(40, 30)
    seen = figures.foreseen(net, shown, 50)
    assert seen.now == len(seen.following) == 50
    assert len(seen.free) == figures.STEPS
    np.testing.assert_allclose(seen.truth, shown.measured(shown.values))
    ahead, free = one_step(net, shown.values[:50]), free_run(net, shown.values[:50], 3)
    np.testing.assert_allclose(seen.following, shown.measured(ahead))
    np.testing.assert_allclose(seen.free[:3], shown.measured(free))
