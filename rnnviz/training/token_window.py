"""A window of tokens of a network of one layer: none is multiplied by the zeros of one-hot columns.

A token's column of W_ih is looked up; its gradient adds up the steps that read it; what a right answer
takes from the probabilities is subtracted where it stands. In memory all lies in blocks and batch
first, see `TokenTape`; the logits are seen from outside as `(T, V, B)`, as elsewhere.
"""

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import NetworkSettings
from rnnviz.training.window import LaidOut

SORTED = 8  # steps and rows a token from which sorting them is less work than a product
SMALL = 20.0  # logits
KINDS, ROWS = 8, 8  # tokens and rows from which looking up takes less time than a product


def looks_up(net: NetworkSettings, batch: int) -> bool:
    """Whether windows of a batch of tokens are looked up where such a network is trained by itself."""
    known = net.kind.by_token and net.layers == 1 and net.output == "softmax"
    return known and net.inputs >= KINDS and batch >= ROWS


class TokenWindow:
    """Buffers for one shape of window."""

    def __init__(self, engine: LaidOut, steps: int, losses: int, batch: int) -> None:
        net = self.net = engine.net
        self.engine, self.kind, self.first = engine, net.kind, steps - losses
        self.steps, self.losses, self.batch = steps, losses, batch
        dtype, size = net.dtype, net.hidden
        self.count = net.kind.rows * size
        tape = net.kind.token_tape((steps, batch), size, dtype)
        self.tapes = [tape]
        # as they lie in memory, with one axis for all steps and rows
        self.flat = tape.lying.reshape(net.kind.rows, steps * batch, size)
        self.read = tape.states[:-1].reshape(steps * batch, size)
        self.asked = tape.states[1 + self.first :].reshape(losses * batch, -1)
        self.chances = np.empty((losses * batch, net.outputs), dtype)
        self.logits = self.chances.reshape(losses, batch, -1).swapaxes(-1, -2)  # (losses, V, B)
        outside = np.zeros((steps, batch, size), dtype)  # nothing comes from where no loss is
        self.outside = outside.swapaxes(-1, -2)
        self.from_losses = outside[self.first :].reshape(losses * batch, -1)
        self.table = np.empty((net.kind.rows, net.inputs, size), dtype)
        self.by_token = np.empty_like(self.table)
        self.sorted = np.empty_like(self.read)
        self.shares = np.empty_like(tape.recurrent)
        self.ones = np.ones(max(steps * batch, net.outputs), dtype)
        factors = self.kind.factors(engine.joined[0][: self.count], size)
        self.factors = None if factors is None else factors.reshape(net.kind.rows, 1, size)
        self.scale = engine.free / (1 if engine.summed else losses * batch)

    def forward(self, tokens: Array, hidden: list[Array], memory: list[Array | None]) -> None:
        """Run over the tokens `(T, B)` from the given states, `(H, B)`."""
        (tape,) = self.tapes
        self.tokens = tokens.reshape(-1)
        self._lay_out_parameters()
        for table, rows in zip(self.table, tape.lying, strict=True):
            np.take(table, tokens, axis=0, out=rows, mode="clip")
        tape.slab[0] = hidden[0]
        if tape.memory is not None:
            tape.memory[0] = memory[0]
        self.kind.forward_by_token(tape)
        readout = self.engine.joined[0][self.count :]
        np.dot(self.asked, readout[:, : self.net.hidden].T, self.chances)
        self.chances += readout[:, self.net.hidden]

    def _lay_out_parameters(self) -> None:
        """Matrix and table as products and look-ups want them."""
        (tape,) = self.tapes
        size, kind = self.net.hidden, self.kind
        blocks = self.engine.joined[0][: self.count].reshape(kind.rows, size, -1)
        turned = blocks.swapaxes(-1, -2)  # (blocks, H + 2 + V, H)
        for place, index in enumerate(kind.reading):
            tape.recurrent[place] = blocks[index, :, :size]
            tape.onward[place] = turned[index, :size]
        np.add(turned[:, size + 2 :], turned[:, size : size + 1], self.table)
        self.table += turned[:, size + 1 : size + 2]
        if self.factors is not None:
            tape.onward *= self.factors[list(kind.reading)]
            self.table *= self.factors

    def state(self, place: int, hidden: list[Array], memory: list[Array | None]) -> None:
        """Copy the states before the window's step number `place` into those arrays."""
        (tape,) = self.tapes
        hidden[0][...] = tape.slab[place]
        if tape.memory is not None:
            memory[0][...] = tape.memory[place]  # type: ignore[index]

    def backward(self, targets: Array) -> float:
        """Fill the engine's gradient with that of the loss over the target tokens `(losses, B)`, its
        mean or its sum, and return the mean in nats."""
        loss = self._softmax(targets.reshape(-1))
        joined, size = self.engine.joined[0], self.net.hidden
        np.dot(self.chances, joined[self.count :, :size], self.from_losses)
        self.kind.backward_in_place(joined, self.tapes[0], self.outside)
        self._gather()
        gradient = self.engine.gradient
        gradient *= self.scale
        return loss / (self.losses * self.batch)

    def _softmax(self, targets: Array) -> float:
        """Turn the logits into their summed loss's derivative, p - y, in place; return that loss."""
        z, place = self.chances, np.arange(len(targets))
        # where all are small their powers are neither too large nor too small to be added as they are
        if not (z.max() < SMALL and z.min() > -SMALL):
            z -= np.maximum.reduce(z, axis=1, keepdims=True)
        wanted = float(z[place, targets].sum())
        np.exp(z, z)
        total = np.dot(z, self.ones[: z.shape[1]])
        z /= total[:, None]
        z[place, targets] -= 1.0
        return float(self.ones[: len(total)].dot(np.log(total))) - wanted

    def _gather(self) -> None:
        """The gradient of all parameters, where there is one: all else is multiplied by 0."""
        total, size = self.engine.by_joined[0], self.net.hidden
        blocks = total[: self.count].reshape(self.kind.rows, size, -1)
        reading = self.kind.reading
        np.matmul(self.flat[: len(reading)].swapaxes(-1, -2), self.read, self.shares)
        for share, index in zip(self.shares, reading, strict=True):
            blocks[index, :, :size] = share
        self._add_up_by_token()
        for block, place in zip(blocks, self.kind.derived, strict=True):
            of_tokens = self.by_token[place]
            block[:, size + 2 :] = of_tokens.T
            of_tokens.sum(axis=0, out=block[:, size])
            block[:, size + 1] = block[:, size]
        readout = total[self.count :]
        np.matmul(self.chances.T, self.asked, readout[:, :size])
        readout[:, size] = self.ones[: len(self.chances)].dot(self.chances)

    def _add_up_by_token(self) -> None:
        """What the steps that read a token add up to, for each token."""
        tokens, kinds = self.tokens, self.net.inputs
        if len(tokens) < SORTED * kinds:
            hot = np.zeros((kinds, len(tokens)), self.net.dtype)
            hot[tokens, np.arange(len(tokens))] = 1.0
            np.matmul(hot, self.flat, self.by_token)
            return
        # few bits are sorted in one pass
        order = np.argsort(tokens.astype(np.min_scalar_type(kinds)), kind="stable")
        stops = np.cumsum(np.bincount(tokens, minlength=kinds)).tolist()
        spans = [
            (token, start, stop)
            for token, (start, stop) in enumerate(zip([0, *stops], stops, strict=False))
            if stop > start
        ]
        self.by_token.fill(0.0)
        for rows, found in zip(self.flat, self.by_token, strict=True):
            np.take(rows, order, axis=0, out=self.sorted, mode="clip")
            for token, start, stop in spans:
                np.dot(self.ones[start:stop], self.sorted[start:stop], found[token])
