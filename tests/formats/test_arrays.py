"""The value that all readers yield."""

import numpy as np

from rnnviz.formats.arrays import NamedArrays, StoredArray, Told


def test_an_array_in_memory_is_read_as_it_is():
    array = np.ones((2, 3), "float32")
    stored = StoredArray.of(array)
    assert (stored.shape, stored.dtype) == ((2, 3), "float32")
    assert stored.read() is array
    assert StoredArray.of(array, "bfloat16").dtype == "bfloat16"


def test_an_array_says_its_size_without_being_read():
    def read():
        raise AssertionError

    stored = StoredArray((10**6, 10**6), "float32", read)
    assert repr(stored) == "StoredArray(shape=(1000000, 1000000), dtype='float32')"
    found = NamedArrays("kept", {"a": stored}, told={"a": Told("lstm", "iofc")})
    assert found.told["a"].reads is None
