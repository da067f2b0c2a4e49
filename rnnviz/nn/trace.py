"""Unroll a network over one sequence, and keep all that it computed."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnnviz.nn import losses as loss
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import Forward, State, forward, zero_state
from rnnviz.text.message import Refusal


@dataclass(frozen=True)
class Trace:
    """Everything a network computed over one sequence; L counts layers times directions, in PyTorch's
    order (layer 0 forward, layer 0 backward, layer 1 forward, ...), and t is the place in the sequence
    for both directions."""

    inputs: Array  # (T,) tokens or (T, D) numbers, as they came
    targets: Array | None  # (T,) tokens or (T, V) numbers, as they came
    read: tuple[Array, ...]  # for every layer what it reads, (T, D)
    hidden: Array  # (L, T, H) h_t
    initial: Array  # (L, H) the h before the first step each direction takes
    memory: Array | None  # (L, T, H) c_t of an LSTM
    initial_memory: Array | None  # (L, H)
    gates: dict[str, Array]  # name -> (L, T, H)
    logits: Array  # (T, V)
    probabilities: Array  # (T, V)
    losses: Array  # (T,) nats, NaN where there is no target
    forward: Forward = field(repr=False)  # the batch of one behind it, for the backward pass

    @property
    def steps(self) -> int:
        """T."""
        return len(self.logits)

    @property
    def state(self) -> tuple[Array, Array | None]:
        """h and c `(L, H)` after the last step each direction takes, to carry on from."""
        last = self.forward.state
        return last.hidden[..., 0], None if last.memory is None else last.memory[..., 0]

    def quantities(self, row: int) -> dict[str, Array]:
        """Everything that one of the L rows has at every step, by its letter: h, c, then the gates;
        `(T, H)` each."""
        named = {"h": self.hidden[row]}
        if self.memory is not None:
            named["c"] = self.memory[row]
        return named | {name: values[row] for name, values in self.gates.items()}

    def before(self, row: int, backwards: bool = False) -> Array:
        """h_{t-1} of one of the L rows for every t, `(T, H)`; of its right for a backward direction."""
        return _shift(self.hidden[row], self.initial[row], backwards)

    def memory_before(self, row: int, backwards: bool = False) -> Array | None:
        """c_{t-1} likewise, None without a cell state."""
        if self.memory is None or self.initial_memory is None:
            return None
        return _shift(self.memory[row], self.initial_memory[row], backwards)


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def unroll(net: Network, inputs: Any, targets: Any = None, state: Any = None) -> Trace:
    """Run a network over one sequence and keep all that it computed.

    `inputs`: (T,) tokens, or (T, D) numbers; a token of -1 is read as all zeros. `targets`: (T,) tokens
    with -1 for "no loss here", or (T, V) numbers with NaN for it. `state`: the h to start from, (L, H),
    or (h, c) for an LSTM; zeros if not given. Losses are in nats.

    Raises ValueError, in a sentence, if the shapes do not fit the network or a token is out of range.
    """
    if net.pool is not None:
        raise Refusal(
            "The network has one answer, read from the {pool} of its states; unroll it "
            "with pool=None for an answer at every step.",
            pool=net.pool,
        )
    given = np.asarray(inputs)
    wanted = None if targets is None else np.asarray(targets)
    if given.ndim not in (1, 2):
        raise Refusal(
            "inputs have the shape {shape}; allowed are (T,) or (T, D).", shape=str(given.shape)
        )
    if given.size and given.ndim == 1 and not np.issubdtype(given.dtype, np.integer):
        raise Refusal(
            "inputs are {dtype} of the shape {shape}; numbers need the shape (T, D).",
            dtype=str(given.dtype),
            shape=str(given.shape),
        )
    if wanted is not None and wanted.ndim not in (1, 2):
        raise Refusal(
            "targets have the shape {shape}; allowed are (T,) or (T, V).", shape=str(wanted.shape)
        )
    if wanted is not None and len(wanted) != len(given):
        raise Refusal(
            "There are {count} targets for {steps} steps.", count=len(wanted), steps=len(given)
        )
    start = _start(net, state)
    done = forward(net, given[..., None], start)
    probabilities = loss.predict(net.output, done.logits)[..., 0]
    costs = np.full(len(given), np.nan, net.dtype)
    if wanted is not None:
        costs = loss.losses(net.output, done.logits, wanted[..., None])[:, 0]
    logits = done.logits[..., 0]
    per_layer = [done.tapes[layer * net.directions].inputs for layer in range(net.layers)]
    return Trace(
        inputs=given,
        targets=wanted,
        read=tuple(read[..., 0] for read in per_layer),
        hidden=_collect(net, [tape.hidden for tape in done.tapes]),
        initial=start.hidden[..., 0],
        memory=_collect(net, [t.memory[1:] for t in done.tapes if t.memory is not None])
        if net.kind.has_memory
        else None,
        initial_memory=None if start.memory is None else start.memory[..., 0],
        gates={
            name: _collect(net, [tape.gate(index) for tape in done.tapes])
            for index, name in enumerate(net.kind.gates)
        },
        logits=logits,
        probabilities=probabilities,
        losses=costs,
        forward=done,
    )


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def difference(one: Trace, other: Trace) -> Array:
    """h of one trace minus h of another, step by step as far as both go, `(L, T, H)`; both must be of
    the same network."""
    steps = min(one.steps, other.steps)
    return one.hidden[:, :steps] - other.hidden[:, :steps]


def _start(net: Network, state: Any) -> State:
    """The state to start from as a batch of one."""
    start = zero_state(net, 1)
    if state is None:
        return start
    parts = state if isinstance(state, tuple) else (state, None)
    if len(parts) != 2:
        raise Refusal("The state has {count} parts; allowed are h alone, or (h, c).", count=len(parts))
    for name, part, room in zip(("h", "c"), parts, start, strict=True):
        if part is None:
            continue
        found = np.shape(part)
        if room is None:
            raise Refusal(
                "The state {name} has the shape {found}; this cell has none.",
                name=name,
                found=str(found),
            )
        if found != (wanted := room.shape[:2]):
            raise Refusal(
                "The state {name} has the shape {found}; it must be {wanted}.",
                name=name,
                found=str(found),
                wanted=str(wanted),
            )
        room[..., 0] = part
    return start


def _collect(net: Network, arrays: list[Array]) -> Array:
    """`(T, H, 1)` a tape to `(L, T, H)`, right-to-left ones turned into the order of the sequence."""
    turned = [a[::-1] if i % net.directions else a for i, a in enumerate(arrays)]
    return np.stack([a[..., 0] for a in turned])


def _shift(states: Array, first: Array, backwards: bool) -> Array:
    """The state that each step started from."""
    if backwards:
        return np.concatenate([states[1:], first[None]])
    return np.concatenate([first[None], states[:-1]])
