"""Sentences about a sweep."""

import pytest

from rnnviz.figures.sweeps.sweep_sentences import duration, how_long, what_it_is
from rnnviz.sweeps.model import MEASURES
from rnnviz.sweeps.presets import FIRST


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 s"),
        (59.4, "59 s"),
        (61, "1 min"),
        (160, "2 min 40 s"),
        (596, "10 min"),
        (601, "10 min"),
        (3599, "1 h"),
        (5400, "1 h 30 min"),
        (3_600_000, "1,000 h"),
    ],
)
def test_durations(seconds, said):
    assert duration(seconds) == said


def test_the_size_and_the_time_of_the_first_map():
    assert how_long(FIRST.sweep, 160) == "192 cells × 8 seeds: about 2 min 40 s"


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_explained(measure):
    said = what_it_is(FIRST.sweep.model_copy(update={"measure": measure}))
    assert said.startswith("Each cell is a network of its own, for one n of the cut and one lag. ")
    assert "8 seeds" in said
