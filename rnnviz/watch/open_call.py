"""A call of a layer that is kept until its backward pass is over, and what then becomes of it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnviz.analysis.norms import norm
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_
from rnnviz.text.message import Message
from rnnviz.watch import sequences
from rnnviz.watch.calls import Call, Kept
from rnnviz.watch.dropout import Draws
from rnnviz.watch.hook import Hook
from rnnviz.watch.layer_frame import LayerFrame
from rnnviz.watch.open_part import OpenPart
from rnnviz.watch.recompute import TOLERANCES, Recomputed, difference, recompute
from rnnviz.watch.weights_of import UsedWeights, named

DROPOUT = N_(
    "The dropout between the layers of {name} was drawn where rnnviz cannot draw it again: only the "
    "states of the first layer are right."
)


class OpenLayerCall(OpenPart):
    """The watched sequence of a call, copied, with the weights that it used and what arrives."""

    def __init__(
        self,
        hook: Hook,
        call: Call,
        module: Any,
        given: Any,
        hx: Any,
        data: Any,
        draws: Draws | None = None,
    ) -> None:
        super().__init__(hook, call, module)
        self.shape, self.output_type = tuple(data.shape), data.dtype
        self.dtype = hook.computed_in(data)
        kind = hook.layer
        self.places = sequences.places(
            given,
            hook.recorder.sequence,
            kind.batch_first,
            lambda rows, data: hook.torch.as_tensor(rows, device=data.device),
        )
        self.used = UsedWeights(kind, module, None, hook.copies)
        self.rate = module.dropout if module.training and kind.layers > 1 else 0.0
        self.draws = draws if self.rate and data.device.type == "cpu" else None
        zeros = np.zeros((kind.rows, kind.size))
        states = [zeros if part is None else self.places.state_of(part) for part in _pair(hx)]
        self.kept = Kept(
            call,
            kind.cell,
            kind.layers,
            kind.bidirectional,
            self._read(given),
            states[0],
            states[-1] if kind.cell == "lstm" else None,
            self.places.steps_of(data),
        )

    def _read(self, given: Any) -> Array:
        data = given.data if isinstance(given, self.hook.packed) else given
        return self.places.steps_of(data.detach().to(self.dtype))

    def read_the_same(self, given: Any) -> bool:
        """Whether another call reads what this one did."""
        read = self._read(given)
        return np.array_equal(read, self.kept.inputs)

    def arrival(self, name: str) -> Callable[[Any], None]:
        """The hook of one of the call's outputs, whose derivative is kept under that name."""
        copy = self.places.steps_of if name == "by_output" else self.places.state_of
        return self.arriving(lambda gradient: setattr(self.kept, name, copy(gradient)))

    def begin_pass(self) -> None:
        kept = self.kept
        kept.passes += 1
        kept.by_output = kept.by_hidden = kept.by_memory = None

    def complete(self) -> Kept:
        """All that is known of it now; the weights are read."""
        if not self.kept.weights:
            self.kept.weights = self.read_weights(self.used)
            if self.draws is not None:
                count = self.hook.layer.layers - 1
                self.kept.masks = self.draws.masks(
                    count, self.rate, self.shape, self.output_type, self.places
                )
        return self.kept

    def frame(self, name: str, reached: bool) -> LayerFrame:
        """It as a part of a frame; `reached` by the pass that is over, or not."""
        kept = self.complete()
        directions = self.hook.layer.directions
        made = recompute(
            kept.cell,
            directions,
            kept.weights,
            kept.inputs,
            kept.hidden,
            kept.memory,
            kept.masks or None,
        )
        error = difference(kept.output, made.output)
        tolerance = TOLERANCES[str(self.dtype).removeprefix("torch.")]
        if self.rate and not error <= tolerance:
            self.hook.recorder.note(Message(DROPOUT, name=self.layer))
        gradient, by_memory = self._gradients(made, kept) if reached else (None, None)
        dtype = np.float64 if tolerance < 1e-5 else np.float32
        memory = made.memory
        return LayerFrame(
            name=name,
            call=self.call,
            cell=kept.cell,
            bidirectional=kept.bidirectional,
            inputs=kept.inputs,
            initial=kept.hidden,
            initial_memory=kept.memory,
            hidden=made.hidden.astype(dtype),
            memory=None if memory is None else memory.astype(dtype),
            gates={name: gate.astype(dtype) for name, gate in made.gates.items()},
            error=error,
            tolerance=tolerance,
            gradient=gradient,
            memory_gradient=by_memory,
            by_output=self._entering(kept) if reached else None,
            by_hidden=kept.by_hidden if reached else None,
            by_memory=kept.by_memory if reached else None,
            parameters=self.gradient_norms(),
            weights=named(kept.weights, directions),
            mask=kept.masks[-1] if kept.masks else None,
        )

    def _entering(self, kept: Kept) -> Array:
        return np.zeros_like(kept.output) if kept.by_output is None else kept.by_output

    def _gradients(self, made: Recomputed, kept: Kept) -> tuple[Array, Array | None]:
        """||dL/dh_t|| and ||dL/dc_t||, `(L, T)` each."""
        found = made.back(self._entering(kept), kept.by_hidden, kept.by_memory)
        directions = self.hook.layer.directions
        hidden, memory = [], []
        for row, one in enumerate(found):
            turn = slice(None, None, -1) if row % directions else slice(None)
            hidden.append(norm(one.hidden)[turn])
            if one.memory is not None:
                memory.append(norm(one.memory)[turn])
        return np.stack(hidden), np.stack(memory) if memory else None


def _pair(hx: Any) -> tuple[Any, ...]:
    return hx if isinstance(hx, tuple) else (hx,)
