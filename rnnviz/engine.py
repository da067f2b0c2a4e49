"""A network laid out for training: everything that an update needs is allocated once and reused.

All parameters are one flat vector. A layer's part of it is the joined matrix of `cells.py`, so that the
recurrence reads it as it stands; the readout's part is [W  b] beside each other, because it reads
[h; 1] straight from the slab. The equations are those of `cells.py`, called on buffers.
"""

import numpy as np

from rnnviz.cells import Array, Tape, Weights
from rnnviz.losses import losses as costs
from rnnviz.losses import predict
from rnnviz.network import Network


class Engine:
    """Forward, backward and the state between windows, for one network at a time.

    Of a window's `before + every` steps only the last `every` have a loss. With `each`, the loss of
    every step walks back over exactly `reach` steps; otherwise the walk goes to the window's start.
    """

    def __init__(self, net: Network, reach: int | None = None, each: bool = False) -> None:
        if net.bidirectional:
            raise ValueError("A network of both directions cannot be trained step by step, only whole.")
        if not net.readout or net.embedding is not None:
            raise ValueError("Training needs a readout and one-hot tokens or numbers.")
        self.settings = net.settings()
        self.net = net
        self.reach, self.each = reach, each
        joined = [net.kind.join(net.weights(net.ending(layer, 0))) for layer in range(net.layers)]
        bias = net.parameters.get("readout.bias", np.zeros(net.outputs, net.dtype))
        readout = np.concatenate([net.parameters["readout.weight"], bias[:, None]], axis=1)
        shapes = [part.shape for part in (*joined, readout)]
        self.vector = np.concatenate([part.ravel() for part in (*joined, readout)])
        self.gradient = np.zeros_like(self.vector)
        *self.joined, self.readout = _views(self.vector, shapes)
        *self.by_joined, self.by_readout = _views(self.gradient, shapes)
        self.free = self._free(shapes)
        self.buffers: dict[tuple[int, int, int], Window] = {}

    def _free(self, shapes: list[tuple[int, ...]]) -> Array | None:
        """1 where the vector holds a parameter, 0 where it only fills (a bias that the network has not,
        the zeros of a GRU's joined matrix); None if it holds parameters only."""
        ones = {name: np.ones(shape) for name, shape in self.net.shapes()}
        held = np.zeros_like(self.vector)
        *joined, readout = _views(held, shapes)
        for layer, part in enumerate(joined):
            named = {
                name: ones.get(f"rnn.{name}_{self.net.ending(layer, 0)}") for name in Weights._fields
            }
            part[:] = self.net.kind.join(Weights(**named))  # type: ignore[arg-type]
        readout[:, :-1] = 1.0
        readout[:, -1] = float(self.net.readout_bias)
        return None if held.all() else held

    def network(self) -> Network:
        """The network as it stands, a copy."""
        parameters: dict[str, Array] = {}
        for layer, part in enumerate(self.joined):
            split = self.net.kind.split(part, self.net.hidden)
            for name, values in split._asdict().items():
                parameters[f"rnn.{name}_{self.net.ending(layer, 0)}"] = values.copy()
        parameters["readout.weight"] = self.readout[:, :-1].copy()
        parameters["readout.bias"] = self.readout[:, -1].copy()
        named = dict(self.net.shapes())
        return Network(parameters={name: parameters[name] for name in named}, **self.settings)

    def window(self, steps: int, losses: int, batch: int) -> "Window":
        """The buffers for a window of so many steps, the last `losses` of which have one."""
        key = (steps, losses, batch)
        if key not in self.buffers:
            self.buffers[key] = Window(self, steps, losses, batch)
        return self.buffers[key]


