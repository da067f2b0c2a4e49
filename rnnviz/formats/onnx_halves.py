"""The states of one direction of a layer in an ONNX graph, wherever exporters cut them out and lay them
otherwise before they put two directions side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rnnviz.formats.onnx_file import Graph, Node
from rnnviz.formats.onnx_steps import (
    FAR,
    Pick,
    axes_of,
    is_batch_first,
    is_whole,
    number,
    permuted,
    picks,
    setting,
    turns,
)

BLOCKS = {"RNN": 1, "LSTM": 4, "GRU": 3}
SAME = ("Identity", "Cast", "Dropout")  # what hands on; Dropout in evaluation
LONGEST = 64  # operators between two layers
SEQUENCE = 3  # axes of what a layer reads: steps, sequences, numbers


@dataclass(frozen=True)
class Origin:
    """What a layer reads, before it was laid otherwise."""

    name: str
    turned: bool  # whether its steps were turned round


def origin(graph: Graph, made: Mapping[str, Node], layer: Node) -> Origin:
    """Where a layer's sequence comes from."""
    name, turned = layer.inputs[0], False
    axis = int(is_batch_first(layer))
    for _ in range(LONGEST):
        node = made.get(name)
        if node is None or not node.inputs:
            break
        if node.op == "Transpose" and (perm := permuted(node, SEQUENCE)):
            axis = perm[axis]
        elif turns(graph, node, SEQUENCE) == axis:
            turned = not turned
        elif node.op not in SAME:
            break
        name = node.inputs[0]
    return Origin(name, turned)


@dataclass(frozen=True)
class Half:
    """States of a layer under a name of the graph.

    `ways` are the directions in it, of `axes` each is called "time", "way", "batch" or "unit". `turned`
    says whether the steps come in the other order than in what the layer's origin has, `final` that
    only those are left that a direction has after all of its steps.
    """

    layer: Node
    backwards: tuple[bool, ...]  # of each direction, from which end it reads the origin
    ways: tuple[int, ...]
    axes: tuple[str, ...]
    turned: bool
    final: bool = False


def halves(graph: Graph, made: Mapping[str, Node]) -> dict[str, Half]:
    """All names under which there are states of one layer, in one direction or in both; `made` says
    which operator gives each name."""
    found: dict[str, Half] = {}
    for node in graph.nodes:
        if node.op in BLOCKS and len(node.inputs) > 2:
            found |= _given(node, origin(graph, made, node).turned)
        elif node.inputs and node.inputs[0] in found:
            each = zip(node.outputs, _laid(graph, node, found[node.inputs[0]]), strict=False)
            found |= {name: half for name, half in each if name}
    return found


def _given(layer: Node, turned: bool) -> dict[str, Half]:
    """What a layer gives: Y, and Y_h, its states after the last step."""
    direction = layer.attributes.get("direction", "forward")
    ways = (0, 1) if direction == "bidirectional" else (0,)
    backwards = tuple(turned != (direction == "reverse" or way == 1) for way in ways)
    axes = ("time", "way", "batch", "unit")
    if is_batch_first(layer):
        axes = ("batch", "time", "way", "unit")
    last = tuple(axis for axis in axes if axis != "time")
    every = Half(layer, backwards, ways, axes, turned)
    each = (every, replace(every, axes=last, final=True))
    return {name: one for name, one in zip(layer.outputs, each, strict=False) if name}


def _laid(graph: Graph, node: Node, half: Half) -> Iterator[Half]:
    """What an operator makes of states, for each of its outputs; nothing where that is not known."""
    rank = len(half.axes)
    if node.op in SAME:
        yield half
    elif node.op == "Transpose":
        if perm := permuted(node, rank):
            yield replace(half, axes=tuple(half.axes[axis] for axis in perm))
    elif node.op == "Squeeze":
        yield from _without(half, axes_of(graph, node, rank))
    elif node.op == "Reshape":
        shape = setting(graph, node, "shape", 1)
        if shape is not None and shape.size == rank - 1 and "way" in half.axes:
            yield from _without(half, (half.axes.index("way"),))
    elif node.op == "Split" and half.axes[number(node, "axis") % rank] == "way":
        if len(node.outputs) == len(half.ways):
            yield from (replace(half, ways=(way,)) for way in half.ways)
    elif (axis := turns(graph, node, rank)) is not None:
        if half.axes[axis] == "time" and not half.final:
            yield replace(half, turned=not half.turned)
    elif node.op == "Gather":
        yield from _gathered(graph, node, half)
    elif node.op == "Slice" and (kept := picks(graph, node, rank)):
        yield from _sliced(half, kept)


def _without(half: Half, axes: tuple[int, ...] | None) -> Iterator[Half]:
    """States without axes along which there is only one."""
    gone = [half.axes[axis] for axis in axes or ()]
    if gone and "unit" not in gone and ("way" not in gone or len(half.ways) == 1):
        yield replace(half, axes=tuple(axis for axis in half.axes if axis not in gone))


def _gathered(graph: Graph, node: Node, half: Half) -> Iterator[Half]:
    """States of the one step or direction that Gather picks."""
    place = setting(graph, node, "indices", 1)
    axis = number(node, "axis") % len(half.axes)
    if place is None or place.size != 1:
        return
    begin = int(place.ravel()[0])
    for one in _sliced(half, {axis: (begin, begin + 1 or FAR, 1)}):
        yield from [one] if place.ndim else _without(one, (axis,))


def _sliced(half: Half, kept: Mapping[int, Pick]) -> Iterator[Half]:
    """States of one direction, or after all the steps of the only one, where Slice picks those."""
    for axis, pick in kept.items():
        word = half.axes[axis]
        if is_whole(pick):
            continue
        if word == "way" and len(ways := half.ways[slice(*pick)]) == 1:
            half = replace(half, ways=ways)
        elif word == "time" and not half.final and _picks_last(half, pick):
            half = replace(half, final=True)
        else:
            return
    yield half


def _picks_last(half: Half, pick: Pick) -> bool:
    """Whether the one step that is picked is the last that the only direction reads."""
    if len(half.ways) != 1 or pick[2] != 1:
        return False
    in_order = half.turned == half.backwards[half.ways[0]]  # the steps lie as they are read
    return pick[0] == -1 and pick[1] >= FAR if in_order else pick[:2] == (0, 1)
