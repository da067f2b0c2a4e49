"""Two directions of an ONNX graph as one operator, whatever an exporter made of them.

tf2onnx cuts what a bidirectional operator gives into its directions and puts them side by side again;
others have an operator for each direction, the second with the direction `reverse`, or on a sequence
that was turned round before and whose states are turned back. Here both are one operator whose states
are read as it gives them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from rnnviz.formats.arrays import StoredArray
from rnnviz.formats.onnx_file import Graph, Node
from rnnviz.formats.onnx_halves import Half, Origin, halves, origin
from rnnviz.formats.onnx_steps import is_batch_first, number

WEIGHTS, STATES, PEEPHOLES = (1, 2, 3), (5, 6), 7  # places among an operator's inputs
MOST = 64  # that are joined: more layers than a network may have
OWN = ("direction", "activations")  # attributes in which two directions may differ


def joined(graph: Graph) -> Graph:
    """The graph with both directions of a layer in one operator, wherever they stand side by side."""
    for _ in range(MOST):
        made = {name: node for node in graph.nodes for name in node.outputs if name}
        pair = next(_side_by_side(graph, made), None)
        if pair is None:
            break
        concat, first, second = pair
        if first.layer is second.layer:
            graph = _as_given(graph, concat, first)
        else:
            graph = _in_one(graph, origin(graph, made, first.layer), first, second)
    return graph


def _side_by_side(graph: Graph, made: Mapping[str, Node]) -> Iterator[tuple[Node, Half, Half]]:
    """Operators that put two directions side by side, which can be one operator, with both."""
    there = halves(graph, made)
    for node in graph.nodes:
        if node.op == "Concat" and len(node.inputs) == 2 and node.outputs:
            first, second = (there.get(name) for name in node.inputs)
            if not (first and second and _beside(node, first, second)):
                continue
            if first.layer is second.layer or _alike(graph, made, first.layer, second.layer):
                yield node, first, second


def _beside(node: Node, first: Half, second: Half) -> bool:
    """Whether two directions lie as PyTorch has them: forward first, and the steps in order."""
    axis = number(node, "axis") % len(first.axes)
    return (
        first.axes == second.axes
        and first.axes[axis] in ("way", "unit")
        and first.final == second.final
        and (first.final or not (first.turned or second.turned))
        and len(first.ways) == len(second.ways) == 1
        and not first.backwards[first.ways[0]]
        and second.backwards[second.ways[0]]
    )


def _alike(graph: Graph, made: Mapping[str, Node], first: Node, second: Node) -> bool:
    """Whether two operators read the same in two directions, and differ in their numbers alone."""
    settings = [
        {name: value for name, value in one.attributes.items() if name not in OWN}
        for one in (first, second)
    ]
    pairs = list(_pairs(first, second, WEIGHTS))
    held = [tuple(graph.arrays.get(name) for name in pair) for pair in pairs]
    return (
        first.op == second.op
        and settings[0] == settings[1]
        and _named(first) == _named(second)
        and origin(graph, made, first).name == origin(graph, made, second).name
        and all(bool(one) == bool(other) for one, other in pairs)
        and all(one is None or other is None or _fit(one, other) for one, other in held)
    )


def _named(layer: Node) -> bool:
    """Whether an operator names its activations."""
    return isinstance(layer.attributes.get("activations"), tuple)


def _fit(one: StoredArray, other: StoredArray) -> bool:
    """Whether two arrays can lie upon each other."""
    return bool(one.shape) and one.shape[1:] == other.shape[1:] and one.dtype == other.dtype


def _pairs(first: Node, second: Node, places: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """What two operators read at some places, "" where they read nothing."""
    for place in places:
        one, other = (
            node.inputs[place] if len(node.inputs) > place else "" for node in (first, second)
        )
        yield one, other


def _in_one(graph: Graph, source: Origin, first: Half, second: Half) -> Graph:
    """The graph with two operators as one, whose states are cut in two under their old names."""
    one, other = first.layer, second.layer
    weights = list(_pairs(one, other, WEIGHTS))
    states = [
        pair if set(pair) <= graph.arrays.keys() else ("", "") for pair in _pairs(one, other, STATES)
    ]
    peepholes = "".join(next(_pairs(one, other, (PEEPHOLES,))))
    inputs = (
        source.name if source.turned else one.inputs[0],
        *map(_name, weights),
        "",
        *map(_name, states),
        *([peepholes] if peepholes else []),
    )
    outputs = [f"{one.outputs[0]}, {other.outputs[0]}", f"{one.outputs[0]}, {other.outputs[0]}, last"]
    attributes = {**one.attributes, "direction": "bidirectional"}
    if _named(one):
        attributes["activations"] = (*one.attributes["activations"], *other.attributes["activations"])
    whole = Node(one.op, one.name, inputs, tuple(outputs), attributes)
    cut = [whole, *_cut(whole, first, second)]
    place = min(graph.nodes.index(one), graph.nodes.index(other))
    nodes = [node for node in graph.nodes if node not in (one, other)]
    return replace(
        graph,
        nodes=(*nodes[:place], *cut, *nodes[place:]),
        arrays=_arrays(graph.arrays, [*weights, *states]),
    )


def _name(pair: tuple[str, str]) -> str:
    return ", ".join(pair) if any(pair) else ""


def _cut(whole: Node, first: Half, second: Half) -> Iterator[Node]:
    """What gives both directions' states as the two operators gave them, under their names."""
    layout = int(is_batch_first(whole))
    turned = [f"{one.layer.outputs[0]}, in order" for one in (first, second)]
    yield Node("Split", "", whole.outputs[:1], tuple(turned), {"axis": layout + 1})
    turns = {"time_axis": layout, "batch_axis": 1 - layout}
    for name, one in zip(turned, (first, second), strict=True):
        op = "ReverseSequence" if _was_turned(one) else "Identity"
        yield Node(op, "", (name,), one.layer.outputs[:1], turns)
    last = [one.layer.outputs[1] if len(one.layer.outputs) > 1 else "" for one in (first, second)]
    yield Node("Split", "", whole.outputs[1:], tuple(last), {"axis": layout})


