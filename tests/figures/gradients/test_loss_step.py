"""The first lines of backpropagation as HTML show the core's numbers."""

import numpy as np
import pytest
from support.figure_readers import made, parsed, spoken

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.loss_step import loss_step
from rnnviz.figures.gradients.loss_step import is_small, loss_html
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.pretrained import registry


def numbers(node):
    return [float(cell.attributes["data-value"]) for cell in node.all("td")]


def test_of_a_small_network_all_numbers_are_there():
    net = registry.load("hello")
    first = loss_step(gradient_flow(net, made(net, "hello")[1]), 3)
    assert is_small(first)
    page = parsed(loss_html(first, net.vocabulary))
    shown = [numbers(table) for table in page.all("table")]
    for values in (first.logits, first.predicted, first.wanted, first.slope, first.weight.value):
        assert any(np.array_equal(table, values.ravel()) for table in shown)
    assert shown[-1] == first.bias.value.tolist()
    due = net.vocabulary[int(first.wanted.argmax())]
    (line,) = (p for p in page.all("p") if "was due" in p.text)
    assert line.text.startswith(f"“{due}” was due and had p = ")
    p, loss = line.text.split("L = −log ")[1].removesuffix(" nats").split(" = ")
    assert spoken(loss) == pytest.approx(-np.log(spoken(p)), rel=2e-2)
    assert spoken(loss) == pytest.approx(first.loss, rel=6e-3)
    heads = [head.text for head in page.all("h3")]
    assert heads[0].startswith("Lt = −log pt[y]")
    assert any(head.startswith("dWhy = dzt htT") for head in heads)
    assert any(head.startswith("dby = dzt") for head in heads)
    assert "Why p − y?" in page.text


def test_of_a_large_one_the_largest_errors():
    net = registry.load("english-gru")
    first = loss_step(gradient_flow(net, made(net, "the value")[1]), 4)
    assert not is_small(first)
    page = parsed(loss_html(first, net.vocabulary))
    assert not page.all("table")
    largest = page.all(".part")[0].text
    place = int(np.abs(first.slope).argmax())
    assert net.vocabulary[place] in largest
    assert spoken(largest.split(" = ")[1]) == pytest.approx(first.slope[place], rel=6e-3)


@pytest.mark.parametrize("output", ["sigmoid", "linear"])
def test_bits_and_numbers_have_their_own_cost(output):
    net = Network.random("tanh", hidden=3, inputs=4, outputs=2, output=output)
    wanted = np.array([[0.0, 1.0], [1.0, 1.0]])
    first = loss_step(gradient_flow(net, unroll(net, np.array([0, 3]), wanted)), 1)
    page = parsed(loss_html(first))
    assert page.all("b")[0].text
    unit = "nats" if output == "sigmoid" else "half the squared error"
    assert unit in page.all(".sum")[0].text
