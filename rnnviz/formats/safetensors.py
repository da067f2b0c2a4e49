"""Arrays of a safetensors file, in every type of float that networks are saved in.

A file is 8 bytes with the length of a header, the header as JSON, and the numbers. The package
`safetensors` says whether header and numbers fit each other; the numbers, bfloat16 among them, which it
cannot give NumPy, are read from the places that the header names.
"""

import json
from functools import partial
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

from rnnviz.formats.arrays import Array, NamedArrays, StoredArray
from rnnviz.formats.refusals import damaged, no_float, system_errors
from rnnviz.text.message import Refusal

NAME = "safetensors"
ENDING = ".safetensors"
# the header's words for types: rnnviz's, and NumPy's for the bytes
TYPES = {
    "F64": ("float64", "<f8"),
    "F32": ("float32", "<f4"),
    "F16": ("float16", "<f2"),
    "BF16": ("bfloat16", "<u2"),
}


def is_safetensors(path: Path, head: bytes) -> bool:
    """Whether a file says that it is one; how long its header claims to be does not matter here."""
    return head[8:9] == b"{" or path.suffix == ENDING


def read_safetensors(path: Path) -> NamedArrays:
    """The arrays of a file. Raises Refusal."""
    try:
        with system_errors(path):
            with safe_open(str(path), framework="numpy") as file:
                metadata = file.metadata() or {}
            with path.open("rb") as opened:
                start = 8 + int.from_bytes(opened.read(8), "little")
                header = json.loads(opened.read(start - 8))
    except Refusal:
        raise
    except (SafetensorError, ValueError) as error:
        damaged(path, error)
    header.pop("__metadata__", None)
    in_order = sorted(header.items(), key=lambda of: of[1]["data_offsets"])
    arrays = {
        name: _stored(path, name, one["dtype"], tuple(one["shape"]), start + one["data_offsets"][0])
        for name, one in in_order
    }
    # an array of two names is saved under one, and the metadata have the other
    again = {name: arrays[one] for name, one in metadata.items() if one in arrays.keys() - {name}}
    return NamedArrays(NAME, again | arrays, metadata)


def _stored(path: Path, name: str, dtype: str, shape: tuple[int, ...], begin: int) -> StoredArray:
    if dtype in TYPES:
        read = partial(_floats, path, name, dtype, shape, begin)
        return StoredArray(shape, TYPES[dtype][0], read)
    return StoredArray(shape, dtype, partial(no_float, name, dtype))


def _floats(path: Path, name: str, dtype: str, shape: tuple[int, ...], begin: int) -> Array:
    """The numbers at a place of the file, halves as float32."""
    count = int(np.prod(shape, dtype=object))
    numbers = np.fromfile(path, TYPES[dtype][1], count, offset=begin)
    if len(numbers) != count:
        raise Refusal("{name} is cut off in {path}.", name=name, path=path)
    if dtype == "BF16":  # the upper half of a float32
        numbers = (numbers.astype(np.uint32) << 16).view(np.float32)
    elif dtype == "F16":
        numbers = numbers.astype(np.float32)
    return numbers.reshape(shape)
