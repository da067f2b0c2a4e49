import numpy as np

from rnnviz import plot
from rnnviz.analysis.matrix_chain import Chain, chain_passes
from rnnviz.plot import CALLS

CHAIN = Chain(activation="tanh", draws=5, steps=10)


def test_every_picture_of_a_chain_is_drawn():
    for name in CALLS["chains"]:
        made = getattr(plot, name)(CHAIN)
        assert getattr(made, "source", None) or made.data, name


def test_the_norms_are_the_chain_s_own():
    middle = np.median(chain_passes(CHAIN).norms(), axis=1)
    lines = [one.y for one in plot.chain_norms(CHAIN).data if one.y is not None]
    assert any(len(line) == 11 and np.allclose(line, middle) for line in lines)


def test_clipping_takes_a_distance_and_a_limit():
    assert plot.clipping(CHAIN, 0, 0.1).data
    assert "0.1" in plot.clipping_terms(CHAIN, 0, 0.1).words
