"""Everything on the page by its letters, with its shape in the network on screen."""

import re

import numpy as np
import pytest
from support.figure_readers import parsed

from rnnviz.figures.gradients.names import BACK, FORWARD, names_html, sizes_of
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry

# what the table calls PyTorch's parameters
PARAMETERS = {
    "Wih": "rnn.weight_ih_l0",
    "Whh": "rnn.weight_hh_l0",
    "bih, bhh": "rnn.bias_hh_l0",
    "Why": "readout.weight",
    "by": "readout.bias",
    "E": "embedding.weight",
}


def lines(net, layer=0):
    found = {}
    for line in parsed(names_html(net, layer, 5)).all("tr"):
        cells = [cell.text for cell in line.all("td")]
        if cells:
            found[cells[0]] = cells
    return found


def test_only_a_reset_before_the_product_has_a_name_of_its_own():
    for cell in ("gru", "gru_before"):
        table = parsed(names_html(Network.random(cell, hidden=3, inputs=2, outputs=2), 0, 4))
        assert ("what Whn reads in the place of hk−1" in table.text) == (cell == "gru_before")


@pytest.mark.parametrize("cell", ["tanh", "relu", "gru", "gru_before", "lstm"])
@pytest.mark.parametrize("embedding", [None, 3])
def test_every_parameter_has_its_shape_and_so_has_its_gradient(cell, embedding):
    net = Network.random(
        cell, hidden=6, inputs=4, outputs=4, vocabulary=tuple("helo"), embedding=embedding
    )
    found = lines(net)
    for name, full in PARAMETERS.items():
        if full not in net.parameters:
            assert name not in found
            continue
        shape = "×".join(map(str, net.parameters[full].shape))
        assert found[name][2].endswith(f" = {shape}")
        gradient = "dbih, dbhh" if name.startswith("bih") else f"d{name}"
        assert found[gradient][2] == found[name][2]
    assert all(cells[1] for cells in found.values())


def test_rows_are_columns_turned_round():
    found = lines(registry.load("english-lstm"))
    column, row = (re.findall(r"\d+", found["Wih"][place]) for place in (2, 4))
    assert row == column[::-1]
    assert found["hk"][4] == "(N, H)"
    assert found["T"][2] == "T = 5"


def test_only_what_the_network_has_is_named():
    plain = lines(Network.random("tanh", hidden=3, inputs=2, outputs=3, bias=False, readout=False))
    assert not {"ck", "bih, bhh", "Why", "by", "E", "G"} & plain.keys()
    assert "∂hj/∂hj−1" in plain
    gated = lines(registry.load("english-lstm"))
    assert {"ck", "G", "∂sj/∂sj−1"} <= gated.keys()
    assert not {"dtk", "f, f′"} & gated.keys()
    assert sizes_of(registry.load("english-lstm"), 0, 5)["GH"] == 4 * 64


def test_no_name_means_two_things():
    for cell in ("tanh", "gru", "gru_before", "lstm"):
        net = Network.random(cell, hidden=3, inputs=2, outputs=2)
        rows = [line for line in parsed(names_html(net, 0, 5)).all("tr") if line.all("td")]
        assert len(rows) == len(lines(net))
    assert len(np.unique([name.meaning for name in FORWARD])) == len(FORWARD)
    assert BACK[0].column == "dz_t"
