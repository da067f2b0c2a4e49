"""What each step of a recurrence passes on, as matrices: the same for all losses."""

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace


class Propagator:
    """What each step of one of the L rows passes on, linear in the derivatives by its state: to its
    pre-activations, to the state before it, and to what it read. Steps in the order of reading."""

    few = 8  # columns, up to which `send_back` is quicker than the matrices of `back` are made

    def __init__(self, net: Network, trace: Trace, row: int) -> None:
        *_, ending = list(net.passes())[row]
        tape, kind, size = trace.forward.tapes[row], net.kind, net.hidden
        joined = kind.join(net.weights(ending)).astype(np.float64)
        self.steps, self.size = tape.steps, size
        self.states = 2 if kind.has_memory else 1  # S / H
        self.recurrent = joined[:, :size].T.reshape(size, kind.rows, size)
        self.read = joined[:, size + 2 :].T.reshape(-1, kind.rows, size)
        # a step back with no recurrent weights, from ones in h or in c, shows what stands before them
        nothing, zeros, ones = np.zeros((size, len(joined))), np.zeros((size, 1)), np.ones((size, 1))
        slopes = [slope.astype(np.float64) for slope in kind.slopes(tape)]
        self.rows: list[Array] = []  # (T, rows / H, H) by h, by c
        self.past: list[Array] = []  # (T, H, 1) by h, by c: on to c_{t-1}
        self.direct: Array | None = None  # (T, H): h on to h_{t-1}, beside the weights
        for part in range(self.states):
            rows = np.empty((tape.steps, len(joined), 1))
            hidden, memory = (zeros, ones) if part else (ones, zeros)
            direct, past = kind.step_back(
                nothing, slopes, hidden, memory if kind.has_memory else None, rows
            )
            self.rows.append(rows.reshape(tape.steps, kind.rows, size))
            if past is not None:
                self.past.append(past)
            if direct.any():
                self.direct = direct[..., 0]

    def back(self, low: int, high: int) -> Array:
        """From the state to h_{t-1}, `(steps, H, S)`: the transposed derivative by h_{t-1}."""
        back = self._onto(self.recurrent, low, high)
        if self.direct is not None:
            diagonal = np.arange(self.size)
            back[:, diagonal, diagonal] += self.direct[low:high]
        return back

    def send_back(self, t: int, states: Array, back: Array) -> None:
        """What the derivatives by a step's state `(S, n)` send to h_{t-1}, into `back` (H, n), without
        the step's matrix; for propagators that do so for a `few` columns."""
        rows = self.rows[0][t, ..., None] * states[: self.size]
        if self.states > 1:
            rows += self.rows[1][t, ..., None] * states[self.size :]
        weights = self.recurrent.reshape(self.size, -1)
        np.matmul(weights, rows.reshape(weights.shape[1], states.shape[1]), back)
        if self.direct is not None:
            back += self.direct[t, :, None] * states[: self.size]

    def below(self, low: int, high: int) -> Array:
        """From the state to what the step read, `(steps, D, S)`."""
        return self._onto(self.read, low, high)

    def jacobians(self) -> Array:
        """The derivative of each state by the one before it, `(T, S, S)`."""
        back = self.back(0, self.steps)
        if self.past:
            diagonals = [past * np.eye(self.size) for past in self.past]
            back = np.concatenate([back, np.concatenate(diagonals, axis=-1)], axis=-2)
        return back.swapaxes(-1, -2)

    def through(self, low: int, high: int, states: Array) -> Array:
        """From derivatives by the state `(steps, S, n)` to those by the pre-activations,
        `(steps, rows / H, H, n)`."""
        parts = np.split(states, self.states, axis=1)
        slopes = [rows[low:high, ..., None] for rows in self.rows]
        found = [a * b[:, None] for a, b in zip(slopes, parts, strict=True)]
        return found[0] if len(found) == 1 else found[0] + found[1]

    def _onto(self, weights: Array, low: int, high: int) -> Array:
        if weights.shape[1] == 1:
            return weights[:, 0] * self.rows[0][low:high]
        onto = np.empty((high - low, len(weights), self.states * self.size))
        for part, rows in enumerate(self.rows):
            own = slice(part * self.size, (part + 1) * self.size)
            np.einsum("igj,tgj->tij", weights, rows[low:high], out=onto[..., own])
        return onto


class ResetPropagator(Propagator):
    """That of a GRU with its reset before the product: what reaches r comes through W_hn, so that the
    derivatives by its pre-activations mix all units."""

    few = 0

    def __init__(self, net: Network, trace: Trace, row: int) -> None:
        super().__init__(net, trace, row)  # what does not pass the reset gate: its rows are 0
        by_reset, _, _, reset, _ = net.kind.slopes(trace.forward.tapes[row])
        self.by_reset, self.reset = (part[..., 0].astype(np.float64) for part in (by_reset, reset))

    def back(self, low: int, high: int) -> Array:
        assert self.direct is not None
        kept = self._kept(low, high)
        back = self._from_reset(self.recurrent, low, high) @ kept
        back += self.recurrent[:, 1] * self.rows[0][low:high, 1, None]
        back += self.reset[low:high, :, None] * kept
        diagonal = np.arange(self.size)
        back[:, diagonal, diagonal] += self.direct[low:high]
        return back

    def below(self, low: int, high: int) -> Array:
        found = super().below(low, high)
        found += self._from_reset(self.read, low, high) @ self._kept(low, high)
        return found

    def through(self, low: int, high: int, states: Array) -> Array:
        found = super().through(low, high, states)
        np.matmul(self.recurrent[:, 2], found[:, 2], out=found[:, 0])
        found[:, 0] *= self.by_reset[low:high, :, None]
        return found

    def _kept(self, low: int, high: int) -> Array:
        """From the state to r h_{t-1}, `(steps, H, H)`."""
        return self.recurrent[:, 2] * self.rows[0][low:high, 2, None]

    def _from_reset(self, weights: Array, low: int, high: int) -> Array:
        """From r h_{t-1} through r to what the weights read, `(steps, D, H)`."""
        return weights[:, 0] * self.by_reset[low:high, None]


def propagator_of(net: Network, trace: Trace, row: int) -> Propagator:
    """The propagator of one of the L rows of a trace."""
    kind = ResetPropagator if net.kind.slabs > 1 else Propagator
    return kind(net, trace, row)
