"""Two directions become one operator, and only where they are the two of one layer."""

from dataclasses import replace

import numpy as np
import pytest
from support import foreign_files
from support.onnx_models import D, H, layer, node, saved, tensor

from rnnviz.formats.onnx_file import read_graph
from rnnviz.formats.onnx_joined import joined

AXIS = tensor("1", np.array([1]))


def graph(tmp_path, *more, second="reverse", axis=2, op="LSTM", **attributes):
    """Two operators, side by side."""
    (one, held), (other, rest) = (
        layer("LSTM"),
        layer(op, number=1, direction=second, **attributes),
    )
    nodes = [
        *more,
        one,
        other,
        node("Squeeze", "Y0 1", "a"),
        node("Squeeze", "Y1 1", "b"),
        node("Concat", "a b", "y", axis=axis),
    ]
    return read_graph(saved(tmp_path / "a.onnx", nodes, [*held, *rest, AXIS]))


def layers(found):
    return [one for one in found.nodes if one.op in ("LSTM", "GRU")]


@pytest.mark.parametrize("axis", [2, -1])
def test_two_operators_become_one(axis, tmp_path):
    (whole,) = layers(joined(found := graph(tmp_path, axis=axis)))
    assert whole.attributes == {"direction": "bidirectional"}
    assert whole.inputs[:4] == ("x", "W0, W1", "R0, R1", "B0, B1")
    together = joined(found).arrays
    for name, wanted in (("W0, W1", (2, 4 * H, D)), ("B0, B1", (2, 8 * H))):
        assert together[name].shape == together[name].read().shape == wanted
        np.testing.assert_array_equal(together[name].read()[1], found.arrays[name[-2:]].read()[0])
    assert not {"W0", "W1", "B1"} & together.keys()


@pytest.mark.parametrize(
    "changes",
    [
        {"second": "forward"},
        {"axis": 1},  # sequences side by side
        {"op": "GRU"},
        {"clip": 1.0},
        {"width": D + 1},
        {"bias": False},
        {"given": "z"},
        {"activations": ["Sigmoid", "Tanh", "Tanh"]},
    ],
)
def test_operators_that_are_not_alike_stay_two(changes, tmp_path):
    assert len(layers(joined(graph(tmp_path, **changes)))) == 2


def test_the_other_order_stays_two(tmp_path):
    path = foreign_files.placed("directions", "lstm-other-order/model.onnx", tmp_path)
    assert len(layers(joined(read_graph(path)))) == 2


def test_first_states_that_are_held_are_joined_and_computed_ones_left_out(tmp_path):
    found = graph(tmp_path)
    start = next(iter(found.arrays.values()))
    nodes = [
        replace(one, inputs=(*one.inputs, "", f"h{place}", "c")) if one.op == "LSTM" else one
        for place, one in enumerate(found.nodes)
    ]
    arrays = {**found.arrays, "h0": start, "h1": start}
    (whole,) = layers(joined(replace(found, nodes=tuple(nodes), arrays=arrays)))
    assert whole.inputs[4:] == ("", "h0, h1", "")


def test_peepholes_are_still_there_to_be_refused(tmp_path):
    found = graph(tmp_path)
    nodes = [
        replace(one, inputs=(*one.inputs, "", "", "", "P")) if one.op == "LSTM" else one
        for one in found.nodes
    ]
    (whole,) = layers(joined(replace(found, nodes=tuple(nodes))))
    assert whole.inputs[7] == "PP"


def test_many_are_joined_in_bounded_time(tmp_path):
    """A file of strangers may have any number of them."""
    made = []
    for number in range(200):
        both = {"given": f"x{number}"}
        made += [layer(number=2 * number, **both)[0]]
        made += [layer(number=2 * number + 1, direction="reverse", **both)[0]]
        made += [node("Concat", f"Y{2 * number} Y{2 * number + 1}", f"y{number}", axis=1)]
    found = joined(read_graph(saved(tmp_path / "a.onnx", made)))
    assert 0 < sum(one.attributes.get("direction") == "bidirectional" for one in found.nodes) <= 64
