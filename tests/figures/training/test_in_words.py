"""What is said of a training's pictures are the pictures' own numbers."""

import re

import numpy as np
import pytest

from rnnviz.analysis.echo_learned import Learned
from rnnviz.figures.training import in_words
from rnnviz.figures.training.learned import learned_table
from rnnviz.figures.training.losses import PERPLEXITY, lag_words, losses
from rnnviz.figures.training.measures import measures
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo

TASK = Echo()
FLOORS = TASK.floors()


def run(name: str, *means: float, note: str = "") -> RunLosses:
    at = np.arange(1.0, len(means) + 1.0) * 1000
    return RunLosses(name, at, np.array(means), at, np.array(means), note)


def test_the_losses_say_where_each_run_has_come_to_and_on_which_floor():
    runs = [run("cut every 5", 0.66, 0.521), run("cut every 10", 0.66, 0.455), run("new", np.nan)]
    said = in_words.losses_in_words(runs, FLOORS, words=lag_words(TASK.known()))
    assert said.startswith("Loss of each run in nats against samples seen.")
    assert "cut every 5: 0.521, on the floor “only lag 3 learned”" in said
    assert "cut every 10: 0.455, on the floor “all lags learned”" in said
    assert "new" not in said  # it has no mean yet
    drawn = losses(runs, FLOORS, 4000, False)
    lasts = [trace["y"][-1] for trace in drawn["data"] if trace.get("name")][:2]
    assert [f"{y:.3f}" in said for y in lasts] == [True, True]
    levels = [shape["y0"] for shape in drawn["layout"]["shapes"]]
    assert all(f"{y:.3f} “" in said for y in levels)


def seeded(*ends: float) -> RunLosses:
    at = np.array([1000.0, 2000.0])
    made = SeedLosses(at, np.array([[0.66, end] for end in ends]))
    return RunLosses("cut every 5", at, made.band[2], at, made.band[2], seeds=made)


def test_of_several_seeds_the_median_is_said_and_what_they_spread_over():
    said = in_words.losses_in_words([seeded(0.519, 0.521, 0.53)], FLOORS, words=lag_words(TASK.known()))
    assert "cut every 5: 0.521, 3 seeds from 0.519 to 0.530, on the floor “only lag 3 learned”" in said
    lost = in_words.losses_in_words([seeded(0.519, 0.521, np.nan)], FLOORS)
    assert "0.520, 2 of 3 seeds from 0.519 to 0.521" in lost
    powers = in_words.losses_in_words([seeded(0.519, 0.521)], FLOORS, PERPLEXITY)
    assert f"2 seeds from {np.exp(0.519):.3f} to {np.exp(0.521):.3f}" in powers


@pytest.mark.parametrize(
    ("loss", "found"),
    [
        (0.6, ("only lag 3", False)),
        (0.515, ("only lag 3", True)),
        (0.3, None),
        (9.0, ("nothing", False)),
    ],
)
def test_a_loss_stands_on_a_floor_above_one_or_below_all(loss, found):
    floors = {"nothing": 0.66, "only lag 3": 0.52, "all": 0.45}
    assert in_words.on_floor(loss, floors) == found


def test_before_a_training_the_floors_are_said_and_a_note_comes_along():
    assert "Nothing is trained yet." in in_words.losses_in_words([], FLOORS)
    said = in_words.losses_in_words([run("relu", 0.7, 1e27, note="diverged at update 6")], FLOORS)
    assert "(diverged at update 6)" in said


def test_perplexity_is_said_as_it_is_drawn():
    said = in_words.losses_in_words([run("one", 2.0)], {"nothing": 3.0, "all": 1.0}, PERPLEXITY)
    assert "one: 7.389" in said and "20.086" in said


def test_the_norms_say_between_what_they_move_and_where_they_are_clipped():
    norms = np.array([0.5, np.nan, 0.02, 0.04])
    runs = [("one", np.arange(4.0), norms), ("two", np.arange(4.0), norms * 10)]
    said = in_words.norms_in_words(runs, [None, 1.0])
    assert "one: from 0.02 to 0.50, last 0.04;" in said
    assert "two: from 0.20 to 5.00, last 0.40, clipped at 1.00" in said


def test_each_combination_of_bits_is_said_with_every_answer_that_is_drawn():
    bits = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    true, found = np.array([0.5, 1.0, 0.25, 0.75]), np.array([0.37, 0.87, 0.36, 0.83])
    one = Learned(bits, true, found, {3: 1.0, 8: 0.0})
    said = in_words.learned_in_words({"a run": one})
    assert "X[t−3]=1, X[t−8]=0: true 1.00, a run 0.87;" in said
    drawn = learned_table({"a run": one}, False)["data"]
    for trace in drawn:
        assert all(f"{y:.2f}" in said for y in trace["y"])


def test_the_matrices_say_how_far_the_last_loss_is_felt_and_what_the_cut_uses():
    distance = np.subtract.outer(np.arange(20), np.arange(20))
    norms = np.where(distance >= 0, 0.5 ** np.maximum(distance, 0), 0.0)
    said = in_words.matrices_in_words([("a run", norms, Truncation.windows(5))])
    felt = sum(0.5**d >= 0.01 for d in range(20)) - 1
    assert f"felt {felt} steps back; the cut lets losses reach 4 back at most" in said
    assert in_words.felt(np.zeros((3, 3))) == 0
    alone = in_words.matrices_in_words([("a run", norms, None)])
    assert f"a run: the last loss is felt {felt} steps back; its readout alone is trained" in alone
    assert re.search("probe sequence", said)


def test_a_floor_once_reached_is_told_and_stays_so():
    words = lag_words(TASK.known())
    risen = run("one", 0.66, 0.52, 0.6)
    assert "one has come to the floor “only lag 3 learned”." in in_words.floors_reached(
        [risen, run("two", 0.7, 0.66)], FLOORS, words
    )
    assert in_words.floors_reached([run("two", 0.7, 0.66), run("new", np.nan)], FLOORS, words) == ""
    assert in_words.lowest_reached(run("three", 0.44), FLOORS) == min(FLOORS, key=FLOORS.get)
    assert "&lt;b&gt; has" in in_words.floors_reached([run("<b>", 0.45)], FLOORS, words)


def test_the_measures_say_what_was_measured_last():
    courses = [("one", [(10.0, {"right": 0.25}), (20.0, {"right": 0.5})]), ("new", [])]
    said = in_words.measures_in_words(courses)
    assert said.endswith("one: right 50 %")
    ends = [note["text"] for note in measures(courses, 20, False)["layout"]["annotations"]]
    assert "1: 50 %" in ends
