"""The matrices of networks on Vanish & explode: as they are, and as wide as they are."""

import numpy as np
import pytest

from rnnviz.nn.network import Network
from rnnviz.storage import datasets
from rnnviz.ui.network import builders
from rnnviz.ui.vanishing.network_matrix import activation_of, blocks_of, matrix_of, network_of


@pytest.fixture
def wide(store):
    net = Network.random("lstm", inputs=3, hidden=300, outputs=3, layers=2, bidirectional=True)
    return f"file.{datasets.save(net.to_bytes())}", net


def test_a_matrix_is_the_networks_own(store):
    net = builders.trained("english-lstm")
    for block, name in enumerate("ifgo"):
        found = matrix_of("english-lstm", 0, block)
        whole = net.parameters["rnn.weight_hh_l0"]
        np.testing.assert_array_equal(found.array, whole[block * net.hidden :][: net.hidden])
        assert blocks_of(net)[block] == name
    assert matrix_of("english-lstm", 7, 3) == matrix_of("english-lstm", 0, 3)
    assert matrix_of("english-lstm", 0, 3) != matrix_of("english-lstm", 0, 2)
    assert network_of("english-lstm") is net


def test_layers_and_directions_have_their_own(wide):
    word, net = wide
    found = matrix_of(word, 3, 1)
    whole = net.parameters["rnn.weight_hh_l1_reverse"]
    np.testing.assert_array_equal(found.array, whole[300:600])


@pytest.mark.parametrize(
    ("word", "activation"), [("english-tanh", "tanh"), ("english-gru", "tanh"), ("srn", "identity")]
)
def test_a_chain_takes_the_activation_of_the_cells(store, word, activation):
    if word == "srn":
        word = f"file.{datasets.save(Network.random('identity', inputs=2, outputs=2).to_bytes())}"
    assert activation_of(word) == activation


def test_the_page_takes_a_network(opened, wide):
    page = opened("pages/vanish.py")
    page.choose(**{"chain matrix": "network"})
    assert page.address == {"matrix": "network", "gain": "1", "activation": "tanh"}
    page.choose(**{"chain block": 2})
    assert page.address["block"] == "2"
    word, net = wide
    page = opened("pages/vanish.py", matrix="network", net=word, row="2", block="1", gain="1")
    assert not page.notices
    said = " ".join([*page.captions, *(one.value for one in page.at.caption)])
    largest = np.linalg.norm(net.parameters["rnn.weight_hh_l1"][300:600], 2)
    assert f"Its largest singular value, {largest:.2f}, is the most" in said
    assert "Compared are networks of 64 units, not of 300." in said
    assert "one of them acts alone" in said


def test_a_network_that_has_gone_leaves_the_last_chain(opened, store):
    page = opened("pages/vanish.py", matrix="network", net="file.0123456789abcdef")
    assert any("open the file of this one again" in said for said in page.notices)
