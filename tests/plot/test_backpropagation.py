import numpy as np
import pytest
from support.plotted import flow, heat, pairs

import rnnviz
from rnnviz import plot
from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.parameter_shares import parameter_shares


@pytest.mark.parametrize("of", ["h", "c"])
def test_the_matrix_is_the_flow_s_own(of):
    source = flow() if of == "h" else flow().memory
    drawn = heat(plot.gradients(flow(), of))
    known = np.isfinite(drawn)
    below = source.matrix > 0
    assert np.allclose(drawn[below], np.log10(source.matrix[below]), atol=6e-4)  # three decimals
    assert known[below].all()


def test_distances_are_means_over_all_losses():
    line = plot.distance(flow()).data
    mean = np.diagonal(flow().matrix).mean()
    assert any(one.y is not None and len(one.y) and np.isclose(one.y[0], mean) for one in line)
    row = plot.distance(flow(), t=3, linear=True).data
    assert any(
        one.y is not None and len(one.y) and np.isclose(one.y[0], flow().matrix[3, 3]) for one in row
    )
    several = plot.distances({"LSTM": flow(), "tanh": flow("tanh", 1)})
    assert {"LSTM, h", "LSTM, c", "tanh"} <= {one.name for one in several.data}


def test_the_others_have_what_they_are_about():
    one = flow("tanh", 1)
    assert plot.gradient_cell(one, 3, 1).layout.title.text == "The cell t = 4, k = 2"
    assert plot.depth(hidden=4).data
    assert plot.truncated(one, 2).data
    assert plot.slope(one, 2).data
    drawn = heat(plot.shares(one, t=3))
    shares = parameter_shares(one, arriving(one, 3), "whh", 3)
    assert np.isclose(np.nanmax(np.abs(drawn)), np.abs(shares.sum(axis=0)).max(), rtol=1e-2)
    assert len(plot.arriving_chain(one).source) > 10_000
    assert "leaned" in plot.leaned(one, between=" ").source
    assert plot.step_back(one, 1, 3).title == "One step back at step 2, number by number"
    assert "arithmetic" in plot.first_line(one).source
    assert "line" in plot.formula(one, 3, 1).source
    assert "graph" in plot.graph(one, 1).source
    assert "arithmetic" in plot.batch_step(one, [[1, 0, 0, 0], [0, 1, 0, 0]]).source
    assert "W_hh" in plot.names(one).source or "hh" in plot.names(one).source


def test_the_check_says_what_came_of_it():
    net, trace = pairs()
    assert "agree" in plot.checked(rnnviz.gradient_flow(net, trace)).source
