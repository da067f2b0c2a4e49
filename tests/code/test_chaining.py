from itertools import product

import numpy as np
import pytest
from support.run_script import run_notebook, run_script

from rnnviz.analysis.matrix_chain import (
    ACTIVATIONS,
    MATRICES,
    NETWORK,
    OWN,
    STARTS,
    Chain,
    NetworkMatrix,
    chain_passes,
    measure,
    read_table,
)
from rnnviz.analysis.remedies import clip_both
from rnnviz.code.chaining import chain_code

TABLES = {
    OWN: read_table("0.5 1; 0 0.9"),
    NETWORK: NetworkMatrix("one", np.random.default_rng(0).normal(size=(20, 20)) / 4),
}


def chain(matrix, activation="tanh", start="direction"):
    more = {"draws": 6, "steps": 12, "hidden": 5, "gain": 1.3, "scale": 0.7, "seed": 3}
    return Chain(matrix=matrix, activation=activation, start=start, table=TABLES.get(matrix), **more)


def same(ran, of):
    passes = chain_passes(of)
    assert np.allclose(ran("norms"), passes.norms() * measure(of), rtol=1e-12)
    assert np.allclose(ran("singular"), of.spectrum().singular, atol=1e-12)
    assert np.isclose(abs(ran("eigenvalues")[0]).max(), of.spectrum().radius)
    clipped = clip_both(passes.gradients[7, 0, :, 0], 0.1)
    norms = [np.linalg.norm(ran(name)) for name in ("gradient", "by_norm", "by_value")]
    assert np.allclose(norms, clipped.norms)


@pytest.mark.parametrize("kind", list(product([*MATRICES, OWN, NETWORK], ACTIVATIONS, STARTS)), ids=str)
def test_both_scripts_give_the_page_s_norms(kind):
    of = chain(*kind)
    code = chain_code(of, 7, 0.1)
    for language in ("numpy", "pytorch"):
        same(run_script(code, language), of)


def test_the_notebook_gives_them_cell_by_cell():
    of = chain("random")
    for ran in run_notebook(chain_code(of, 7, 0.1)):
        same(ran, of)
