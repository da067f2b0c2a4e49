"""The masks between layers are drawn as the layer drew them, and the loop's generator stays."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

import rnnviz


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize("form", ["time first", "batch first", "unbatched", "packed"])
@pytest.mark.parametrize("both", [False, True])
def test_they_are_those_of_the_call(kind, form, both):
    torch.manual_seed(0)
    rnn = kind(2, 8, 3, dropout=0.4, bidirectional=both, batch_first=form == "batch first")
    x = torch.randn(5, 3, 2)
    if form == "unbatched":
        x = x[:, 0]
    if form == "packed":
        x = pack_sequence([torch.randn(length, 2) for length in (3, 5, 4)], enforce_sorted=False)
    with rnnviz.watch(rnn, every=1, sequence=0 if form == "unbatched" else 1) as watch:
        torch.rand(7)
        out, _ = rnn(x)
        (out.data if form == "packed" else out).sum().backward()
        state = torch.get_rng_state()
    layer = watch.frames[-1].layers[kind.__name__]
    assert layer.exact
    assert np.unique(layer.mask) == pytest.approx([0.0, 1 / 0.6])
    assert not watch.notes
    assert torch.equal(state, torch.get_rng_state())


def test_in_evaluation_there_are_none():
    rnn = nn.GRU(2, 4, 2, dropout=0.4).eval()
    with rnnviz.watch(rnn, every=1) as watch:
        rnn(torch.randn(5, 3, 2))[0].sum().backward()
    assert watch.frames[-1].layers["GRU"].mask is None
    assert watch.frames[-1].exact


def test_masks_that_are_drawn_elsewhere_are_said(monkeypatch):
    rnn = nn.GRU(2, 4, 2, dropout=0.4)
    with rnnviz.watch(rnn, every=1) as watch:
        (hook,) = (one for one in rnn._forward_pre_hooks.values())
        monkeypatch.setattr(hook.hook.torch, "get_rng_state", lambda: torch.Generator().get_state())
        rnn(torch.randn(5, 3, 2))[0].sum().backward()
    assert not watch.frames[-1].exact
    assert "dropout between the layers of GRU" in str(watch.notes[0])
