"""The curve of a line is the mean over its seeds, as NumPy has it; others lie beside it."""

import numpy as np
import pytest
from support.own_lists import brought, catalogue, small, told_loop, trained

from rnnviz.catalogue.courses import LineCourse, courses, difference, over_seeds, points_each
from rnnviz.catalogue.entry import EntryKind
from rnnviz.catalogue.line import lines
from rnnviz.storage.ownership import MACHINE
from rnnviz.training.race import train


def drawn(store, points=50):
    of = catalogue(store)
    found = lines(of.entries((MACHINE,)))
    return found, courses(store, of.loops, found, points)


def test_the_mean_over_seeds_is_that_of_every_update(store):
    experiment = small(seeds=3)
    trained(store, experiment, steps=40)
    found, made = drawn(store, points=1000)
    for place, line in enumerate(found):
        stride = line.first.per_step
        course = made[line.word]
        each = []
        for seed in experiment.by_seed:
            losses = np.concatenate(
                [frame.runs[place].update_losses for frame in train(seed.model_copy())]
            )
            each.append(losses[: int(course.updates[-1])])
        np.testing.assert_allclose(course.mean, np.mean(each, axis=0), rtol=1e-6)
        np.testing.assert_allclose(course.deviation, np.std(each, axis=0, ddof=1), atol=1e-6)
        np.testing.assert_array_equal(course.count, np.full(len(course.mean), 3))
        np.testing.assert_allclose(course.samples, course.updates * stride)


def test_a_loop_and_a_curve_of_ones_own_are_as_they_were_told(store):
    losses = np.linspace(1.0, 0.2, 30)
    told_loop(store, losses)
    brought(store, [5, 10, 20], [0.9, 0.5, 0.4], per_step=7)
    found, made = drawn(store)
    by_kind = {line.kind: made[line.word] for line in found}
    loop, own = by_kind[EntryKind.LOOP], by_kind[EntryKind.CURVE]
    np.testing.assert_array_equal(loop.mean, losses)
    np.testing.assert_array_equal(loop.updates, np.arange(1, 31))
    assert own.samples.tolist() == [35.0, 70.0, 140.0]
    assert own.across("updates").tolist() == [5.0, 10.0, 20.0]


def test_what_has_no_frame_or_is_damaged_is_left_out(store):
    store.add(small())
    brought(store, [1, 2], [0.5, 0.4])
    store.rows("UPDATE own_curves SET points = x'00'")
    assert drawn(store)[1] == {}


def test_deviations_are_those_of_numpy_where_seeds_are_missing():
    losses = np.array([[1.0, 2.0, np.nan], [3.0, np.nan, np.nan]])
    found = over_seeds(np.array([1.0, 2.0, 3.0]), losses, 10)
    assert found.mean.tolist() == [2.0, 2.0]
    assert found.deviation[0] == pytest.approx(np.std([1.0, 3.0], ddof=1))
    assert np.isnan(found.deviation[1])
    assert found.samples.tolist() == [10.0, 20.0]
    assert found.count.tolist() == [2, 1]


def flat(at, values):
    at, values = np.array(at, float), np.array(values, float)
    return LineCourse(at, at, values, values * np.nan, np.ones(len(at)))


def test_a_difference_is_taken_where_both_are():
    found = difference(flat([1, 2, 3, 9], [1, 1, 1, 1]), flat([2, 4], [0.5, 0.1]), "samples")
    assert found.samples.tolist() == [2.0, 3.0]
    np.testing.assert_allclose(found.mean, [0.5, 0.7])
    assert len(difference(flat([1], [1]), flat([], []), "updates").mean) == 0


@pytest.mark.parametrize(("count", "points"), [(0, 400), (10, 400), (150, 80), (1000, 60)])
def test_many_curves_have_fewer_points_each(count, points):
    assert points_each(count) == points
