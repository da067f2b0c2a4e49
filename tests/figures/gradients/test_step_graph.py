"""The graph of a step has the numbers of every edge, forward and back."""

import numpy as np
import pytest
from support.figure_readers import made, parsed

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.step_graph import step_graph
from rnnviz.figures.gradients import step_graph as figures
from rnnviz.pretrained import registry


def graph(name, text="hello", step=2):
    net = registry.load(name)
    flow = gradient_flow(net, made(net, text)[1])
    return step_graph(flow, arriving(flow), step)


def test_every_edge_has_what_goes_forward_and_what_comes_back():
    found = graph("hello")
    page = parsed(figures.graph_html(found))
    edges = page.all(".edge")
    assert len(edges) == len(found.edges)
    for edge, node in zip(found.edges.values(), edges, strict=True):
        forth, back = node.one(".forth"), node.one(".back")
        assert forth.one(".name").text.startswith("→ ")
        assert back.one(".name").text.startswith("← d")
        for side, values in ((forth, edge.forward), (back, edge.back)):
            shown = [float(cell.attributes["data-value"]) for cell in side.all("td")]
            if values.ndim == 1:
                np.testing.assert_array_equal(shown, values)
            else:
                assert not shown
                assert "4×4" in side.text
    assert [node.text for node in page.all(".node")] == ["MatMul", "MatMul", "+", "tanh"]


def test_a_plus_has_the_same_numbers_on_all_its_sides():
    page = parsed(figures.graph_html(graph("hello")))
    back = {
        edge.attributes["style"].removeprefix("grid-area:"): [
            cell.attributes["data-value"] for cell in edge.one(".back").all("td")
        ]
        for edge in page.all(".edge")
    }
    assert back["a"] == back["Wx"] == back["Wh"] == back["b"]
    assert "A + passes the gradient on unchanged" in figures.lesson(graph("hello"))
    assert "dt<sub>k</sub>" in figures.lesson(graph("hello"))


@pytest.mark.parametrize("net", ["english-tanh"])
def test_of_long_vectors_there_are_shape_and_norm(net):
    page = parsed(figures.graph_html(graph(net)))
    assert not page.all("td")
    assert page.text.count("norm") == 18
