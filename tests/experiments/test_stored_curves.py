"""The curves of many trainings at once are those of each alone."""

import numpy as np
from support.own_lists import small, trained

from rnnviz.experiments.stored_curves import POINTS, curves_of_trainings, read_points


def test_they_are_those_of_each_alone_with_all_points(store):
    wanted = {}
    for experiment in (small(), small(seeds=2, hidden=3)):
        wanted[trained(store, experiment, steps=40)] = experiment
    trained(store, small(seed=4))  # is not asked for
    with store.reading() as run:
        found = dict(curves_of_trainings(run, wanted))
        alone = {id: read_points(run, id, of.networks)[0] for id, of in wanted.items()}
    assert found.keys() == wanted.keys()
    for id, experiment in wanted.items():
        assert [len(of) for of in found[id]] == [experiment.seeds] * 2
        for curve, points in zip((one for of in found[id] for one in of), alone[id], strict=True):
            np.testing.assert_array_equal([curve.updates, curve.loss], points[:2])


def test_what_is_drawn_of_a_course_has_the_same_means(store):
    id = trained(store, small(samples=10**6), steps=2000, frames=4)
    experiment = store.row(id).experiment
    with store.reading() as run:
        ((_id, every),) = curves_of_trainings(run, {id: experiment})
    drawn = store.course(store.row(id)).curves
    assert len(every[0][0].updates) > POINTS >= len(drawn[0].updates)
    for whole, thinned in zip((one for of in every for one in of), drawn, strict=True):
        np.testing.assert_allclose(whole.means(60), thinned.means(60), rtol=1e-12)


def test_a_damaged_block_is_left_out(store):
    id = trained(store, small())
    store.rows("UPDATE curves SET points = x'00' WHERE run = 0")
    with store.reading() as run:
        ((_id, found),) = curves_of_trainings(run, {id: small()})
    assert [len(of[0].updates) > 0 for of in found] == [False, True]
