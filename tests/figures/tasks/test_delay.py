import plotly.graph_objects as go
import pytest

from rnnviz.figures.tasks.delay import Late, delays
from rnnviz.tasks import Addition

TASK = Addition(order="most")
FLOORS = {n: TASK.delayed(n) for n in (0, 1, 2, 4)}
RUNS = [Late("gru", 0, 0.61), Late("gru delay 2", 2, 0.13), Late("gru both", None, 0.001)]


@pytest.mark.parametrize("dark", [False, True])
def test_runs_stand_over_the_floor_of_their_delay(dark):
    figure = go.Figure(delays(RUNS, FLOORS, 0.0, dark))  # raises for what Plotly does not know
    best, *marks = figure.data
    assert dict(zip(best.x, best.y, strict=True)) == FLOORS
    assert [(mark.name, mark.y[0]) for mark in marks] == [(run.name, run.loss) for run in RUNS]
    assert [mark.x[0] for mark in marks[:2]] == [0, 2]
    assert len({mark.marker.symbol for mark in marks}) == 3
    for run, mark in zip(RUNS[:2], marks, strict=False):
        assert mark.y[0] > FLOORS[run.delay]


def test_both_directions_stand_behind_the_longest_delay_on_their_line():
    figure = go.Figure(delays(RUNS, FLOORS, 0.0, False))
    place = figure.data[3].x[0]
    assert place > 4
    labels = dict(zip(figure.layout.xaxis.tickvals, figure.layout.xaxis.ticktext, strict=True))
    assert labels[place] == "both<br>directions"
    (line,) = figure.layout.shapes
    assert (line.y0, line.y1) == (0.0, 0.0)
    words = [note.text for note in figure.layout.annotations]
    assert words == ["0.597", "0.260", "0.111", "0.018", "0.610", "0.130", "0.001"]


def test_a_run_that_diverged_does_not_press_the_rest_flat():
    figure = delays([Late("wild", 1, 1e20)], FLOORS, 0.0, False)
    assert figure["layout"]["yaxis"]["range"][1] < 1.0
