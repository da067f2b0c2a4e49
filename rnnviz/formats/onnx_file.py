"""An ONNX file as plain values, the one place that imports onnx: operators, and arrays not read yet.

Everything in it is data; nothing is run. Numbers may stand in the file or in one beside it, which is
read only if it lies in the same folder.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.formats.archives import leads_out
from rnnviz.formats.arrays import Array, StoredArray
from rnnviz.formats.floats import from_bfloat16
from rnnviz.formats.packages import needed
from rnnviz.formats.refusals import damaged, system_errors
from rnnviz.text.message import Refusal

COMMAND = "pip install 'onnx>=1.23,<2'"
MOST_BYTES = 2**31 - 1  # of a protocol buffer
# TensorProto.DataType: the word, the bytes' type, the field of numbers that are no raw bytes
FLOATS = {
    1: ("float32", "<f4", "float_data"),
    10: ("float16", "<f2", "int32_data"),
    11: ("float64", "<f8", "double_data"),
    16: ("bfloat16", "<u2", "int32_data"),
}
INTEGERS = {6: ("<i4", "int32_data"), 7: ("<i8", "int64_data")}
MOST_INTEGERS = 8  # of places, axes and shapes
# AttributeProto.AttributeType -> the field that has it
STRING, TENSOR, STRINGS = 3, 4, 8
FIELDS = {1: "f", 2: "i", 6: "floats", 7: "ints"}
OWN = ("", "ai.onnx")  # the domains of ONNX's own operators


@dataclass(frozen=True)
class Node:
    """One operator: what it reads and gives by their names in the graph, "" for what is left out."""

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Graph:
    """A file's operators in the order in which they run, and its arrays of floats by their names."""

    nodes: tuple[Node, ...]
    arrays: Mapping[str, StoredArray]
    integers: Mapping[str, Array]  # small constants of whole numbers, as places and shapes are
    outputs: frozenset[str]  # what whoever runs the graph is given
    producer: str


def read_graph(path: Path) -> Graph:
    """The graph of a file. Raises Refusal."""
    with needed("onnx", COMMAND):
        import onnx
    with system_errors(path):
        if path.stat().st_size > MOST_BYTES:
            raise Refusal(
                "{path} is larger than {most:,} bytes; an ONNX file cannot be, its numbers then stand "
                "in a file beside it.",
                path=path,
                most=MOST_BYTES,
            )
        data = path.read_bytes()
    try:
        return _graph(path, onnx.ModelProto.FromString(data))
    except Refusal:
        raise
    # protobuf has an error of its own for damage, which onnx does not name
    except Exception as error:
        damaged(path, error)


def _graph(path: Path, model: Any) -> Graph:
    arrays: dict[str, StoredArray] = {}
    integers: dict[str, Array] = {}
    for name, tensor in _constants(model):
        _note(arrays, path, tensor, name)
        _note_integers(integers, tensor, name)
    nodes = tuple(map(_node, model.graph.node))
    outputs = frozenset(_text(one.name) for one in model.graph.output)
    return Graph(nodes, arrays, integers, outputs, _text(model.producer_name))


def _constants(model: Any) -> Iterator[tuple[str, Any]]:
    """Every array that a model holds, by its name in the graph."""
    for tensor in model.graph.initializer:
        yield _text(tensor.name), tensor
    for one in model.graph.node:
        for held in one.attribute if one.op_type == "Constant" else ():
            if held.type == TENSOR and one.output:
                yield _text(one.output[0]), held.t


def _node(one: Any) -> Node:
    op = _text(one.op_type)
    return Node(
        op if one.domain in OWN else f"{_text(one.domain)}.{op}",
        _text(one.name),
        tuple(map(_text, one.input)),
        tuple(map(_text, one.output)),
        {_text(held.name): _value(held) for held in one.attribute},
    )


def _text(words: str | bytes) -> str:
    """A text; one that is no UTF-8 comes as bytes."""
    return words if isinstance(words, str) else words.decode("utf-8", "replace")


