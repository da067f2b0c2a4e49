"""What the losses of several seeds spread over."""

import re
import statistics

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.figures.base.numbers import loss
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedEnds, SeedLosses

SAMPLES = np.linspace(1e4, 1e6, 40)


def seeds(count=8, lost=0):
    """Losses that fall, of seeds of which some are lost half-way."""
    rng = np.random.default_rng(0)
    floors = 0.5 + 0.02 * rng.random((count, 1))
    means = floors + 0.15 * np.exp(-SAMPLES / 1e5) + 0.002 * rng.normal(size=(count, len(SAMPLES)))
    means[:lost, 20:] = np.nan
    return SeedLosses(SAMPLES, means), means


def test_the_band_is_that_of_numpy():
    found, means = seeds()
    np.testing.assert_allclose(found.band[2], np.median(means, axis=0))
    np.testing.assert_allclose(found.band[[0, 4]], [means.min(axis=0), means.max(axis=0)])
    np.testing.assert_allclose(found.band[[1, 3]], np.percentile(means, [25, 75], axis=0))


def test_a_seed_that_diverged_counts_until_then():
    found, means = seeds(8, lost=3)
    np.testing.assert_allclose(found.band[2, :20], np.median(means[:, :20], axis=0))
    np.testing.assert_allclose(found.band[2, 20:], np.median(means[3:, 20:], axis=0))
    newest, before = found.ends(), found.ends(SAMPLES[10])
    assert (newest.spread.count, newest.lost, before.lost) == (5, 3, 0)
    assert newest.note == "3 of 8 seeds diverged"
    assert newest.range_words.startswith("5 of 8 seeds from 0.5")
    none, _means = seeds(2, lost=2)
    assert none.ends(SAMPLES[19]).spread.count == 2
    lost = SeedLosses(SAMPLES, np.full((2, len(SAMPLES)), np.nan))
    assert np.isnan(lost.band).all()
    assert lost.ends().spread.count == 0
    assert lost.ends().range_words == ""


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(0.0, 1e6), min_size=2, max_size=16))
def test_a_hover_says_what_the_standard_library_says(losses):
    column = np.array([*losses, np.nan])[:, None]
    (said,) = SeedLosses(np.array([1.0]), column).hovers()
    values = statistics.median(losses), statistics.fmean(losses), statistics.stdev(losses)
    found = re.fullmatch(r"median (.*), mean (.*), deviation (.*), (\d+) seeds", said)
    assert list(found.groups()) == [*(loss(value, 4) for value in values), str(len(losses))]


def test_each_seed_has_come_to_what_it_has_come_to_alone():
    found, means = seeds()
    alone = [RunLosses("one", SAMPLES, row, SAMPLES, row) for row in means]
    for at in (np.inf, SAMPLES[5], SAMPLES[25] - 1.0, 0.0):
        np.testing.assert_allclose(found.ends(at).losses, [run.at(at) for run in alone])


def test_before_anything_is_trained_there_is_nothing():
    found = SeedLosses(np.empty(0), np.empty((4, 0)))
    assert found.band.shape == (5, 0)
    assert found.ends().spread.count == 0
    assert found.hovers() == []


def test_it_is_said_in_words():
    ends = SeedEnds(np.array([0.515, 0.518, 0.518, 0.524]))
    assert ends.range_words == "4 seeds from 0.515 to 0.524"
    assert ends.brief == "(0.515 to 0.524)"
    assert ends.note == ""
    (said,) = SeedLosses(np.array([1.0]), ends.losses[:, None]).hovers()
    assert said == "median 0.5180, mean 0.5188, deviation 0.0038, 4 seeds"
