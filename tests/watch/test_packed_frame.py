"""A frame that is stored is read as it was, and its matrix is the same."""

from dataclasses import fields

import numpy as np
import pytest
import torch
from torch import nn

import rnnviz
from rnnviz.storage.database import StoreError
from rnnviz.watch.layer_frame import LayerFrame
from rnnviz.watch.packed_frame import SHORT, pack, unpack


def seen(rnn, hx=None):
    torch.manual_seed(0)
    with rnnviz.watch(rnn, every=1, stored=False) as watch:
        rnn(torch.randn(6, 2, 3, dtype=torch.float64), hx)[0].sum().backward()
    return watch.frames[-1]


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize("both", [False, True])
def test_what_is_unpacked_is_what_was_packed(kind, both):
    frame = seen(kind(3, 4, 2, bidirectional=both, dtype=torch.float64))
    again = unpack(pack(frame))
    for name in ("number", "step", "updates", "seconds", "training"):
        assert getattr(again, name) == getattr(frame, name)
    assert list(again.layers) == list(frame.layers)
    mine, read = (next(iter(one.layers.values())) for one in (frame, again))
    for one in fields(LayerFrame):
        wanted, found = getattr(mine, one.name), getattr(read, one.name)
        if isinstance(wanted, dict) and one.name != "parameters":
            assert wanted.keys() == found.keys()
        else:
            wanted, found = {"": wanted}, {"": found}
        for key, array in wanted.items():
            if isinstance(array, np.ndarray):
                assert found[key].dtype == array.dtype
                close = 1e-7 if one.name in SHORT else 0.0
                np.testing.assert_allclose(found[key], array, rtol=close, atol=close)
            else:
                assert found[key] == array
    np.testing.assert_array_equal(read.matrix(), mine.matrix())


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"?", lambda data: data[8:]])
def test_what_is_damaged_is_said_so(damage):
    with pytest.raises(StoreError, match="A stored frame is damaged"):
        unpack(damage(pack(seen(nn.GRU(3, 4, dtype=torch.float64)))))
