import numpy as np
import pytest
import torch
from support.figure_readers import parsed
from support.torch_oracle import MODULES

from rnnviz.figures.unroll import returned
from rnnviz.nn import pytorch
from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

READ = np.array([0, 2, 1, 1, 0])
STACKS = [{}, {"layers": 2}, {"bidirectional": True}, {"layers": 2, "bidirectional": True}]


def made(cell="tanh", **kind):
    net = Network.random(cell, inputs=3, hidden=4, outputs=3, **kind)
    return net, unroll(net, READ)


@pytest.mark.parametrize("cell", MODULES)
@pytest.mark.parametrize("stack", STACKS, ids=str)
def test_the_call_is_python_and_its_shapes_are_the_ones_said(cell, stack):
    net, trace = made(cell, **stack)
    said = {place.name: place.shape for place in returned.places(net, trace)}
    zeros = torch.zeros(said["h_n"])
    known = {"nn": torch.nn, "x": torch.zeros(said["x"]), "h_0": zeros, "c_0": zeros}
    exec(returned.call(net), known)
    for name in said.keys() - {"x"}:
        assert tuple(known[name].shape) == said[name]


@pytest.mark.parametrize("cell", MODULES)
def test_the_loop_is_python_and_gives_the_same(cell):
    net, _ = made(cell)
    known = {"nn": torch.nn, "x": torch.randn(5, 1, 3), "h_0": torch.randn(1, 1, 4)}
    known["c_0"] = torch.randn(1, 1, 4)
    exec(returned.call(net), known)
    names = {name.removesuffix("_l0"): value for name, value in known["rnn"].state_dict().items()}
    first, *rest = returned.loop_call(net).split("\n")
    exec(first, known)
    known["cell"].load_state_dict(names)
    exec("\n".join(rest), known)
    torch.testing.assert_close(known["h"], known["output"][-1])
    assert returned.loop_call(made(cell, layers=2)[0]) == ""


@pytest.mark.parametrize("cell", CELLS)
def test_no_call_is_written_that_would_compute_something_else(cell):
    page = parsed(returned.places_html(*made(cell)))
    assert ("nn." in page.text) == (cell in MODULES)
    assert ("PyTorch has no module with this cell" in page.text) == (cell not in MODULES)


def test_where_the_same_numbers_stand():
    net, _ = made(bidirectional=True)
    rnn, _, _ = net.to_torch()
    output, h_n = rnn(torch.eye(3, dtype=torch.float64)[torch.tensor(READ)][:, None])
    assert "output[-1, :, :H] and output[0, :, H:]" in returned.same_numbers(net)
    assert torch.equal(h_n[-2], output[-1, :, :4])
    assert torch.equal(h_n[-1], output[0, :, 4:])
    assert returned.same_numbers(made()[0]) == "output[-1] and h_n[-1] are the same numbers."


def test_the_numbers_are_shown_where_they_fit():
    net, trace = made("lstm", layers=2)
    tree = parsed(returned.arrays_html(net, trace))
    assert [box.text for box in tree.all(".name")] == ["output", "hn", "cn"]
    numbers = [float(cell.attributes["data-value"]) for cell in tree.all("td")]
    hidden, memory = trace.state
    wanted = [trace.hidden[-1].ravel(), hidden.ravel(), memory.ravel()]
    assert numbers == list(np.concatenate(wanted))
    large = Network.random(inputs=3, hidden=40, outputs=3)
    trace = unroll(large, READ)
    html = returned.arrays_html(large, trace)
    assert "of each row the first 12 of 40 numbers" in html
    numbers = [float(cell.attributes["data-value"]) for cell in parsed(html).all("td")]
    hidden, _memory = trace.state
    assert numbers == [*trace.hidden[-1][:, :12].ravel(), *hidden[:, :12].ravel()]


def test_of_a_long_text_the_last_steps_are_shown():
    net, _ = made()
    html = returned.arrays_html(net, unroll(net, np.zeros(30, int)))
    assert "output: the last 8 of 30 steps" in html


@pytest.mark.parametrize("cell", ["relu", "gru", "lstm"])
def test_pytorchs_own_numbers_are_the_same_or_it_says_that_they_are_not(cell):
    net, trace = made(cell)
    first = (trace.initial, trace.initial_memory)
    at_once, by_cells = pytorch.returned(net, trace.read[0], first)
    rows = parsed(returned.compared_html(net, trace, at_once, by_cells)).all("tr")[1:]
    assert [row.attributes["class"] for row in rows] == ["agrees", "agrees"]
    shown = "[" + ", ".join(f"{value:.4f}" for value in at_once.output[-1]) + "]"
    assert shown.replace("-", "−") in rows[0].text
    other = at_once._replace(output=at_once.output + 0.01)
    rows = parsed(returned.compared_html(net, trace, other, by_cells)).all("tr")[1:]
    assert [row.attributes["class"] for row in rows] == ["differs", "agrees"]
