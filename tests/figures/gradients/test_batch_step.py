"""A batch in rows and in columns: the same numbers, transposed."""

import numpy as np
import pytest
from support.figure_readers import made, parsed

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.batch_step import batch_step
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.gradients import batch_step as figures
from rnnviz.pretrained import registry

X = np.array([[1.0, 0.0, 0.0, 0.0], [0.5, -0.25, 0.0, 2.0]])


@pytest.fixture
def step():
    net = registry.load("hello")
    flow = gradient_flow(net, made(net, "hello")[1])
    return batch_step(flow, arriving(flow), 2, X)


def tables(step, form):
    page = parsed(figures.batch_html(step, form, "tanh"))
    found = []
    for table in page.all("table"):
        rows = [
            [float(cell.attributes["data-value"]) for cell in row.all("td")] for row in table.all("tr")
        ]
        found.append(np.array(rows))
    return page, found


def test_columns_are_rows_turned_round(step):
    rows, columns = tables(step, figures.ROW)[1], tables(step, figures.COLUMN)[1]
    assert len(rows) == len(columns)
    for wanted in (
        step.x,
        step.hidden,
        step.by_x,
        step.by_weight_x,
        step.by_weight_h,
        step.by_bias[None],
    ):
        assert any(np.array_equal(one, wanted) for one in rows)
        assert any(np.array_equal(one, wanted.T) for one in columns)


@pytest.mark.parametrize(
    ("form", "heads"),
    [
        (figures.ROW, ("dX = da WxT", "dWx = XT da", "hk = tanh(hk−1 Wh + X Wx + b)")),
        (figures.COLUMN, ("dX = WihT da", "dWih = da XT", "hk = tanh(Whh hk−1 + Wih X + b)")),
    ],
)
def test_products_have_their_shapes(step, form, heads):
    page, _found = tables(step, form)
    said = [head.text for head in page.all("h3")]
    for head in heads:
        assert any(one.startswith(head) for one in said)
    sizes = "(2,4) = (2,4) (4,4)" if form == figures.ROW else "(4,2) = (4,4) (4,2)"
    assert any(sizes in one for one in said)


def test_of_a_large_network_the_formulas_and_shapes():
    net = registry.load("english-tanh")
    flow = gradient_flow(net, made(net, "the value")[1])
    large = batch_step(flow, arriving(flow), 2, flow.trace.read[0][:3])
    page = parsed(figures.batch_html(large, figures.ROW, "tanh"))
    assert not page.all("table")
    assert f"(3,64) = (3,{net.width(0)}) ({net.width(0)},64)" in page.text
