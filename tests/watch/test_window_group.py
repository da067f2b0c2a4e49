"""Which calls are kept, and what of their derivatives is their own."""

from dataclasses import replace

import numpy as np
import pytest
from support.loop_records import TorchLoop, call

from rnnviz.watch.calls import CUT, RESET, UNCUT
from rnnviz.watch.window_group import MOST_TRIES, RARELY, KeptCall, WindowGroup, advance, as_they_are


def kept_of(numbers, states=None, **loop):
    """Windows that are kept, one a call."""
    there = TorchLoop("gru", count=len(numbers), **loop).kept()
    states = states or [kept.call.state for kept in there]
    return [
        replace(kept, call=replace(kept.call, number=number, state=state))
        for kept, number, state in zip(there, numbers, states, strict=True)
    ]


def test_windows_in_a_row_are_kept_at_once_and_then_more_and_more_rarely():
    group, wanted = WindowGroup(), []
    some = TorchLoop("gru", count=1).kept()[0]
    for number in range(2000):
        one = call(number, CUT if number else RESET)
        if group.collecting:
            wanted.append(number)
        group.call(one, replace(some, call=one) if group.collecting else None, True)
        group.backward([one])
    assert wanted[:3] == [0, 1, 2]
    late = len([number for number in wanted if number >= 1000])
    assert 2 * 1000 // (3 * RARELY) < late <= 4 * (1000 // (3 * RARELY) + 1)
    assert len(group._calls) <= 4


def test_there_are_no_windows_before_a_loss_has_gone_back_over_two():
    group = WindowGroup()
    for kept in kept_of([0, 1]):
        group.call(kept.call, kept, True)
    assert group.windows() == []
    group.backward([call(0)])
    assert group.windows() == []
    group.backward([call(1)])
    assert [[own.kept.call.number for own in window] for window in group.windows()] == [[0], [1]]


def test_weights_are_held_of_the_newest_call_alone():
    group, kept = WindowGroup(), kept_of([0, 1])
    for one in kept:
        group.call(one.call, one, True)
        assert group._calls[one.call.number].kept.weights == []  # they are read with the backward pass
        group.backward([one.call])
    assert [bool(group._calls[number].kept.weights) for number in (0, 1)] == [False, True]
    assert all(one.weights for one in kept)  # who keeps them for a frame keeps them


def test_a_group_stays_whole_until_the_next_one_has_two_windows():
    group, some = WindowGroup(), TorchLoop("gru", count=1).kept()[0]
    for number in range(60):
        one = call(number, CUT if number else RESET)
        kept = replace(some, call=one) if group.collecting else None
        group.call(one, kept, True)
        group.backward([one])
        windows = group.windows()
        assert number < 1 or (len(windows) > 1 and windows[-1][-1].kept.weights)


def test_what_cannot_be_kept_is_not_asked_for_for_ever():
    group, asked = WindowGroup(), 0
    for number in range(1000):
        asked += group.collecting
        group.call(call(number, CUT if number else RESET), None, True)
    assert asked <= 5 * MOST_TRIES
    assert group.windows() == []


def test_what_a_loop_resets_is_not_held():
    group = WindowGroup()
    there = kept_of(range(5), [RESET] * 5)
    for one in there:
        group.call(one.call, one, True)
        group.backward([one.call])
    assert group.windows() == []


def test_derivatives_of_several_backward_passes_are_added():
    group, (kept,) = WindowGroup(), kept_of([0])
    group.call(kept.call, kept, True)
    for _ in range(2):
        group.backward([kept.call])
    own = group._calls[0]
    np.testing.assert_array_equal(own.by_output, 2 * kept.by_output)
    assert own.by_hidden is None


@pytest.mark.parametrize(("state", "own"), [(UNCUT, False), (CUT, True)])
def test_what_comes_over_the_next_call_is_not_a_call_s_own(state, own):
    group, (first, second) = WindowGroup(), kept_of([0, 1], [RESET, state])
    first.by_hidden = np.ones((1, 4))
    for kept in (first, second):
        group.call(kept.call, kept, kept.call.state != UNCUT)
    group.backward([first.call, second.call])
    assert (group._calls[0].by_hidden is not None) == own


def test_where_a_gradient_passes_more_windows_are_kept():
    group, some = WindowGroup(), TorchLoop("gru", count=1).kept()[0]
    for number in range(20):
        one = call(number, UNCUT if number % 4 else CUT if number else RESET)
        group.call(one, replace(some, call=one) if group.collecting else None, True)
        group.backward([one])
    states = [window[0].kept.call.state for window in group.windows()]
    assert states.count(CUT) == 2


def test_where_the_next_call_goes_on():
    first, second = (KeptCall(kept) for kept in kept_of([0, 1]))
    assert advance(first, second) == 6
    second.kept = replace(second.kept, hidden=first.kept.output[2:3])
    assert advance(first, second) == 3
    second.kept = replace(second.kept, hidden=first.kept.output[2:3] + 0.1)
    assert advance(first, second) is None
    read = np.concatenate([first.kept.inputs[3:], np.ones((3, 3))])
    second.kept = replace(second.kept, inputs=read)
    assert advance(first, second) == 3


def test_windows_that_overlap_are_found():
    group, (first, second) = WindowGroup(), kept_of([0, 1])
    group.call(first.call, first, True)
    group.call(second.call, replace(second, hidden=first.output[1:2]), True)
    for kept in (first, second):
        group.backward([kept.call])
    assert group.advance() == 2
    assert WindowGroup().advance() == 0


def test_windows_that_are_handed_on_stay_as_they_are():
    (kept,) = kept_of(range(1))
    own = KeptCall(kept, by_output=np.ones((2, 3)))
    ((handed,),) = as_they_are([[own]])
    weights, arrived = kept.weights, own.by_output
    own.kept.weights, own.by_output = [], None
    assert handed.kept.weights is weights
    assert handed.by_output is arrived
