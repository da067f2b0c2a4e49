"""Arrays turned when they are read; their shapes are known before."""

import numpy as np
import pytest

from rnnviz.formats.arrays import StoredArray
from rnnviz.formats.changed import changed, check_shape, zeros_like
from rnnviz.text.message import Refusal


def test_a_changed_array_knows_its_shape_and_is_read_when_asked_for():
    read = []
    stored = StoredArray((2, 3), "float32", lambda: read.append(1) or np.arange(6.0).reshape(2, 3))
    turned = changed(stored, lambda array: array.T)
    assert (turned.shape, turned.dtype, read) == ((3, 2), "float32", [])
    array = turned.read()
    np.testing.assert_array_equal(array, [[0, 3], [1, 4], [2, 5]])
    assert array.flags.c_contiguous and array.flags.owndata


def test_what_an_array_claims_takes_no_memory():
    claims = StoredArray((10**9, 10**6), "float32", lambda: pytest.fail("read"))
    assert changed(claims, lambda array: array.T[:5]).shape == (5, 10**9)


@pytest.mark.parametrize(
    ("dtype", "zeros"), [("float16", "float32"), ("float32", "float32"), ("float64", "float64")]
)
def test_zeros_are_of_the_type_that_is_read(dtype, zeros):
    array = zeros_like(StoredArray((2,), dtype, lambda: pytest.fail("read"))).read()
    np.testing.assert_array_equal(array, np.zeros(2))
    assert str(array.dtype) == zeros


def test_one_of_several_shapes_is_enough():
    check_shape("a", StoredArray.of(np.zeros((2, 3))), (3,), (2, 3))
    with pytest.raises(Refusal, match=r"a has the shape \(2,\); it must be \(3,\) / \(2, 3\)"):
        check_shape("a", StoredArray.of(np.zeros(2)), (3,), (2, 3))