def _value(held: Any) -> Any:
    """An attribute's value, None for graphs, tensors and the like."""
    if held.type in FIELDS:
        value = getattr(held, FIELDS[held.type])
        return value if isinstance(value, int | float) else tuple(value)
    if held.type == STRING:
        return _text(held.s)
    if held.type == STRINGS:
        return tuple(map(_text, held.strings))
    return None


def _note(arrays: dict[str, StoredArray], path: Path, tensor: Any, name: str) -> None:
    """Enter an array of floats by its name; raises Refusal if the file has not what its shape needs."""
    if tensor.data_type not in FLOATS:
        return
    word, kind, field = FLOATS[tensor.data_type]
    shape, numbers = tuple(tensor.dims), getattr(tensor, field)
    read: Callable[[], bytes]
    if tensor.data_location:
        place = _where(path, name, {_text(one.key): _text(one.value) for one in tensor.external_data})
        size, read = place.size, place.read
    elif (raw := tensor.raw_data) or not numbers:  # each look at it is a copy
        size, read = len(raw), partial(bytes, raw)
    else:
        size, read = len(numbers) * np.dtype(kind).itemsize, partial(_listed, numbers, kind)
    wanted = math.prod(shape) * np.dtype(kind).itemsize
    if min(shape, default=0) < 0 or wanted != size:
        raise Refusal(
            "{name} has the shape {shape}, which takes {wanted:,} bytes; the file has {size:,} for it.",
            name=name,
            shape=str(shape),
            wanted=wanted,
            size=size,
        )
    arrays[name] = StoredArray(shape, word, lambda: _numbers(read(), kind, word).reshape(shape))


def _note_integers(integers: dict[str, Array], tensor: Any, name: str) -> None:
    """Enter a small array of whole numbers by its name, if its shape is that of its numbers."""
    kind, field = INTEGERS.get(tensor.data_type, ("", ""))
    shape = tuple(tensor.dims)
    if not kind or tensor.data_location or not 0 <= math.prod(shape) <= MOST_INTEGERS:
        return
    raw = tensor.raw_data
    found = np.frombuffer(raw, kind) if raw else np.array(getattr(tensor, field), kind)
    if found.size == math.prod(shape) and min(shape, default=0) >= 0:
        integers[name] = found.reshape(shape)


def _numbers(data: bytes, kind: str, word: str) -> Array:
    """Numbers from their bytes, halves as float32."""
    array = np.frombuffer(data, kind)
    if word == "bfloat16":
        return from_bfloat16(array)
    return array.astype("float32" if word == "float16" else word)


def _listed(numbers: Any, kind: str) -> bytes:
    """Numbers that stand one by one, halves as the bits of whole ones, as their bytes."""
    return np.array(numbers).astype("<u2" if kind == "<f2" else kind).tobytes()


@dataclass(frozen=True)
class _Beside:
    """Where in another file an array stands."""

    file: Path
    offset: int
    size: int

    def read(self) -> bytes:
        """Its bytes."""
        with system_errors(self.file), self.file.open("rb") as opened:
            opened.seek(self.offset)
            return opened.read(self.size)


def _where(path: Path, name: str, where: Mapping[str, str]) -> _Beside:
    """Where an array stands in a file beside the model's. Raises Refusal."""
    location = where.get("location", "")
    beside = path.parent / location
    within = beside.resolve().is_relative_to(path.parent.resolve())
    if not location or leads_out(location) or not within:
        raise Refusal(
            "{name} is said to stand in {location}; only files in the folder of {path} are read.",
            name=name,
            location=location,
            path=path,
        )
    if not beside.is_file():  # and no folder, pipe or device
        raise Refusal(
            "{name} stands in {location}, which is not beside {path}.",
            name=name,
            location=location,
            path=path.name,
        )
    there = beside.stat().st_size
    begin, length = where.get("offset", "0"), where.get("length", "")
    offset = int(begin) if begin.isdecimal() else there + 1
    size = int(length) if length.isdecimal() else there - offset
    if size < 0 or offset + size > there:
        raise Refusal(
            "{name} is said to stand in {location} from byte {offset} on, {length} bytes; the file has "
            "{there:,}.",
            name=name,
            location=location,
            offset=begin,
            length=length or "?",
            there=there,
        )
    return _Beside(beside, offset, size)
