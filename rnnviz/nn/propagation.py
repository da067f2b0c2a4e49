"""A whole network over a batch of sequences, forward and backward.

Arrays are time first and batch last, `(T, features, B)`; tokens are `(T, B)`. The backward
pass is backpropagation through time (Werbos 1990): each layer's recurrence from its last step to its
first, layer by layer from the top.

Sequences of unequal lengths stand in one batch with padding after their ends. Every direction then
reads its real steps first: right to left begins at each sequence's own end. So padding comes after all
that counts, whatever the direction; its states are set to zero, and no gradient comes from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Adjoint, Array, Cell, Tape
from rnnviz.nn.held_bytes import held_bytes
from rnnviz.nn.losses import check_tokens, one_hot
from rnnviz.nn.network import Network
from rnnviz.text.allowance import READING, afford
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal


class State(NamedTuple):
    """Where the recurrence stands: h, and c for an LSTM, `(L, H, B)` each."""

    hidden: Array
    memory: Array | None


@dataclass
class Forward:
    """What a network computed over a window: one tape a layer and direction, and the logits."""

    inputs: Array  # (T, B) tokens or (T, D, B) numbers, as they came
    joined: list[Array]  # L of them: the weights that it was computed with, see `cells/base.py`
    tapes: list[Tape]  # L of them; a right-to-left tape holds its steps in the order it read them
    top: Array  # (T, directions * H, B)
    logits: Array  # (T, V, B), or (1, V, B) where one answer is read from all states
    state: State
    lengths: Array | None = None  # (B,), if some steps are padding


class Gradients(NamedTuple):
    """Derivatives of a loss, from `backward`."""

    parameters: dict[str, Array]
    # (T, D, B), by what the first layer read (an embedded token, if there is one, then the context)
    inputs: Array
    state: State  # by the state before the window
    by_step: dict[str, Array]  # name -> (T, ...), each step's share of `parameters`, else empty


# kind of cell, (T, B), D, H, and the type of the numbers
MakeTape = Callable[[Cell, tuple[int, ...], int, int, np.dtype], Tape]


def new_tape(kind: Cell, shape: tuple[int, ...], inputs: int, size: int, dtype: np.dtype) -> Tape:
    """One of its own for every pass."""
    return kind.tape(shape, inputs, size, dtype)


def zero_state(net: Network, batch: int) -> State:
    """The state before anything was read."""
    zeros = np.zeros((net.layers * net.directions, net.hidden, batch), net.dtype)
    return State(zeros, zeros.copy() if net.kind.has_memory else None)


def forward(
    net: Network,
    inputs: Array,
    state: State | None = None,
    lengths: Array | None = None,
    context: Array | None = None,
    make_tape: MakeTape = new_tape,
) -> Forward:
    """Run the network over a window; a right-to-left direction starts from its state at the end.

    `inputs`: tokens `(T, B)`, where -1 is read as all zeros, or numbers `(T, D, B)`. With `lengths`
    `(B,)`, 1 to T, what comes after a sequence's own end is padding: the top layer's states are 0
    there, and the state returned is that after its last real step (or, from right to left, its first).
    A `context` `(C, B)`, or `(C, 1)` for all, is read at every step by a network that has one.
    Raises ValueError if anything does not fit the network.
    """
    afford(READING, lambda: held_bytes(net, inputs.shape[0], inputs.shape[-1]))
    below = _with_context(net, _read(net, inputs), context)
    steps, _, batch = below.shape
    padding = None if lengths is None else _Padding(lengths, steps, batch)
    if padding is not None:  # whatever stands there, be it NaN
        below = np.where(padding.here, net.dtype.type(0), below)
    state = zero_state(net, batch) if state is None else state
    tapes: list[Tape] = []
    matrices = [net.kind.join(net.weights(ending)) for _, _, ending in net.passes()]
    for layer in range(net.layers):
        above = []
        for direction in range(net.directions):
            index = layer * net.directions + direction
            tape = make_tape(net.kind, (steps, batch), net.width(layer), net.hidden, net.dtype)
            tape.inputs[:] = _turn(below, direction, padding)
            tape.before[0] = state.hidden[index]
            if tape.memory is not None and state.memory is not None:
                tape.memory[0] = state.memory[index]
            net.kind.forward(tape.holding(matrices[index]), tape)
            if padding is not None:
                np.copyto(tape.hidden, 0.0, where=padding.here)
            tapes.append(tape)
            above.append(_turn(tape.hidden, direction, padding))
        below = above[0] if len(above) == 1 else np.concatenate(above, axis=1)
    last = State(
        np.stack([_last(tape.hidden, padding) for tape in tapes]),
        np.stack([_last(tape.memory[1:], padding) for tape in tapes if tape.memory is not None])
        if net.kind.has_memory
        else None,
    )
    logits = _readout(net, _pooled(net, below, last, lengths))
    return Forward(inputs, matrices, tapes, below, logits, last, lengths)


def backward(
    net: Network,
    done: Forward,
    logits: Array,
    state: State | None = None,
    by_step: bool = False,
) -> Gradients:
    """From the derivatives of a loss by the logits, in their shape (and, if given, by the state after
    the window) to its derivatives by every parameter, input and first state.

    With `by_step`, also the share that each step has in every parameter's gradient; they add up to it.
    """
    steps, _, batch = done.top.shape
    padding = None if done.lengths is None else _Padding(done.lengths, steps, batch)
    shares: dict[str, Array] = {}
    adjoint = logits
    if net.readout:
        read = _pooled(net, done.top, done.state, done.lengths)
        shares["readout.weight"] = logits @ read.swapaxes(-1, -2)
        if net.readout_bias:
            shares["readout.bias"] = logits.sum(axis=-1)
        adjoint = net.parameters["readout.weight"].T @ logits
    beyond = zero_state(net, batch) if state is None else state
    if net.pool is not None:
        adjoint, beyond = _from_pooled(net, done, adjoint, beyond)
    before = zero_state(net, batch)
    for layer in reversed(range(net.layers)):
        below = np.zeros((steps, net.width(layer), batch), net.dtype)
        for direction in range(net.directions):
            index = layer * net.directions + direction
            ending = net.ending(layer, direction)
            tape, joined = done.tapes[index], done.joined[index]
            reaching = adjoint[:, direction * net.hidden : (direction + 1) * net.hidden]
            found = _backward(
                net,
                joined,
                tape,
                _turn(reaching, direction, padding),
                beyond.hidden[index],
                None if beyond.memory is None else beyond.memory[index],
                padding,
            )
            before.hidden[index] = found.hidden
            if before.memory is not None and found.memory is not None:
                before.memory[index] = found.memory
            below += _turn(joined[:, net.hidden + 2 :].T @ found.rows, direction, padding)
            split = net.kind.split(_shares(net, tape, found.rows, direction, padding), net.hidden)
            for name, share in split._asdict().items():
                if f"rnn.{name}_{ending}" in net.parameters:
                    shares[f"rnn.{name}_{ending}"] = share
        adjoint = below
    if net.embedding is not None:
        own = adjoint[:, : net.embedding]
        shares["embedding.weight"] = _by_row(net, done.inputs, own, by_step)
    total = {name: shares[name].sum(axis=0) for name in net.parameters}
    return Gradients(total, adjoint, before, shares if by_step else {})


class _Padding:
    """Which steps are padding; the same in the order of the sequence and of either reading."""

    def __init__(self, lengths: Array, steps: int, batch: int) -> None:
        if lengths.shape != (batch,) or not np.issubdtype(lengths.dtype, np.integer):
            raise Refusal("lengths must be {batch} whole numbers, one for each sequence.", batch=batch)
        if lengths.min() < 1 or lengths.max() > steps:
            wrong = lengths[(lengths < 1) | (lengths > steps)][0]
            raise Refusal(
                "One of the lengths is {wrong}; allowed are 1 to {steps}.", wrong=wrong, steps=steps
            )
        step = np.arange(steps)[:, None]
        padded = step >= lengths
        self.here = padded[:, None]  # (T, 1, B)
        # which step stands where when a sequence is read from its own end; its own inverse
        self.turned = np.where(padded, step, lengths - 1 - step)[:, None]
        self.last = lengths - 1, np.arange(batch)  # where the state after a sequence comes from


def _turn(steps: Array, direction: int, padding: _Padding | None) -> Array:
    """The steps `(T, features, B)` in the order in which a direction reads them (and back again)."""
    if not direction:
        return steps
    return steps[::-1] if padding is None else np.take_along_axis(steps, padding.turned, axis=0)


def _last(states: Array, padding: _Padding | None) -> Array:
    """The state after the last real step, `(H, B)`."""
    if padding is None:
        return states[-1]
    step, row = padding.last
    return states[step, :, row].T


def _backward(
    net: Network,
    joined: Array,
    tape: Tape,
    reaching: Array,
    last: Array,
    memory: Array | None,
    padding: _Padding | None,
) -> Adjoint:
    """The backward pass over one tape; what reaches the last state joins at each sequence's own end."""
    if padding is None:
        return net.kind.backward(joined, tape, reaching, last, memory)
    step, row = padding.last
    reaching = np.where(padding.here, net.dtype.type(0), reaching)
    reaching[step, :, row] += last.T
    by_memory = None
    if memory is not None:
        by_memory = np.zeros_like(reaching)
        by_memory[step, :, row] = memory.T
    return net.kind.backward(joined, tape, reaching, np.zeros_like(last), None, by_memory)


