"""What the words tell, whatever their order: logistic regression on a bag of words."""

from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array, sigmoid
from rnnviz.text.allowance import at_each

MOST_STEPS = 100
CLOSE = 1e-8  # of the gradient's norm, per sequence


class Bag(NamedTuple):
    """A weight for each token, added up as often as it occurs, and what is added in any case."""

    weights: Array  # (V,)
    bias: float

    def logits(self, tokens: Array) -> Array:
        """How much sequences `(T, B)`, -1 as padding, speak for a yes, `(B,)`."""
        return np.append(self.weights, 0.0)[tokens].sum(axis=0) + self.bias

    def loss(self, tokens: Array, positive: Array) -> float:
        """The mean cross-entropy in nats on sequences whose answers `(B,)` are known."""
        return float(np.logaddexp(0.0, np.where(positive, -1.0, 1.0) * self.logits(tokens)).mean())


def fit(tokens: Array, positive: Array, size: int, penalty: float = 1.0) -> Bag:
    """The weights of V = `size` tokens that make the summed cross-entropy and `penalty` / 2 times their
    squared norm least; the bias is free. The sequences are `(T, B)`, their answers `(B,)`.

    By Newton's method, each step of it solved by conjugate gradients as far as it pays (Nocedal and
    Wright 2006, algorithm 7.1), so that the sequences never become a table of V columns.
    """
    problem = _Problem(tokens, positive, size, penalty)
    theta = np.zeros(size + 1)
    for _ in at_each(range(MOST_STEPS)):
        chances = sigmoid(problem.logits(theta))
        slope = problem.added(chances - problem.wanted) + problem.cost * theta
        norm = float(np.linalg.norm(slope))
        if norm < CLOSE * len(positive):
            break
        step = problem.newton(chances * (1.0 - chances), slope, min(0.1, norm / len(positive)) * norm)
        theta = theta + problem.share(theta, step, float(slope @ step)) * step
    return Bag(theta[:-1], float(theta[-1]))


class _Problem:
    """What is to be made least, as a function of all weights and, last, the bias."""

    def __init__(self, tokens: Array, positive: Array, size: int, penalty: float) -> None:
        self.tokens, self.wanted, self.size = tokens, positive.astype(float), size
        self.places = (tokens + 1).ravel()
        self.cost = np.append(np.full(size, penalty), 0.0)

    def logits(self, theta: Array) -> Array:
        """Each sequence's sum of weights, `(B,)`."""
        return Bag(theta[:-1], float(theta[-1])).logits(self.tokens)

    def added(self, each: Array) -> Array:
        """The opposite way: what each sequence has, `(B,)`, added up by token, and over all."""
        spread = np.broadcast_to(each, self.tokens.shape).ravel()
        return np.append(np.bincount(self.places, spread, self.size + 1)[1:], each.sum())

    def value(self, theta: Array) -> float:
        """What is to be made least."""
        z = self.logits(theta)
        return float((np.logaddexp(0.0, z) - self.wanted * z).sum() + 0.5 * self.cost @ theta**2)

    def newton(self, curved: Array, slope: Array, close: float) -> Array:
        """The step that the second derivative asks for, until what is left is smaller than `close`."""
        step, left = np.zeros_like(slope), -slope
        way, size = left, float(left @ left)
        for _ in at_each(range(len(slope))):
            bent = self.added(curved * self.logits(way)) + self.cost * way
            bend = float(way @ bent)
            if bend <= 0.0:  # only rounding can do that: the problem is convex
                break
            step = step + size / bend * way
            left = left - size / bend * bent
            before, size = size, float(left @ left)
            if size < close**2:
                break
            way = left + size / before * way
        return step

    def share(self, theta: Array, step: Array, slope: float) -> float:
        """How much of a step to go: all of it, or half as often as that does not lead down far enough
        (Armijo 1966)."""
        here, share = self.value(theta), 1.0
        while self.value(theta + share * step) > here + 1e-4 * share * slope and share > 1e-10:
            share /= 2.0
        return share
