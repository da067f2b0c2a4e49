"""The formula in one line, built up term by term, with the numbers of the core."""

import numpy as np
import pytest
from support.figure_readers import made, parsed, spoken

from rnnviz.analysis.formula import formula
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.gradients.formula import TERMS, formula_html, is_small, line_html, term_names
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry


def found(net, t=3, k=1, text="hello"):
    return formula(gradient_flow(net, made(net, text)[1]), t, k)


def numbers(node):
    return [float(cell.attributes["data-value"]) for cell in node.all("td") if cell.attributes]


def test_the_line_grows_term_by_term():
    one = found(registry.load("hello"))
    assert is_small(one)
    lines = [parsed(line_html(one, n)).one(".line").text for n in range(1, TERMS + 1)]
    assert lines[0] == "∂Lt/∂yt · …"
    assert lines[1] == "∂Lt/∂yt · ∂yt/∂ht · …"
    assert "∏j=k+1…t" in lines[2]
    assert lines[4].startswith("∂L/∂Whh = Σt Σk≤t ∂Lt/∂yt · ∂yt/∂ht · ")
    assert lines[4].endswith("∂hk/∂Whh")
    heads = [len(parsed(formula_html(one, n, "tanh")).all("h3")) for n in range(1, TERMS + 1)]
    assert heads == [1, 2, 3, 4, 5]
    assert term_names(one)[:2] == ("∂Lₜ/∂yₜ", "∂yₜ/∂hₜ")


def test_every_factor_has_its_number_and_the_sum_what_it_comes_to():
    one = found(registry.load("hello"))
    page = parsed(formula_html(one, TERMS, "tanh"))
    shown = [numbers(table) for table in page.all("table")]
    wanted = (
        one.by_output,
        one.readout,
        one.entering,
        np.diag(one.slopes[0]),
        one.product,
        one.shares[1],
        one.of_loss,
        one.total,
    )
    for values in wanted:
        assert any(np.array_equal(table, values.ravel()) for table in shown)
    assert "with t = 4 and k = 2" in parsed(line_html(one, TERMS)).text
    (stretches, added) = page.all(".stretches")
    cells = [spoken(cell.text) for cell in stretches.all("td")]
    np.testing.assert_allclose(cells[:2], one.factor_norms, rtol=6e-3)
    assert cells[2] == pytest.approx(np.prod(one.factor_norms), rel=6e-3)
    assert cells[3] == pytest.approx(np.linalg.norm(one.product, 2), rel=6e-3)
    assert cells[3] <= cells[2]  # ||X Y|| <= ||X|| ||Y||
    norms = [spoken(cell.text) for cell in added.all("td")]
    sizes = np.linalg.norm(one.shares, axis=(1, 2))
    np.testing.assert_allclose(norms, sizes[sizes > 0], rtol=0.06)


def test_a_linear_network_has_a_power_of_its_matrix():
    net = Network.random("identity", hidden=3, inputs=4, outputs=4, vocabulary=tuple("helo"))
    page = parsed(formula_html(found(net, 3, 0), 3, "identity"))
    assert "the product is Whh3, a matrix to a power" in page.text


def test_where_no_step_lies_between_the_product_is_one():
    page = parsed(line_html(found(registry.load("hello"), 3, 3), TERMS))
    assert "no step lies between, so the product is 1" in page.text


@pytest.mark.parametrize("net", ["english-tanh", "english-gru", "english-lstm"])
def test_a_large_or_gated_network_has_norms(net):
    one = found(registry.load(net), 20, 2, "the value of the function")
    assert not is_small(one)
    page = parsed(formula_html(one, TERMS, "tanh"))
    assert not page.all(".matrix")
    assert ("∂st" in page.text) == (net == "english-lstm")
    line = parsed(line_html(one, TERMS)).text
    assert "Here y is what the network puts out, the logits" in line
    assert ("The state s of an LSTM is h and c together." in line) == (net == "english-lstm")
    assert len(page.all("h3")) == TERMS
