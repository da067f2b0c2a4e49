import numpy as np
import pytest
from support.run_script import run_notebook, run_script
from support.scripted import KINDS, made, pieces

import rnnviz
from rnnviz.code.unrolling import unroll_code


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_both_scripts_give_the_page_s_numbers(kind):
    net, trace = made(*kind)
    code = unroll_code(net, pieces(net, trace), trace)
    for language in ("numpy", "pytorch"):
        ran = run_script(code, language)
        for name in ("logits", "probabilities", "losses"):
            assert np.allclose(ran(name), getattr(trace, name), rtol=0, atol=1e-12, equal_nan=True), (
                name
            )
        if "hidden" in ran:
            assert np.allclose(ran("hidden"), trace.hidden, rtol=0, atol=1e-12)
        else:  # PyTorch's own module returns the top layer's
            top = np.concatenate(list(trace.hidden[-net.directions :]), axis=-1)
            assert np.allclose(ran("read"), top, rtol=0, atol=1e-12)
        assert ran.printed.count("\n") >= trace.steps


def test_the_notebook_gives_them_cell_by_cell():
    net, trace = made("lstm", 2, True, 3, "softmax")
    for ran in run_notebook(unroll_code(net, pieces(net, trace), trace)):
        assert np.allclose(ran("logits"), trace.logits, rtol=0, atol=1e-12)


def test_without_targets_and_readout():
    net = rnnviz.Network.random(
        "tanh", inputs=2, hidden=3, outputs=3, readout=False, output="linear", bias=False, seed=1
    )
    trace = rnnviz.unroll(net, np.ones((2, 2)))
    for language in ("numpy", "pytorch"):
        ran = run_script(unroll_code(net, ("1 1", "1 1"), trace), language)
        assert np.allclose(ran("logits"), trace.logits, atol=1e-12)
        assert "losses" not in ran


def test_what_was_typed_stays_text():
    net = rnnviz.Network.random(
        "tanh", inputs=3, hidden=2, outputs=3, vocabulary=("'", '"""\n', "\\"), seed=1
    )
    trace = rnnviz.unroll(net, [0, 1, 2], [1, 2, 0])
    code = unroll_code(net, ("'", '"""\n', "\\"), trace)
    assert run_script(code, "numpy")["pieces"] == ["'", '"""\n', "\\"]


def test_a_loss_beyond_all_digits_is_still_a_number():
    net, _trace = made("identity", 1, False, None, "softmax")
    large = net.with_parameters({name: 300.0 * array for name, array in net.parameters.items()})
    trace = rnnviz.unroll(large, [0, 1], [1, 2])
    ran = run_script(unroll_code(large, ("h", "e"), trace), "pytorch")
    assert np.allclose(ran("losses"), trace.losses)
