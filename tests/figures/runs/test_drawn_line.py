"""A line is drawn with the loss that the table says."""

import numpy as np
import pytest
from support.own_lists import catalogue, small, trained

from rnnviz.catalogue.courses import courses
from rnnviz.catalogue.line import lines
from rnnviz.figures.runs.drawn_line import drawn_lines
from rnnviz.figures.runs.line_words import floor_of
from rnnviz.storage.ownership import MACHINE


@pytest.fixture
def found(store):
    trained(store, small(), title="first")
    trained(store, small(hidden=3), title="second")
    of = catalogue(store)
    some = lines(of.entries((MACHINE,)))
    return some, courses(store, of.loops, some, 60)


def test_its_loss_floor_and_colour_are_those_of_its_line(found):
    some, made = found
    drawn = drawn_lines(some, made, None, "samples")
    assert [one.loss for one in drawn] == [line.losses.mean for line in some]
    assert [one.floor for one in drawn] == [floor_of(line) for line in some]
    assert [one.place for one in drawn] == [0, 1, 2, 3]
    # what tells them apart without the names of their trainings
    assert [one.brief for one in drawn][:2] == ["cut every 2, 3 units", "cut every 4, 3 units"]
    assert [one.place for one in drawn_lines(some, {some[2].word: made[some[2].word]}, None, "")] == [2]


def test_beside_a_baseline_both_its_course_and_its_loss_are_differences(found):
    some, made = found
    drawn = drawn_lines(some, made, some[0], "updates")
    assert [one.name for one in drawn] == [f"{line.name}" for line in some[1:]]
    for one, line in zip(drawn, some[1:], strict=True):
        assert one.loss == line.losses.mean - some[0].losses.mean
        assert one.floor == ""
    same = drawn_lines([some[0], some[0]], made, some[0], "updates")
    assert same == []
    np.testing.assert_allclose(drawn[0].course.updates, made[some[1].word].updates)


def test_names_that_are_alike_stay_whole(store):
    for title in ("first", "second"):
        trained(store, small(), title=title, owner=title)
    of = catalogue(store)
    some = lines(of.entries(("first", "second")))
    drawn = drawn_lines(some, courses(store, of.loops, some, 60), None, "samples")
    assert {one.brief for one in drawn} == {""}
