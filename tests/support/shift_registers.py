"""Linear networks whose state is known without training."""

import numpy as np

from rnnviz.nn.network import Network


def shift_register(size: int, lag: int = 0, one: float = 1.0, zero: float = 0.0) -> Network:
    """One whose unit k holds the bit k steps back, and whose logit of a 1 is `one` or `zero` by the
    bit at `lag`."""
    parameters = {
        "rnn.weight_ih_l0": np.zeros((size, 2)),
        "rnn.weight_hh_l0": np.eye(size, k=-1),
        "rnn.bias_ih_l0": np.zeros(size),
        "rnn.bias_hh_l0": np.zeros(size),
        "readout.weight": np.zeros((2, size)),
        "readout.bias": np.array([0.0, zero]),
    }
    parameters["rnn.weight_ih_l0"][0, 1] = 1.0
    parameters["readout.weight"][1, lag] = one - zero
    return Network(parameters=parameters, cell="identity", inputs=2, hidden=size, outputs=2)
