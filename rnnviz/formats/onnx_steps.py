"""What operators of an ONNX graph do along one axis, as far as the file itself says it: what is
squeezed, picked, or turned round, as reading from the last step to the first needs it."""

from collections.abc import Mapping

import numpy as np

from rnnviz.formats.arrays import Array
from rnnviz.formats.onnx_file import Graph, Node

FAR = 2**31 - 1  # an end that exporters write for "all of it"; PyTorch's and TensorFlow's are no less
Pick = tuple[int, int, int]  # begin, end and step, as in Python's slices


def setting(graph: Graph, node: Node, name: str, place: int) -> Array | None:
    """Whole numbers that an operator is told: an attribute in older versions, then a constant input.

    None where it is told none, or where they are computed.
    """
    if name in node.attributes:
        told = np.asarray(node.attributes[name])
        return told if told.dtype.kind == "i" else None
    given = node.inputs[place] if len(node.inputs) > place else ""
    return graph.integers.get(given)


def number(node: Node, name: str, usual: int = 0) -> int:
    """A whole number among an operator's attributes."""
    value = node.attributes.get(name, usual)
    return value if isinstance(value, int) else usual


def is_batch_first(layer: Node) -> bool:
    """Whether a recurrent operator has sequences first, and steps second."""
    return number(layer, "layout") == 1


def axes_of(graph: Graph, node: Node, rank: int) -> tuple[int, ...] | None:
    """The axes that Squeeze takes away; None where they are not known."""
    axes = setting(graph, node, "axes", 1)
    return None if axes is None else tuple(int(axis) % rank for axis in axes.ravel())


def picks(graph: Graph, node: Node, rank: int) -> Mapping[int, Pick] | None:
    """What Slice keeps, by axis; None where it is not known."""
    begins, ends, axes, steps = (
        setting(graph, node, name, place)
        for place, name in enumerate(("starts", "ends", "axes", "steps"), 1)
    )
    if begins is None or ends is None:
        return None
    count = begins.size
    places = np.arange(count) if axes is None and len(node.inputs) < 4 else axes
    if steps is None and len(node.inputs) < 5:
        steps = np.ones(count, dtype=int)
    if places is None or steps is None or {ends.size, places.size, steps.size} != {count}:
        return None
    each = zip(places.ravel(), begins.ravel(), ends.ravel(), steps.ravel(), strict=True)
    return {int(axis) % rank: (int(begin), int(end), int(step)) for axis, begin, end, step in each}


def is_whole(pick: Pick) -> bool:
    """Whether everything is kept in its order."""
    return pick[0] == 0 and pick[1] >= FAR and pick[2] == 1


def turns(graph: Graph, node: Node, rank: int) -> int | None:
    """The axis along which an operator turns everything round, and does nothing else."""
    if node.op == "ReverseSequence":  # each sequence by its own length, as reading it backwards does
        return number(node, "time_axis") % rank
    kept = picks(graph, node, rank) if node.op == "Slice" else None
    turned = [axis for axis, pick in (kept or {}).items() if not is_whole(pick)]
    if kept is None or len(turned) != 1:
        return None
    begin, end, step = kept[turned[0]]
    return turned[0] if begin in (-1, FAR, 2**63 - 1) and end <= -FAR and step == -1 else None


def permuted(node: Node, rank: int) -> tuple[int, ...] | None:
    """Where Transpose takes each of its axes from; None if it has not as many."""
    perm = node.attributes.get("perm", tuple(reversed(range(rank))))
    fits = isinstance(perm, tuple) and len(perm) == rank and {*perm} == {*range(rank)}
    return tuple(map(int, perm)) if fits else None
