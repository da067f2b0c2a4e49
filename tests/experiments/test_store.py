"""Frames and curves come back as they were written, and an experiment goes back to any of them."""

import numpy as np
import pytest
from support.own_race import advance, own

from rnnviz.experiments import frame_writer
from rnnviz.experiments.checkpoint import unpack
from rnnviz.experiments.frame_writer import Superseded
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.storage.database import ErrorKind, StoreError
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
        losses += frame.runs[1].update_losses.tolist()
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
        run("UPDATE experiments SET checksum = NULL, experiment = '{\"runs\": 3}'")
    with pytest.raises(StoreError, match="makes no sense"):
        store.row(id)


def test_in_the_place_of_a_frame_that_was_thinned_out_comes_the_first_after_it(store, monkeypatch):
    monkeypatch.setattr(frame_writer, "MOST_FRAMES", 10)
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for _ in range(30):
        advance(pen, race)
    numbers = [head.number for head in store.frames(id)]
    thinned = sorted(set(range(30)) - set(numbers))
    assert len(thinned) > 10
    for number in thinned:
        found = store.whole_frame(id, number)
        assert found.frame.number == min(kept for kept in numbers if kept > number)
        assert not found.problem
    with pytest.raises(StoreError, match="Frame 30 of experiment") as gone:
        store.whole_frame(id, 30)
    assert gone.value.kind == ErrorKind.MISSING
    with pytest.raises(StoreError, match="is not kept any more"):
        store.whole_frame("no such", 0)


# -- several seeds -----------------------------------------------------------------------------------

SEEDS = SHORT.model_copy(update={"seeds": 3})


def test_every_seed_is_stored_and_read_again(store):
    id = store.add(SEEDS)
    pen, race = own(store, id), Race(SEEDS)
    assert pen.open(SEEDS.networks) is None
    losses = [[] for _ in race.learners]
    for _ in range(5):
        for _ in range(20):
            race.step()
        frame = race.frame(1.0)
        pen.write(pen.pack(frame, race.learners), "running")
        for of, one in zip(losses, frame.states, strict=True):
            of += one.update_losses.tolist()
        stored = store.last_frame(id)
        for mine, theirs in zip(stored.runs, frame.runs, strict=True):
            assert (mine.seed, mine.loss) == (theirs.seed, theirs.loss)
            assert (mine.status, mine.updates) == (theirs.status, theirs.updates)
            np.testing.assert_array_equal(mine.losses, theirs.losses)
            for one, other in zip(mine.seeds, theirs.seeds, strict=True):
                assert one.total == pytest.approx(other.total)
                for name, value in other.parameters.items():
                    np.testing.assert_array_equal(one.parameters[name], value)
                    np.testing.assert_array_equal(one.network.parameters[name], value)
    curves = [curve for of in store.curves_of_seeds(id) for curve in of]
    assert [curve.loss.tolist() for curve in curves] == losses
    course = store.course(store.row(id))
    chosen = store.curves(id)
    for place, run in enumerate(stored.runs):
        wanted = losses[3 * place + run.seed]
        assert chosen[place].loss.tolist() == course.curves[place].loss.tolist() == wanted
        assert [of.loss.tolist() for of in course.curves_of_seeds(place)] == losses[
            3 * place : 3 * place + 3
        ]
        (_, measured) = course.measured[-1]
        assert [one.loss for one in measured[place].seeds] == run.losses.tolist()
        assert measured[place].loss == run.losses[run.seed]
    assert len(course.measures(0)) == 5
    assert store.course(store.row(id), course).measured == course.measured


def test_one_seed_is_stored_as_it_always_was(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(SHORT.networks)
    advance(pen, race)
    assert store.rows("SELECT run FROM checkpoints ORDER BY run") == [(0,), (1,)]
    course = store.course(store.row(id))
    assert course.each == ()
    assert course.curves_of_seeds(1) == (course.curves[1],)
    assert [one.seeds for _, of in course.measured for one in of] == [(), ()]


def test_back_to_a_frame_goes_on_with_every_seed(store):
    id = store.add(SEEDS)
    pen, race = own(store, id), Race(SEEDS)
    pen.open(SEEDS.networks)
    for _ in range(6):
        advance(pen, race, 10)
    whole = store.curves_of_seeds(id)
    store.requeue(id, 2)
    assert {len(curve.loss) for of in store.curves_of_seeds(id) for curve in of} == {30}
    pen, race = own(store, id, "another"), Race(SEEDS)
    for learner, one in zip(race.learners, pen.open(SEEDS.networks).states, strict=True):
        learner.restore(unpack(one.checkpoint))
    for _ in range(3):
        advance(pen, race, 10)
    for mine, theirs in zip(store.curves_of_seeds(id), whole, strict=True):
        for one, other in zip(mine, theirs, strict=True):
            np.testing.assert_array_equal(one.loss, other.loss)
            np.testing.assert_array_equal(one.total, other.total)


def test_a_frame_that_lacks_a_seed_is_damaged(store):
    id = store.add(SEEDS)
    pen, race = own(store, id), Race(SEEDS)
    pen.open(SEEDS.networks)
    advance(pen, race)
    advance(pen, race)
    store.rows("DELETE FROM checkpoints WHERE frame = 1 AND run = 4")
    with pytest.raises(StoreError, match="it has 5 runs"):
        store.frame(id, 1)
    assert store.last_whole_frame(id).frame.number == 0
    assert [len(of) for of in store.measures(id)] == [1, 1]
    assert len(store.course(store.row(id)).measured) == 2
