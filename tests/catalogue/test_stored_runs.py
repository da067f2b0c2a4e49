"""Rows and courses of trainings are read without unpacking a frame."""

import numpy as np
import pytest
from support.own_lists import small, trained
from support.own_race import statements

from rnnviz.catalogue.stored_runs import COURSE, entries, means, rows
from rnnviz.storage.ownership import MACHINE


def test_the_newest_of_an_owner_come_first_and_are_bounded(store):
    ids = [trained(store, small(seed=seed), frames=1) for seed in range(3)]
    other = trained(store, small(), owner="somebody")
    assert [row.id for row in rows(store, (MACHINE,), (), 2)] == ids[:0:-1]
    assert {row.id for row in rows(store, (), (other, ids[0]))} == {ids[0], other}
    assert len(rows(store, (MACHINE,), (ids[0],))) == 3  # none twice


def test_no_state_of_a_network_is_read(store):
    trained(store, small(), frames=8)
    with statements(store) as asked:
        entries(store, rows(store, (MACHINE,), ()), {})
    assert asked
    assert not any("state" in text.replace("status", "") for text in asked)


def test_few_frames_stand_for_many(store):
    id = trained(store, small(samples=10**6), steps=60, frames=60)
    found = entries(store, rows(store, (MACHINE,), ()), {})[id]
    for entry in found:
        assert 0 < entry.course.shape[1] <= COURSE
        assert entry.course[0, -1] == entry.samples


def test_means_are_those_between_two_frames():
    course = [(10, 1, 0.5, 0.5, "running"), (30, 3, 0.2, 1.5, "running"), (30, 3, 0.2, 1.5, "running")]
    np.testing.assert_allclose(means(course), [[10, 30], [0.5, 0.5]])
    assert means([]).shape == (2, 0)
    assert np.isnan(means([(10, 1, None, None, "diverged")])[1]).all()


@pytest.mark.parametrize("text", ["{", '{"runs": []}', "[]"])
def test_what_makes_no_sense_is_left_out(store, text):
    id = trained(store, small())
    store.rows("UPDATE experiments SET experiment = ?", text)
    assert id not in entries(store, rows(store, (MACHINE,), ()), {})
