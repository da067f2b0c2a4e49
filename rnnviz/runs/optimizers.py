"""How gradients move parameters, in place and as `torch.optim` does it.

Parameters and gradients are dicts name -> array of equal shapes, float32 or float64. All is done
element by element, so an array may have a leading axis (K stacked networks) or be flat. Of K networks
that learn at different rates the rate is an array `(K, 1)`; each then moves as with its own number.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal

AT_HAND = 1 << 14  # numbers of a long vector that are moved at once: they stay in the cache


class Optimizer:
    """What every optimizer shares: a learning rate, which may change between updates, and moments.

    `moment_names` are those of the arrays it has for every parameter. With `updates` and `moments` put
    back as they were, it goes on as if never interrupted. Raises ValueError for a rate not above 0.
    """

    moment_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, rate: float) -> None:
        if not rate > 0.0:
            raise Refusal("rate is {rate}; allowed are numbers above 0.", rate=rate)
        self.rate: Any = rate  # a number, or an array of one for each of K networks
        self.updates = 0
        self.moments: dict[str, dict[str, Array]] = {name: {} for name in self.moment_names}

    def update(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        """Move every parameter in place, once; raises KeyError where a gradient is missing."""
        self.updates += 1
        for name, parameter in parameters.items():
            for moment in self.moments.values():
                if name not in moment:
                    moment[name] = np.zeros_like(parameter)
            moments = [moment[name] for moment in self.moments.values()]
            arrays = parameter, gradients[name], *moments
            if parameter.size <= AT_HAND or parameter.ndim > 1:
                self.move(*arrays)
                continue
            for start in range(0, len(parameter), AT_HAND):
                self.move(*(array[start : start + AT_HAND] for array in arrays))

    def move(self, parameter: Array, gradient: Array, *moments: Array) -> None:
        """Change one parameter and its moments, in place."""
        raise NotImplementedError

    def step(self, like: Array, divisor: float = 1.0) -> Any:
        """The rate by which that array is multiplied: rounded to its type only now, as a number is."""
        if isinstance(self.rate, np.ndarray):
            return (self.rate / divisor).astype(like.dtype)
        return self.rate / divisor


class SGD(Optimizer):
    """parameter -= rate * g (Robbins & Monro 1951)."""

    def move(self, parameter: Array, gradient: Array, *moments: Array) -> None:
        parameter -= self.step(gradient) * gradient


class Momentum(Optimizer):
    """v = momentum v + g, parameter -= rate * v.

    Polyak (1964), in the form of `torch.optim.SGD`, where the rate stands outside of v.
    """

    moment_names = ("velocity",)

    def __init__(self, rate: float = 0.01, momentum: float = 0.9) -> None:
        super().__init__(rate)
        self.momentum = momentum

    def move(self, parameter: Array, gradient: Array, *moments: Array) -> None:
        (velocity,) = moments
        velocity *= self.momentum
        velocity += gradient
        parameter -= self.step(velocity) * velocity


class Adagrad(Optimizer):
    """s = s + g^2, parameter -= rate * g / (sqrt(s) + epsilon).

    Duchi, Hazan & Singer (2011), "Adaptive subgradient methods", the diagonal form of section 1.1. With
    `inside` the epsilon stands in the root, sqrt(s + epsilon), as some write it.
    """

    moment_names = ("square",)

    def __init__(self, rate: float = 0.01, epsilon: float = 1e-10, inside: bool = False) -> None:
        super().__init__(rate)
        self.epsilon, self.inside = epsilon, inside

    def move(self, parameter: Array, gradient: Array, *moments: Array) -> None:
        (square,) = moments
        scale = gradient * gradient
        square += scale
        if self.inside:
            np.sqrt(np.add(square, self.epsilon, scale), scale)
        else:
            np.add(np.sqrt(square, scale), self.epsilon, scale)
        np.divide(gradient, scale, scale)
        scale *= self.step(scale)
        parameter -= scale


class RMSprop(Optimizer):
    """s = decay s + (1 - decay) g^2, parameter -= rate * g / (sqrt(s) + epsilon).

    Tieleman & Hinton (2012), "Neural networks for machine learning", lecture 6.5.
    """

    moment_names = ("square",)

    def __init__(self, rate: float = 0.01, decay: float = 0.99, epsilon: float = 1e-8) -> None:
        super().__init__(rate)
        self.decay = decay
        self.epsilon = epsilon

    def move(self, parameter: Array, gradient: Array, *moments: Array) -> None:
        (square,) = moments
        square *= self.decay
        square += (1.0 - self.decay) * gradient * gradient
        parameter -= self.step(gradient) * gradient / (np.sqrt(square) + self.epsilon)


class Adam(Optimizer):
    """m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, and a step of
    rate * (m / (1 - b1^n)) / (sqrt(v / (1 - b2^n)) + epsilon) at update n.

    Kingma & Ba (2015), "Adam: a method for stochastic optimization", algorithm 1.
    """

    moment_names = ("mean", "square")

    def __init__(
        self, rate: float = 0.001, betas: tuple[float, float] = (0.9, 0.999), epsilon: float = 1e-8
    ) -> None:
        super().__init__(rate)
        self.betas = betas
        self.epsilon = epsilon

    def move(self, parameter: Array, gradient: Array, *moments: Array) -> None:
        mean, square = moments
        mean += (1.0 - self.betas[0]) * (gradient - mean)
        square *= self.betas[1]
        square += (1.0 - self.betas[1]) * gradient * gradient
        # both start at 0, which the two divisors make up for (section 3 of the paper)
        by_mean, by_square = (1.0 - beta**self.updates for beta in self.betas)
        scale = np.sqrt(square)
        scale /= by_square**0.5
        scale += self.epsilon
        parameter -= self.step(scale, by_mean) * (mean / scale)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "adagrad": Adagrad,
    "rmsprop": RMSprop,
    "adam": Adam,
}


def clip_norm(gradients: Mapping[str, Array], limit: float) -> float:
    """Scale all gradients in place so that their joint 2-norm is at most `limit`; returns the norm
    they had.

    Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks",
    algorithm 1.
    """
    # summed in float64, where squares of small float32 gradients do not vanish
    norm = float(np.sqrt(sum(float(np.sum(np.square(g, dtype=float))) for g in gradients.values())))
    if norm > limit:
        for gradient in gradients.values():
            gradient *= limit / norm
    return norm


def clip_each_norm(gradients: Array, norms: Array, limit: float) -> None:
    """The same for the gradients of K networks `(K, P)`, each by itself; only where `norms` (K,), as
    they were found already, are above the limit."""
    if not (norms > limit).any():
        return
    exact = np.sqrt(np.square(gradients, dtype=float).sum(axis=-1))
    with np.errstate(invalid="ignore"):
        factors = np.where((norms > limit) & (exact > limit), limit / exact, 1.0)
    gradients *= factors.astype(gradients.dtype)[:, None]


def clip_value(gradients: Mapping[str, Array], limit: float) -> None:
    """Cut every single derivative in place to [-limit, limit], as `torch.nn.utils.clip_grad_value_`."""
    for gradient in gradients.values():
        np.clip(gradient, -limit, limit, out=gradient)