def _shares(net: Network, tape: Tape, rows: Array, direction: int, padding: _Padding | None) -> Array:
    """Each step's share of the derivative by the joined matrix, in the order of the sequence."""
    if direction and padding is not None:  # one step of one sequence is another step of the next
        return net.kind.shares(tape, rows, lambda steps: _turn(steps, direction, padding))
    return _turn(net.kind.shares(tape, rows), direction, None)


def _read(net: Network, inputs: Array) -> Array:
    """What the first layer reads at each step, `(T, D, B)`."""
    if inputs.shape[0] == 0:
        raise Refusal("The sequence is empty; at least one step is needed.")
    if np.issubdtype(inputs.dtype, np.integer) and inputs.ndim == 2:
        tokens = check_tokens(inputs, net.inputs, N_("input"))
        if net.embedding is None:
            return one_hot(tokens, net.inputs, net.dtype)
        table = net.parameters["embedding.weight"]
        # -1 finds the last row
        return np.append(table, np.zeros_like(table[:1]), axis=0)[tokens].swapaxes(-1, -2)
    if inputs.ndim != 3 or inputs.shape[1] != net.own_width:
        raise Refusal(
            "Each step has {count} number(s), the network reads {width}.",
            count=inputs.shape[1] if inputs.ndim > 1 else Message("a single"),
            width=net.own_width,
        )
    return inputs.astype(net.dtype)


