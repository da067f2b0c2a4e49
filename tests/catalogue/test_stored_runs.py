"""Rows and courses of trainings are read without unpacking a frame."""

from itertools import islice

import numpy as np
import pytest
from support.own_lists import small, trained
from support.own_race import statements

from rnnviz.catalogue.stored_runs import entries, rows
from rnnviz.storage.ownership import MACHINE
from rnnviz.training.race import train
from rnnviz.training.settled import settled


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


def test_a_course_has_the_exact_means_of_all_updates(store):
    experiment = small(samples=10**6)
    id = trained(store, experiment, steps=60, frames=6)
    found = entries(store, rows(store, (MACHINE,), ()), {})[id]
    losses = [[], []]
    for frame in islice(train(experiment), 200):
        for place, run in enumerate(frame.runs):
            losses[place].extend(run.update_losses)
        if min(map(len, losses)) >= 60:
            break
    for entry, every in zip(found, losses, strict=True):
        np.testing.assert_allclose(entry.course[1], every[:60], rtol=1e-6)  # each stretch is one update
        np.testing.assert_allclose(entry.course[0], np.arange(1, 61) * entry.per_step)
        assert entry.loss == pytest.approx(settled(np.array(every[:60]))[0], rel=1e-6)


@pytest.mark.parametrize("text", ["{", '{"runs": []}', "[]"])
def test_what_makes_no_sense_is_left_out(store, text):
    id = trained(store, small())
    store.rows("UPDATE experiments SET checksum = NULL, experiment = ?", text)
    assert id not in entries(store, rows(store, (MACHINE,), ()), {})
