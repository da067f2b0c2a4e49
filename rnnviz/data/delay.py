"""The answer for step t, asked some steps later: the network may look so far ahead.

With no delay it must answer at once, and with both directions it has read everything; a delay stands
between the two (Graves & Schmidhuber 2005, section 2.2).
"""

import numpy as np

from rnnviz.data.examples import Examples, ExampleStream
from rnnviz.data.stream import Windows
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward


class DelayedWindows:
    """Windows of an endless sequence whose answers come so many steps late. What the first steps would
    have been asked is never asked: the network reads step t + n when it is asked for that of step t."""

    def __init__(self, stream: Windows, steps: int) -> None:
        self.stream, self.late, self.steps = stream, steps, stream.steps

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start` on, `n` later, and targets of those from `first`."""
        inputs, _ = self.stream.window(start + self.late, first + self.late, stop + self.late)
        _, targets = self.stream.window(first, first, stop)
        return inputs, targets


class DelayedExamples:
    """Batches of sequences likewise: each goes on for `n` blank steps, and its first `n` steps have no
    target."""

    def __init__(self, stream: ExampleStream, steps: int) -> None:
        self.stream, self.late, self.steps = stream, steps, stream.steps

    def at(self, position: int) -> Examples:
        """One batch."""
        return delayed(self.stream.at(position), self.late)


def delayed(examples: Examples, steps: int) -> Examples:
    """Sequences whose answers come so many steps late."""
    inputs, targets, lengths = examples
    tokens = targets.ndim == 2
    early = np.full((steps, *targets.shape[1:]), -1 if tokens else np.nan, targets.dtype)
    return Examples(_blank(inputs, steps), np.concatenate([early, targets]), lengths + steps)


def late_logits(net: Network, inputs: Array, steps: int, lengths: Array | None = None) -> Array:
    """What a network that was trained with such a delay answers to whole sequences: the logits for each
    of their steps, `(T, V, B)`; inputs and lengths as `propagation.forward` takes them."""
    longer = None if lengths is None else lengths + steps
    return forward(net, _blank(inputs, steps), lengths=longer).logits[steps:]


def _blank(inputs: Array, steps: int) -> Array:
    """So many more steps at which nothing is read: all zeros, whether tokens or numbers."""
    nothing = -1 if inputs.ndim == 2 else 0
    blank = np.full((steps, *inputs.shape[1:]), nothing, inputs.dtype)
    return np.concatenate([inputs, blank])
