"""When a race is to be where, by a clock that is handed in."""

import math

import pytest

from rnnviz.experiments.timekeeper import Timekeeper

TOTAL, UPDATE = 2_000_000.0, 1_000.0


class Machine:
    """A race on a machine that sees so many samples a second, and its clock."""

    def __init__(self, capacity, duration, seen=0.0):
        self.keeper = Timekeeper(TOTAL, seen)
        self.capacity, self.duration, self.seen, self.now = capacity, duration, seen, 0.0
        self.keeper.passes(0.0, 0.0, seen, duration)

    def turn(self):
        """What the worker does in a turn: the updates that are due, for 0.05 s at most, or a nap."""
        due = math.ceil((min(self.keeper.aim(), TOTAL) - self.seen) / UPDATE)
        updates = min(due, max(int(0.05 * self.capacity / UPDATE), 1))
        work = max(updates, 0) * UPDATE / self.capacity
        self.seen += max(updates, 0) * UPDATE
        passed = work or 0.02
        self.now += passed
        self.keeper.passes(passed, work, self.seen, self.duration)

    def run(self, until=math.inf):
        """Turns until that moment or the end; what it said was left, second by second."""
        said = []
        while self.seen < TOTAL and self.now < until:
            self.turn()
            said.append((self.now, self.keeper.remaining()))
        return said


@pytest.mark.parametrize("duration", [5.0, 15.0, 60.0])
def test_a_race_takes_as_long_as_it_is_asked_to_and_says_so_all_the_way(duration):
    machine = Machine(capacity=2e6, duration=duration)
    said = machine.run()
    assert machine.now == pytest.approx(duration, abs=0.2)
    assert max(abs(machine.now - now - left) for now, left in said) < 0.3


def test_half_of_the_time_is_for_the_first_quarter_of_the_updates():
    machine = Machine(capacity=2e6, duration=15.0)
    machine.run(until=1.0)
    assert machine.seen / UPDATE <= 12  # a class can count them
    machine.run(until=7.5)
    assert machine.seen / TOTAL == pytest.approx(0.25, abs=0.01)


def test_a_machine_that_can_just_do_it_begins_faster_and_keeps_the_end():
    machine = Machine(capacity=TOTAL / 12.0, duration=15.0)
    said = machine.run()
    assert machine.now == pytest.approx(15.0, abs=0.3)
    assert max(abs(machine.now - now - left) for now, left in said if now > 1.0) < 1.0


def test_a_machine_that_cannot_goes_as_fast_as_it_can_and_says_when_it_will_be_done():
    machine = Machine(capacity=TOTAL / 40.0, duration=15.0)
    said = machine.run()
    assert machine.now == pytest.approx(40.0, abs=0.5)
    assert max(abs(machine.now - now - left) for now, left in said if now > 1.0) < 1.0


def test_another_duration_counts_from_where_the_race_is():
    machine = Machine(capacity=2e6, duration=60.0)
    machine.run(until=30.0)
    machine.duration = 5.0
    machine.run()
    assert machine.now == pytest.approx(32.5, abs=0.2)  # half of the time was left


def test_what_goes_on_goes_on_at_the_pace_of_its_place():
    machine = Machine(capacity=2e6, duration=20.0, seen=0.25 * TOTAL)
    machine.run()
    assert machine.now == pytest.approx(10.0, abs=0.2)


def test_after_a_sleep_it_does_not_rush():
    keeper = Timekeeper(TOTAL, 0.0)
    keeper.passes(0.0, 0.0, 0.0, 10.0)
    keeper.passes(3600.0, 0.0, 0.0, 10.0)
    assert keeper.share == 0.1


def test_full_speed_and_a_number_of_updates_say_what_is_left():
    machine = Machine(capacity=100_000.0, duration=None)
    machine.keeper.aim = lambda: TOTAL
    assert machine.keeper.remaining() is None
    machine.run(until=2.0)
    assert machine.keeper.remaining() == pytest.approx(18.0, abs=0.2)
    assert machine.keeper.remaining(30.0, 1.0) == 30.0
    assert machine.keeper.remaining(1.0, 1.0) == pytest.approx(18.0, abs=0.2)  # it cannot be faster


def test_who_is_at_work_for_less_than_a_tenth_of_the_time_is_idle():
    slow, busy = Machine(2e6, 60.0), Machine(TOTAL / 40.0, 15.0)
    slow.run(until=20.0)
    busy.run(until=20.0)
    assert (slow.keeper.is_idle, busy.keeper.is_idle) == (True, False)