def _was_turned(half: Half) -> bool:
    """Whether an operator gave its states in the other order than what it was made from has."""
    return half.backwards[0] != (half.layer.attributes.get("direction") == "reverse")


def _arrays(
    arrays: Mapping[str, StoredArray], pairs: list[tuple[str, str]]
) -> Mapping[str, StoredArray]:
    """The arrays with both of each pair as one."""
    gone = {name for pair in pairs for name in pair}
    found = {name: array for name, array in arrays.items() if name not in gone}
    for pair in pairs:
        if set(pair) <= arrays.keys():
            found[_name(pair)] = _together(*(arrays[name] for name in pair))
    return found


def _together(one: StoredArray, other: StoredArray) -> StoredArray:
    """Two arrays upon each other."""
    shape = (one.shape[0] + other.shape[0], *one.shape[1:])
    return StoredArray(shape, one.dtype, lambda: np.concatenate([one.read(), other.read()]))


def _as_given(graph: Graph, concat: Node, half: Half) -> Graph:
    """The graph in which both directions side by side are what their operator gives."""
    layer = half.layer
    outputs = (*layer.outputs[:1], *(layer.outputs[1:2] or ("",)), *layer.outputs[2:])
    if not outputs[1]:
        outputs = (outputs[0], f"{outputs[0]}, last", *outputs[2:])
    whole = replace(layer, outputs=outputs)
    same = Node("Identity", concat.name, outputs[half.final : half.final + 1], concat.outputs, {})
    new = {id(layer): whole, id(concat): same}
    return replace(graph, nodes=tuple(new.get(id(node), node) for node in graph.nodes))
