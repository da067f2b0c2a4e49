"""Windows are put together from calls, backward passes and updates, each told by hand."""

import pytest

from rnnviz.watch.calls import CUT, RESET, UNCUT
from rnnviz.watch.windows import MOST, MOST_CALLS, MOST_PASSES, WindowReader


def told(states, steps=5, back=lambda number: [number], leaf=False):
    """A loop of such calls; after each a backward pass reaches `back(number)`, none if that is None."""
    reader = WindowReader()
    for number, state in enumerate(states):
        reader.call(number, steps, state, leaf)
        if (reached := back(number)) is not None:
            reader.backward(reached)
    reader.settle()
    return reader


@pytest.mark.parametrize("state", [RESET, CUT])
def test_a_break_in_the_graph_ends_a_window(state):
    reader = told([RESET, state, state], back=lambda number: None)
    assert [(w.first, w.steps, w.state) for w in reader.windows] == [
        (0, 5, RESET),
        (1, 5, state),
        (2, 5, state),
    ]


def test_calls_that_the_graph_joins_are_one_window_until_a_loss_goes_back():
    reader = told([RESET, UNCUT, UNCUT, UNCUT], back=lambda n: [0, 1] if n == 1 else None)
    assert [(w.first, w.calls, w.steps) for w in reader.windows] == [(0, 2, 10), (2, 2, 10)]
    assert [w.losses for w in reader.windows] == [1, 0]


def test_a_loss_reaches_as_far_as_its_graph():
    reader = told([RESET, UNCUT, CUT, UNCUT], back=lambda n: list(range(n + 1)) if n < 2 else [2, n])
    assert [w.reach for w in reader.windows] == [5, 10, 5, 10]


def test_one_backward_pass_over_windows_that_are_cut_is_a_loss_in_each():
    reader = told([RESET, CUT, CUT, CUT], back=lambda n: [0, 1, 2, 3] if n == 3 else None)
    assert [(w.losses, w.reach) for w in reader.windows] == [(1, 5)] * 4


def test_several_backward_passes_of_one_window_are_counted():
    reader = WindowReader()
    reader.call(0, 5, RESET)
    for _ in range(3):
        reader.backward([0])
    reader.settle()
    assert reader.windows[0].losses == 3


def test_gradients_that_the_loop_hands_on_itself_reach_on():
    reader = WindowReader()
    for number in range(12):  # one step a call, each from a leaf; k1 = 3, k2 = 5
        reader.call(number, 1, RESET if not number else CUT, leaf=number > 0)
        if number % 3 == 2:
            for back in range(number, max(number - 5, -1), -1):
                reader.backward([back])
    reader.settle()
    assert reader.hands_on
    last = reader.windows[-1]
    assert (last.steps, last.losses, last.reach) == (3, 1, 5)


def test_leaves_alone_hand_nothing_on():
    reader = told([CUT] * 4, back=lambda n: list(range(4)) if n == 3 else None, leaf=True)
    assert not reader.hands_on
    assert [w.reach for w in reader.windows] == [5] * 4


def test_an_update_belongs_to_the_window_before_it():
    reader = WindowReader()
    reader.step()  # before anything was read: nobody's
    reader.call(0, 5, RESET)
    reader.step()
    reader.call(1, 5, CUT)
    assert [w.updates for w in reader.windows] == [1, 0]


def test_what_a_long_loop_leaves_is_bounded():
    reader = told([CUT] * 300)
    assert len(reader.windows) == len(reader._calls) == MOST
    for _ in range(3 * MOST_PASSES):
        reader.backward([298, 299])
    assert len(reader._passes) <= MOST_PASSES
    endless = told([UNCUT] * (MOST_CALLS + 10), back=lambda number: None)
    assert len(endless._calls) == MOST_CALLS


def test_a_pass_over_calls_that_are_long_forgotten_is_nothing():
    reader = told([CUT] * 300)
    before = [w.losses for w in reader.windows]
    reader.backward([0])
    reader.settle()
    assert [w.losses for w in reader.windows] == before