def _with_context(net: Network, read: Array, context: Array | None) -> Array:
    """What a step reads by itself `(T, D, B)` with the context behind it, if the network has one."""
    wanted, given = net.context or 0, 0 if context is None else len(context)
    if given != wanted:
        raise Refusal(
            "The context has {count} number(s), the network reads {width}.", count=given, width=wanted
        )
    if context is None:
        return read
    steps, _, batch = read.shape
    again = np.broadcast_to(context.astype(net.dtype), (steps, wanted, batch))
    return np.concatenate([read, again], axis=1)


def _by_row(net: Network, inputs: Array, adjoint: Array, by_step: bool) -> Array:
    """The derivative by the embedding's rows, each step's share `(T, V, D)` or, much faster where there
    are many rows, all steps as if they were one."""
    steps, rows, size = len(adjoint) if by_step else 1, net.inputs + 1, adjoint.shape[1]
    found = np.zeros((steps * rows, size), net.dtype)
    # numbers may have taken the place of embedded tokens: then no row had a part in it
    if inputs.ndim == 2:
        first = np.arange(steps)[:, None] * rows
        np.add.at(found, first + inputs % rows, adjoint.swapaxes(-1, -2))  # -1 has the last row
    return found.reshape(steps, rows, size)[:, :-1]


def _pooled(net: Network, top: Array, last: State, lengths: Array | None) -> Array:
    """What the readout reads: the states at every step, `(T, features, B)`, or one of all."""
    if net.pool is None:
        return top
    if net.pool == "mean":  # padded ones are 0
        counts = len(top) if lengths is None else lengths
        return (top.sum(axis=0, keepdims=True) / counts).astype(net.dtype)
    return last.hidden[-net.directions :].reshape(1, -1, top.shape[-1])


def _from_pooled(net: Network, done: Forward, adjoint: Array, beyond: State) -> tuple[Array, State]:
    """From the derivative by what was pooled to those by the states of all steps `(T, features, B)` and
    by the last state."""
    steps = np.zeros_like(done.top)
    if net.pool == "mean":
        counts = len(steps) if done.lengths is None else done.lengths
        steps[:] = adjoint / counts
        return steps, beyond
    hidden = beyond.hidden.copy()
    hidden[-net.directions :] += adjoint.reshape(net.directions, net.hidden, -1)
    return steps, State(hidden, beyond.memory)


def _readout(net: Network, top: Array) -> Array:
    """Logits `(T, V, B)` from the last layer's states."""
    if not net.readout:
        return top
    logits = net.parameters["readout.weight"] @ top
    if net.readout_bias:
        logits += net.parameters["readout.bias"][:, None]
    return logits
