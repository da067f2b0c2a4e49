"""The HTML of one step back shows the core's numbers, with shapes and names."""

import numpy as np
import pytest
from support.figure_readers import made, parsed, spoken
from support.network_kinds import cells

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.backward_step import backward_arithmetic
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.base.numbers import number
from rnnviz.figures.gradients.backward_step import back_html, is_small
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry


def opened(net, text="hello", t=3, step=2):
    flow = gradient_flow(net, made(net, text)[1])
    return backward_arithmetic(flow, arriving(flow, t), step)


def numbers(node):
    return [float(cell.attributes["data-value"]) for cell in node.all("td")]


@cells
def test_all_numbers_of_a_small_network_are_there(cell):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, vocabulary=tuple("helo"))
    back = opened(net)
    assert is_small(back)
    page = parsed(back_html(back, 0, net.vocabulary))
    shown = [numbers(table) for table in page.all("table")]
    wanted = [line.value for line in (*back.arriving[:1], *back.on)]
    wanted += [mix.value for mix in (*back.mixes, *back.biases)]
    wanted += [outer.value.ravel() for outer in back.outers]
    for values in wanted:
        assert any(np.array_equal(table, values) for table in shown)
    heads = [head.text for head in page.all("h3")]
    for name in ("dhk = ", "dhk−1 = ", "dxk = "):
        assert any(head.startswith(name) for head in heads)
    assert any("(4,1) = (3,4)T (3,1)" in head for head in heads)
    assert any("(3,4) = (3,1) (1,4)" in head for head in heads)
    assert "Why the transpose?" in page.text


@pytest.mark.parametrize("net", ["english-tanh", "english-gru", "english-lstm"])
def test_of_a_large_network_one_unit_is_shown(net):
    net = registry.load(net)
    back = opened(net, "the value", t=7, step=5)
    assert not is_small(back)
    page = parsed(back_html(back, 9, net.vocabulary))
    assert not page.all("table")
    (passed,) = (p for p in page.all("p") if p.text.startswith("dhk−1[10] = "))
    assert spoken(passed.all("b")[0].text) == pytest.approx(back.on[0].value[9], rel=6e-3)
    for mix in back.mixes:
        name = parsed(subscripted(mix.name)).text
        (line,) = (p for p in page.all("p") if p.text.startswith(f"{name}[10] = "))
        assert line.all("b")[0].text == number(float(mix.value[9]))
