"""Whether a small change of a state grows or dies away as the sequence goes on: the largest Lyapunov
exponent, and the gain of the recurrent weights at which it is 0."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.propagator import propagator_of
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.text.message import Refusal

LEAST = 4  # steps of which the mean says anything
WARM = 0.25  # of the steps: until the change points where it grows most, they do not count


def largest_exponent(net: Network, inputs: Array) -> float:
    """The mean of ln ‖J_t v‖ over the steps of a sequence, in nats a step, where J_t = ∂h_t/∂h_{t−1} of
    the first layer and v is a change that is carried along and brought back to length 1 at each step
    (Benettin et al. 1980). −∞ where the change is gone altogether.

    `inputs` are `(T,)` tokens or `(T, D)` numbers; raises Refusal for fewer than 4 steps.
    """
    jacobians = propagator_of(net, unroll(net, inputs), 0).jacobians()
    if len(jacobians) < LEAST:
        raise Refusal(
            "The sequence has length {steps}; an exponent needs at least {least} steps.",
            steps=len(jacobians),
            least=LEAST,
        )
    change = np.random.default_rng(0).standard_normal(jacobians.shape[-1])
    change /= float(np.linalg.norm(change))
    grown = np.empty(len(jacobians))
    with np.errstate(divide="ignore"):
        for step, jacobian in enumerate(jacobians):
            change = jacobian @ change
            length = float(np.linalg.norm(change))
            if not length > 0.0:
                return -np.inf
            grown[step] = np.log(length)
            change = change / length
    return float(grown[int(WARM * len(grown)) :].mean())


def zero_crossing(gains: Sequence[float], exponents: Sequence[float]) -> float | None:
    """The least gain at which exponents cross 0 from below, on a line between neighbours in ln gain;
    None if they do not."""
    order = np.argsort(gains)
    at, found = np.log(np.asarray(gains, float)[order]), np.asarray(exponents, float)[order]
    for place in range(1, len(at)):
        below, above = found[place - 1], found[place]
        if below < 0.0 <= above:
            share = -below / (above - below) if np.isfinite(below) else 1.0
            return float(np.exp(at[place - 1] + share * (at[place] - at[place - 1])))
    return None
