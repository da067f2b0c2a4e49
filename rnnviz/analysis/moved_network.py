"""A network run with single entries moved: of a parameter, an input or a state, in any precision."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.cells.base import Array, Tape, Weights
from rnnviz.nn.losses import losses as costs
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace


class Moved(NamedTuple):
    """What came of B runs, each with one entry moved."""

    costs: Array  # (n, B) the losses that there are
    shift: Array  # (B,) how far states and predictions went, relative to their size
    side: Array  # (..., B) on which side of its kinks each ReLU stood


# which entries are moved, (B,) places, and by how much each, (B,)
Mover = Callable[[Array, Array], Moved]


class MovedNetwork:
    """A network over a trace's sequence, in the precision of `dtype`."""

    def __init__(self, net: Network, trace: Trace, dtype: type) -> None:
        self.net, self.trace, self.dtype = net, trace, np.dtype(dtype)
        self.parameters: dict[str, Array] = {
            name: array.astype(dtype) for name, array in net.parameters.items()
        }
        self.passes = list(net.passes())
        self.joined = [net.kind.join(self._weights(self.parameters, end)) for *_, end in self.passes]
        self.read: list[Array] = [
            trace.read[0].astype(dtype)[..., None]
        ]  # what each layer reads, then the top
        self.hidden: list[Array] = []
        for layer in range(net.layers):
            self.hidden += self._layer(layer, self.read[-1], {}, None)
            self.read.append(np.concatenate(self.hidden[-net.directions :], axis=1))
        self.logits = self._logits(self.read[-1])
        self.costs = self._costs(self.logits)[:, 0]

    def parameter(self, name: str) -> Mover:
        """Moves entries of a parameter, each in a network of its own."""
        net, kept = self.net, self.parameters[name]

        def moved(places: Array, by: Array) -> Moved:
            stack = np.repeat(kept[None], len(places), axis=0)
            stack.reshape(len(places), -1)[np.arange(len(places)), places] += by
            if name.startswith("readout"):
                return self._ended(net.layers, len(places), {name: stack})
            if name == "embedding.weight":
                tokens = self.trace.inputs
                if tokens.ndim == 2:  # numbers took the place of embedded tokens
                    return self._ended(0, len(places), {})
                read = stack[:, tokens].transpose(1, 2, 0) * (tokens >= 0)[:, None, None]
                return self._ended(0, len(places), {}, read)
            ending = name.split("_", 2)[2]
            index = next(i for i, one in enumerate(self.passes) if one[2] == ending)
            wide = {
                other: stack if other == name else np.broadcast_to(array, (len(places), *array.shape))
                for other, array in self.parameters.items()
                if other.startswith("rnn.") and other.split("_", 2)[2] == ending
            }
            joined = {index: net.kind.join(self._weights(wide, ending))}
            return self._ended(self.passes[index][0], len(places), {}, None, joined)

        return moved

    def state(self, row: int, part: int) -> Mover:
        """Moves what a row of the L had at its steps, h (`part` 0) or c (1), or, for the row -1, what
        the first layer read."""
        width = self.net.width(0) if row < 0 else self.net.hidden

        def moved(places: Array, by: Array) -> Moved:
            nudge = np.zeros((self.trace.steps, width, len(places)), self.dtype)
            nudge.reshape(-1, len(places))[places, np.arange(len(places))] = by
            if row < 0:
                return self._ended(0, len(places), {}, self.read[0] + nudge)
            layer = row // self.net.directions
            return self._ended(layer, len(places), {}, None, {}, (row, part, nudge))

        return moved

    def work(self) -> float:
        """Multiplications of one run, about."""
        rows = sum(array.size for array in self.parameters.values())
        return float(self.trace.steps * rows)

    def _ended(
        self,
        first: int,
        batch: int,
        readout: Mapping[str, Array],
        read: Array | None = None,
        joined: Mapping[int, Array] | None = None,
        nudge: tuple[int, int, Array] | None = None,
    ) -> Moved:
        """From what layer `first` reads to the losses."""
        net = self.net
        below = np.repeat(self.read[first], batch, axis=-1) if read is None else read
        shift, sides = np.zeros(batch), [np.zeros((1, batch), bool)]
        for layer in range(first, net.layers):
            states = self._layer(layer, below, joined or {}, nudge)
            for own, kept in zip(states, self.hidden[layer * net.directions :], strict=False):
                shift = np.maximum(shift, _largest(own - kept, abs(kept).max()))
                if net.cell == "relu":
                    sides.append((own > 0.0).reshape(-1, batch))
            below = np.concatenate(states, axis=1)
        logits = self._logits(below, readout)
        seen, was = predict(net.output, logits), predict(net.output, self.logits)
        shift = np.maximum(shift, _largest(seen - was, abs(was).max()))
        return Moved(self._costs(logits), shift, np.concatenate(sides))

    def _layer(
        self,
        layer: int,
        below: Array,
        joined: Mapping[int, Array],
        nudge: tuple[int, int, Array] | None,
    ) -> list[Array]:
        """The states `(T, H, B)` of a layer's directions, in the order of the sequence."""
        directions = range(layer * self.net.directions, (layer + 1) * self.net.directions)
        states = []
        for index in directions:
            turn = slice(None, None, -1 if index % self.net.directions else 1)
            if nudge is not None and index == nudge[0]:
                own = self._nudged(index, below[turn], nudge[1], nudge[2][turn])
            elif index in joined:  # a network each: their axis stands before the last two
                read = below[turn].transpose(0, 2, 1)[..., None]
                own = self._run(index, joined[index], read)[..., 0].swapaxes(1, 2)
            else:
                own = self._run(index, self.joined[index], below[turn])
            states.append(own[turn])
        return states

    def _run(self, index: int, joined: Array, read: Array) -> Array:
        tape = self._tape(index, (*read.shape[:-2], read.shape[-1]))
        tape.inputs[:] = read
        self.net.kind.forward(joined, tape)
        return tape.hidden

    def _nudged(self, index: int, read: Array, part: int, nudge: Array) -> Array:
        """The states after what is added to h or c has been added, step by step."""
        steps, _, batch = nudge.shape
        tape = self._tape(index, (1, batch))
        shown = np.empty((steps, self.net.hidden, batch), self.dtype)
        for t in range(steps):
            tape.inputs[0] = read[t]
            self.net.kind.forward(self.joined[index], tape)
            if part == 0:
                tape.hidden[0] += nudge[t]
            tape.before[0] = shown[t] = tape.hidden[0]
            if tape.memory is not None:
                tape.memory[0] = tape.memory[1]
                if part == 1:
                    tape.memory[0] += nudge[t]
        return shown

    def _tape(self, index: int, shape: tuple[int, ...]) -> Tape:
        layer, trace = self.passes[index][0], self.trace
        tape = self.net.kind.tape(shape, self.net.width(layer), self.net.hidden, self.dtype)
        tape.before[0] = trace.initial[index][:, None]
        if tape.memory is not None and trace.initial_memory is not None:
            tape.memory[0] = trace.initial_memory[index][:, None]
        return tape

    def _logits(self, top: Array, moved: Mapping[str, Array] | None = None) -> Array:
        if not self.net.readout:
            return top
        named = {**self.parameters, **(moved or {})}
        weight, bias = named["readout.weight"], named.get("readout.bias")
        if weight.ndim > 2:  # one for each of the batch
            logits = np.matmul(weight, top[..., 0].T).transpose(2, 1, 0)
        else:
            logits = weight @ top
        if bias is not None:
            logits = logits + (bias[:, None] if bias.ndim == 1 else bias.T)
        return logits

    def _costs(self, logits: Array) -> Array:
        assert self.trace.targets is not None
        wanted = np.repeat(self.trace.targets[..., None], logits.shape[-1], axis=-1)
        return costs(self.net.output, logits, wanted)[steps_with_loss(self.trace)]

    def _weights(self, named: Mapping[str, Array], ending: str) -> Weights:
        return Weights(
            *(named[f"rnn.{name}_{ending}"] for name in ("weight_ih", "weight_hh")),
            *(named.get(f"rnn.{name}_{ending}") for name in ("bias_ih", "bias_hh")),
        )


def _largest(shift: Array, size: float) -> Array:
    return np.asarray(abs(shift).reshape(-1, shift.shape[-1]).max(axis=0) / max(1.0, size), float)
