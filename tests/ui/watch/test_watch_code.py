from dataclasses import replace

import numpy as np
from support.run_script import run_script
from support.stored_loops import OwnLoop

from rnnviz.ui.watch import watch_code, watch_view


def test_the_scripts_give_the_gradient_of_the_layer_that_is_shown(store_file, monkeypatch):
    with OwnLoop() as loop:
        loop.advance()
        layer = loop.watch.frames[-1].layers["rnn"]
    shown = type("Shown", (), {"layer": layer})
    monkeypatch.setattr(watch_view, "current", lambda: shown)
    code = watch_code.code_now()
    for kind in ("pytorch", "numpy"):
        assert np.allclose(run_script(code, kind)("gradient"), layer.gradient, rtol=1e-9)


def test_where_no_backward_pass_came_it_gives_the_states(store_file, monkeypatch):
    with OwnLoop() as loop:
        loop.advance()
        layer = replace(loop.watch.frames[-1].layers["rnn"], by_output=None, gradient=None)
    monkeypatch.setattr(watch_view, "current", lambda: type("Shown", (), {"layer": layer}))
    code = watch_code.code_now()
    for kind in ("pytorch", "numpy"):
        assert np.allclose(run_script(code, kind)("hidden"), layer.hidden, atol=1e-12)


def test_before_there_is_a_loop_there_is_an_example(monkeypatch):
    monkeypatch.setattr(watch_view, "current", lambda: None)
    found = [run_script(watch_code.code_now(), kind)("gradient") for kind in ("pytorch", "numpy")]
    assert np.allclose(*found, rtol=1e-9)
    assert found[0].shape == (1, 30)
    assert (np.diff(found[0][0]) > 0).mean() > 0.8  # it vanishes on its way back
