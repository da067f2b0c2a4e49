from rnnviz.server import rates
from rnnviz.server.rates import Pace, Tally


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_what_was_done_lately_is_counted_and_forgotten():
    clock = Clock()
    tally = Tally(10, clock)
    assert [tally.take("a", 2) for _ in range(3)] == [True, True, False]
    assert tally.take("b", 2)
    clock.now += 9.9
    assert (tally.count("a"), tally.take("a", 2)) == (2, False)
    clock.now += 0.1
    assert (tally.count("a"), tally.take("a", 2)) == (0, True)


def test_a_pace_allows_some_at_once_and_then_so_many_a_second():
    clock = Clock()
    pace = Pace(rate=10, at_once=3, clock=clock)
    assert [round(pace.wait("a"), 3) for _ in range(5)] == [0, 0, 0, 0.1, 0.2]
    assert pace.wait("b") == 0
    clock.now += 0.2
    assert round(pace.wait("a"), 3) == 0.1
    clock.now += 3600
    assert [pace.wait("a") for _ in range(3)] == [0, 0, 0]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(rates, "MOST_NAMES", 3)
    tally, pace = Tally(10), Pace(1, 1)
    for name in "abcde":
        tally.note(name), pace.wait(name)
    assert [tally.count(name) for name in "abcde"] == [0, 0, 1, 1, 1]
    assert list(pace._free) == ["c", "d", "e"]
