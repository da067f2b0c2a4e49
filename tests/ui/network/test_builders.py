import numpy as np
import pytest

from rnnviz.nn.network import Network
from rnnviz.ui.network import builders


def test_a_ready_trained_network_is_always_the_same_object():
    assert builders.trained("hello") is builders.trained("hello")


def test_so_is_a_random_one_of_the_same_settings():
    settings = {"inputs": 2, "hidden": 3, "outputs": 2, "seed": 1}
    net = builders.random(**settings)
    assert net is builders.random(**settings)
    assert net is not builders.random(**{**settings, "seed": 2})
    for name, values in Network.random(**settings).parameters.items():
        np.testing.assert_array_equal(net.parameters[name], values)


def test_every_weight_by_hand_is_one_and_every_bias_zero():
    net = builders.by_hand("tanh", None)
    for name, values in net.parameters.items():
        assert np.all(values == ("weight" in name)), name
    assert sum(values.size for values in net.parameters.values()) == builders.weight_count() == 18


def test_edited_weights_stand_in_the_order_of_the_parameters():
    count = builders.weight_count()
    net = builders.by_hand("relu", [float(n) for n in range(count)])
    flat = np.concatenate([values.ravel() for values in net.parameters.values()])
    np.testing.assert_array_equal(flat, np.arange(count))
    assert net.cell == "relu"


@pytest.mark.parametrize("count", [0, 3])
def test_weights_of_another_network_are_no_weights(count):
    net = builders.by_hand("tanh", [2.0] * count)
    assert np.all(net.parameters["readout.weight"] == 1.0)


def test_trios():
    trained = builders.trained_trio()
    assert [net.cell for net in trained.values()] == list(trained) == ["tanh", "gru", "lstm"]
    assert len({net.vocabulary for net in trained.values()}) == 1
    like = builders.random(
        cell="relu",
        inputs=3,
        hidden=4,
        outputs=3,
        layers=2,
        bidirectional=True,
        vocabulary=tuple("abc"),
    )
    for cell, net in builders.random_trio(like, 5).items():
        assert net.cell == cell
        assert (net.hidden, net.layers, net.bidirectional) == (4, 2, True)
        assert net.vocabulary == tuple("abc")
