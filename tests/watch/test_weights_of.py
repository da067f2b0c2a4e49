"""The weights that a call used, and whether they have changed."""

import numpy as np
import pytest
import torch
from torch import nn

from rnnviz.watch.layers import find_layers
from rnnviz.watch.weights_of import MadeWeights, Probe, UsedWeights, named


def used(module, made=None, copy=False):
    ((layer,), _) = find_layers(module)
    return UsedWeights(layer, module, made, copy)


def test_they_come_by_pytorchs_names_and_order():
    rnn = nn.GRU(2, 3, 2, bidirectional=True)
    found = named(used(rnn).arrays(torch.float32), 2)
    assert found.keys() == dict(rnn.named_parameters()).keys()
    for name, array in found.items():
        np.testing.assert_array_equal(array, getattr(rnn, name).detach())
    assert named(used(nn.RNN(2, 3, bias=False)).arrays(torch.float32), 1).keys() == {
        "weight_ih_l0",
        "weight_hh_l0",
    }


def test_a_call_in_bfloat16_rounds_them():
    (one,) = used(nn.GRUCell(2, 3)).arrays(torch.bfloat16)
    assert one.weight_hh.dtype == np.float32
    assert torch.equal(torch.tensor(one.weight_hh).bfloat16().float(), torch.tensor(one.weight_hh))


def test_a_change_in_place_is_seen_and_a_copy_keeps_the_old_numbers():
    cell = nn.GRUCell(2, 3)
    before = cell.weight_hh.detach().clone()
    live, copied = used(cell), used(cell, copy=True)
    assert not live.changed
    with torch.no_grad():
        cell.weight_hh += 1.0
    assert live.changed
    assert not copied.changed
    np.testing.assert_array_equal(copied.arrays(torch.float32)[0].weight_hh, before)


@pytest.mark.parametrize(
    "norm", [nn.utils.parametrizations.weight_norm, nn.utils.parametrizations.spectral_norm]
)
def test_weights_that_are_made_anew_are_those_of_the_call(norm):
    torch.manual_seed(0)
    cell = norm(nn.RNNCell(2, 3), "weight_hh")
    made = MadeWeights(cell)
    h = cell(torch.zeros(1, 2), torch.ones(1, 3))
    iterated = cell.state_dict()
    (one,) = used(cell, made).arrays(torch.float32)
    expected = np.tanh(one.weight_hh.sum(1) + one.bias_ih + one.bias_hh)
    np.testing.assert_allclose(h[0].detach(), expected, rtol=1e-5)
    # to read them has not moved a power iteration on
    assert all(torch.equal(now, iterated[name]) for name, now in cell.state_dict().items())
    for handle in made.handles:
        handle.remove()


def test_a_change_is_noticed_however_it_is_written():
    rnn = nn.LSTM(2, 3)
    probe = Probe(rnn)
    assert not probe.changed()
    with torch.no_grad():
        rnn.weight_hh_l0.mul_(0.9)
    assert probe.changed()
    assert not probe.changed()
    rnn.weight_hh_l0.data.add_(0.1)  # which PyTorch does not count
    assert probe.changed()
    rnn.weight_hh_l0.data = rnn.weight_hh_l0.data * 2
    assert probe.changed()
    assert not probe.changed()
    optimizer = torch.optim.SGD(rnn.parameters(), lr=0.1)
    rnn(torch.randn(2, 1, 2))[0].sum().backward()
    assert not probe.changed()
    optimizer.step()
    assert probe.changed()


def test_frozen_weights_do_not_change():
    rnn = nn.RNN(2, 3).requires_grad_(False)
    assert not Probe(rnn).changed()
    rnn.bias_ih_l0.requires_grad_(True)
    assert not Probe(rnn).changed()