class Window:
    """Buffers for one shape of window."""

    def __init__(self, engine: Engine, steps: int, losses: int, batch: int) -> None:
        net = self.net = engine.net
        self.engine, self.steps, self.losses, self.batch = engine, steps, losses, batch
        self.tapes = [
            net.kind.tape((steps, batch), net.width(layer), net.hidden, net.dtype)
            for layer in range(net.layers)
        ]
        self.first = steps - losses
        # [h; 1] of the steps with a loss
        self.top = self.tapes[-1].slab[1 + self.first :, : net.hidden + 1]
        self.logits = np.empty((losses, net.outputs, batch), net.dtype)
        self.reaching = np.zeros((steps, net.hidden, batch), net.dtype)
        self.nothing = np.zeros((net.hidden, batch), net.dtype)
        self.read = self.top.swapaxes(-1, -2)
        self.back = engine.readout[:, :-1].T
        self.seen = np.empty((losses, net.hidden, batch), net.dtype)
        self.total = np.empty((losses, 1, batch), net.dtype)
        self.shares = [np.empty((steps, *part.shape), net.dtype) for part in engine.joined]
        self.by_readout = np.empty((losses, *engine.readout.shape), net.dtype)
        self.count = losses * batch

    def forward(self, inputs: Array, hidden: list[Array], memory: list[Array | None]) -> None:
        """Run over the inputs `(T, D, B)` from the given states, one `(H, B)` a layer."""
        below = inputs
        for layer, tape in enumerate(self.tapes):
            tape.inputs[...] = below
            tape.slab[0, : tape.size] = hidden[layer]
            if tape.memory is not None:
                tape.memory[0] = memory[layer]
            self.net.kind.forward(self.engine.joined[layer], tape)
            below = tape.hidden
        np.matmul(self.engine.readout, self.top, out=self.logits)

    def backward(self, targets: Array) -> float:
        """Fill the engine's gradient with that of the mean loss over the targets `(losses, V, B)`, and
        return that loss in nats."""
        engine, net = self.engine, self.net
        loss = self._softmax(targets) if net.output == "softmax" else self._other(targets)
        slopes = self.logits  # by now the derivatives by the logits
        np.matmul(slopes, self.read, self.by_readout)
        np.add.reduce(self.by_readout, axis=0, out=engine.by_readout)
        self._walk(np.matmul(self.back, slopes, self.seen))
        engine.gradient *= 1.0 / self.count
        if engine.free is not None:
            engine.gradient *= engine.free
        return loss / self.count

    def _softmax(self, targets: Array) -> float:
        """Turn the logits into their summed loss's derivative, p - y, in place; return that loss."""
        z, total = self.logits, self.total
        np.maximum.reduce(z, axis=1, out=total, keepdims=True)
        z -= total
        wanted = np.vdot(z, targets)
        np.exp(z, z)
        np.add.reduce(z, axis=1, out=total, keepdims=True)
        z /= total
        z -= targets
        np.log(total, total)
        return float(np.add.reduce(total, axis=None) - wanted)

    def _other(self, targets: Array) -> float:
        loss = costs(self.net.output, self.logits, targets).sum()
        np.subtract(predict(self.net.output, self.logits), targets, out=self.logits)
        return float(loss)

    def _walk(self, reaching: Array) -> None:
        """Walk back through all layers from what reaches the top one's h at the steps with a loss."""
        if self.engine.each:
            self._walk_each(reaching)
            return
        if self.first:
            self.reaching[self.first :] = reaching
            reaching = self.reaching
        for layer in reversed(range(self.net.layers)):
            tape, joined = self.tapes[layer], self.engine.joined[layer]
            rows = self.net.kind.backward(joined, tape, reaching, self.nothing).rows
            self._gather(layer, tape, rows)
            if layer:
                reaching = joined[:, self.net.hidden + 2 :].T @ rows

    def _walk_each(self, reaching: Array) -> None:
        """The same with every loss's own cut: its derivative is carried by itself, as far as it may go,
        and only then added to the others'."""
        reach, kind, first = self.engine.reach or self.steps, self.net.kind, self.first
        blocks: dict[int, Array] = {}  # step -> (losses that reach it, H, B)
        for t in range(self.steps):
            low, high = max(t - first, 0), min(t + reach - first, self.losses)
            blocks[t] = np.zeros((high - low, self.net.hidden, self.batch), self.net.dtype)
            if t >= first:
                blocks[t][0] = reaching[t - first]
        for layer in reversed(range(self.net.layers)):
            tape, joined = self.tapes[layer], self.engine.joined[layer]
            recurrent = joined[:, : self.net.hidden].T
            by_step = list(zip(*kind.slopes(tape), strict=True))
            rows = np.empty_like(tape.rows)
            below: dict[int, Array] = {}
            hidden = np.zeros((0, self.net.hidden, self.batch), self.net.dtype)
            memory = hidden if kind.has_memory else None
            for t in reversed(range(self.steps)):
                block = blocks[t]
                # of the losses that came this far the last ones are cut off; one more may begin here
                carried = len(block) - 1 if t >= first else len(block)
                block[len(block) - carried :] += hidden[:carried]
                if memory is not None:
                    fresh = np.zeros_like(block)
                    fresh[len(block) - carried :] = memory[:carried]
                    memory = fresh
                each = np.empty((len(block), *rows[t].shape), rows.dtype)
                hidden, memory = kind.step_back(recurrent, by_step[t], block, memory, each)
                np.add.reduce(each, axis=0, out=rows[t])
                if layer:
                    below[t] = joined[:, self.net.hidden + 2 :].T @ each
            self._gather(layer, tape, rows)
            blocks = below

    def _gather(self, layer: int, tape: Tape, rows: Array) -> None:
        """Each step's share of a layer's gradient, and their sum."""
        np.matmul(rows, tape.read, self.shares[layer])
        np.add.reduce(self.shares[layer], axis=0, out=self.engine.by_joined[layer])


def _views(vector: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(vector, ends), shapes, strict=True)]
