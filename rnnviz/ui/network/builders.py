"""Networks that need no store: ready-trained ones, random ones, and one whose weights are typed."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from rnnviz.nn.network import Network, NetworkSettings
from rnnviz.pretrained import registry

BY_HAND: dict[str, Any] = {"inputs": 2, "hidden": 2, "outputs": 2, "output": "linear"}


# the same object as long as it is the same network, so that what is computed from it can be kept
@lru_cache(maxsize=32)
def trained(name: str) -> Network:
    """A ready-trained network."""
    return registry.load(name)


@lru_cache(maxsize=64)
def random(**settings: Any) -> Network:
    """A network that nobody has trained."""
    return Network.random(**settings)


def weight_count() -> int:
    """How many weights and biases the network by hand has."""
    return sum(math.prod(shape) for _, shape in NetworkSettings(**BY_HAND).shapes())


def by_hand(activation: str, weights: Sequence[float] | None) -> Network:
    """The small Elman network whose every weight is 1 and every bias 0, or edited ones: `weights` are
    the numbers of all its parameters in their order."""
    plan = NetworkSettings(cell=activation, **BY_HAND)
    ones = {name: np.full(shape, float("weight" in name)) for name, shape in plan.shapes()}
    if weights is not None and len(weights) == sum(values.size for values in ones.values()):
        ends = np.cumsum([values.size for values in ones.values()])[:-1]
        parts = np.split(np.array(weights, dtype=float), ends)
        ones = {n: part.reshape(ones[n].shape) for n, part in zip(ones, parts, strict=True)}
    return Network(parameters=ones, **plan.settings())


def trained_trio() -> dict[str, Network]:
    """The three ready-trained networks that have read the same English text, by their cell."""
    return {cell: trained(f"english-{cell}") for cell in ("tanh", "gru", "lstm")}


def random_trio(like: Network, seed: int, forget_bias: float = 0.0) -> dict[str, Network]:
    """Three random networks that read what another one reads and have its size, by their cell; the
    LSTM starts with the forget bias."""
    return {
        cell: random(
            cell=cell,
            hidden=like.hidden,
            layers=like.layers,
            bidirectional=like.bidirectional,
            seed=seed,
            inputs=like.inputs,
            outputs=like.outputs,
            vocabulary=like.vocabulary,
            output=like.output,
            forget_bias=forget_bias if cell == "lstm" else 0.0,
        )
        for cell in ("tanh", "gru", "lstm")
    }
