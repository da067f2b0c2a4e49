"""A frame of a watched loop as bytes: safetensors, what is no array as JSON in their metadata.

Gates and cell states are stored in float32, which no picture can tell from float64; all else as it is,
because matrices are computed from it.
"""

import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.storage.store_error import whole
from rnnviz.text.message import Message
from rnnviz.watch.calls import Call
from rnnviz.watch.layer_frame import LayerFrame, WatchedFrame

NAME = "watched"  # under which the metadata have the rest
SHORT = ("memory", "gates")  # what is stored in float32
PLAIN = ("name", "cell", "bidirectional", "error", "tolerance", "parameters", "connected")
NAMED = ("gates", "weights")  # several arrays by their names
SINGLE = tuple(
    one.name for one in fields(LayerFrame) if one.name not in (*PLAIN, *NAMED, "call", "note")
)
HEAD = tuple(one.name for one in fields(WatchedFrame) if one.name != "layers")


def pack(frame: WatchedFrame) -> bytes:
    """A frame as bytes."""
    from safetensors.numpy import save

    arrays: dict[str, Array] = {}
    layers = []
    for place, layer in enumerate(frame.layers.values()):
        for name in SINGLE:
            if (array := getattr(layer, name)) is not None:
                arrays[f"{place}.{name}"] = _short(name, array)
        for name in NAMED:
            for key, array in getattr(layer, name).items():
                arrays[f"{place}.{name}.{key}"] = _short(name, array)
        layers.append(
            {name: getattr(layer, name) for name in PLAIN}
            | {"call": asdict(layer.call), "note": layer.note.to_json()}
            | {name: list(getattr(layer, name)) for name in NAMED}
        )
    told = {name: getattr(frame, name) for name in HEAD} | {
        "layers": layers,
        "names": list(frame.layers),
    }
    return save(
        {name: np.ascontiguousarray(array) for name, array in arrays.items()},
        metadata={NAME: json.dumps(told)},
    )


def unpack(packed: bytes) -> WatchedFrame:
    """The frame that `pack` made into bytes; raises StoreError if they are damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    with whole(Message("A stored frame")):
        try:
            arrays = load(packed)
        except SafetensorError as error:
            raise StoreError(
                "A stored frame is damaged: {error}.", kind=ErrorKind.DAMAGED, error=str(error)
            ) from error
        # safetensors reads this from files only: a length of 8 bytes, then JSON
        header = json.loads(packed[8 : 8 + int.from_bytes(packed[:8], "little")])
        told = json.loads(header["__metadata__"][NAME])
        layers = {
            name: _layer(place, one, arrays)
            for place, (name, one) in enumerate(zip(told["names"], told["layers"], strict=True))
        }
        return WatchedFrame(**{name: told[name] for name in HEAD}, layers=layers)


def _short(name: str, array: Array) -> Array:
    return array.astype(np.float32) if name in SHORT else array


def _layer(place: int, told: dict[str, Any], arrays: dict[str, Array]) -> LayerFrame:
    found: dict[str, Any] = {name: told[name] for name in PLAIN}
    found |= {"call": Call(**told["call"]), "note": Message.from_json(told["note"])}
    found |= {name: _long(name, arrays.get(f"{place}.{name}")) for name in SINGLE}
    for name in NAMED:
        found[name] = {key: _long(name, arrays[f"{place}.{name}.{key}"]) for key in told[name]}
    return LayerFrame(**found)


def _long(name: str, array: Array | None) -> Array | None:
    return array.astype(np.float64) if array is not None and name in SHORT else array
