"""States of one direction, followed through what exporters do with them."""

import numpy as np
import pytest
from support.onnx_models import layer, node, saved, tensor

from rnnviz.formats.onnx_file import read_graph
from rnnviz.formats.onnx_halves import halves, origin

FAR = 2**63 - 1
INTS = {"0": [0], "1": [1], "2": [2], "-1": [-1], "far": [FAR], "-far": [-FAR], "first": 0, "last": -1}
INTS |= {"three": [0, 0, -1], "2d": [-1, 4]}
HELD = [tensor(name, np.array(value)) for name, value in INTS.items()]


def followed(tmp_path, *nodes, name="y", **attributes):
    """What is known of a name."""
    ways = 2 if attributes.get("direction") == "bidirectional" else 1
    one, held = layer(ways=ways, **attributes)
    one.output.append("Yh")
    graph = read_graph(saved(tmp_path / "a.onnx", [one, *nodes], [*held, *HELD]))
    return halves(graph, {out: node for node in graph.nodes for out in node.outputs}).get(name)


def known(half):
    """Directions, axes, the order of steps and whether only the last are left."""
    return half and (half.ways, " ".join(half.axes), half.turned, half.final)


def test_a_layer_gives_all_states_and_the_last(tmp_path):
    assert known(followed(tmp_path, name="Y0")) == ((0,), "time way batch unit", False, False)
    assert known(followed(tmp_path, name="Yh")) == ((0,), "way batch unit", False, True)
    first = followed(tmp_path, name="Y0", layout=1, direction="bidirectional")
    assert known(first) == ((0, 1), "batch time way unit", False, False)
    assert first.backwards == (False, True)


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ([node("Slice", "Y0 1 2 1", "y")], ((1,), "time way batch unit", False, False)),
        ([node("Slice", "Y0 1 far 1", "y")], ((1,), "time way batch unit", False, False)),
        ([node("Gather", "Y0 last", "y", axis=1)], ((1,), "time batch unit", False, False)),
        ([node("Gather", "Y0 first", "y", axis=1)], ((0,), "time batch unit", False, False)),
        ([node("Gather", "Y0 0", "y", axis=1)], ((0,), "time way batch unit", False, False)),
        ([node("Split", "Y0", "z y", axis=1)], ((1,), "time way batch unit", False, False)),
        ([node("Split", "Y0", "z y", axis=0)], None),
        ([node("Squeeze", "Y0 1", "y")], None),  # there are two
        ([node("Slice", "Y0 0 1 2", "y")], None),  # of the sequences
        ([node("Relu", "Y0", "y")], None),
    ],
)
def test_directions_are_cut_apart(nodes, found, tmp_path):
    assert known(followed(tmp_path, *nodes, direction="bidirectional")) == found


@pytest.mark.parametrize(
    ("op", "given", "attributes", "axes"),
    [
        ("Squeeze", "Y0 1", {}, "time batch unit"),
        ("Squeeze", "Y0 computed", {}, None),
        ("Squeeze", "Y0 -1", {}, None),  # units stay
        ("Transpose", "Y0", {"perm": [0, 2, 1, 3]}, "time batch way unit"),
        ("Transpose", "Y0", {"perm": [0, 1]}, None),
        ("Reshape", "Y0 three", {}, "time batch unit"),
        ("Reshape", "Y0 2d", {}, None),
        ("Identity", "Y0", {}, "time way batch unit"),
    ],
)
def test_what_only_lays_out_otherwise_is_followed(op, given, attributes, axes, tmp_path):
    found = followed(tmp_path, node(op, given, "y", **attributes))
    assert (found and " ".join(found.axes)) == axes


@pytest.mark.parametrize(
    ("direction", "begin", "end", "final"),
    [
        ("forward", "-1", "far", True),
        ("forward", "0", "1", None),
        ("reverse", "0", "1", True),
        ("reverse", "-1", "far", None),
    ],
)
def test_the_last_step_is_where_a_direction_ends(direction, begin, end, final, tmp_path):
    found = followed(tmp_path, node("Slice", f"Y0 {begin} {end} 0", "y"), direction=direction)
    assert (found and found.final) is final


@pytest.mark.parametrize(
    "turn", [node("Slice", "Y0 -1 -far 0 -1", "y"), node("ReverseSequence", "Y0 n", "y", time_axis=0)]
)
def test_steps_are_turned_round(turn, tmp_path):
    assert known(followed(tmp_path, turn)) == ((0,), "time way batch unit", True, False)
    other = node("ReverseSequence", "Y0 n", "y", time_axis=2)
    assert followed(tmp_path, other) is None


@pytest.mark.parametrize("layout", [0, 1])
def test_a_layer_knows_where_its_sequence_comes_from(layout, tmp_path):
    one, held = layer(given="b", layout=layout)
    steps = 1 - layout  # along which the steps lie before they are transposed
    turned = node("ReverseSequence", "x n", "a", time_axis=steps, batch_axis=1 - steps)
    nodes = [turned, node("Transpose", "a", "b", perm=[1, 0, 2]), one]
    graph = read_graph(saved(tmp_path / "a.onnx", nodes, held))
    found = origin(graph, {name: node for node in graph.nodes for name in node.outputs}, graph.nodes[2])
    assert (found.name, found.turned) == ("x", True)
