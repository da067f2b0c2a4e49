"""The bound with its two betas holds, and its parts are what NumPy's decompositions say."""

import numpy as np
import pytest

from rnnviz.analysis.chain_bound import chain_bound
from rnnviz.analysis.matrix_chain import ACTIVATIONS, MATRICES, Chain, chain_passes


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("matrix", MATRICES)
def test_every_line_holds(matrix, activation):
    chain = Chain(matrix=matrix, activation=activation, hidden=5, steps=7, draws=6, gain=1.1)
    done = chain_passes(chain)
    found = chain_bound(chain, done)
    matrices = chain.matrices()
    weight = max(np.linalg.norm(one, 2) for one in matrices)
    slopes = np.ones(1) if done.slopes is None else done.slopes
    assert found.beta_weight == pytest.approx(weight)
    assert found.beta_slope == slopes.max()
    last = np.ones(chain.size) if done.slopes is None else done.slopes[-1, 0, :, 0]
    assert found.one_step == pytest.approx(np.linalg.norm(matrices[0].T @ np.diag(last), 2))
    assert found.one_weight == pytest.approx(np.linalg.norm(matrices[0], 2))
    assert found.one_slope == pytest.approx(np.linalg.norm(np.diag(last), 2))
    # the norm of a product is at most the product of the norms, at a step and over all of them
    assert found.one_step <= found.one_weight * found.one_slope * (1 + 1e-12)
    assert found.met <= found.most * (1 + 1e-12)
    assert found.most == pytest.approx(found.rate**7)
    norms = done.norms()
    assert found.met == pytest.approx((norms[-1] / norms[0]).max())


def test_what_overflows_is_no_error():
    chain = Chain(matrix="identity", gain=3.0, scale=100.0, steps=200, activation="relu")
    found = chain_bound(chain, chain_passes(chain))
    assert found.rate == pytest.approx(3.0)
