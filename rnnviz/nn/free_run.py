"""Foreseeing numbers: one step ahead, and in a free run, where a network reads its own predictions."""

from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward


@dataclass(frozen=True)
class Errors:
    """How far free runs are from the truth after 1, 2, ... steps: roots of mean squares over many
    stretches, `(T,)` each."""

    free: Array
    last: Array  # of repeating the last value that was read
    mean: Array  # of always saying the mean


def one_step(net: Network, values: Array) -> Array:
    """What is foreseen after each of the values `(T,)` or `(T, B)`, in the same shape."""
    read = values[:, None] if values.ndim == 2 else values[:, None, None]
    return forward(net, read).logits.reshape(values.shape)


def free_run(net: Network, values: Array, steps: int) -> Array:
    """After it has read the values `(T,)` or `(T, B)`, so many further ones, each of which the network
    then reads as if it had come, `(steps,)` or `(steps, B)`."""
    read = values[:, None] if values.ndim == 2 else values[:, None, None]
    found, state = np.empty((steps, *values.shape[1:])), None
    with np.errstate(over="ignore", invalid="ignore"):  # of a network without bounds
        for step in range(steps):
            done = forward(net, read, state)
            read, state = done.logits[-1:], done.state
            found[step] = read[0, 0] if values.ndim == 2 else read[0, 0, 0]
    return found


def free_errors(net: Network, values: Array, warm: int, mean: float) -> Errors:
    """How far free runs go wrong over stretches `(T, B)`, of which the first `warm` steps are read."""
    truth = values[warm:]
    free = free_run(net, values[:warm], len(truth))
    return Errors(_root(free - truth), _root(values[warm - 1] - truth), _root(mean - truth))


def explained(truth: Array, found: Array) -> float:
    """The share of the variance of the truth that was foreseen, from 0 to 1; 0 also for what is worse
    than the mean."""
    variance = float(truth.var())
    with np.errstate(over="ignore", invalid="ignore"):
        error = float(np.square(found - truth).mean())
    return max(1.0 - error / variance, 0.0) if variance and np.isfinite(error) else 0.0


def _root(differences: Array) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.sqrt(np.square(differences).mean(axis=1))
