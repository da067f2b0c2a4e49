"""The sums of the lecture on what a recurrent network is."""

from rnnviz.lectures.ready.recurrence import LECTURE


def answers(rows: list[int]) -> list[int]:
    """What the network by hand answers to pairs of the same number: every weight is 1."""
    state, given = 0, []
    for row in rows:
        state = row + row + state + state
        given.append(state + state)
    return given


def test_the_sums_by_hand():
    assert answers([1, 1, 2]) == [4, 12, 32]
    assert answers([2, 1, 1])[-1] == 44
    assert LECTURE.scenes[3].question.right == answers([1, 1])[-1]
    order = LECTURE.scenes[4].question
    assert order.options[int(order.right)] == "larger than 32"
