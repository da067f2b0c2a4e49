"""Which layers are found in a module."""

import gc

import pytest
from torch import nn

from rnnviz.watch.layers import find_layers


def test_layers_are_found_at_any_depth_and_once():
    shared = nn.GRU(2, 3)
    model = nn.ModuleDict(
        {
            "a": nn.ModuleDict({"rnn": nn.RNN(2, 3, nonlinearity="relu", num_layers=2)}),
            "b": shared,
            "c": shared,
            "d": nn.Linear(2, 2),
            "e": nn.ModuleList([nn.LSTMCell(2, 4, bias=False), nn.RNNCell(2, 4)]),
            "f": nn.LSTM(2, 3, bidirectional=True, batch_first=True),
        }
    )
    found, notes = find_layers(model)
    assert notes == []
    assert [(one.name, one.cell, one.stepwise, one.rows) for one in found] == [
        ("a.rnn", "relu", False, 2),
        ("b", "gru", False, 1),
        ("e.0", "lstm", True, 1),
        ("e.1", "tanh", True, 1),
        ("f", "lstm", False, 2),
    ]
    assert found[-1].batch_first
    assert not found[2].bias


@pytest.mark.parametrize("cell", [nn.RNNCell(2, 2, nonlinearity="relu"), nn.GRU(2, 2)])
def test_the_module_itself_goes_by_its_class(cell):
    ((one,), _) = find_layers(cell)
    assert one.name == type(cell).__name__
    assert one.module() is cell


def test_a_layer_is_not_kept_alive():
    model = nn.Sequential(nn.GRU(2, 2))
    ((one,), _) = find_layers(model)
    del model
    gc.collect()
    assert one.module() is None


def test_a_projection_is_said():
    found, (note,) = find_layers(nn.LSTM(2, 4, proj_size=3))
    assert found == []
    assert "LSTM projects its states (proj_size 3)" in str(note)
