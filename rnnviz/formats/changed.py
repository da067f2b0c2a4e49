"""Arrays brought into PyTorch's form when they are read, and not before."""

from collections.abc import Callable

import numpy as np

from rnnviz.formats.arrays import Array, StoredArray
from rnnviz.text.message import Refusal


def changed(stored: StoredArray, change: Callable[[Array], Array]) -> StoredArray:
    """What `change` makes of an array, of the same type and as an array of its own.

    `change` only turns, cuts or joins, so that the shape is known from an array without its numbers.
    """
    shape = change(np.broadcast_to(np.zeros((), dtype=np.int8), stored.shape)).shape
    return StoredArray(shape, stored.dtype, lambda: np.array(change(stored.read()), order="C"))


def zeros_like(stored: StoredArray) -> StoredArray:
    """Zeros in the shape and type of an array; of halves as they are read, float32."""
    dtype = "float64" if stored.dtype == "float64" else "float32"
    return StoredArray(stored.shape, stored.dtype, lambda: np.zeros(stored.shape, dtype))


def check_shape(name: str, stored: StoredArray, *wanted: tuple[int, ...]) -> None:
    """Raises Refusal if an array has none of the shapes that it may have."""
    if stored.shape not in wanted:
        raise Refusal(
            "{name} has the shape {found}; it must be {wanted}.",
            name=name,
            found=str(stored.shape),
            wanted=" / ".join(map(str, wanted)),
        )
