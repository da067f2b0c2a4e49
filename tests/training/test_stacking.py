"""Which learners are trained together, and that this is decided by measuring."""

import numpy as np
import pytest
from support.small_races import make

from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Characters, Echo, Forecast, Hello, Words
from rnnviz.training import stacking
from rnnviz.training.learner import Learner
from rnnviz.training.race import learners
from rnnviz.training.stack import LearnerStack
from rnnviz.training.stacking import best_size, stacked


def seeds(count, *kinds, **settings):
    """One learner a seed and kind."""
    return [one for seed in range(count) for one in learners(make(*kinds, seed=seed, **settings))]


def members(found):
    return [one.learners if isinstance(one, LearnerStack) else [one] for one in found]


@pytest.fixture
def takes(monkeypatch):
    """Has an update take as long as the test says: a function from the size of a stack to
    seconds."""
    monkeypatch.setattr(stacking, "_sizes", {})

    def has(long):
        monkeypatch.setattr(stacking, "update_of", lambda learner, size: size)
        monkeypatch.setattr(stacking, "seconds", long)

    return has


def cheaper(size):
    """Calls that cost much, and runs that cost little more."""
    return 1e-4 + 1e-6 * size


def test_what_is_of_one_shape_is_stacked_and_every_learner_occurs_once(takes):
    takes(cheaper)
    kinds = {}, {"hidden": 3}, {"rate": 0.5}
    made = seeds(3, *kinds)
    found = members(stacked(made))
    assert found == [[one for one in made if one.run.hidden == 4], made[1::3]]


@pytest.mark.parametrize(
    "kind",
    [
        {"hidden": 3},
        {"layers": 2},
        {"cell": "gru"},
        {"batch": 10},
        {"optimizer": "adam"},
        {"clip_norm": 1.0},
        {"truncation": Truncation.even(5)},
        {"double": True},
        {"delay": 1},
    ],
    ids=str,
)
def test_what_differs_is_not(takes, kind):
    takes(cheaper)
    made = learners(make({}, kind))
    assert members(stacked(made)) == [[one] for one in made]


def test_other_lags_of_one_shape_are_stacked(takes):
    takes(cheaper)
    made = seeds(1, {}) + seeds(1, {}, task=Echo({2: 0.5}))
    assert members(stacked(made)) == [made]


def test_nor_what_has_another_kind_of_task_or_is_no_endless_sequence(takes):
    takes(cheaper)
    texts = [Words(text=text * 20) for text in ("a b c d ", "a b c e ")]
    others = Forecast(), *texts, Characters("own", "abcd" * 20)
    made = [one for task in (Echo(), *others) for one in seeds(1, {}, task=task)]
    assert members(stacked(made)) == [[one] for one in made]
    run = {"truncation": Truncation.full(), "embedding": None}
    words = [one for s in range(2) for one in learners(make(run, task=Hello(), seed=s))]
    assert all(isinstance(one, Learner) for one in stacked(words))
    assert len(stacked(words)) == len(words)


def test_full_sequences_of_unequal_lengths_are_not_stacked(takes):
    takes(cheaper)
    made = [
        learners(make({"truncation": Truncation.full()}, samples=samples))[0] for samples in (400, 800)
    ]
    assert members(stacked(made)) == [[one] for one in made]


def test_stacks_are_as_equal_as_can_be(takes):
    takes(cheaper)
    assert [len(some) for some in members(stacked(seeds(34)))] == [17, 17]


@pytest.mark.parametrize(
    ("long", "size"),
    [
        (cheaper, 16),
        (lambda size: 1e-4 * size, 1),  # nothing saved
        ({1: 1e-4, 4: 3.2e-4, 8: 4e-4, 16: 9e-4}.__getitem__, 8),
        (lambda size: 1.0 if size == 1 else 1e-4, 1),  # not even tried
    ],
    ids=["pays", "not", "up to a size", "large"],
)
def test_a_stack_is_as_large_as_it_pays(takes, long, size):
    takes(long)
    (learner,) = seeds(1)
    assert best_size(learner, 16) == size


@pytest.mark.parametrize(
    "kind",
    [
        {"hidden": 32, "truncation": Truncation.windows(20)},  # products that BLAS takes otherwise
        {"cell": "gru", "hidden": 16},
        {"cell": "lstm", "hidden": 16, "layers": 2},
        {"hidden": 64, "truncation": Truncation.even(5)},
    ],
    ids=str,
)
def test_what_is_trained_does_not_depend_on_the_sizes_of_stacks(monkeypatch, kind):
    parameters = []
    for size in (1, 2, 5):
        monkeypatch.setattr(stacking, "best_size", lambda learner, count, size=size: size)
        made = seeds(5, {"batch": 50, **kind})
        for one in stacked(made):
            one.advance(20 * made[0].every)
        parameters.append([one.engine.vector.copy() for one in made])
        assert {one.optimizer.updates for one in made} == {20}
    for others in parameters[1:]:
        np.testing.assert_array_equal(parameters[0], others)


def test_it_is_measured_once_for_a_shape(takes, monkeypatch):
    takes(cheaper)
    first, second = seeds(2)
    best_size(first, 8)
    monkeypatch.setattr(stacking, "seconds", None)
    assert best_size(second, 8) == 8


def test_it_is_measured_in_fact(monkeypatch):
    """Whatever comes out: each learner occurs once, and can be trained."""
    monkeypatch.setattr(stacking, "_sizes", {})
    made = seeds(5)
    found = stacked(made)
    assert sorted(id(one) for some in members(found) for one in some) == sorted(map(id, made))
    for one in found:
        one.advance(20)
    assert {one.position for one in made} == {20}
    assert set(stacking._sizes.values()) <= {1, 4, 5}


def test_what_is_measured_leaves_the_learner_as_it_is():
    (learner,) = seeds(1, {"truncation": Truncation.sliding(30)})
    before = learner.engine.vector.copy()
    stacking.update_of(learner, 4)()
    assert (learner.engine.vector == before).all()
    assert learner.position == 0
