"""Names without wrappers, and weights as PyTorch's module computes them."""

import warnings

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from rnnviz.formats.arrays import StoredArray
from rnnviz.nn.opened.canonical import parameters
from rnnviz.text.message import Refusal


def stored(state):
    return {name: StoredArray.of(tensor.detach().numpy()) for name, tensor in state.items()}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("rnn.weight_ih_l0", "rnn.weight_ih_l0"),
        ("module.rnn.weight_ih_l0", "rnn.weight_ih_l0"),
        ("_orig_mod.module.a.b.weight", "a.b.weight"),
        ("model._orig_mod.rnn.bias_hh_l0", "model.rnn.bias_hh_l0"),
        ("rnns.0.module.weight_hh_l0_raw", "rnns.0.weight_hh_l0"),
        ("a_raw", "a_raw"),
        ("module", "module"),
    ],
)
def test_what_wrappers_add_to_a_name_is_left_out(name, clean):
    found = parameters({name: StoredArray.of(np.ones(2))})
    assert list(found) == [clean]
    assert found[clean].names == (name,)


def test_a_name_that_is_there_twice_keeps_its_wrapper():
    found = parameters({"a": StoredArray.of(np.ones(2)), "module.a": StoredArray.of(np.zeros(2))})
    assert {name: one.array.read()[0] for name, one in found.items()} == {"a": 1.0, "module.a": 0.0}


def test_of_dropped_and_raw_weights_the_raw_ones_are_taken():
    state = {"0.module.weight_hh_l0": torch.zeros(2), "0.weight_hh_l0_raw": torch.ones(2)}
    found = parameters(stored(state))
    assert found["0.weight_hh_l0"].array.read().tolist() == [1.0, 1.0]
    assert set(found["0.weight_hh_l0"].names) == set(state)


def normed_in_the_old_way(module, name, dim):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.utils.weight_norm(module, name, dim)


@pytest.mark.parametrize("dim", [0, 1, None, -1])
@pytest.mark.parametrize("norm", [normed_in_the_old_way, parametrizations.weight_norm])
@pytest.mark.parametrize("module", [nn.LSTM(3, 4), nn.Linear(5, 4)], ids=["LSTM", "Linear"])
def test_weight_normalisation_is_folded_as_pytorch_does(module, norm, dim):
    name = "weight_hh_l0" if isinstance(module, nn.LSTM) else "weight"
    module = type(module)(3, 4, dtype=torch.float64)
    with torch.no_grad():
        before = getattr(module, name).clone()
        module = norm(module, name, dim)
        for lengths in (getattr(module, f"{name}_g", None), module.state_dict().get(_original0(name))):
            if lengths is not None:
                lengths *= 1.5
    found = parameters(stored(module.state_dict()))[name]
    np.testing.assert_allclose(found.array.read(), 1.5 * before.numpy(), rtol=1e-14)
    assert len(found.names) == 2
    assert found.array.shape == tuple(before.shape)


def _original0(name):
    return f"parametrizations.{name}.original0"


def test_another_parametrization_is_refused_when_it_is_read():
    module = parametrizations.orthogonal(nn.RNN(2, 3), "weight_hh_l0", use_trivialization=False)
    found = parameters(stored(module.state_dict()))
    assert found["weight_hh_l0"].array.shape == (3, 3)
    with pytest.raises(Refusal, match="weight_hh_l0 is computed from parametrizations"):
        found["weight_hh_l0"].array.read()


def test_spectral_normalisation_of_old_is_no_weight_normalisation():
    module = nn.utils.spectral_norm(nn.Linear(2, 3))
    found = parameters(stored(module.state_dict()))
    assert set(found) == {"bias", "weight_orig", "weight_u", "weight_v"}
