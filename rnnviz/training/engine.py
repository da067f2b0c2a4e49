"""A network laid out for training: everything that an update needs is allocated once and reused.

All parameters are one flat vector. A layer's part of it is the joined matrix of `layer.py`, so that the
recurrence reads it as it stands; below the top layer's stands the readout, [W_out b_out 0 0], because
it reads the same slabs. One product a step then gives pre-activations and logits, one a step on the way
back takes both through, and one for the window gathers the gradient of both. The equations are those
of `cells.py`, called on buffers.
"""

from collections.abc import Callable, Mapping

import numpy as np

from rnnviz.nn.cells.base import Array, Weights, sigmoid
from rnnviz.nn.losses import losses as costs
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.text.message import Refusal

BLOCK = 64  # steps whose shares of the gradient are held at once
AT_ONCE = 512  # steps times rows of which one product gathers the gradient: what a cache holds


class Engine:
    """Forward, backward and the state between windows, for one network at a time.

    Of a window's `before + every` steps only the last `every` have a loss. With `each`, the loss of
    every step reaches back over exactly `reach` steps; otherwise to the start of the window. The
    gradient is that of the mean loss, or `summed` over steps and rows, or of the `squared` error
    through a sigmoid; only parameters that are said to move have one, and where those are the readout's
    alone, no backward pass through time is made.
    """

    def __init__(
        self,
        net: Network,
        reach: int | None = None,
        each: bool = False,
        summed: bool = False,
        squared: bool = False,
        moves: Callable[[str], bool] = lambda name: True,
    ) -> None:
        if net.bidirectional:
            raise Refusal("A network of both directions cannot be trained step by step, only whole.")
        if not net.readout or net.embedding is not None:
            raise Refusal("Training needs a readout and one-hot tokens or numbers.")
        self.settings = net.settings()
        self.net = net
        self.reach, self.each, self.summed, self.squared = reach, each, summed, squared
        parts = self._parts(net.parameters)
        shapes = [part.shape for part in parts]
        self.vector = np.concatenate([part.ravel() for part in parts])
        self.gradient = np.zeros_like(self.vector)
        self.joined, self.by_joined = _views(self.vector, shapes), _views(self.gradient, shapes)
        # 1 where the vector holds a parameter that moves, 0 where it only fills: a bias that the
        # network has not, the zeros of a GRU's joined matrix and of the readout
        ones = {name: np.full(shape, float(moves(name)), net.dtype) for name, shape in net.shapes()}
        self.readout_only = not any(moves(name) for name in ones if not name.startswith("readout."))
        self.free = np.concatenate([part.ravel() for part in self._parts(ones)])
        self.buffers: dict[tuple[int, int, int], Window] = {}

    def _parts(self, named: Mapping[str, Array]) -> list[Array]:
        """Each layer's matrix from arrays under PyTorch's names; what is missing is 0."""
        net = self.net
        parts = []
        for layer in range(net.layers):
            ending = net.ending(layer, 0)
            weights = {name: named.get(f"rnn.{name}_{ending}") for name in Weights._fields}
            parts.append(net.kind.join(Weights(**weights)))  # type: ignore[arg-type]
        readout = np.zeros((net.outputs, parts[-1].shape[1]), net.dtype)
        readout[:, : net.hidden] = named["readout.weight"]
        readout[:, net.hidden] = named.get("readout.bias", 0.0)
        parts[-1] = np.concatenate([parts[-1], readout])
        return parts

    def vector_of(self, named: Mapping[str, Array]) -> Array:
        """Arrays under PyTorch's names and of the parameters' shapes, laid out as `vector`."""
        return np.concatenate([part.ravel() for part in self._parts(named)])

    def named(self, vector: Array) -> dict[str, Array]:
        """The inverse of `vector_of`, copies."""
        net, found = self.net, {}
        parts = _views(vector, [part.shape for part in self.joined])
        for layer, part in enumerate(parts):
            split = net.kind.split(part[: net.kind.rows * net.hidden], net.hidden)
            for name, values in split._asdict().items():
                found[f"rnn.{name}_{net.ending(layer, 0)}"] = values
        found["readout.weight"] = part[-net.outputs :, : net.hidden]
        found["readout.bias"] = part[-net.outputs :, net.hidden]
        return {name: found[name].copy() for name, _ in net.shapes()}

    def network(self, named: dict[str, Array] | None = None) -> Network:
        """The network with those parameters, or as it stands, a copy."""
        return Network(parameters=named or self.named(self.vector), **self.settings)

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
        readouts = [0] * (net.layers - 1) + [net.outputs]
        self.tapes = [
            net.kind.tape((steps, batch), net.width(layer), net.hidden, net.dtype, readout)
            for layer, readout in enumerate(readouts)
        ]
        self.kind, self.softmax = net.kind, net.output == "softmax"
        self.firsts = [tape.before[0] for tape in self.tapes]
        self.first = steps - losses
        top = self.tapes[-1]
        self.logits = top.logits[
            self.first :
        ]  # after the backward pass: the loss's derivatives by them
        self.by_token = self.logits.swapaxes(0, 1)  # (V, losses, B)
        self.chances = np.empty(self.by_token.shape, net.dtype)
        self.total = np.empty((losses, batch), net.dtype)
        self.flat, self.ones = self.total.reshape(-1), np.ones(losses * batch, net.dtype)
        pairs = [(of[0], of[1]) for of in (self.by_token, self.chances) if len(of) == 2]
        self.pairs: list[tuple[Array, Array]] = pairs
        block = min(steps + 1, BLOCK)
        # one product of many steps needs them turned first; is that less work than a share for each?
        many = min(steps + 1, -(-AT_ONCE // batch))
        self.turned = [
            (np.empty((rows, many, batch), net.dtype), np.empty((width, many, batch), net.dtype))
            if rows * width > (rows + width) * batch
            else None
            for rows, width in (part.shape for part in engine.joined)
        ]
        self.shares = [
            np.empty((block if turned is None else 1, *part.shape), net.dtype)
            for turned, part in zip(self.turned, engine.joined, strict=True)
        ]
        # which rows are gathered with which slab, each transposed, into which part of the shares
        self.reads = [
            [
                (part, tape.whole[:, part], slab, slab.swapaxes(-1, -2), shares[:, part])
                for part, slab in net.kind.reads(tape)
                if shares[:, part].size
            ]
            for tape, shares in zip(self.tapes, self.shares, strict=True)
        ]
        self.scale = engine.free / (1 if engine.summed else losses * batch)

    def forward(self, inputs: Array, hidden: list[Array], memory: list[Array | None]) -> None:
        """Run over the inputs `(T, D, B)` from the given states, one `(H, B)` a layer."""
        below = inputs
        for layer, tape in enumerate(self.tapes):
            tape.inputs[...] = below
            self.firsts[layer][...] = hidden[layer]
            if tape.memory is not None:
                tape.memory[0] = memory[layer]
            self.kind.forward(self.engine.joined[layer], tape)
            below = tape.hidden

    def state(self, place: int, hidden: list[Array], memory: list[Array | None]) -> None:
        """Copy the states before the window's step number `place` into those arrays."""
        for layer, tape in enumerate(self.tapes):
            hidden[layer][...] = tape.slab[place, : tape.size]
            if tape.memory is not None:
                memory[layer][...] = tape.memory[place]  # type: ignore[index]

    def backward(self, targets: Array) -> float:
        """Fill the engine's gradient with that of the loss over the targets `(losses, V, B)`, its mean
        or its sum, and return the mean in nats."""
        if self.engine.squared:
            loss = self._squared(targets)
        else:
            loss = self._softmax(targets) if self.softmax else self._other(targets)
        if self.first:
            self.tapes[-1].logits[: self.first] = 0.0  # no loss there, so none of its derivatives
        if self.engine.readout_only:
            self._gather_readout()
        elif self.engine.each:
            self._walk_each()
        else:
            self._backward()
        self.engine.gradient *= self.scale
        return loss / (self.losses * self.batch)

    def _softmax(self, targets: Array) -> float:
        """Turn the logits into their summed loss's derivative, p - y, in place; return that loss."""
        z, p, total = self.by_token, self.chances, self.total
        if self.pairs:  # without a reduction's start
            (zero, one), chances = self.pairs
            np.maximum(zero, one, out=total)
        else:
            np.maximum.reduce(z, axis=0, out=total)
        np.subtract(z, total, p)
        targets = targets.swapaxes(0, 1)
        wanted = np.vdot(p, targets)
        np.exp(p, p)
        if self.pairs:
            np.add(chances[0], chances[1], total)
        else:
            np.add.reduce(p, axis=0, out=total)
        np.divide(p, total, p)
        np.subtract(p, targets, z)
        np.log(total, total)
        return float(self.ones.dot(self.flat) - wanted)

    def _other(self, targets: Array) -> float:
        loss = costs(self.net.output, self.logits, targets).sum()
        np.subtract(predict(self.net.output, self.logits), targets, out=self.logits)
        return float(loss)

    def _squared(self, targets: Array) -> float:
        """Turn the logits of bits into the derivative of half their squared error, in place; return
        their cross-entropy, summed."""
        z = self.logits
        loss = np.logaddexp(0.0, z).sum() - (z * targets).sum()
        p = sigmoid(z)
        np.subtract(p, targets, out=z)
        p *= 1.0 - p
        z *= p
        return float(loss)

    def _backward(self) -> None:
        """The backward pass through all layers, from the derivatives by the logits."""
        reaching = None
        for layer in reversed(range(self.net.layers)):
            tape, joined = self.tapes[layer], self.engine.joined[layer]
            self.kind.backward_in_place(joined, tape, reaching)
            self._gather(layer)
            if layer:
                reaching = joined[: tape.rows.shape[1], self.net.hidden + 2 :].T @ tape.rows

    def _walk_each(self) -> None:
        """The same with every loss's own cut: its derivative is carried by itself, as far as it may go,
        and only then added to the others'."""
        reach, kind, first = self.engine.reach or self.steps, self.kind, self.first
        readout = self.engine.joined[-1][-self.net.outputs :, : self.net.hidden]
        reaching = readout.T @ self.logits
        blocks: dict[int, Array] = {}  # step -> (losses that reach it, H, B)
        for t in range(self.steps):
            low, high = max(t - first, 0), min(t + reach - first, self.losses)
            blocks[t] = np.zeros((high - low, self.net.hidden, self.batch), self.net.dtype)
            if t >= first:
                blocks[t][0] = reaching[t - first]
        for layer in reversed(range(self.net.layers)):
            tape = self.tapes[layer]
            joined = self.engine.joined[layer][: tape.rows.shape[1]]
            recurrent = joined[:, : self.net.hidden].T
            by_step = list(zip(*kind.slopes(tape), strict=True))
            rows = tape.rows  # what stands there is done with, step by step
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
            self._gather(layer)
            blocks = below

    def _gather(self, layer: int) -> None:
        """Each slab's share of a layer's gradient, and their sum."""
        shares, total = self.shares[layer], self.engine.by_joined[layer]
        if self.turned[layer] is not None:
            self._gather_at_once(layer)
            return
        if self.steps < len(shares):
            for _, rows, _, read, own in self.reads[layer]:
                np.matmul(rows, read, own)
            np.add.reduce(shares, axis=0, out=total)
            return
        total.fill(0.0)  # in blocks, because a share is as large as all parameters
        for start in range(0, self.steps + 1, len(shares)):
            for part, rows, _, read, own in self.reads[layer]:
                block, seen = (of[start : start + len(shares)] for of in (rows, read))
                total[part] += np.matmul(block, seen, own[: len(block)]).sum(0)

    def _gather_readout(self) -> None:
        """The gradient of the readout, by itself; that of all else stays 0."""
        tape = self.tapes[-1]
        slabs = tape.slab.swapaxes(-1, -2)
        total = self.engine.by_joined[-1][-self.net.outputs :]
        total.fill(0.0)  # in blocks, as above
        for start in range(0, self.steps, BLOCK):
            logits = tape.logits[start : start + BLOCK]
            total += np.matmul(logits, slabs[start + 1 : start + 1 + len(logits)]).sum(axis=0)

    def _gather_at_once(self, layer: int) -> None:
        """The same by one product for a block of steps."""
        tape, total, turned = self.tapes[layer], self.engine.by_joined[layer], self.turned[layer]
        assert turned is not None
        rows, read = turned
        total.fill(0.0)
        for start in range(0, len(tape.whole), rows.shape[1]):
            steps = slice(start, start + rows.shape[1])
            count = len(tape.whole[steps])
            np.copyto(rows[:, :count], tape.whole[steps].swapaxes(0, 1))
            left = rows[:, :count].reshape(len(rows), -1)
            for part, _, slab, _, own in self.reads[layer]:
                np.copyto(read[:, :count], slab[steps].swapaxes(0, 1))
                right = read[:, :count].reshape(len(read), -1)
                total[part] += np.dot(left[part], right.T, own[0])


def _views(vector: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(vector, ends), shapes, strict=True)]
