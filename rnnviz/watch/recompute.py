"""The watched sequence of one call once more, by rnnviz's own equations and in float64.

Forward from what the layer read and started from, then back from what arrived at its output: the
recursion of backpropagation through time (Werbos 1990), whose every step is kept here, where a fused
operation keeps none.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array, Cell, Tape, Weights

# what two ways to compute the same may differ by, relative to the largest number (issue of their type)
TOLERANCES = {"float64": 1e-10, "float32": 1e-4, "float16": 3e-3, "bfloat16": 2e-2}


def in_double(weights: Weights) -> Weights:
    """The same numbers in float64."""
    double = {
        name: None if part is None else part.astype(np.float64)
        for name, part in weights._asdict().items()
    }
    return Weights(**double)  # type: ignore[arg-type]


class Pass(NamedTuple):
    """One layer in one direction, in the order in which it reads."""

    joined: Array  # see nn/cells/base.py
    tape: Tape


class Derivatives(NamedTuple):
    """What reaches one layer in one direction, in the order in which it reads."""

    hidden: Array  # (T, H): dL/dh_t, all later steps and upper layers included
    memory: Array | None  # (T, H): dL/dc_t with h_t held fixed, of an LSTM
    rows: Array  # (T, rows): by the pre-activations


@dataclass(frozen=True)
class Recomputed:
    """A stack of layers over one sequence; L counts layers times directions in PyTorch's order."""

    cell: str
    directions: int
    passes: list[Pass]  # L of them
    masks: list[Array] | None  # of the dropout between layers, (T, directions * H) each

    @property
    def kind(self) -> Cell:
        """The recurrence itself."""
        return CELLS[self.cell]

    @property
    def hidden(self) -> Array:
        """`(L, T, H)` h_t."""
        return self._collect([one.tape.hidden for one in self.passes])

    @property
    def memory(self) -> Array | None:
        """`(L, T, H)` c_t of an LSTM."""
        found = [one.tape.memory[1:] for one in self.passes if one.tape.memory is not None]
        return self._collect(found) if found else None

    @property
    def gates(self) -> dict[str, Array]:
        """Name -> `(L, T, H)`."""
        return {
            name: self._collect([one.tape.gate(index) for one in self.passes])
            for index, name in enumerate(self.kind.gates)
        }

    @property
    def output(self) -> Array:
        """`(T, directions * H)`, the last layer's h, both directions side by side."""
        top = self.passes[-self.directions :]
        return np.concatenate([_turn(one.tape.hidden[..., 0], d) for d, one in enumerate(top)], axis=1)

    def back(
        self, by_output: Array, by_hidden: Array | None, by_memory: Array | None
    ) -> list[Derivatives]:
        """What reaches every layer and direction (L of them) from the derivatives by the output
        `(T, directions * H)` and by h and c after the last step each direction takes `(L, H)`."""
        found: list[Derivatives] = []
        size, above = self.passes[0].tape.size, by_output
        for layer in reversed(range(len(self.passes) // self.directions)):
            below = None
            for direction in reversed(range(self.directions)):
                index = layer * self.directions + direction
                own = above[:, direction * size : (direction + 1) * size]
                last = None if by_hidden is None else by_hidden[index]
                memory = None if by_memory is None else by_memory[index]
                one = self.passes[index]
                found.append(walk(self.kind, one, _turn(own, direction), last, memory))
                if layer:
                    share = _turn(found[-1].rows @ one.joined[:, size + 2 :], direction)
                    below = share if below is None else below + share
            if below is not None:
                above = below * self.masks[layer - 1] if self.masks else below
        return found[::-1]

    def _collect(self, arrays: list[Array]) -> Array:
        turned = [_turn(array[..., 0], i % self.directions) for i, array in enumerate(arrays)]
        return np.stack(turned)


@np.errstate(all="ignore")
def recompute(
    cell: str,
    directions: int,
    weights: list[Weights],
    inputs: Array,
    hidden: Array,
    memory: Array | None,
    masks: list[Array] | None = None,
) -> Recomputed:
    """All layers over one sequence `(T, D)` from h and c `(L, H)`; `weights` are those of each layer
    and direction, `masks` what a dropout multiplied each layer but the last by."""
    kind, below, passes = CELLS[cell], inputs, []
    double = np.dtype(np.float64)
    size = weights[0].weight_hh.shape[-1]
    for layer in range(len(weights) // directions):
        above = []
        for direction in range(directions):
            index = layer * directions + direction
            joined = kind.join(in_double(weights[index]))
            tape = kind.tape((len(below), 1), below.shape[1], size, double)
            tape.inputs[..., 0] = _turn(below, direction)
            tape.before[0, :, 0] = hidden[index]
            if tape.memory is not None and memory is not None:
                tape.memory[0, :, 0] = memory[index]
            kind.forward(joined, tape)
            passes.append(Pass(joined, tape))
            above.append(_turn(tape.hidden[..., 0], direction))
        below = above[0] if directions == 1 else np.concatenate(above, axis=1)
        if masks and layer < len(masks):
            below = below * masks[layer]
    return Recomputed(cell, directions, passes, masks)


@np.errstate(all="ignore")
def walk(
    kind: Cell, one: Pass, entering: Array, last: Array | None, memory: Array | None
) -> Derivatives:
    """Back over one tape: `entering` (T, H) is what reaches each h_t from outside the layer, `last` and
    `memory` (H,) what reaches h and c after the last step from beyond it."""
    tape = one.tape
    steps, size, _ = tape.hidden.shape
    by_hidden = np.empty((steps, size, 1))
    by_memory = np.zeros_like(by_hidden) if kind.has_memory else None
    rows = np.empty((steps, one.joined.shape[0], 1))
    # copied once: products with rows that lie apart take twice as long
    recurrent = np.ascontiguousarray(one.joined[:, :size].T)
    slopes = list(zip(*kind.slopes(tape), strict=True))
    late = np.zeros((size, 1)) if last is None else last[:, None].astype(np.float64)
    cell = np.zeros_like(late) if memory is None else memory[:, None].astype(np.float64)
    for t in reversed(range(steps)):
        np.add(entering[t, :, None], late, out=by_hidden[t])
        if by_memory is not None:
            by_memory[t] = cell
        late, cell = kind.step_back(recurrent, slopes[t], by_hidden[t], cell, rows[t])  # type: ignore[assignment]
    return Derivatives(
        by_hidden[..., 0], None if by_memory is None else by_memory[..., 0], rows[..., 0]
    )


@np.errstate(all="ignore")
def difference(own: Array, recomputed: Array) -> float:
    """The largest difference between a layer's own output and the recomputed one, relative to the
    largest number of its own; infinite where one of them is a number and the other is not."""
    if own.shape != recomputed.shape:
        return float("inf")
    finite = np.isfinite(own)
    if not np.array_equal(finite, np.isfinite(recomputed)):
        return float("inf")
    if not finite.any():
        return 0.0
    own, recomputed = own[finite].astype(np.float64), recomputed[finite]
    least = np.finfo(np.float64).tiny
    return float(np.abs(own - recomputed).max() / max(np.abs(own).max(), least))


def _turn(steps: Array, direction: int) -> Array:
    """In the order in which a direction reads, and back again."""
    return steps[::-1] if direction else steps
