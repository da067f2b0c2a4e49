"""The graph of a step has the numbers of every edge, forward and back."""

import json

import pytest
from support.figure_readers import made

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.step_graph import step_graph
from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.gradients import step_graph as figures
from rnnviz.pretrained import registry


def graph(name, text="hello", step=2):
    net = registry.load(name)
    flow = gradient_flow(net, made(net, text)[1])
    return step_graph(flow, arriving(flow), step)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("net", ["hello", "english-tanh"])
def test_every_edge_has_what_goes_forward_and_what_comes_back(net, dark):
    found = graph(net)
    figure = figures.step_graph(found, dark)
    json.dumps(figure, allow_nan=False)
    words = [label["text"] for label in figure["layout"]["annotations"]]
    for edge in found.edges.values():
        assert f"→ {subscripted(figures.written(edge))}" in words
        assert f"← {subscripted(figures.written(edge, back=True))}" in words
    assert words.count("<b>MatMul</b>") == 2
    assert "<b>tanh</b>" in words
    said = figures.in_words(found)
    assert said.count("forward") == len(found.edges)


def test_numbers_where_they_are_few_and_a_norm_where_they_are_many():
    assert figures.written(graph("hello").edges["out"]).startswith("h_k: 4, norm")
    assert "64, norm" in figures.written(graph("english-tanh").edges["out"])
    assert "A + passes the gradient on unchanged" in figures.lesson(graph("hello"))
