"""Not too many frames a second, and not too many bytes."""

from dataclasses import dataclass

import pytest

from rnnviz.watch.kept_frames import A_SECOND, FramePace, WatchedFrames


@dataclass
class Sized:
    """What is kept of a frame here."""

    number: int
    nbytes: int = 10


def test_there_are_at_most_ten_within_any_second():
    pace, taken = FramePace(), []
    for step in range(400):  # 4 seconds, a hundred steps each
        now = step / 100
        if pace.allows(now):
            pace.take(now)
            taken.append(now)
    assert len(taken) == 4 * A_SECOND
    assert all(later - now >= 1.0 for now, later in zip(taken, taken[A_SECOND:], strict=False))


def test_the_oldest_are_thinned_as_other_runs_are():
    frames = WatchedFrames(55)
    for number in range(40):
        frames.add(Sized(number))
        assert frames.nbytes == 10 * len(frames) <= 55
    assert [one.number for one in frames] == [0, 16, 32, 39]
    assert frames[-1].number == 39
    assert len(frames[1:]) == 3
    assert repr(frames) == "<4 frames>"


def test_one_that_is_too_large_stays_until_the_next():
    frames = WatchedFrames(5)
    frames.add(Sized(0))
    frames.add(Sized(1))
    assert [one.number for one in frames] == [1]


def test_a_frame_of_which_more_is_known_takes_its_own_place():
    frames = WatchedFrames(100)
    for one in (Sized(0), Sized(1), Sized(1, 30)):
        frames.add(one)
    assert [one.nbytes for one in frames] == [10, 30]
    assert frames.nbytes == 40


@pytest.mark.parametrize("most", [1, 10**9])
def test_the_newest_is_always_there(most):
    frames = WatchedFrames(most)
    for number in range(20):
        frames.add(Sized(number))
        assert frames[-1].number == number
