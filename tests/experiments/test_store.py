"""Frames and curves come back as they were written, and an experiment goes back to any of them."""

import numpy as np
import pytest
from support.own_race import advance, own

from rnnviz.experiments.checkpoint import unpack
from rnnviz.experiments.frame_writer import Superseded
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Characters
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

SHORT = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=40, hidden=2)])


def test_losses_on_what_is_held_out_are_stored_where_they_were_measured(store):
    task = Characters("own", "the cat sat on the mat, the dog sat on the log. " * 20, held_out=True)
    experiment = Experiment(task=task, samples=10_000, runs=(Run(batch=20), Run(batch=20, hidden=5)))
    id = store.add(experiment)
    pen, race = own(store, id), Race(experiment)
    pen.open(2)
    advance(pen, race)
    race.measuring = 1e6
    advance(pen, race)  # too early for another
    first, second = store.frame(id, 0), store.frame(id, 1)
    course = store.course(store.row(id))
    for place in range(2):
        assert np.isnan(second.runs[place].held_out)
        samples, losses = course.held_out(place)
        np.testing.assert_array_equal(samples, [first.runs[place].samples])
        np.testing.assert_array_equal(losses, [first.runs[place].held_out])
        measured = [list(shares) for _samples, shares in course.measures(place)]
        assert measured == [["right answers, held out"]] * 2  # which are shares, no losses


def test_a_frame_holds_what_the_figures_need(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    assert pen.open(2) is None
    pen.write(pen.pack(race.frame(0.0), race.learners), "running")
    for _ in range(9):
        race.step()
    frame = race.frame(2.5)
    pen.write(pen.pack(frame, race.learners), "paused", Message("A sentence."))
    begun, stored = store.frame(id, 0), store.last_frame(id)
    assert np.isnan(begun.runs[0].loss)
    assert begun.runs[0].updates == 0
    assert (stored.number, stored.samples, stored.seconds) == (1, 9 * 5 * 20, 2.5)
    for mine, one in zip(stored.runs, frame.runs, strict=True):
        assert (mine.samples, mine.updates, mine.loss) == (one.samples, one.updates, one.loss)
        assert (mine.gradient_norm, mine.status) == (one.gradient_norm, "running")
        Network(parameters=mine.parameters, **one.network.settings())
        for name, value in one.network.parameters.items():
            np.testing.assert_array_equal(mine.parameters[name], value)
    row = store.row(id)
    assert (row.status, str(row.message), row.samples) == ("paused", "A sentence.", 900)
    with pytest.raises(StoreError, match="Frame 7"):
        store.frame(id, 7)


def test_back_to_a_frame_drops_all_that_came_after_it(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for _ in range(6):
        advance(pen, race, 10)
    whole = store.curves(id)[1]
    store.requeue(id, 2)
    row = store.row(id)
    assert (row.status, row.worker, row.samples) == ("queued", None, 30 * 5 * 20)
    assert [head.number for head in store.frames(id)] == [0, 1, 2]
    assert store.curves(id)[1].updates.tolist() == list(range(1, 31))
    with pytest.raises(Superseded):
        advance(pen, race)

    pen, race = own(store, id, "another"), Race(SHORT)
    last = pen.open(2)
    for learner, one in zip(race.learners, last.runs, strict=True):
        learner.restore(unpack(one.checkpoint))
    for _ in range(3):
        advance(pen, race, 10)
    again = store.curves(id)[1]
    np.testing.assert_array_equal(again.loss, whole.loss)
    np.testing.assert_array_equal(again.total, whole.total)

    store.requeue(id, -1)
    assert store.frames(id) == []
    assert [len(curve.loss) for curve in store.curves(id)] == [0, 0]


def test_a_short_curve_is_every_update(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    losses = []
    for _ in range(4):
        for _ in range(100):
            race.step()
        frame = race.frame(1.0)
        losses += frame.runs[1].losses.tolist()
        pen.write(pen.pack(frame, race.learners), "running")
    curve = store.curves(id)[1]
    assert curve.loss.tolist() == losses
    assert curve.samples.tolist() == [number * 5 * 40 for number in range(1, 401)]
    assert curve.total[-1] == pytest.approx(sum(losses))
    thinned = store.curves(id, 50)[1]
    assert len(thinned.loss) <= 50
    assert set(thinned.loss) <= set(losses)


def test_damage_that_sqlite_cannot_see_is_said(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    advance(pen, race)
    with store.transaction() as run:
        run("UPDATE checkpoints SET state = ?", (b"x" * 50,))
    with pytest.raises(StoreError, match="checkpoint is damaged"):
        _ = store.last_frame(id).runs[0].parameters
    with store.transaction() as run:
        run("UPDATE experiments SET experiment = '{\"runs\": 3}'")
    with pytest.raises(StoreError, match="makes no sense"):
        store.row(id)
