"""Between rnnviz and PyTorch not a bit changes, and what has no counterpart is refused."""

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from support.network_kinds import assert_same_bits, awkward, dtypes, kinds
from support.torch_oracle import MODULES, modules, state_dict

from rnnviz.nn.network import Network
from rnnviz.nn.pytorch import COMMAND, NoPyTorch, returned
from rnnviz.nn.trace import unroll


@pytest.mark.parametrize("cell", MODULES)
@kinds
@dtypes
def test_to_pytorch_and_back_changes_no_bit(cell, kind, dtype):
    net = awkward(Network.random(cell, dtype=dtype, **kind))
    back = Network.from_torch(*net.to_torch())
    assert_same_bits(back.parameters, net.parameters)
    assert back.settings() == net.settings()


@pytest.mark.parametrize("cell", MODULES)
@kinds
@dtypes
def test_from_pytorch_and_back_changes_no_bit(cell, kind, dtype):
    theirs = modules(cell, dtype=dtype, **kind)
    back = Network.from_torch(*theirs).to_torch()
    assert [type(module) for module in back] == [type(module) for module in theirs]
    assert_same_bits(state_dict(*back), state_dict(*theirs))


def test_a_network_shares_no_memory_with_pytorchs_modules():
    theirs = modules("gru")
    net = Network.from_torch(*theirs)
    before = {name: array.copy() for name, array in net.parameters.items()}
    for group in (theirs, net.to_torch()):
        for array in state_dict(*group).values():
            array[:] = 0.0
    assert_same_bits(net.parameters, before)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((torch.nn.LSTMCell(2, 3),), "rnn is a LSTMCell; allowed are nn.RNN, nn.GRU and nn.LSTM."),
        (
            (torch.nn.LSTM(2, 3, proj_size=1),),
            "rnn has proj_size 1; rnnviz knows no projections, only 0.",
        ),
        ((torch.nn.GRU(2, 3, num_layers=5),), "layers is 5; allowed are 1 to 4."),
        (
            (torch.nn.GRU(2, 3, dtype=torch.float16),),
            "rnn.weight_ih_l0 is torch.float16; allowed are float32 and float64.",
        ),
        (
            (torch.nn.GRU(2, 3), torch.nn.Linear(4, 5)),
            "readout.weight has the shape (5, 4); it must be (5, 3).",
        ),
        (
            (torch.nn.GRU(2, 3), None, torch.nn.Embedding(7, 2, max_norm=1.0)),
            "embedding has max_norm 1.0; only None is allowed.",
        ),
        (
            (torch.nn.GRU(2, 3), None, torch.nn.Embedding(7, 6)),
            "rnn.weight_ih_l0 has the shape (9, 2); it must be (9, 6).",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_modules_without_a_counterpart_are_refused_in_a_sentence(parts, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        Network.from_torch(*parts)


@pytest.mark.parametrize("cell", ["sigmoid", "identity"])
def test_cells_that_pytorch_has_not_are_refused(cell):
    with pytest.raises(ValueError, match=f"no recurrent module with {cell}; it has tanh and relu"):
        Network.random(cell).to_torch()


def test_the_reset_before_the_product_is_refused_by_its_name():
    with pytest.raises(ValueError, match="after the product with W_hn, gru_before before it"):
        Network.random("gru_before").to_torch()


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ((torch.nn.GRU(2, 3), torch.nn.Sequential(torch.nn.Linear(3, 4))), "readout"),
        ((torch.nn.GRU(2, 3), None, torch.nn.Linear(7, 2)), "embedding"),
    ],
    ids=["readout", "embedding"],
)
def test_a_readout_or_embedding_of_another_kind_is_refused(parts, named):
    with pytest.raises(ValueError, match=named):
        Network.from_torch(*parts)


@pytest.fixture
def without_pytorch(monkeypatch):
    """As where it is not installed."""
    monkeypatch.setitem(sys.modules, "torch", None)


def test_without_pytorch_the_command_that_brings_it_is_said(without_pytorch):
    net = Network.random()
    for asked in (net.to_torch, lambda: Network.from_torch(None)):
        with pytest.raises(NoPyTorch, match=re.escape(COMMAND)):
            asked()


def test_the_command_brings_the_version_that_is_tested_with():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert [f"pip install {wanted}" for wanted in project["optional-dependencies"]["torch"]] == [
        COMMAND
    ]


@pytest.mark.parametrize("cell", MODULES)
@kinds
def test_what_pytorch_returns_is_in_the_trace_at_once_and_step_by_step(cell, kind):
    net = Network.random(cell, inputs=4, **{"seed": 2} | kind)
    size = net.layers * net.directions, net.hidden
    rng = np.random.default_rng(0)
    first = rng.normal(size=size), rng.normal(size=size) if net.kind.has_memory else None
    trace = unroll(net, np.array([0, 3, 1, 1]), state=first)
    for found in returned(net, trace.read[0], first):
        top = np.concatenate(list(trace.hidden[-net.directions :]), axis=-1)
        np.testing.assert_allclose(found.output, top, rtol=0, atol=1e-12)
        hidden, memory = trace.state
        np.testing.assert_allclose(found.hidden, hidden, rtol=0, atol=1e-12)
        assert (found.memory is None) == (memory is None)
        if memory is not None:
            np.testing.assert_allclose(found.memory, memory, rtol=0, atol=1e-12)
