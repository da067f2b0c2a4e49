"""The steps of a cell's sequence that are kept until the backward pass is over.

Between two calls a loop may do what it likes with the state, so that no recursion of ours could say
what passes there. But every state stands in the loop's own graph: the gradients are those that arrive
at them, and each step is recomputed by itself, from the state that it was given.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnviz.analysis.norms import norm
from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array, Tape
from rnnviz.watch.calls import Call, Kept
from rnnviz.watch.hook import Hook
from rnnviz.watch.layer_frame import LayerFrame
from rnnviz.watch.open_part import OpenPart
from rnnviz.watch.recompute import TOLERANCES, difference, in_double
from rnnviz.watch.sequences import array
from rnnviz.watch.weights_of import MadeWeights, UsedWeights, named

MOST_STEPS = 10_000  # of a sequence that are kept
ROUNDING = 100.0  # times a type's own, below which what is left of a difference is none


class OpenSequence(OpenPart):
    """The watched sequence, one step after the other."""

    def __init__(self, hook: Hook, call: Call, module: Any, made: MadeWeights) -> None:
        super().__init__(hook, call, module)
        self.module, self.made = module, made
        self.used: UsedWeights | None = None
        self.dtype: Any = None
        self.weights: list[Any] = []
        self.joint: bool | None = None  # h and c come from one node: c's derivative holds h fixed
        self.inputs: list[Array] = []
        self.starts: list[list[Array]] = []
        self.states: list[list[Array]] = []
        self.arrived: list[dict[int, Array]] = [{}, {}]  # by h_t, by c_t: step -> (H,)

    def add(self, given: Any, hx: Any, made: Any) -> None:
        """One more step: what it read, the state it started from, and what it returned."""
        if self.used is None:
            self.used = UsedWeights(self.hook.layer, self.module, self.made, self.hook.copies)
        after = made if isinstance(made, tuple) else (made,)
        before = hx if isinstance(hx, tuple | list) else (hx,) * len(after)
        sequence = self.hook.recorder.sequence
        batched = given.dim() > 1
        if len(self.inputs) == MOST_STEPS or (batched and sequence >= len(given)):
            return  # a loop may go on with fewer sequences
        self.dtype = self.hook.computed_in(after[0])

        def own(tensor: Any) -> Array:
            return array(tensor[sequence] if batched else tensor)

        step = len(self.inputs)
        self.inputs.append(own(given.detach().to(self.dtype)))
        self.states.append([own(part.detach()) for part in after])
        zeros = np.zeros_like(self.states[-1][0])
        self.starts.append([zeros if part is None else own(part.detach()) for part in before])
        nodes = [part.grad_fn for part in after]
        self.joint = len(nodes) > 1 and nodes[0] is not None and nodes[0] is nodes[1]
        for arrived, part in zip(self.arrived, after, strict=False):
            if part.requires_grad:
                part.register_hook(self._arrival(arrived, step, own))

    def _arrival(
        self, arrived: dict[int, Array], step: int, own: Callable[[Any], Array]
    ) -> Callable[[Any], None]:
        def take(gradient: Any) -> None:
            arrived[step] = own(gradient.detach())

        return self.arriving(take)

    def begin_pass(self) -> None:
        for one in self.arrived:
            one.clear()

    def complete(self) -> Kept | None:
        """All that is known of it now; None without a step of the watched sequence."""
        if not self.inputs:
            return None
        assert self.used is not None
        if not self.weights:
            self.weights = self.read_weights(self.used)
        first = self.starts[0]
        kept = Kept(
            self.call,
            self.hook.layer.cell,
            1,
            False,
            np.stack(self.inputs),
            first[0][None],
            first[1][None] if len(first) > 1 else None,
            self.stacked(self.states, 0),
            weights=self.weights,
        )
        if self.task is not None:
            steps = OneByOne(kept.cell, self)
            kept.passes = 1
            kept.by_output, kept.by_memory = steps.entering()
        return kept

    def frame(self, name: str, reached: bool) -> LayerFrame | None:
        """It as a part of a frame; `reached` by the pass that is over, or not."""
        kept = self.complete()
        if kept is None:
            return None
        steps = OneByOne(kept.cell, self)
        tolerance = TOLERANCES[str(self.dtype).removeprefix("torch.")]
        dtype = np.float64 if tolerance < 1e-5 else np.float32
        hidden, memory, gates = steps.states()
        return LayerFrame(
            name=name,
            call=self.call,
            cell=kept.cell,
            bidirectional=False,
            inputs=kept.inputs,
            initial=kept.hidden,
            initial_memory=kept.memory,
            hidden=hidden.astype(dtype)[None],
            memory=None if memory is None else memory.astype(dtype)[None],
            gates={name: gate.astype(dtype)[None] for name, gate in gates.items()},
            error=difference(kept.output, hidden),
            tolerance=tolerance,
            gradient=norm(steps.by_hidden)[None] if reached else None,
            memory_gradient=norm(steps.by_memory)[None]
            if reached and steps.by_memory is not None
            else None,
            by_output=kept.by_output if reached else None,
            by_memory=kept.by_memory if reached else None,
            parameters=self.gradient_norms(),
            weights=named(kept.weights, 1),
            connected=self.connected,
        )

    @property
    def connected(self) -> bool:
        """Whether each step started from the state that the one before it returned."""
        return all(
            np.array_equal(after, before)
            for states, starts in zip(self.states, self.starts[1:], strict=False)
            for after, before in zip(states, starts, strict=True)
        )

    def arrived_at(self, part: int) -> Array:
        """What arrived at h (0) or c (1) of every step, `(T, H)`."""
        found = np.zeros((len(self.states), self.hook.layer.size))
        for step, values in self.arrived[part].items():
            found[step] = values
        return found

    @staticmethod
    def stacked(rows: list[list[Array]], part: int) -> Array:
        """h (0) or c (1) of every step, `(T, H)`."""
        return np.stack([row[part] for row in rows])


class OneByOne:
    """Every step of a sequence recomputed from the state that it was given: T sequences of one step."""

    def __init__(self, cell: str, kept: OpenSequence) -> None:
        self.kind, self.kept = CELLS[cell], kept
        self.joined = self.kind.join(in_double(kept.weights[0]))
        inputs = np.stack(kept.inputs)
        size, double = kept.hook.layer.size, np.dtype(np.float64)
        self.tape: Tape = self.kind.tape((1, len(inputs)), inputs.shape[1], size, double)
        self.tape.inputs[0] = inputs.T
        self.tape.before[0] = kept.stacked(kept.starts, 0).T
        if self.tape.memory is not None:
            self.tape.memory[0] = kept.stacked(kept.starts, 1).T
        self.kind.forward(self.joined, self.tape)

    def states(self) -> tuple[Array, Array | None, dict[str, Array]]:
        """h, c and the gates, `(T, H)` each."""
        tape = self.tape
        gates = {name: tape.gate(index)[0].T for index, name in enumerate(self.kind.gates)}
        return tape.hidden[0].T, None if tape.memory is None else tape.memory[1].T, gates

    @property
    def by_hidden(self) -> Array:
        """`(T, H)` dL/dh_t."""
        return self.kept.arrived_at(0)

    @property
    def by_memory(self) -> Array | None:
        """`(T, H)` dL/dc_t with h_t held fixed, of an LSTM."""
        if not self.kind.has_memory:
            return None
        whole = self.kept.arrived_at(1)
        if self.kept.joint:
            return whole
        # c_t's part in h_t is in what arrives at it, where PyTorch computes h_t from it by itself
        through = self.kind.slopes(self.tape)[4][0].T * self.by_hidden
        return self._without_noise(whole - through, whole)

    def entering(self) -> tuple[Array | None, Array | None]:
        """What reaches every h_t `(T, H)` but by way of the next step, and what reaches the last c
        `(1, H)`; None where the loop changed the state between steps."""
        if not self.kept.connected:
            return None, None
        whole, memory = self.by_hidden, self.by_memory
        rows = np.empty_like(self.tape.rows[0])
        slopes = [slope[0] for slope in self.kind.slopes(self.tape)]
        recurrent = self.joined[:, : self.tape.size].T
        late, _ = self.kind.step_back(
            recurrent, slopes, whole.T, None if memory is None else memory.T, rows
        )
        entering = whole.copy()
        entering[:-1] -= late.T[1:]
        return self._without_noise(entering, whole), None if memory is None else memory[-1:]

    def _without_noise(self, left: Array, whole: Array) -> Array:
        """What is left of a difference, or 0 where that is no more than rounding."""
        least = ROUNDING * float(self.kept.hook.torch.finfo(self.kept.dtype).eps)
        return np.where(norm(left)[:, None] <= least * norm(whole)[:, None], 0.0, left)
