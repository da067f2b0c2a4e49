"""Weights as well-known programs without PyTorch start them: all biases 0, from NumPy's old generator.

Each of these programs draws its matrices in an order and a shape of its own; with the same seed they
are, number for number, those that it prints its log from.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array


class _Start(NamedTuple):
    """One program's way: its order, and whether it multiplies from the left, h = x W."""

    order: tuple[str, ...]  # of the first layer; what else there is comes after
    rows: bool


_STARTS = {
    # binary addition: uniform in +-1
    "unit": _Start(
        ("embedding.weight", "rnn.weight_ih_l0", "readout.weight", "rnn.weight_hh_l0"), True
    ),
    # the character network of a hundred lines: normal with deviation 0.01
    "small": _Start(
        ("embedding.weight", "rnn.weight_ih_l0", "rnn.weight_hh_l0", "readout.weight"), False
    ),
    # the word model: normal with deviation 1/sqrt(n) for n inputs, an embedding with 0.01
    "scaled": _Start(
        ("embedding.weight", "rnn.weight_ih_l0", "rnn.weight_hh_l0", "readout.weight"), True
    ),
}
CLASSIC_STARTS = tuple(_STARTS)


def classic_start(
    start: str, shapes: Iterable[tuple[str, tuple[int, ...]]], seed: int
) -> dict[str, Array]:
    """Every parameter of these PyTorch names and shapes, float64."""
    of, wanted = _STARTS[start], dict(shapes)
    rng = np.random.RandomState(seed % 2**32)
    weights = [name for name in wanted if "bias" not in name]
    ordered = [name for name in of.order if name in wanted]
    found = {name: np.zeros(shape) for name, shape in wanted.items()}
    for name in (*ordered, *(name for name in weights if name not in ordered)):
        shape, turned = wanted[name], of.rows and name != "embedding.weight"
        drawn = _draw(start, rng, shape[::-1] if turned else shape, name == "embedding.weight")
        found[name] = drawn.T.copy() if turned else drawn
    return found


def _draw(start: str, rng: np.random.RandomState, shape: tuple[int, ...], table: bool) -> Array:
    if start == "unit":
        return 2.0 * rng.random_sample(shape) - 1.0
    if start == "small":
        return rng.standard_normal(shape) * 0.01
    return rng.standard_normal(shape) / (100.0 if table else np.sqrt(shape[0]))
