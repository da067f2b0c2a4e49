"""What a network of Echo makes of typed bits, step by step: its states, its answers, the loss of each
step, and how far each loss reaches back."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_bits import chances, tokens
from rnnviz.text.allowance import at_each


@dataclass(frozen=True, eq=False)
class TypedRun:
    """A run's network on typed bits, from a state of zeros, all in float64.

    Losses are expected ones, -P log p - (1 - P) log(1 - p) with the true P and the network's p, so that
    nothing depends on which answer is drawn. NaN where a delay asks for no answer yet.
    """

    bits: str
    hidden: Array  # (T, H) h_t of the top layer
    chance: Array  # (T,) the network's P(Y = 1)
    true: Array  # (T,)
    losses: Array  # (T,) nats
    least: Array  # (T,) the entropy of the true answer in nats, below which no loss can be
    norms: Array  # (T, T) ||dL_t/dh_k|| of the top layer, uncut; 0 where no path leads
    reached: Array  # (T, T) whether the run's cut lets the loss of t reach step k

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return int(self.hidden.nbytes + self.norms.nbytes + self.reached.nbytes + 4 * self.true.nbytes)


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def typed_run(net: Network, task: Echo, run: Run, bits: str) -> TypedRun:
    """A run's network on typed bits; a run that does not carry its state begins anew in each window,
    and then no loss reaches past its own. Raises ValueError if the bits would take more than 1 GB."""
    if net.dtype != np.float64:  # a copy costs a fifth of all of it
        net = net.astype("float64")
    read, true = tokens(bits), chances(task, bits, run.delay)
    steps = len(read)
    wanted = np.stack([1.0 - true, true], axis=1)
    size = steps if run.carry or run.truncation.every is None else run.truncation.every
    hidden, chance, losses = np.zeros((steps, net.hidden)), np.zeros(steps), np.zeros(steps)
    norms, within = np.zeros((steps, steps)), np.zeros((steps, steps), bool)
    for start in at_each(range(0, steps, max(size, 1))):
        part = slice(start, start + size)
        trace = unroll(net, read[part], wanted[part])
        hidden[part], losses[part] = trace.hidden[-1], trace.losses
        chance[part] = trace.probabilities[:, 1]
        norms[part, part] = gradient_flow(net, trace).matrix
        within[part, part] = True
    return TypedRun(
        bits,
        hidden,
        chance,
        true,
        losses,
        _entropy(true),
        norms,
        _reached(run.truncation, steps) & within & (not run.readout_only),
    )


@lru_cache(maxsize=256)
def _reached(cut: Truncation, steps: int) -> Array:
    return reached(cut, steps)


def _entropy(chance: Array) -> Array:
    """Of a coin, in nats, `(T,)`."""
    sides = np.stack([chance, 1.0 - chance])
    logs = np.log(np.where(sides > 0.0, sides, 1.0))
    found: Array = 0.0 - (sides * logs).sum(axis=0)
    return found
