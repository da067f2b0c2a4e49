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


def test_before_there_is_a_loop_there_is_no_code(monkeypatch):
    monkeypatch.setattr(watch_view, "current", lambda: None)
    assert watch_code.code_now() is None
