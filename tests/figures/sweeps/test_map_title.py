"""The title of a map is what came of it: each case is laid out, and found again from the numbers."""

import numpy as np
from support.phase_maps import CUTS, LAGS, axis, learned_up_to, panel, phase_map

from rnnviz.figures.sweeps.map_title import map_title
from rnnviz.figures.sweeps.phase_map import Measure

WINDOWS, EVEN = "windows of n", "even cuts of n steps"


def test_it_says_up_to_which_lag_each_style_learns():
    windows, even = panel(WINDOWS, learned_up_to(1)), panel(EVEN, learned_up_to(-1))
    said = (
        "Windows of n learn a lag up to about n − 1; even cuts of n steps learn a lag up to about n + 1"
    )
    assert map_title(phase_map(windows, even)) == said
    assert map_title(phase_map(panel(WINDOWS, learned_up_to(0)))) == (
        "Windows of n learn a lag up to about n"
    )


def test_what_is_true_of_both_is_said_once():
    both = panel(WINDOWS, learned_up_to(2)), panel(EVEN, learned_up_to(2))
    assert map_title(phase_map(*both)) == (
        "Windows of n, even cuts of n steps learn a lag up to about n − 2"
    )


def test_panels_that_are_no_cuts_are_named_before_what_is_true_of_them():
    cells = panel("LSTM", learned_up_to(1), is_cut=False)
    assert map_title(phase_map(cells)) == "LSTM: a lag up to about n − 1 is learned"


def test_a_boundary_of_another_shape_is_told_by_its_ends():
    lags, cuts = np.array(LAGS.numbers)[:, None], np.array(CUTS.numbers)[None, :]
    half = panel(WINDOWS, np.where(lags <= cuts / 2, 0.9, 0.1))
    assert map_title(phase_map(half)) == (
        "Windows of n: half or more is learned up to lag 1 with windows of 2, up to lag 5 with windows "
        "of 10"
    )


def test_all_and_nothing():
    shape = (8, 10)
    assert map_title(phase_map(panel("", np.full(shape, 0.9)))) == "All is learned, by half at least"
    assert map_title(phase_map(panel("", np.full(shape, 0.49)))) == "Nothing is learned by half"
    assert (
        map_title(phase_map(panel("", np.full(shape, np.nan)))) == "No cell of the map is finished yet"
    )


def test_an_unfinished_map_says_how_much_of_it_is_known():
    shares = learned_up_to(1)
    shares[:, 9] = np.nan
    assert map_title(phase_map(panel(WINDOWS, shares))) == (
        "72 of 80 cells so far: Windows of n learn a lag up to about n − 1"
    )


def test_rows_that_are_names_are_counted():
    names = axis("cell", ())
    names = type(names)("cell", ("tanh", "LSTM"), ())
    sizes = axis("hidden units", (4, 8))
    shares = [[0.1, 0.2], [0.3, 0.7]]
    of = panel("", shares, names, sizes, "{} units", is_cut=False)
    assert map_title(phase_map(of, x=sizes, y=names)) == "Half or more is learned in 1 of 4 cells"


def test_where_runs_diverge():
    rates, clips = axis("learning rate", (0.1, 1, 10)), axis("clipped at", (1, 5))
    gone = np.array([[0, 0, 8], [0, 4, 8]])
    of = panel("", np.full((2, 3), 0.5), clips, rates, "rate {}", diverged=gone)
    assert map_title(phase_map(of, x=rates, y=clips, measure=Measure.DIVERGED)) == (
        "Half of the runs or more diverge in 3 of 6 cells, first with rate 1, lag 5"
    )
    calm = panel("", np.full((2, 3), 0.5), clips, rates)
    said = "No cell has half of its runs diverge"
    assert map_title(phase_map(calm, x=rates, y=clips, measure=Measure.DIVERGED)) == said


def test_the_ends_of_the_losses():
    sizes = axis("hidden units", (4, 8))
    of = panel("", [[0.1, 0.2], [0.3, 1.0]], axis("lag", (1, 2)), sizes, "{} units")
    map = phase_map(of, x=sizes, y=axis("lag", (1, 2)), measure=Measure.LOSS)
    assert map_title(map) == (
        "The loss goes from 0.52 nats (lag 2, 8 units) to 0.65 nats (lag 1, 4 units)"
    )
