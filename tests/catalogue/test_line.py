"""Runs that differ in their seed alone are one line, with the mean and deviation that Python has."""

import math
import statistics
from dataclasses import replace

import numpy as np
import pytest
from support.own_lists import brought, catalogue, small, told_loop, trained

from rnnviz.catalogue.entry import Entry, EntryKind
from rnnviz.catalogue.line import RunLine, differing, lines, written
from rnnviz.runs.truncation import Truncation
from rnnviz.storage.ownership import MACHINE
from rnnviz.training.settled import stretches


def entry(seed=0, loss=0.5, **more):
    return Entry(EntryKind.RUN, "01234567", "", 1.0, "finished", "", seed=seed, loss=loss, **more)


def test_seeds_of_one_training_and_of_several_are_one_line(store):
    trained(store, small(seed=0, seeds=3))
    trained(store, small(seed=3))
    found = lines(catalogue(store).entries((MACHINE,)))
    assert len(found) == 2  # the two cuts
    for line, place in zip(found, (0, 1), strict=True):
        last = [
            value
            for row in store.experiments()
            for value in stretches(store.curves_of_seeds(row.id)[place]).come_to
        ]
        assert [one.seed for one in line.counted] == [0, 1, 2, 3]
        assert line.losses.count == len(last) == 4
        assert line.losses.mean == pytest.approx(statistics.mean(last), rel=1e-12)
        assert line.losses.deviation == pytest.approx(statistics.stdev(last), rel=1e-9)


def test_a_seed_that_was_trained_twice_counts_once(store):
    first, again = (trained(store, small()) for _ in range(2))
    line, _other = lines(catalogue(store).entries((MACHINE,)))
    assert set(line.ids) == {first, again}
    assert line.losses.count == 1
    assert math.isnan(line.losses.deviation)


def test_seeds_that_have_not_come_as_far_are_left_out_and_those_that_diverged_count_apart():
    found = RunLine(
        (
            entry(0, 0.5, samples=100),
            entry(1, 0.7, samples=100),
            entry(2, 0.1, samples=40),
            entry(3, math.nan, samples=10, diverged=True),
        )
    )
    assert found.losses.count == 2
    assert found.losses.mean == pytest.approx(0.6)
    assert (found.left_out, found.diverged) == (1, 1)


def test_another_setting_owner_or_task_is_another_line(store):
    trained(store, small())
    trained(store, small(hidden=3))
    trained(store, small(samples=3000))
    trained(store, small(seed=5), owner="somebody")
    found = lines(catalogue(store).entries((MACHINE, "somebody")))
    assert len(found) == 8
    assert all(len(line.entries) == 1 for line in found)


def test_what_differs_is_named_with_what_each_has(store):
    trained(store, small())
    trained(store, small(hidden=3))
    brought(store, [1, 2], [0.7, 0.6])
    told_loop(store, [0.5])
    found = lines(catalogue(store).entries((MACHINE,)))
    runs = [line for line in found if line.kind == EntryKind.RUN]
    assert differing(runs) == {
        "hidden": tuple(line.settings["hidden"] for line in runs),
        "truncation": tuple(line.settings["truncation"] for line in runs),
    }
    assert differing(runs[:1]) == {}
    assert list(differing(found)) == ["hidden", "truncation"]
    assert differing(found)["hidden"].count(None) == 2  # of the curve and the loop


def test_the_small_picture_is_the_mean_of_the_seeds():
    at = np.array([10.0, 20.0])
    one, other = (np.array([at, values]) for values in ([1.0, 0.5], [2.0, 1.5]))
    line = RunLine((entry(0, course=one), entry(1, course=other)))
    assert line.course.tolist() == [[10.0, 20.0], [1.5, 1.0]]
    short = RunLine((entry(0, course=one), entry(1, course=other[:, :1])))
    assert short.course.tolist() == [[10.0, 20.0], [1.5, 0.5]]


def test_the_floor_is_that_of_the_mean(store):
    trained(store, small())
    line = lines(catalogue(store).entries((MACHINE,)))[0]
    assert line.floor is None  # after some updates nothing is learned
    low = line.floors["lag 3"]
    once = np.array([np.arange(12.0), [0.66] * 9 + [low] + [0.66] * 2])
    chance = replace(line.first, course=once, loss=0.66)
    assert RunLine((chance,)).floor is None  # one low stretch may be chance
    was_there = replace(chance, course=np.array([np.arange(12.0), [low] * 6 + [0.66] * 6]))
    assert RunLine((was_there,)).floor == "lag 3"
    learned = replace(chance, loss=low)
    assert RunLine((learned,)).floor == "lag 3"
    both = RunLine((replace(was_there, loss=0.9), replace(was_there, seed=1, loss=0.9)))
    assert both.floor == "lag 3"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (4, "4"),
        (0.1, "0.1"),
        (1 / 3, repr(1 / 3)),
        ("gru", "gru"),
        (Truncation.windows(5), "5/5"),
        (Truncation.even(5), "5/5/each"),
    ],
)
def test_every_value_has_a_text_of_its_own(value, text):
    assert written(value) == text
