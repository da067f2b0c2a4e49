"""Networks and sequences of every kind, whose pages are written as scripts."""

from itertools import product

import numpy as np

import rnnviz
from rnnviz.code.cells import CELL_CODES
from rnnviz.plot.readings import typed_of

KINDS = [
    kind
    for kind in product(CELL_CODES, (1, 2), (False, True), (None, 3), ("softmax", "sigmoid", "linear"))
    if kind[3] is None or kind[4] == "softmax"
]


def made(cell, layers, bidirectional, embedding, output):
    """A network and what it computes over a sequence with an unknown token, or from another state."""
    tokens = output == "softmax"
    size = 4 if tokens else 2
    net = rnnviz.Network.random(
        cell,
        inputs=size,
        hidden=3,
        outputs=size,
        layers=layers,
        bidirectional=bidirectional,
        embedding=embedding,
        seed=2,
        output=output,
        vocabulary=tuple("he'o") if tokens else None,
        bias=layers == 1,
    )
    if tokens:
        return net, rnnviz.unroll(net, [0, 1, -1, 2, 3], [1, 2, -1, 3, 0])
    rng = np.random.default_rng(0)
    state = rng.normal(size=(layers * net.directions, 3))
    start = (state, 0.5 * state) if net.kind.has_memory else state
    return net, rnnviz.unroll(net, rng.normal(size=(5, 2)), rng.uniform(size=(5, 2)), start)


def pieces(net, trace):
    return typed_of(net, trace).pieces
