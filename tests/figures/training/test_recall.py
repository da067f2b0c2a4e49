"""The bars are what was computed, on one axis for all runs."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.analysis.lag_reach import LagReach
from rnnviz.analysis.recall import Recall
from rnnviz.figures.training.recall import RunRecall, recall_bars

LAGS = tuple(range(21))
GIVEN = {3: (8,), 8: (3,)}


def run_of(rng, name, reaches=5, lags=LAGS, given=GIVEN, **more):
    """A run whose losses reach fewer than so many steps back."""
    share = np.array([max(0.0, 1.0 - lag / reaches) for lag in lags])
    norm = np.where(share > 0.0, 10.0 ** rng.uniform(-3, 0, len(lags)), np.nan)
    now, before = (Recall(lags, *rng.uniform(0.02, 0.98, (2, len(lags))), given) for _ in range(2))
    return RunRecall(name, now, before, LagReach(share, norm), **more)


@pytest.mark.parametrize("count", [1, 2, 6])
def test_each_run_has_a_row_of_what_it_knows_knew_and_reaches(rng, count):
    runs = [run_of(rng, f"run {n}") for n in range(count)]
    drawn = go.Figure(recall_bars(runs, dark=False))
    assert len(drawn.data) == 3 * count
    lows = []
    for n, run in enumerate(runs):
        knows, before, reached = drawn.data[3 * n : 3 * n + 3]
        assert list(knows.y) == pytest.approx(run.now.held)
        assert list(before.y) == pytest.approx(run.before.held)
        assert list(reached.y) == pytest.approx(-run.reach.share)
        known = run.reach.share > 0.0
        assert np.array(reached.marker.color)[known] == pytest.approx(np.log10(run.reach.norm[known]))
        assert {trace.yaxis for trace in (knows, before, reached)} == {f"y{n + 1}" if n else "y"}
        low, high = drawn.layout[f"yaxis{n + 1}" if n else "yaxis"].domain
        assert 0.0 <= low < high <= 1.0
        assert not lows or high < lows[-1]
        lows.append(low)
    assert drawn.layout.xaxis.anchor == (f"y{count}" if count > 1 else "y")


def test_at_the_lags_of_the_task_it_says_how_much_is_known_and_whether_any_loss_reaches(rng):
    run = run_of(rng, "cut every 5")
    run.now.held[[3, 8]] = 0.91, 0.7
    figure = recall_bars([run], dark=True)
    at = {}
    for note in figure["layout"]["annotations"]:
        at.setdefault(note["x"], []).append(note["text"])
    assert at[3.0] == ["<b>91 %</b>", "<b>40 %</b>"]
    assert at[8.0] == ["<b>70 %</b>", "<b>no gradient</b>"]
    words = ["0", "<b>3</b>", "5", "<b>8</b>", "10", "15", "20"]
    assert figure["layout"]["xaxis"]["ticktext"] == words
    words = figure["data"][0]["hovertext"][8]
    assert "70 % of the bit 8 steps back, given the bits at 3" in words
    assert figure["data"][2]["hovertext"][8] == "cut every 5: no loss reaches 8 steps back"
    assert "40 % of the losses reach 3 steps back; median norm" in figure["data"][2]["hovertext"][3]


def test_runs_with_other_lags_share_one_axis_and_a_far_lag_stands_behind_a_gap(rng):
    far = run_of(rng, "far", lags=(*LAGS, 90), given={3: (90,), 90: (3,)})
    figure = recall_bars([run_of(rng, "near"), far], dark=False)
    assert figure["layout"]["xaxis"]["ticktext"][-1] == "<b>90</b>"
    assert figure["layout"]["xaxis"]["tickvals"][-1] == 22.0
    assert figure["data"][3]["x"][-1] == 22.0
    assert len(figure["data"][0]["x"]) == 21


def test_what_is_said_of_it_stands_above_in_a_line_of_its_own(rng):
    plain, told = (
        recall_bars([run_of(rng, "run")], False, said)["layout"] for said in ("", "It knows")
    )
    assert told["title"]["text"] == f"<b>It knows</b><br>{plain['title']['text']}"
    assert told["margin"]["t"] - plain["margin"]["t"] == told["height"] - plain["height"] > 16


def test_norms_of_a_run_that_has_diverged_leave_the_colours_of_the_others(rng):
    sound, gone = run_of(rng, "run"), run_of(rng, "gone", note="diverged at update 3")
    gone.reach.norm[:] *= 1e200
    tops = [recall_bars(runs, False)["data"][2]["marker"]["cmax"] for runs in ([sound], [sound, gone])]
    assert tops[0] == tops[1]
    assert recall_bars([gone], False)["data"][2]["marker"]["cmax"] > 150


def test_states_that_overflow_have_no_bars(rng):
    run = run_of(rng, "run", note="diverged at update 3")
    run.now.held[:] = np.nan
    figure = recall_bars([run], dark=False)
    assert figure["data"][0]["y"] == [None] * 21
    assert any("diverged at update 3" in note["text"] for note in figure["layout"]["annotations"])
    go.Figure(figure)


def test_a_run_without_any_gradient_has_no_bars_downwards(rng):
    run = run_of(rng, "readout only", readout_only=True)
    run.reach.share[:], run.reach.norm[:] = 0.0, np.nan
    figure = recall_bars([run], dark=False)
    assert set(figure["data"][2]["y"]) == {0.0}
    said = [note["text"] for note in figure["layout"]["annotations"]]
    assert any("readout alone" in one for one in said)
    assert said.count("<b>0 %</b>") == said.count("<b>no gradient</b>") == 1
    go.Figure(figure)
