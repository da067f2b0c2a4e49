"""A layer of a watched loop, written down by hand."""

from dataclasses import replace

import numpy as np

from rnnviz.watch.calls import CUT, Call
from rnnviz.watch.layer_frame import LayerFrame

LAYER = LayerFrame(
    "rnn",
    Call(0, "rnn", 3, 1, CUT, True, True),
    "tanh",
    False,
    np.zeros((3, 2)),
    np.zeros((1, 4)),
    None,
    np.zeros((1, 3, 4)),
    None,
    {},
    0.0,
    1e-9,
)


def layer_frame(**changed):
    """The layer, with some of its parts others."""
    return replace(LAYER, **changed)
