"""The parts of the derivation on Backpropagate are computed when they are unfolded."""

import pytest

from rnnviz.figures.gradients.formula import TERMS

PAGE = "pages/backpropagate.py"


def test_the_first_line_is_that_of_the_chosen_loss(opened):
    page = opened(PAGE, loss="yes", step="2")
    first = page.arithmetic[0]
    assert "the loss of step 2" in first.text
    assert "was due and had p = " in first.text
    page.tell("arrivals", step=2)
    assert "the loss of step 3" in page.arithmetic[0].text


def test_the_formula_is_that_of_the_chosen_cell(opened):
    page = opened(PAGE, formula="yes")
    assert "with t = 4 and k = 2" in page.arithmetic[0].text  # until a cell is clicked
    page.tell("formula cell", cell=[2, 0, 1700000000000])
    assert "with t = 3 and k = 1" in page.arithmetic[0].text
    assert page.figure("formula cell")["layout"]["title"]["text"] == "The cell t = 3, k = 1"
    assert len(page.arithmetic[1].all("h3")) == TERMS
    page.choose(**{"flow terms": 2})
    assert len(page.arithmetic[1].all("h3")) == 2
    assert page.address == {"formula": "yes", "step": "3", "k": "1", "terms": "2"}


def test_what_the_formula_cannot_say_is_said(opened):
    page = opened(PAGE, formula="yes", step="2", k="4")
    assert any("The loss of step 2 does not depend on step 4" in said for said in page.notices)
    page = opened(PAGE, formula="yes", net="random", layers="2", row="0")
    assert any("Below the top layer" in said for said in page.notices)


@pytest.mark.parametrize(("cell", "own"), [("tanh", "tanh"), ("lstm", "σ"), ("relu", "ReLU")])
def test_the_slope_of_the_networks_own_activation_has_its_picture(opened, cell, own):
    assert not opened(PAGE, net="random", cell=cell).has("slope")
    page = opened(PAGE, net="random", cell=cell, slope="yes")
    assert page.figure("slope")["layout"]["title"]["text"].startswith(f"{own} and its slope")
    assert not any("in its place" in said for said in page.captions)


def test_the_graph_is_that_of_the_opened_step(opened):
    page = opened(PAGE, graph="yes", k="2")
    (graph,) = (one for one in page.arithmetic if "derivatives back (←), at step 2" in one.text)
    assert len(graph.all(".edge")) == 9
    assert any("A + passes the gradient on unchanged" in said for said in page.captions)
    page = opened(PAGE, graph="yes", net="random", cell="lstm")
    assert any("LSTM has such a graph in every gate" in said for said in page.notices)


def test_another_activation_has_the_same_sums_for_comparison(opened):
    page = opened(PAGE, slope="yes", curve="relu")
    assert page.figure("slope")["layout"]["title"]["text"].startswith("ReLU and its slope")
    assert any("as if ReLU were in its place" in said for said in page.captions)
    page.choose(**{"flow curve shown": "tanh"})
    assert page.address == {"slope": "yes"}
