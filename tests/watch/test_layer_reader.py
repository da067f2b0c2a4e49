"""What a loop does with its windows, from calls that are told by hand."""

import pytest
from support.loop_records import LAYER, call, windows_of

from rnnviz.watch.calls import CUT, RESET, UNCUT
from rnnviz.watch.truncation import TruncationReader


def seen(states, steps=5, update_every=1):
    reader = TruncationReader()
    windows_of(reader, states, steps, update_every)
    return reader.seen().layers[LAYER]


def test_before_anything_was_called_there_are_no_windows():
    assert TruncationReader().seen().layers == {}
    reader = TruncationReader()
    reader.on_call(call(0, RESET, graph=False), None)
    layer = reader.seen().layers[LAYER]
    assert (layer.windows, layer.without_graph) == (0, 1)


def test_a_state_that_is_reset():
    layer = seen([RESET] * 10)
    assert (layer.every, layer.reach, layer.carried, layer.cut) == (5, 5, False, True)
    assert (layer.not_cut_at, layer.reset_at, layer.carried_at) == ((), (), ())
    assert (layer.losses, layer.updates, layer.since) == (1.0, 1.0, 0)


def test_a_state_that_is_carried_and_cut():
    layer = seen([RESET, *[CUT] * 10])
    assert (layer.carried, layer.cut, layer.cut_every, layer.since) == (True, True, 1, 0)


def test_a_state_that_is_not_cut_once():
    layer = seen([RESET, *[CUT] * 311, UNCUT, *[CUT] * 87])
    assert (layer.cut, layer.cut_every, layer.not_cut_at, layer.since) == (True, 1, (312,), 0)


def test_a_state_that_is_never_cut():
    layer = seen([RESET, *[UNCUT] * 20])
    assert (layer.carried, layer.cut) == (True, False)
    assert layer.not_cut_at == tuple(range(1, 21))


def test_a_state_that_is_cut_every_fourth_window():
    layer = seen([RESET, *[UNCUT, UNCUT, UNCUT, CUT] * 8])
    assert (layer.carried, layer.cut, layer.cut_every) == (True, True, 4)


@pytest.mark.parametrize("length", [2, 3, 10])
def test_a_state_that_is_carried_within_each_sequence(length):
    layer = seen([RESET, *[CUT] * (length - 1)] * 12)
    assert (layer.carried, layer.cut, layer.reset_every) == (True, True, length)
    assert layer.since == 0


def test_what_is_carried_where_all_else_is_reset_is_named():
    layer = seen([*[RESET] * 20, CUT, *[RESET] * 20])
    assert (layer.carried, layer.carried_at) == (False, (20,))


@pytest.mark.parametrize("every", [2, 4, 7])
def test_updates_after_several_windows(every):
    assert seen([RESET, *[CUT] * 40], update_every=every).updates == 1 / every


def test_what_is_told_is_told_since_the_loop_does_it():
    reader = TruncationReader()
    windows_of(reader, [RESET, *[CUT] * 40], steps=5)
    for number in range(41, 101):
        one = call(number, CUT, 9)
        reader.on_call(one, None)
        reader.on_backward((one,))
    layer = reader.seen().layers[LAYER]
    assert (layer.every, layer.shortest, layer.since, layer.first) == (9, 9, 41, 0)


def test_windows_of_many_lengths_have_no_common_one():
    reader = TruncationReader()
    for number in range(30):
        one = call(number, RESET, 10 + number * 7 % 11)
        reader.on_call(one, None)
        reader.on_backward((one,))
    layer = reader.seen().layers[LAYER]
    assert (layer.varied, layer.shortest, layer.longest, layer.since) == (True, 10, 20, 0)


def test_a_window_that_is_not_read_to_its_end_is_not_counted():
    reader = TruncationReader()
    windows_of(reader, [RESET, CUT, CUT])
    reader.on_call(call(3, CUT, 2), None)
    layer = reader.seen().layers[LAYER]
    assert (layer.windows, layer.every, layer.shortest) == (3, 5, 5)


def test_calls_without_a_graph_are_no_windows():
    reader = TruncationReader()
    for number in range(20):
        one = call(number, CUT if number else RESET, graph=number % 4 != 3)
        reader.on_call(one, None)
        if one.graph:
            reader.on_backward((one,))
    layer = reader.seen().layers[LAYER]
    assert (layer.windows, layer.without_graph, layer.carried) == (15, 5, True)


def test_steps_that_the_loop_joins_by_hand_are_windows_from_the_first_call_on():
    reader = TruncationReader()
    for number in range(60):
        one = call(number, CUT if number else RESET, 1, leaf=number > 0)
        reader.on_call(one, None)
        if number % 3 == 2:
            for back in range(number, max(number - 5, -1), -1):
                reader.on_backward((call(back, leaf=back > 0),))
    layer = reader.seen().layers[LAYER]
    assert (layer.every, layer.reach, layer.since, layer.carried) == (3, 5, 0, True)
