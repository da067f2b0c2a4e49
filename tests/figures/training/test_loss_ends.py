"""What is said at the ends of loss curves."""

import numpy as np

from rnnviz.figures.training.loss_ends import loss_ends, right_words
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses

SAMPLES = np.array([1000.0, 2000.0])


def test_a_run_says_its_loss_and_what_is_right_and_what_is_held_out():
    means = np.array([0.7, 0.52])
    run = RunLosses("one", SAMPLES, means, SAMPLES, means, "", SAMPLES, np.array([0.7, 0.6]), 0.75)
    end, held = loss_ends(run, 2)
    assert (end.text, end.short, end.brief) == ("one: 0.520, 75 % right", "0.520", "one: 0.520")
    assert (end.place, end.samples, end.loss) == (2, 2000.0, 0.52)
    assert held.text == "one, held out 0.600"
    assert right_words(np.nan) == ""


def test_seeds_say_their_median_and_their_ends_and_less_where_there_is_little_room():
    made = SeedLosses(SAMPLES, np.array([[0.7, 0.515], [0.7, 0.518], [0.7, 0.524]]))
    run = RunLosses("one", SAMPLES, made.band[2], SAMPLES, made.band[2], seeds=made)
    (end,) = loss_ends(run, 0)
    assert end.text == "one: 0.518,<br>3 seeds from 0.515 to 0.524"
    assert end.brief == "one: 0.518 (0.515 to 0.524)"
    assert (end.short, end.loss) == ("0.518", 0.518)


def test_nothing_is_said_before_there_is_a_mean():
    none = np.empty(0)
    seeds = SeedLosses(none, np.empty((2, 0)))
    assert loss_ends(RunLosses("one", none, none, none, none), 0) == []
    assert loss_ends(RunLosses("one", none, none, none, none, seeds=seeds), 0) == []
