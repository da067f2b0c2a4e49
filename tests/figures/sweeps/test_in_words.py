"""Each cell in words, and all of a map."""

import numpy as np
from support.phase_maps import learned_up_to, panel, phase_map

from rnnviz.figures.sweeps.in_words import cell_in_words, map_in_words


def cell(**more):
    shares = np.full((8, 10), 0.88)
    of = panel("windows of n", shares, **more)
    return cell_in_words(phase_map(of), of, 7, 8)


def at(value, row=7, column=8, of=0, kind=int):
    found = np.full((8, 10), of, kind)
    found[row, column] = value
    return found


def test_a_cell_that_has_finished():
    assert cell() == (
        "Lag 8, windows of 9: 0.88 of the lag’s information learned, 8 seeds from 0.83 to 0.93, loss "
        "0.54 nats"
    )


def test_a_cell_of_one_seed_has_no_range():
    assert cell(finished=at(1)) == (
        "Lag 8, windows of 9: 0.88 of the lag’s information learned, 1 seed, loss 0.54 nats"
    )


def test_a_cell_that_has_not_begun():
    assert cell(finished=at(0)) == "Lag 8, windows of 9: not yet trained"


def test_a_cell_that_was_given_up():
    gone = at(0), at(True, of=False, kind=bool)
    assert cell(finished=gone[0], failed=gone[1]) == (
        "Lag 8, windows of 9: given up after it failed twice"
    )


def test_runs_that_diverged_are_counted():
    assert "2 of 8 runs diverged" in cell(diverged=at(2))
    none = at(np.nan, of=0.5, kind=float)
    assert cell(diverged=at(8), loss=none).endswith("8 of 8 runs diverged")


def test_a_cell_that_has_seen_more_says_how_much():
    assert cell(samples=at(2_000_000)).endswith("2,000,000 samples")


def test_a_panel_that_is_no_cut_is_named():
    assert cell(is_cut=False).startswith("Windows of n, lag 8, windows of 9: ")


def test_the_whole_map_is_told_with_its_numbers():
    shares = learned_up_to(1)
    shares[7, 9] = np.nan
    said = map_in_words(phase_map(panel("windows of n", shares, diverged=at(1, 0, 0))))
    assert said == (
        "79 of 80 cells so far: Windows of n learn a lag up to about n − 1. Lag in steps against n of "
        "the cut, in steps, in colour the share of the lag’s information learned. Windows of n: 79 of "
        "80 cells known, 43 of them at one half or more, from 0.10 to 0.90, 1 with runs that diverged."
    )
