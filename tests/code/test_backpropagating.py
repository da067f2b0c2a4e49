import numpy as np
import pytest
from support.run_script import run_notebook, run_script
from support.scripted import KINDS, made, pieces

import rnnviz
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.code.backpropagating import SAID, backpropagate_code
from rnnviz.plot.readings import values_of_flow

T = rnnviz.Truncation
CUTS = [T.full(), T.windows(2), T.even(2), T.sliding(3), T(every=2, reach=3)]


@pytest.mark.parametrize(("place", "kind"), list(enumerate(KINDS)), ids=str)
def test_both_scripts_give_the_page_s_matrix(place, kind):
    net, trace = made(*kind)
    rows = len(trace.hidden)
    for number, of in enumerate(SAID):
        if of in ("c", "cc") and not net.kind.has_memory:
            continue
        row, cut = (place + number) % rows, CUTS[(place + number) % len(CUTS)]
        wanted = values_of_flow(rnnviz.gradient_flow(net, trace, row), of)
        code = backpropagate_code(net, pieces(net, trace), trace, of, row, cut)
        for language in ("numpy", "pytorch"):
            ran = run_script(code, language)
            assert np.allclose(ran("matrix"), wanted, rtol=0, atol=1e-12), (of, row, language)
            if cut.every:
                lower = np.tril_indices(trace.steps)
                left = (wanted * reached(cut, trace.steps))[lower]
                assert np.allclose(ran("matrix_cut")[lower], left, rtol=0, atol=1e-12)


def test_the_notebook_gives_it_cell_by_cell():
    net, trace = made("gru", 2, False, None, "softmax")
    wanted = rnnviz.gradient_flow(net, trace).matrix
    for ran in run_notebook(backpropagate_code(net, pieces(net, trace), trace)):
        assert np.allclose(ran("matrix"), wanted, rtol=0, atol=1e-12)


def test_without_a_loss_the_matrix_is_zero():
    net, _trace = made("lstm", 1, False, None, "softmax")
    trace = rnnviz.unroll(net, [0, 1])
    for language in ("numpy", "pytorch"):
        assert not run_script(backpropagate_code(net, ("h", "e"), trace), language)("matrix").any()
