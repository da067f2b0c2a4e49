"""Half-size floats that NumPy has not, against PyTorch, which has them."""

import numpy as np
import torch

from rnnviz.formats.floats import from_bfloat16


def test_bfloat16_is_the_upper_half_of_float32():
    every = np.arange(2**16, dtype=np.uint16)
    wanted = torch.from_numpy(every.view(np.int16)).view(torch.bfloat16).float().numpy()
    np.testing.assert_array_equal(from_bfloat16(every), wanted)
    np.testing.assert_array_equal(from_bfloat16(every.view("V2").reshape(2, -1)), wanted.reshape(2, -1))
