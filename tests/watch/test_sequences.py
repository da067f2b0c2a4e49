"""Where one sequence of a batch stands."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence

from rnnviz.text.message import Refusal
from rnnviz.watch.sequences import array, places, size_of


def where(given, sequence=0, batch_first=False):
    return places(given, sequence, batch_first, lambda rows, data: torch.as_tensor(rows))


@pytest.mark.parametrize("batch_first", [False, True])
def test_a_sequence_of_a_padded_batch(batch_first):
    x = torch.arange(24.0).reshape(4, 3, 2)
    given = x.transpose(0, 1) if batch_first else x
    found = where(given, 2, batch_first)
    assert (found.batch, found.steps) == (3, 4)
    np.testing.assert_array_equal(found.steps_of(given), x[:, 2])
    assert size_of(given, batch_first) == (4, 3)


def test_without_a_batch():
    x = torch.arange(8.0).reshape(4, 2)
    found = where(x, batch_first=True)
    np.testing.assert_array_equal(found.steps_of(x), x)
    np.testing.assert_array_equal(found.state_of(x), x)
    assert size_of(x, True) == (4, 1)


@pytest.mark.parametrize("in_order", [False, True])
@pytest.mark.parametrize("sequence", [0, 1, 2])
def test_a_packed_sequence_has_its_own_steps_alone(in_order, sequence):
    lengths = [5, 3, 2] if in_order else [3, 5, 2]
    own = [torch.randn(length, 2) for length in lengths]
    packed = pack_sequence(own, enforce_sorted=in_order)
    found = where(packed, sequence)
    np.testing.assert_array_equal(found.steps_of(packed.data), own[sequence])
    assert size_of(packed, False) == (5, 3)
    padded = nn.utils.rnn.pad_sequence(own)
    again = pack_padded_sequence(padded, lengths, enforce_sorted=in_order)
    np.testing.assert_array_equal(where(again, sequence).steps_of(again.data), own[sequence])


def test_a_sequence_that_is_not_there_is_refused():
    with pytest.raises(Refusal, match=r"had 3 sequence\(s\), none of them of the number 3"):
        where(torch.zeros(4, 3, 2), 3)
    with pytest.raises(Refusal, match="none of them"):
        where(pack_sequence([torch.zeros(2, 1)]), 1)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_numbers_are_copied_as_what_holds_them(dtype):
    tensor = torch.tensor([1.5, -0.25], dtype=dtype)
    found = array(tensor)
    tensor[0] = 7.0
    np.testing.assert_array_equal(found, [1.5, -0.25])
    assert found.dtype == (np.float64 if dtype == torch.float64 else np.float32)
