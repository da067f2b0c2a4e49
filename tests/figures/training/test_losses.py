"""Losses falling onto their floors."""

import itertools
import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.figures.training import losses as figures
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.tasks import Echo

FLOORS = Echo().floors()


def falling(points=400):
    samples = np.linspace(1_000, 2_000_000, points)
    losses = 0.52 + 0.14 * np.exp(-samples / 2e5)
    return RunLosses("windows(5) H=4", samples, losses, samples[9::10], losses[9::10])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_losses_stand_over_their_floors(dark, logarithmic):
    curve = falling()
    figure = figures.losses([curve, curve], FLOORS, 2_000_000, dark, logarithmic, at=1e6)
    drawn = go.Figure(figure)  # raises for what Plotly does not know
    np.testing.assert_allclose(drawn.data[0].y, curve.losses)
    np.testing.assert_allclose(drawn.data[1].y, curve.means)
    assert curve.at(1e9) == curve.means[-1]
    assert curve.at(0.0) == curve.means[0]
    lines = [shape.y0 for shape in drawn.layout.shapes if shape.xref == "paper"]
    assert lines == list(FLOORS.values())
    words = [note.text for note in drawn.layout.annotations]
    assert any("0.45" in text and "all lags" in text for text in words)
    assert any("windows(5) H=4: 0.520" in text for text in words)


def test_without_a_run_the_floors_are_there():
    figure = figures.losses([], FLOORS, 1_000_000, False)["layout"]
    low, high = figure["yaxis"]["range"]
    assert all(low < shape["y0"] < high for shape in figure["shapes"])
    assert len(figure["shapes"]) == 4
    assert figure["xaxis"]["range"] == [0, 1_000_000]
    assert any("appears here as soon as" in note["text"] for note in figure["annotations"])


def test_a_diverged_run_is_named_in_sight():
    wild = (np.array([1e3, 2e3, 3e3]), np.array([0.7, 3.0, 1e27]))
    curve = RunLosses("relu", *wild, *wild, figures.diverged_note(6))
    figure = go.Figure(figures.losses([curve], FLOORS, 1_000_000, False))
    (named,) = (note for note in figure.layout.annotations if "diverged at update 6" in note.text)
    assert named.y < 1.0


def test_perplexity_is_e_to_the_loss():
    samples, height = np.array([10.0, 20.0]), np.full(2, 2.0)
    curve = RunLosses("one", samples, height, samples, height)
    drawn = figures.losses([curve], {"nothing": 3.0, "all": 0.0}, 20, False, unit=figures.PERPLEXITY)
    figure = go.Figure(drawn)
    np.testing.assert_allclose(figure.data[1].y, np.exp([2.0, 2.0]))
    assert sorted(shape.y0 for shape in figure.layout.shapes) == pytest.approx([1.0, np.exp(3.0)])
    assert "erplexity" in figure.layout.title.text
    squared = go.Figure(figures.losses([], {"nothing": 1.0}, 20, False, unit="squared error"))
    assert squared.layout.yaxis.title.text == "loss (squared error)"


def test_floors_of_echo_say_which_lags_were_learned():
    words = figures.lag_words(Echo(lags={1: 0.2, 2: 0.1, 3: 0.1}).known())
    assert [words(name) for name in ("nothing", "lag 2", "lags 1, 3", "all lags")] == [
        "nothing learned",
        "only lag 2 learned",
        "only lags 1, 3 learned",
        "all lags learned",
    ]


def test_the_axes_have_a_range_at_any_time():
    """Left to Plotly, an axis that had one before is empty from 0 to 6 when a curve begins again."""
    one = np.array([10.0])
    cases = (
        [],
        [falling()],
        [RunLosses("one", one, one, one, one)],
        [RunLosses("none", *(np.array([]) for _ in range(4)))],
        [RunLosses("lost", one, np.array([np.nan]), one, np.array([np.nan]))],
    )
    for runs in cases:
        for logarithmic in (False, True):
            layout = figures.losses(runs, FLOORS, 100, False, logarithmic)["layout"]
            for axis in ("xaxis", "yaxis"):
                low, high = layout[axis]["range"]
                assert low < high


numbers = st.floats(-1e3, 1e308) | st.sampled_from([np.nan, np.inf, 0.0])


