"""Answers and losses of every run on typed bits, beside what is true and what is least."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_lines import strip_losses, strip_probabilities
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo

BITS = "010011010111"


def strips(*delays):
    found = []
    for place, delay in enumerate(delays):
        run = Run(hidden=3, truncation=Truncation.windows(4 + 4 * place), delay=delay)
        net = Network.random("tanh", 2, 3, 2, seed=place)
        found.append(Strip(f"run {place}", place, run, typed_run(net, Echo(), run, BITS)))
    return found


def drawn(trace):
    return [np.nan if y is None else y for y in trace["y"]]


def test_every_curve_is_drawn_over_what_is_true():
    given = strips(0, 0)
    for draw, of, track in (
        (strip_probabilities, "chance", "true"),
        (strip_losses, "losses", "least"),
    ):
        figure = draw(given, dark=True)
        go.Figure({part: figure[part] for part in ("data", "layout")})
        first, *curves = figure["data"]
        np.testing.assert_allclose(drawn(first), getattr(given[0].typed, track), atol=1e-6)
        assert len(curves) == 2
        for strip, curve in zip(given, curves, strict=True):
            np.testing.assert_allclose(drawn(curve), getattr(strip.typed, of), atol=1e-6)
        low, high = figure["layout"]["yaxis"]["range"]
        assert all(low < y < high for trace in figure["data"] for y in drawn(trace))
        assert (
            len({(c["line"]["color"], c["line"]["dash"], c["marker"]["symbol"]) for c in curves}) == 2
        )


def test_a_run_with_a_delay_has_a_truth_of_its_own():
    given = strips(0, 2)
    figure = strip_probabilities(given, dark=False)
    assert [trace["name"] for trace in figure["data"]] == [
        "true probability",
        "true probability, 2 late",
        "run 0",
        "run 1",
    ]
    np.testing.assert_allclose(drawn(figure["data"][1]), given[1].typed.true, atol=1e-6)


def test_of_windows_that_end_together_the_longest_shows_its_end():
    rules = strip_losses(strips(0, 0), dark=False)["layout"]["shapes"]
    colours = {rule["x0"]: rule["line"]["color"] for rule in rules}
    assert list(colours) == [4.5, 8.5]
    assert colours[4.5] != colours[8.5]
