"""Curves stay small, and keep their extremes and their means."""

import numpy as np
import pytest

from rnnviz.training.curve import NONE, Tail, points, thin, until, view
from rnnviz.training.spread import means_of_seeds


def test_thinning_keeps_the_extremes_of_every_group_and_the_end(rng):
    kept = points(1, rng.random(805), rng.random(805), 0.0)
    thinned = thin(kept, 8)
    assert thinned.shape[1] <= 4 * 101 + 1
    for start in range(0, 805, 8):
        group = kept[:, start : start + 8]
        inside = thinned[:, (thinned[0] > start) & (thinned[0] <= start + 8)]
        for row in (1, 2):
            assert inside[row].min() == group[row].min()
            assert inside[row].max() == group[row].max()
    assert thinned[0, -1] == 805


def test_an_open_block_shows_what_is_not_yet_a_group(rng):
    tail = Tail(level=3)
    tail.add(points(1, rng.random(5), rng.random(5), 0.0))
    assert tail.closed.shape[1] == 0
    assert 0 < tail.open().shape[1] <= 5
    assert tail.open()[0, -1] == 5


def test_a_view_of_few_points_is_all_of_them(rng):
    kept = points(1, rng.random(30), rng.random(30), 0.0)
    np.testing.assert_array_equal(view(kept, 10, 30).loss, kept[1])


def test_a_view_of_many_points_has_the_extremes_of_both_and_no_more_than_asked_for(rng):
    losses, norms = rng.random(5000), rng.random(5000)
    losses[[77, 1234]], norms[4000] = (-5.0, 9.0), 99.0
    seen = view(points(1, losses, norms, 0.0), 10, 300)
    assert len(seen.loss) <= 300
    assert (np.diff(seen.updates) > 0).all()
    assert (seen.loss.min(), seen.loss.max()) == (-5.0, 9.0)
    assert seen.gradient_norm.max() == 99.0
    np.testing.assert_array_equal(seen.samples, 10 * seen.updates)


def test_the_points_of_updates_up_to_one_are_those_before_it_and_itself(rng):
    kept = points(1, rng.random(30), rng.random(30), 0.0)
    assert until(kept, 12)[0].tolist() == list(range(1, 13))
    assert until(kept).shape == kept.shape


def test_the_mean_loss_between_any_two_points_is_exact(rng):
    losses = rng.random(400)
    kept = thin(points(1, losses, rng.random(400), 0.0), 8)
    samples, means = view(kept, 5, 1000).means(7)
    ends = (samples / 5).astype(int)
    expected = [part.mean() for part in np.split(losses, ends)[:-1]]
    np.testing.assert_allclose(means, expected)
    assert ends[-1] == 400
    assert [len(part) for part in view(NONE, 5, 10).means()] == [0, 0]


@pytest.mark.parametrize("count", [400, 800])
@pytest.mark.parametrize("diverged", [False, True])
def test_means_over_stretches_are_those_of_all_points(count, diverged):
    rng = np.random.default_rng(count)
    columns = points(1, rng.random(5000), rng.random(5000), 0.0)
    columns = thin(columns)  # some are left out, as of a long run
    if diverged:
        columns = np.concatenate([columns, [[5001.0], [np.inf], [1.0], [np.inf]]], axis=1)
    whole, some = view(columns, 20, 10**9), view(columns, 20, count)
    assert len(some.updates) <= count
    for of in (whole, some):
        assert of.means(60)[1] == pytest.approx(whole.means(60)[1], rel=1e-12)
    one, other = (means_of_seeds([of, of], 60)[1] for of in (whole, some))
    np.testing.assert_allclose(one, other, rtol=1e-12)
