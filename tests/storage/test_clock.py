"""A clock that is set by a day or by years neither buries who lives nor keeps who is gone."""

import ast
import math
import time
from pathlib import Path

import pytest
from support.damaged_stores import LECTURE

import rnnviz
from rnnviz.experiments import supervisor
from rnnviz.lectures import claim, live_session
from rnnviz.storage.clock import Clock, clock
from rnnviz.training.experiment import Experiment

DAY, YEAR = 86_400.0, 365.0 * 86_400.0
moves = pytest.mark.parametrize("by", [-10 * YEAR, -DAY, -90.0, 90.0, DAY, 10 * YEAR])


class Hands:
    """What a clock shows, to be moved."""

    def __init__(self):
        self.day, self.passed = 1.8e9, 50.0
        self.clock = Clock(lambda: self.day, lambda: self.passed)

    def wait(self, seconds):
        self.day += seconds
        self.passed += seconds


@pytest.fixture
def hands(monkeypatch):
    """The hands of the one clock that everything goes by."""
    hands = Hands()
    for name, value in vars(hands.clock).items():
        monkeypatch.setattr(clock, name, value)
    hands.clock = clock
    return hands


def test_the_clock_of_a_process_is_the_computers():
    assert clock.now() == pytest.approx(time.time(), abs=1.0)
    assert clock.age(time.time() - 5.0) == pytest.approx(5.0, abs=1.0)


@moves
def test_an_age_is_no_more_than_what_passed_since_the_clock_was_set(hands, by):
    noted = hands.clock.now()
    assert hands.clock.steady() == math.inf
    hands.wait(3.0)
    assert hands.clock.age(noted) == 3.0
    hands.day += by
    assert hands.clock.age(noted) == 0.0
    hands.wait(2.0)
    assert (hands.clock.age(noted), hands.clock.steady()) == (2.0, 2.0)
    noted = hands.clock.now()
    hands.wait(1.0)
    assert hands.clock.age(noted) == 1.0


def test_a_clock_that_is_corrected_a_little_is_not_set(hands):
    for _ in range(20):
        hands.wait(1.0)
        hands.day += 0.5
        assert hands.clock.steady() == math.inf


@moves
def test_a_worker_that_lives_is_not_buried_and_a_dead_one_is(store, hands, by):
    id = store.add(Experiment())
    store.rows(
        "UPDATE experiments SET worker = 'w', status = 'running', heartbeat = ? WHERE id = ?",
        hands.day,
        id,
    )
    supervisor.tend(store)
    hands.day += by
    supervisor.tend(store)
    assert store.row(id).status == "running"
    hands.wait(supervisor.SILENCE + 1.0)
    supervisor.tend(store)
    assert store.row(id).status == "died"


@moves
def test_a_lecture_keeps_its_training_as_long_as_it_lives(store, hands, by):
    code, secret = live_session.begin(store, LECTURE)
    claim.claim(store, code, secret, "digest")
    assert claim.is_claimed(store, "digest")
    hands.day += by
    assert claim.is_claimed(store, "digest")
    hands.wait(30.0)
    claim.keep_alive(store, [code])
    hands.wait(40.0)
    assert claim.is_claimed(store, "digest")
    hands.wait(claim.LASTS)
    assert not claim.is_claimed(store, "digest")


def test_no_lecture_is_removed_by_a_clock_that_was_just_set(store, hands):
    code, _ = live_session.begin(store, LECTURE)
    hands.day += 10 * YEAR
    live_session.begin(store, LECTURE)
    assert live_session.load(store, code).code == code
    hands.wait(live_session.SURE + 1.0)
    live_session.begin(store, LECTURE)
    assert store.rows("SELECT count(*) FROM halls") == [(2,)]


def test_nothing_else_asks_for_the_time_of_day():
    root = Path(rnnviz.__file__).parent
    others = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.time"
    }
    assert others == {"storage/clock.py"}