@settings(deadline=None, derandomize=True)
@given(st.lists(st.lists(numbers, max_size=40), max_size=4), st.booleans())
def test_no_curve_leaves_the_picture(curves, logarithmic):
    runs = []
    for losses in map(np.array, curves):
        samples = np.arange(1.0, len(losses) + 1) * 1000.0
        runs.append(RunLosses("run", samples, losses, samples, losses))
    drawn = figures.losses(runs, FLOORS, 50_000, False, logarithmic)
    (left, right), (low, high) = (drawn["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
    for trace, losses in zip(drawn["data"][::2], curves, strict=True):
        x, y = np.array(trace["x"], float), np.array(trace["y"], float)
        x = np.log10(x) if logarithmic else x
        assert np.isfinite(y).sum() == np.isfinite(np.array(losses, float)).sum()
        assert np.all((x >= left - 1e-9) & (x <= right + 1e-9))
        assert np.all((y >= low) & (y <= high) | np.isnan(y))
    for shape in drawn["layout"]["shapes"]:
        assert low <= shape["y0"] <= high


def test_a_floor_of_a_single_run_has_its_words_and_a_line_of_its_own():
    words = figures.reset_words(5)
    drawn = figures.losses([], FLOORS, 100, False, others={words: 0.6})["layout"]
    (rule,) = (shape for shape in drawn["shapes"] if shape["line"].get("dash") == "dashdot")
    assert rule["y0"] == 0.6
    texts = [note["text"].replace("<br>", " ") for note in drawn["annotations"]]
    assert "0.60  state reset every 5 steps" in texts
    assert figures.reset_words(1, 2) == "state reset every step, answers 2 late"


def seeded(name="windows(5) H=4", lost=0, count=8):
    samples = np.linspace(1_000, 2_000_000, 60)
    floors = np.linspace(0.515, 0.524, count)[:, None]
    means = floors + 0.14 * np.exp(-samples / 1e5)
    means[:lost, 30:] = np.nan
    made = SeedLosses(samples, means)
    return RunLosses(name, samples, made.band[2], samples, made.band[2], seeds=made)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_several_seeds_are_a_band_with_its_median(dark, logarithmic):
    run = seeded()
    figure = go.Figure(figures.losses([run, run], FLOORS, 2_000_000, dark, logarithmic))
    bands, medians = figure.data[:4], figure.data[4:]
    assert [trace.fill for trace in bands] == ["toself"] * 4
    for trace in medians:
        np.testing.assert_allclose(trace.y, np.median(run.seeds.means, axis=0))
        assert "mean 0.5195, deviation 0.0031, 8 seeds" in trace.text[-1]
        assert "median of 8 seeds" in trace.name
    assert bands[1].line.color == medians[0].line.color
    low, high = figure.layout.yaxis.range
    assert low < min(run.seeds.means.min(), *FLOORS.values())
    assert high > run.seeds.means.max()


def test_the_label_at_the_end_of_a_band_says_what_it_spreads_over():
    notes = go.Figure(figures.losses([seeded()], FLOORS, 2_000_000, False)).layout.annotations
    assert [note.text for note in notes if "seeds" in note.text] == [
        "windows(5) H=4: 0.520,<br>8 seeds from 0.515 to 0.524"
    ]
    lost = go.Figure(figures.losses([seeded(lost=3)], FLOORS, 2_000_000, False)).layout.annotations
    assert any("5 of 8 seeds from 0.519 to 0.524" in note.text for note in lost)
    gone = go.Figure(figures.losses([seeded(lost=8)], FLOORS, 2_000_000, False)).layout.annotations
    assert any("8 of 8 seeds diverged" in note.text for note in gone)


@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize("height", [258, 370])
def test_labels_of_bands_do_not_lie_on_each_other(count, height):
    runs = [seeded(f"windows({place}) H=32") for place in range(count)]
    drawn = figures.losses(runs, FLOORS, 2_000_000, False, height=height)["layout"]
    low, high = drawn["yaxis"]["range"]
    pixels = (height - figures.TOP - figures.BOTTOM) / (high - low)
    column = sorted(
        (note["y"] * pixels - note["ay"], note["text"].count("<br>") + 1)
        for note in drawn["annotations"]
        if note.get("showarrow")
    )
    for (below, lines), (above, more) in itertools.pairwise(column):
        assert above - below >= 20 * (lines + more) / 2 - 1e-6


def test_perplexity_of_seeds_is_e_to_their_losses():
    run = seeded()
    drawn = figures.losses([run], FLOORS, 2_000_000, False, unit=figures.PERPLEXITY)
    median = go.Figure(drawn).data[-1]
    np.testing.assert_allclose(median.y, np.median(np.exp(run.seeds.means), axis=0))


def test_a_picture_of_16_runs_of_16_seeds_stays_small():
    """What is sent of a band does not grow with the number of its seeds."""
    few, many = (
        len(json.dumps(figures.losses([seeded(count=count)] * 16, FLOORS, 2_000_000, False)))
        for count in (2, 16)
    )
    assert many < 1.05 * few
