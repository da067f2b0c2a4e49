"""The example of one loss, at the end: the output alone shows nothing of how it is learned."""

import runpy
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]


def test_the_recurrence_has_a_gradient_where_the_output_has_none():
    said = []
    main = runpy.run_path(str(ROOT / "examples" / "first_bit.py"))["main"]
    watch, _right = main(updates=8, every=4, say=lambda text: said.append(str(text)))
    layer = watch.frames[-1].layers["rnn"]
    assert layer.exact
    assert np.count_nonzero(np.linalg.norm(layer.by_output, axis=1)) == 1
    assert (layer.gradient > 0.0).all()
    assert said == ["windows of 12, state reset at every window"]
