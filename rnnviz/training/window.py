"""A window of a network that is laid out for training: its buffers, forward and backward.

Everything is time first and batch last, `(T, rows, B)`. Of K networks of one shape it is
`(T, K, rows, B)`, and lies in memory as `(T, rows, K, B)`: what is done to the states of all of them is
then done to one block.
"""

from typing import Any, Protocol

import numpy as np

from rnnviz.nn.cells.base import Array, sigmoid
from rnnviz.nn.cells.carried import product_of
from rnnviz.nn.losses import losses as costs
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.training.two_tokens import TwoTokens

BLOCK = 64  # steps whose shares of the gradient are held at once
AT_ONCE = 512  # steps times rows of which one product gathers the gradient: what a cache holds


class LaidOut(Protocol):
    """What a window reads of the network, or the networks, that it belongs to; see `Engine`."""

    net: Network
    stack: tuple[int, ...]  # (K,), or () of one network by itself
    joined: list[Array]  # one a layer, ([K,] rows, H + 2 + D)
    by_joined: list[Array]  # the gradient, likewise
    gradient: Array  # ([K,] P)
    free: Array  # (P,)
    reach: int | None
    each: bool
    summed: bool
    squared: bool
    readout_only: bool


class Window:
    """Buffers for one shape of window."""

    def __init__(self, engine: LaidOut, steps: int, losses: int, batch: int) -> None:
        net = self.net = engine.net
        self.engine, self.steps, self.losses, self.batch = engine, steps, losses, batch
        readouts = [0] * (net.layers - 1) + [net.outputs]
        shape = (steps, *engine.stack, batch)
        self.tapes = [
            net.kind.tape(shape, net.width(layer), net.hidden, net.dtype, readout)
            for layer, readout in enumerate(readouts)
        ]
        self.kind, self.softmax = net.kind, net.output == "softmax"
        self.firsts = [tape.before[0] for tape in self.tapes]
        self.first = steps - losses
        self._lay_out_losses()
        self._lay_out_gradient()

    def _lay_out_losses(self) -> None:
        losses, dtype = self.losses, self.net.dtype
        # after the backward pass: the loss's derivatives by them
        self.logits = self.tapes[-1].logits[self.first :]
        *others, _tokens, _batch = range(self.logits.ndim)
        self.axes = (_tokens, *others, _batch)
        self.by_token = self.logits.transpose(self.axes)  # (V, losses, [K,] B)
        self.chances = np.empty(self.by_token.shape, dtype)
        self.total = np.empty(self.by_token.shape[1:], dtype)
        # what adds up the losses: of all steps and rows, or of the rows of each step and network
        if self.engine.stack:
            self.flat, self.ones = self.total, np.ones(self.batch, dtype)
        else:
            self.flat, self.ones = self.total.reshape(-1), np.ones(losses * self.batch, dtype)
        self.of_two = TwoTokens(self.logits) if self.softmax and self.net.outputs == 2 else None

    def _lay_out_gradient(self) -> None:
        engine, batch, dtype = self.engine, self.batch, self.net.dtype
        stack = engine.stack
        self.product = product_of(self.tapes[-1])
        block = min(self.steps + 1, BLOCK)
        # one product of many steps needs them turned first; is that less work than a share for each?
        many = min(self.steps + 1, -(-AT_ONCE // batch))
        shapes = [part.shape[-2:] for part in engine.joined]
        self.turned = [
            (
                np.empty((*stack, rows, many, batch), dtype),
                np.empty((*stack, width, many, batch), dtype),
            )
            if rows * width > (rows + width) * batch
            else None
            for rows, width in shapes
        ]
        self.shares = [
            np.empty((block if turned is None else 1, *stack, *shape), dtype)
            for turned, shape in zip(self.turned, shapes, strict=True)
        ]
        # which rows are gathered with which slab, each transposed, into which part of the shares
        self.reads = [
            [
                (part, tape.whole[..., part, :], slab, slab.swapaxes(-1, -2), shares[..., part, :])
                for part, slab in self.kind.reads(tape)
                if shares[..., part, :].size
            ]
            for tape, shares in zip(self.tapes, self.shares, strict=True)
        ]
        self.scale = engine.free / (1 if engine.summed else self.losses * batch)

    def forward(self, inputs: Array, hidden: list[Array], memory: list[Array | None]) -> None:
        """Run over the inputs `(T, [K,] D, B)` from the given states, one `([K,] H, B)` a layer."""
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
            hidden[layer][...] = tape.slab[place, ..., : tape.size, :]
            if tape.memory is not None:
                memory[layer][...] = tape.memory[place]  # type: ignore[index]

    def backward(self, targets: Array) -> Any:
        """Fill the engine's gradient with that of the loss over the targets `(losses, [K,] V, B)`, its
        mean or its sum, and return the mean in nats, of K networks an array `(K,)`."""
        if self.engine.squared:
            loss = self._squared(targets)
        elif self.of_two is not None and targets.dtype == np.int8:  # one-hot, no probabilities
            loss = self.of_two(targets)
        elif self.softmax:
            loss = self._softmax_of_each(targets) if self.engine.stack else self._softmax(targets)
        else:
            loss = self._other(targets)
        if self.first:
            self.tapes[-1].logits[: self.first] = 0.0  # no loss there, so none of its derivatives
        if self.engine.readout_only:
            self._gather_readout()
        elif self.engine.each:
            self._walk_each()
        else:
            self._backward()
        gradient = self.engine.gradient
        gradient *= self.scale
        return loss / (self.losses * self.batch)

    def _softmax(self, targets: Array) -> float:
        """Turn the logits into their summed loss's derivative, p - y, in place; return that loss."""
        z, p, total = self.by_token, self.chances, self.total
        self._below_the_largest()
        targets = targets.transpose(self.axes)
        wanted = np.vdot(p, targets)
        self._to_chances()
        np.subtract(p, targets, z)
        np.log(total, total)
        return float(self.ones.dot(self.flat) - wanted)

    def _softmax_of_each(self, targets: Array) -> Array:
        """The same of K networks; one sum serves them all."""
        z, p, total = self.by_token, self.chances, self.total
        self._below_the_largest()
        targets = targets.transpose(self.axes)
        wanted = np.vecdot(p, targets)  # (V, losses, K)
        self._to_chances()
        np.subtract(p, targets, z)
        np.log(total, total)
        return self._sum(np.dot(total, self.ones)) - self._sum(wanted.sum(axis=0))

    def _below_the_largest(self) -> None:
        """The logits below the largest of their step."""
        z, p, total = self.by_token, self.chances, self.total
        np.maximum.reduce(z, axis=0, out=total)
        np.subtract(z, total, p)

    def _to_chances(self) -> None:
        """From these to probabilities, and the sums that they were divided by."""
        p, total = self.chances, self.total
        np.exp(p, p)
        np.add.reduce(p, axis=0, out=total)
        np.divide(p, total, p)

    def _other(self, targets: Array) -> Any:
        costs_of = costs(self.net.output, self.logits, targets)
        np.subtract(predict(self.net.output, self.logits), targets, out=self.logits)
        return self._sum(costs_of)

    def _squared(self, targets: Array) -> Any:
        """Turn the logits of bits into the derivative of half their squared error, in place; return
        their cross-entropy, summed."""
        z = self.logits
        loss = self._sum(np.logaddexp(0.0, z)) - self._sum(z * targets)
        p = sigmoid(z)
        np.subtract(p, targets, out=z)
        p *= 1.0 - p
        z *= p
        return loss

    def _sum(self, of_steps: Array) -> Any:
        """The sum over all axes but that of K networks, the second."""
        if not self.engine.stack:
            return float(of_steps.sum())
        return of_steps.sum(axis=(0, *range(2, of_steps.ndim))).astype(float)

    def _backward(self) -> None:
        """The backward pass through all layers, from the derivatives by the logits."""
        reaching = None
        for layer in reversed(range(self.net.layers)):
            tape, joined = self.tapes[layer], self.engine.joined[layer]
            self.kind.backward_in_place(joined, tape, reaching)
            self._gather(layer)
            if layer:
                below = joined[..., : tape.rows.shape[-2], self.net.hidden + 2 :]
                reaching = below.swapaxes(-1, -2) @ tape.rows

    def _walk_each(self) -> None:
        """The same with every loss's own cut: its derivative is carried by itself, as far as it may go,
        and only then added to the others'."""
        reach, kind, first = self.engine.reach or self.steps, self.kind, self.first
        stack, size = self.engine.stack, self.net.hidden
        readout = self.engine.joined[-1][..., -self.net.outputs :, :size]
        reaching = readout.swapaxes(-1, -2) @ self.logits
        blocks: dict[int, Array] = {}  # step -> (losses that reach it, [K,] H, B)
        for t in range(self.steps):
            low, high = max(t - first, 0), min(t + reach - first, self.losses)
            blocks[t] = np.zeros((high - low, *stack, size, self.batch), self.net.dtype)
            if t >= first:
                blocks[t][0] = reaching[t - first]
        for layer in reversed(range(self.net.layers)):
            tape = self.tapes[layer]
            joined = self.engine.joined[layer][..., : tape.rows.shape[-2], :]
            turned = joined.swapaxes(-1, -2)
            recurrent, from_inputs = turned[..., :size, :], turned[..., size + 2 :, :]
            by_step = list(zip(*kind.slopes(tape), strict=True))
            rows = tape.rows  # what stands there is done with, step by step
            below: dict[int, Array] = {}
            hidden = np.zeros((0, *stack, size, self.batch), self.net.dtype)
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
                    below[t] = from_inputs @ each
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
                total[..., part, :] += np.matmul(block, seen, own[: len(block)]).sum(0)

    def _gather_readout(self) -> None:
        """The gradient of the readout, by itself; that of all else stays 0."""
        tape = self.tapes[-1]
        slabs = tape.slab.swapaxes(-1, -2)
        total = self.engine.by_joined[-1][..., -self.net.outputs :, :]
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
        many = rows.shape[-2]
        for start in range(0, len(tape.whole), many):
            steps = slice(start, start + many)
            count = len(tape.whole[steps])
            np.copyto(rows[..., :count, :], np.moveaxis(tape.whole[steps], 0, -2))
            left = rows[..., :count, :].reshape(*rows.shape[:-2], -1)
            for part, _, slab, _, own in self.reads[layer]:
                np.copyto(read[..., :count, :], np.moveaxis(slab[steps], 0, -2))
                right = read[..., :count, :].reshape(*read.shape[:-2], -1).swapaxes(-1, -2)
                total[..., part, :] += self.product(left[..., part, :], right, own[0])
