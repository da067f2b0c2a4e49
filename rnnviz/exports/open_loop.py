"""A watched loop in a zip of rnnviz's, looked at frame by frame and then entered in one transaction."""

import math
from collections.abc import Mapping

import numpy as np

from rnnviz.experiments.store import Store
from rnnviz.exports import members
from rnnviz.exports.archive import OpenedArchive
from rnnviz.exports.foreign_message import foreign_message, refuse_forged
from rnnviz.exports.members import LoopFile, LoopFramesFile, LoopLine
from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Refusal
from rnnviz.training.curve import MOST
from rnnviz.watch.calls import Call
from rnnviz.watch.layer_frame import LayerFrame
from rnnviz.watch.loop_store import LoopFrame, LoopHead
from rnnviz.watch.packed_frame import unpack
from rnnviz.watch.whole_loop import EnteredLoop, enter_loop, loop_like, written_checksum

LONGEST_NAME = 1000  # letters of a module's name


def open_loop(store: Store, archive: OpenedArchive, owner: str) -> tuple[str, bool]:
    """Enter it as an owner's; returns its id, and whether the same was theirs already. Raises Refusal
    and StoreError."""
    told = archive.document(members.LOOP_FILE, LoopFile)
    lines = archive.document(members.FRAMES, LoopFramesFile).frames
    entered = EnteredLoop(
        told.name,
        told.created,
        told.calls,
        foreign_message(archive, members.LOOP_FILE, told.message),
        told.stride,
        archive.tags(members.LOOP_FILE, told.tags),
        _losses(archive),
    )
    seen = []
    for line in lines:
        frame = _frame(archive, line)
        _check(archive, frame)
        seen.append((frame.head, written_checksum(frame)))
    if (known := loop_like(store, owner, entered, seen)) is not None:
        return known, True
    return enter_loop(store, owner, entered, (_frame(archive, line) for line in lines)), False


def _losses(archive: OpenedArchive) -> bytes:
    """The points of the losses that it has told, as they are stored."""
    if members.LOOP_LOSSES not in archive:
        return b""
    points = archive.points(members.LOOP_LOSSES, MOST)
    return np.ascontiguousarray(points, "<f8").tobytes()


def _frame(archive: OpenedArchive, line: LoopLine) -> LoopFrame:
    norms = {name: math.nan if norm is None else norm for name, norm in line.norms.items()}
    packed = archive.read(members.loop_member(line.number))
    return LoopFrame(LoopHead(line.number, line.call, line.seconds), norms, packed)


def _check(archive: OpenedArchive, frame: LoopFrame) -> None:
    try:
        _check_layers(unpack(frame.packed).layers)
    except (Refusal, StoreError) as problem:
        member = members.loop_member(frame.head.number)
        raise archive.damaged(member, problem.message) from problem


def _check_layers(layers: Mapping[str, LayerFrame]) -> None:
    if not layers:
        raise Refusal("it has no layer")
    for name, layer in layers.items():
        _check_layer(name, layer)


def _check_layer(name: str, layer: LayerFrame) -> None:
    """Raise Refusal for a layer whose parts do not fit each other."""
    if not isinstance(name, str) or len(name) > LONGEST_NAME or layer.cell not in CELLS:
        raise Refusal("it has a layer of no known kind")
    if not isinstance(layer.bidirectional, bool) or layer.hidden.ndim != 3 or not layer.hidden.size:
        raise Refusal("its hidden states are no (L, T, H)")
    count, steps, size = layer.hidden.shape
    wide = layer.directions * size
    wanted: dict[str, tuple[Array | None, tuple[int, ...]]] = {
        "inputs": (layer.inputs, (steps, *layer.inputs.shape[1:2])),
        "initial": (layer.initial, (count, size)),
        "initial_memory": (layer.initial_memory, (count, size)),
        "memory": (layer.memory, (count, steps, size)),
        "gradient": (layer.gradient, (count, steps)),
        "memory_gradient": (layer.memory_gradient, (count, steps)),
        "by_output": (layer.by_output, (steps, wide)),
        "by_hidden": (layer.by_hidden, (count, size)),
        "by_memory": (layer.by_memory, (count, size)),
        "mask": (layer.mask, (steps, wide)),
        **{f"gates {gate}": (array, (count, steps, size)) for gate, array in layer.gates.items()},
    }
    if count % layer.directions:
        raise Refusal("its hidden states are no (L, T, H)")
    for part, (array, shape) in wanted.items():
        if array is not None and (array.shape != shape or array.dtype.kind not in "fiu"):
            raise Refusal(
                "{name} is {shape}; wanted is {wanted}",
                name=part,
                shape=str(array.shape),
                wanted=str(shape),
            )
    if any(array.dtype.kind != "f" or array.ndim > 2 for array in layer.weights.values()):
        raise Refusal("its weights are no matrices")
    _check_plain(layer)


def _check_plain(layer: LayerFrame) -> None:
    """What is no array: numbers, and words that rnnviz has."""
    told = [(getattr(layer.call, name), of) for name, of in Call.__annotations__.items()]
    numbers = [layer.error, layer.tolerance, *layer.parameters.values()]
    fits = all(isinstance(value, of) for value, of in told if isinstance(of, type))
    if not fits or not all(isinstance(one, int | float) for one in numbers):
        raise Refusal("what it says of a call is of another kind")
    if not np.isfinite(layer.tolerance):
        raise Refusal("what it says of a call is of another kind")
    refuse_forged(layer.note)
