"""What is on the list, whose, and what is read for it."""

import math

import numpy as np
import pytest
from support.own_lists import brought, catalogue, small, told_loop, trained
from support.own_race import OwnRace, statements
from support.stored_sweeps import enter

from rnnviz.catalogue.entry import EntryKind
from rnnviz.catalogue.listing import by_word
from rnnviz.figures.training.race_course import losses_of_curves
from rnnviz.storage import tags
from rnnviz.storage.ownership import MACHINE

NONE = np.empty(0), np.empty(0)


def test_all_kinds_are_listed_the_newest_first(store):
    trained(store, small(), title="race")
    enter(store, cells=1)
    loop = told_loop(store, [0.9, 0.4])
    curve = brought(store, [3, 6], [0.7, 0.5], per_step=2)
    tags.change(store, [loop], ["a tag"])
    found = catalogue(store).entries((MACHINE,))
    assert {entry.kind for entry in found} == set(EntryKind)
    assert [entry.created for entry in found] == sorted(
        (entry.created for entry in found), reverse=True
    )
    by = by_word(found)
    assert by[f"loop.{loop}"].tags == ("a tag",)
    assert by[f"loop.{loop}"].loss == 0.4
    # nothing has changed, and nothing is made again
    again = catalogue(store)
    one, other = again.entries((MACHINE,)), again.entries((MACHINE,))
    assert all(a is b for a, b in zip(one, other, strict=True))
    assert again.lines(one) is again.lines(other)
    assert (by[f"curve.{curve}"].samples, by[f"curve.{curve}"].updates) == (12, 6)


def test_a_run_is_as_its_newest_frame_says(store):
    id = trained(store, small(seeds=2), title="race")
    found = [one for one in catalogue(store).entries((MACHINE,)) if one.kind == EntryKind.RUN]
    last = store.last_frame(id)
    states = [seed for run in last.runs for seed in run.seeds]
    # what the page of the race says each has come to
    course = store.course(store.row(id))
    said = [
        value
        for place, name in enumerate(small().run_names)
        for value in losses_of_curves(name, course.curves_of_seeds(place), None, NONE)
        .seeds.ends()
        .losses
    ]
    assert [one.loss for one in found] == said
    assert [one.updates for one in found] == [state.updates for state in states]
    assert [one.seed for one in found] == [0, 1, 0, 1]
    assert found[0].name == "race · cut every 2, 2 units"
    assert found[0].lasting == f"race.{small(seeds=2).digest[:8]}.1"
    for one, state in zip(found, states, strict=True):
        # the means between frames are exact: together they are the sum of all losses
        at = np.concatenate([[0.0], one.course[0]])
        total = float((np.diff(at) / one.per_step * one.course[1]).sum())
        assert total == pytest.approx(state.total, rel=1e-9)


def test_others_are_listed_where_a_link_names_them_and_not_else(store):
    mine, theirs = trained(store, small()), trained(store, small(seed=1), owner="somebody")
    curve = brought(store, [1, 2], [0.5, 0.4], owner="somebody")
    of = catalogue(store)
    assert {one.id for one in of.entries((MACHINE,))} == {mine}
    assert {one.id for one in of.entries((MACHINE,), (theirs, curve))} == {mine, theirs, curve}


def test_what_has_not_changed_is_not_read_again(store):
    trained(store, small())
    race = OwnRace(store, small(hidden=3))
    race.advance()
    of = catalogue(store)
    before = of.entries((MACHINE,))
    with statements(store) as asked:
        assert of.entries((MACHINE,)) == before
    assert not any("checkpoints" in text and "wanted" in text and race.id in text for text in asked)
    race.advance()
    after = of.entries((MACHINE,))
    changed = {one.id for one, other in zip(before, after, strict=True) if one is not other}
    assert changed == {race.id}


def test_what_is_damaged_or_of_another_version_leaves_the_others(store):
    good, other = trained(store, small()), trained(store, small(seed=1))
    store.rows(
        "UPDATE experiments SET checksum = NULL, experiment = '{\"what\": 1}' WHERE id = ?", other
    )
    brought(store, [1, 2], [0.5, 0.4])
    store.rows("UPDATE own_curves SET points = x'0000'")
    found = catalogue(store).entries((MACHINE,))
    assert {one.id for one in found if one.kind == EntryKind.RUN} == {good}
    (curve,) = [one for one in found if one.kind == EntryKind.CURVE]
    assert curve.status == "damaged"
    assert math.isnan(curve.loss)
