import numpy as np
import pytest
import torch
from support.network_kinds import cells

from rnnviz.analysis.cell_wires import largest_c, wires
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

READ = np.array([0, 2, 1, 1])


def made(cell, **kind):
    net = Network.random(cell, inputs=3, hidden=4, outputs=3, seed=3, **kind)
    return net, unroll(net, READ)


def test_an_lstms_wires_are_those_of_pytorchs_cell():
    net, trace = made("lstm")
    found = wires(net, trace, 2)
    rnn, _, _ = net.to_torch()
    cell = torch.nn.LSTMCell(3, 4, dtype=torch.float64)
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in rnn.state_dict().items()})
    given = torch.tensor(found["h before"]), torch.tensor(found["c before"])
    h, c = cell(torch.eye(3, dtype=torch.float64)[READ[2]], given)
    np.testing.assert_allclose(found["h"], h.detach(), atol=1e-12)
    np.testing.assert_allclose(found["f*c"] + found["i*g"], c.detach(), atol=1e-12)
    np.testing.assert_allclose(found["c"], c.detach(), atol=1e-12)
    np.testing.assert_allclose(found["o"] * found["tanh c"], h.detach(), atol=1e-12)


def test_a_grus_wires_are_those_of_pytorchs_cell():
    net, trace = made("gru")
    found = wires(net, trace, 2)
    rnn, _, _ = net.to_torch()
    cell = torch.nn.GRUCell(3, 4, dtype=torch.float64)
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in rnn.state_dict().items()})
    h = cell(torch.eye(3, dtype=torch.float64)[READ[2]], torch.tensor(found["h before"]))
    np.testing.assert_allclose(found["h"], h.detach(), atol=1e-12)
    np.testing.assert_allclose(found["z*h"] + found["(1-z)*n"], h.detach(), atol=1e-12)
    np.testing.assert_allclose(np.tanh(found["x part"] + found["r*h"]), found["n"], atol=1e-12)
    np.testing.assert_allclose(found["r"] * found["h part"], found["r*h"], atol=1e-12)


def test_a_reset_first_grus_wires_are_those_of_its_equations():
    net, trace = made("gru_before")
    found = wires(net, trace, 2)
    weights = net.weights("l0")
    _, _, w_n = np.split(weights.weight_hh, 3)
    _, _, b_n = np.split(weights.bias_hh, 3)
    np.testing.assert_allclose(found["r*h"], found["r"] * found["h before"], atol=1e-12)
    np.testing.assert_allclose(found["h part"], w_n @ found["r*h"] + b_n, atol=1e-12)
    np.testing.assert_allclose(np.tanh(found["x part"] + found["h part"]), found["n"], atol=1e-12)
    np.testing.assert_allclose(found["z*h"] + found["(1-z)*n"], found["h"], atol=1e-12)


@cells
def test_every_wire_is_there_in_every_layer_and_direction(cell):
    net, trace = made(cell, layers=2, bidirectional=True)
    for layer in (0, 1):
        for backwards in (False, True):
            row = 2 * layer + backwards
            found = wires(net, trace, 1, layer, backwards)
            np.testing.assert_array_equal(found["h"], trace.hidden[row, 1])
            assert {values.shape for values in found.values()} == {(4,)}
            if not net.kind.gates:
                np.testing.assert_allclose(found["x part"] + found["h part"], found["sum"])


@pytest.mark.parametrize("cell", ["tanh", "gru"])
def test_without_a_cell_state_nothing_leaves_one(cell):
    _, trace = made(cell)
    assert largest_c(trace, 0) is None


def test_the_largest_c_is_found_and_may_leave_one():
    net = Network.random("lstm", inputs=1, hidden=2, outputs=1, forget_bias=8.0)
    opened = {name: values.copy() for name, values in net.parameters.items()}
    opened["rnn.weight_ih_l0"][:] = 5.0  # all gates open, the candidate 1
    trace = unroll(net.with_parameters(opened), np.zeros(6, int))
    step, unit, value = largest_c(trace, 0)
    assert step == 5
    assert value == trace.memory[0, step, unit] == np.abs(trace.memory).max()
    assert 4.0 < value < 6.0  # nearly 1 more at every step
    assert np.abs(trace.hidden).max() < 1.0
