"""What an operator does along an axis: told by attributes or by constants, or not known."""

import numpy as np
import pytest

from rnnviz.formats.onnx_file import Graph, Node
from rnnviz.formats.onnx_steps import axes_of, is_batch_first, number, permuted, picks, setting, turns

FAR = 2**63 - 1


def graph(**integers):
    held = {name: np.asarray(value) for name, value in integers.items()}
    return Graph((), {}, held, frozenset(), "")


def node(op, *inputs, **attributes):
    return Node(op, "", ("x", *inputs), ("y",), attributes)


def test_numbers_are_attributes_or_constants():
    assert setting(graph(), node("Squeeze", axes=(1,)), "axes", 1).tolist() == [1]
    assert setting(graph(a=[2]), node("Squeeze", "a"), "axes", 1).tolist() == [2]
    assert setting(graph(), node("Squeeze", "computed"), "axes", 1) is None
    assert setting(graph(), node("Squeeze"), "axes", 1) is None


@pytest.mark.parametrize("wrong", ["a", ("a",), 0.5, None, ()])
def test_what_is_no_whole_number_is_none(wrong):
    assert setting(graph(), node("Squeeze", axes=wrong), "axes", 1) is None
    assert number(node("Concat", axis=wrong), "axis", 7) == 7
    assert not is_batch_first(node("LSTM", layout=wrong))


def test_axes_count_from_the_end_as_well():
    assert axes_of(graph(), node("Squeeze", axes=(-3, 2)), 4) == (1, 2)
    assert axes_of(graph(), node("Squeeze"), 4) is None


def test_slices_are_told_by_axis():
    older = node("Slice", starts=(0, 1), ends=(1, 2))
    assert picks(graph(), older, 3) == {0: (0, 1, 1), 1: (1, 2, 1)}
    newer = node("Slice", "b", "e", "a", "s")
    assert picks(graph(b=[-1], e=[-FAR], a=[-1], s=[-1]), newer, 3) == {2: (-1, -FAR, -1)}


@pytest.mark.parametrize(
    "told", [{}, {"b": [0]}, {"b": [0], "e": [1, 2]}, {"b": [0], "e": [1], "a": [0]}]
)
def test_slices_that_are_computed_are_not_known(told):
    assert picks(graph(**told), node("Slice", "b", "e", "a", "s"), 3) is None


@pytest.mark.parametrize(
    ("begin", "end", "step", "axis"),
    [(-1, -FAR, -1, 1), (FAR, -FAR, -1, 1), (-1, 0, -1, None), (0, FAR, 1, None), (-2, -FAR, -1, None)],
)
def test_a_slice_turns_round_what_it_takes_whole_from_the_end(begin, end, step, axis):
    told = graph(b=[begin], e=[end], a=[1], s=[step])
    assert turns(told, node("Slice", "b", "e", "a", "s"), 3) == axis


def test_a_slice_that_does_more_does_not_only_turn_round():
    told = graph(b=[-1, 0], e=[-FAR, 2], a=[0, 1], s=[-1, 1])
    assert turns(told, node("Slice", "b", "e", "a", "s"), 3) is None


def test_sequences_are_turned_round_along_their_steps():
    assert turns(graph(), node("ReverseSequence", time_axis=-2), 3) == 1
    assert turns(graph(), node("Relu"), 3) is None


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ({}, (2, 1, 0)),
        ({"perm": (1, 0, 2)}, (1, 0, 2)),
        ({"perm": (1, 0)}, None),
        ({"perm": (0, 0, 0)}, None),
        ({"perm": 3}, None),
        ({"perm": ("a", "b", "c")}, None),
    ],
)
def test_transpose_takes_each_axis_once(attributes, found):
    assert permuted(node("Transpose", **attributes), 3) == found
