"""What a layer's pass over a window lays down, step by step, and what the backward pass reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray


class Planned:
    """What keeps the plans of the passes over it."""

    scratch: dict[str, Any]

    def planned(self, name: str, joined: Array, plan: Callable[[Array, Any], Any]) -> Any:
        """A plan of a pass, made once for the matrix: views of every step, so that a loop over them
        indexes nothing."""
        found = self.scratch.get(name)
        if found is None or found[0] is not joined:
            found = self.scratch[name] = joined, plan(joined, self)
        return found[1]


@dataclass
class Tape(Planned):
    """All that one layer computed in one direction over a window, in the order in which it read."""

    slab: Array  # (T + 1, H + 2 + D, B): S[t] as above; S[T] holds the last state only
    whole: Array  # (T + 1, rows + V, B): W @ S[t], see `Cell.forward`
    memory: Array | None  # (T + 1, H, B): c_{t-1}, an LSTM's cell state
    squashed: Array | None  # (T, H, B): tanh(c_t), kept for the backward pass
    size: int  # H
    readout: int = 0  # V
    reset_slab: Array | None = None  # (T + 1, H + 2 + D, B): [r h_{t-1}; 1; 1; x_t], of the cell that
    # has its reset before the product
    matrix: Array | None = (
        None  # (rows, H + 2 + D): of a tape that is used again, where the joined matrix
    )
    # is copied to
    steps: int = field(init=False)
    rows: Array = field(init=False, repr=False)  # (T, rows, B): pre-activations; gates are activated
    # in place
    logits: Array = field(init=False, repr=False)  # (T, V, B)
    hidden: Array = field(init=False, repr=False)  # (T, H, B): h_t for every step
    before: Array = field(init=False, repr=False)  # (T, H, B): h_{t-1} for every step
    inputs: Array = field(init=False, repr=False)  # (T, D, B): x_t for every step
    read: Array = field(init=False, repr=False)  # (T, B, H + 2 + D): the slabs, each transposed
    scratch: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.steps = len(self.whole) - 1
        count = self.whole.shape[-2] - self.readout
        self.rows = self.whole[:-1, ..., :count, :]
        self.logits = self.whole[1:, ..., count:, :]
        self.hidden = self.slab[1:, ..., : self.size, :]
        self.before = self.slab[:-1, ..., : self.size, :]
        self.inputs = self.slab[:-1, ..., self.size + 2 :, :]
        self.read = self.slab[:-1].swapaxes(-1, -2)

    def block(self, start: int, stop: int) -> Array:
        """The blocks of rows from one to before another, `(T, blocks, H, B)`."""
        rows, size = self.rows, self.size
        apart = rows.reshape(*rows.shape[:-2], -1, size, rows.shape[-1])
        return apart[..., start:stop, :, :]

    def holding(self, joined: Array) -> Array:
        """The matrix that passes are made with: this one, or its copy on a tape that is used again."""
        if self.matrix is None:
            return joined
        np.copyto(self.matrix, joined)
        return self.matrix

    def gate(self, index: int) -> Array:
        """The activated block of rows number `index`, `(T, H, B)`."""
        return self.rows[..., index * self.size : (index + 1) * self.size, :]


@dataclass
class TokenTape(Planned):
    """A tape of tokens, which are looked up and not multiplied.

    What goes over its steps reads it as it reads a `Tape`. In memory its blocks of rows lie apart and
    batch first, `(blocks, T, B, H)`: a column of W_ih is then copied as it stands, what is done to one
    gate is done to one block, and many steps are gathered by one product as they lie.
    """

    lying: Array  # (blocks, T, B, H): pre-activations, gates, their derivatives
    states: Array  # (T + 1, B, H)
    memory: Array | None  # (T + 1, H, B)
    squashed: Array | None  # (T, H, B)
    size: int  # H
    recurrent: Array  # (R, H, H): W_hh's blocks that read the state
    onward: Array  # (R, H, H): each of them transposed, and multiplied by `Cell.factors`
    scratch: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.steps = self.lying.shape[1]
        self.slab = self.states.swapaxes(-1, -2)
        self.hidden, self.before = self.slab[1:], self.slab[:-1]

    def block(self, start: int, stop: int) -> Array:
        """The blocks from one to before another, (T, blocks, H, B)."""
        return self.lying[start:stop].transpose(1, 0, 3, 2)

    def gate(self, index: int) -> Array:
        """Block number `index`, `(T, H, B)`."""
        return self.lying[index].swapaxes(-1, -2)
