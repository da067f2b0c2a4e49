"""Parameters counted by formula are those that PyTorch's modules have."""

import pytest
from torch import nn

from rnnviz.analysis.parameter_count import COMPARED, blocks_of, counted, counted_as, total
from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import Network

MODULES = {"tanh": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
KINDS = [
    {},
    {"layers": 3},
    {"bidirectional": True},
    {"layers": 2, "bidirectional": True, "embedding": 5},
    {"bias": False, "readout_bias": False},
]


def numel(module):
    return sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_count_is_that_of_pytorchs_modules(kind):
    net = Network.random(inputs=7, hidden=6, outputs=4, **kind)
    parts = counted(net)
    named = {"layers": "num_layers", "bidirectional": "bidirectional", "bias": "bias"}
    given = {other: kind[name] for name, other in named.items() if name in kind}
    for cell in COMPARED:
        rnn = MODULES[cell](kind.get("embedding", 7), 6, **given)
        wanted = numel(rnn) + numel(nn.Linear(6 * net.directions, 4, bias=net.readout_bias))
        if net.embedding:
            wanted += numel(nn.Embedding(7, net.embedding))
        assert total(parts, cell) == wanted
        layers = [part for part in parts if part.part == "layer"]
        for part in layers:
            ending = f"l{part.layer}"
            own = [p for name, p in rnn.named_parameters() if name.split("_", 2)[2].startswith(ending)]
            assert part.by_cell[cell] == sum(parameter.numel() for parameter in own)
            assert part.by_cell[cell] == part.directions * blocks_of(cell) * part.block
    assert total(parts, "tanh") == sum(values.size for values in net.parameters.values())


def test_a_network_without_a_readout_has_none_to_count():
    net = Network.random(inputs=3, hidden=2, outputs=2, readout=False)
    assert [part.part for part in counted(net)] == ["layer"]


def test_gates_are_blocks_of_rows():
    assert [blocks_of(cell) for cell in COMPARED] == [1, 3, 4]


def test_every_cell_counts_as_one_of_the_compared():
    found = {cell: counted_as(cell) for cell in CELLS}
    assert found == dict.fromkeys(CELLS, "tanh") | {
        "gru": "gru",
        "gru_before": "gru",
        "lstm": "lstm",
    }
