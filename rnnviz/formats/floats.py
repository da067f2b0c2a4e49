"""Numbers of half size in types that NumPy has."""

import numpy as np

from rnnviz.formats.arrays import Array


def from_bfloat16(array: Array) -> Array:
    """float32 of what is stored as bfloat16, two bytes of any type each: a float32's upper half."""
    return (array.view("<u2").astype(np.uint32) << 16).view(np.float32)
