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
    page.tell("matrix", cell=[2, 0, 1700000000000])
    assert "with t = 3 and k = 1" in page.arithmetic[0].text
    assert len(page.arithmetic[0].all("h3")) == TERMS
    page.choose(**{"flow terms": 2})
    assert len(page.arithmetic[0].all("h3")) == 2
    assert page.address == {"formula": "yes", "step": "3", "k": "1", "terms": "2"}


def test_what_the_formula_cannot_say_is_said(opened):
    page = opened(PAGE, formula="yes", step="2", k="4")
    assert any("The loss of step 2 does not depend on step 4" in said for said in page.notices)
    page = opened(PAGE, formula="yes", net="random", layers="2", row="0")
    assert any("Below the top layer" in said for said in page.notices)


@pytest.mark.parametrize(("cell", "names"), [("tanh", ["tanh"]), ("lstm", ["sigmoid", "tanh"])])
def test_the_slope_of_every_activation_has_its_picture(opened, cell, names):
    assert not opened(PAGE, net="random", cell=cell).has("slope tanh")
    page = opened(PAGE, net="random", cell=cell, slope="yes")
    for name in names:
        assert page.has(f"slope {name}")
    assert any("the quotient rule gives" in said for said in page.captions)


def test_the_graph_is_that_of_the_opened_step(opened):
    page = opened(PAGE, graph="yes", k="2")
    assert page.figure("graph")["layout"]["title"]["text"].endswith("at step 2")
    assert any("A + passes the gradient on unchanged" in said for said in page.captions)
    page = opened(PAGE, graph="yes", net="random", cell="lstm")
    assert any("LSTM has such a graph in every gate" in said for said in page.notices)
