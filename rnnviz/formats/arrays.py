"""What every reader yields: arrays by their names, not read yet, and what the file says beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray

FLOATS = ("float16", "bfloat16", "float32", "float64")  # the types that networks are saved in


@dataclass(frozen=True)
class StoredArray:
    """One array of a file, whose size is known before it is read.

    `dtype` is its type in the file ("bfloat16"); `read` gives it in a type that NumPy has, float32 for
    floats of half that size, as an array of its own.
    """

    shape: tuple[int, ...]
    dtype: str
    read: Callable[[], Array] = field(repr=False, compare=False)  # raises Refusal

    @classmethod
    def of(cls, array: Array, dtype: str | None = None) -> "StoredArray":
        """One that is in memory already."""
        return cls(array.shape, dtype or str(array.dtype), lambda: array)


@dataclass(frozen=True)
class Told:
    """What a file itself says of a recurrent layer, beyond the names and shapes of its arrays.

    Its arrays stand under PyTorch's names and in PyTorch's shapes (`NAME.weight_ih_l0`, as many biases
    as PyTorch has, the second all zero where a file has one), but their blocks of rows in the order
    `gates` in which the file has them, a letter each: "iofc" or "zrh" for ONNX (c and h are PyTorch's g
    and n), "" for PyTorch's own order.
    """

    cell: str  # a word of rnnviz's cells
    gates: str = ""
    reads: str | None = None  # the recurrent layer whose states are all that this one reads
    embedding: str | None = None  # the array with a row for each token that this layer reads
    readout: str | None = None  # the matrix (V, H) that reads this layer's states
    pool: str | None = None  # "last" or "mean" where that one reads a sequence's states once
    output: str | None = None  # "softmax" or "sigmoid" where the file says what its numbers become
    backwards: bool = False  # it reads from the last step to the first what the network is given


@dataclass(frozen=True)
class NamedArrays:
    """A file's arrays by the names that they have there, in the file's order.

    A readout is `NAME.weight` (V, H) and, if it has one, `NAME.bias` (V,); an embedding `NAME.weight`
    (V, D). Readers whose files have them otherwise bring them into this form. `metadata` are plain
    values, as JSON has them. `vocabulary` are the tokens, if the file itself lists them.
    """

    format: str  # what it is, a proper name: "safetensors", "ONNX"
    arrays: Mapping[str, StoredArray]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)  # by the layer's name, where a file says it
    vocabulary: tuple[str, ...] | None = None
