"""A whole network over a batch of sequences, forward and back.

Arrays are time first and batch last, `(T, features, B)`; tokens are `(T, B)`. The way back is
backpropagation through time (Werbos 1990): each layer's recurrence is walked from its last step to its
first, layer by layer from the top.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.cells import Array, Tape
from rnnviz.losses import check_tokens, one_hot
from rnnviz.network import Network


class State(NamedTuple):
    """Where the recurrence stands: h, and c for an LSTM, `(L, H, B)` each."""

    hidden: Array
    memory: Array | None


@dataclass
class Forward:
    """What a network computed over a window: one tape a layer and direction, and the logits."""

    inputs: Array  # (T, B) tokens or (T, D, B) numbers, as they came
    tapes: list[Tape]  # L of them; a right-to-left tape holds its steps in the order it read them
    top: Array  # (T, directions * H, B)
    logits: Array  # (T, V, B)
    state: State


class Gradients(NamedTuple):
    """Derivatives of a loss, from `backward`."""

    parameters: dict[str, Array]
    inputs: Array  # (T, D, B), by what the first layer read (an embedded token, if there is one)
    state: State  # by the state before the window
    by_step: dict[str, Array]  # name -> (T, ...), each step's share of `parameters`, else empty


def zero_state(net: Network, batch: int) -> State:
    """The state before anything was read."""
    zeros = np.zeros((net.layers * net.directions, net.hidden, batch), net.dtype)
    return State(zeros, zeros.copy() if net.kind.has_memory else None)


def forward(net: Network, inputs: Array, state: State | None = None) -> Forward:
    """Run the network over a window; a right-to-left direction starts from its state at the end.

    `inputs`: tokens `(T, B)`, where -1 is read as all zeros, or numbers `(T, D, B)`. Raises ValueError
    if they do not fit the network.
    """
    below = _read(net, inputs)
    steps, _, batch = below.shape
    state = zero_state(net, batch) if state is None else state
    tapes: list[Tape] = []
    for layer in range(net.layers):
        above = []
        for direction in range(net.directions):
            index = layer * net.directions + direction
            ending = net.ending(layer, direction)
            tape = net.kind.tape((steps, batch), net.width(layer), net.hidden, net.dtype)
            tape.inputs[:] = _turn(below, direction)
            tape.before[0] = state.hidden[index]
            if tape.memory is not None and state.memory is not None:
                tape.memory[0] = state.memory[index]
            net.kind.forward(net.kind.join(net.weights(ending)), tape)
            tapes.append(tape)
            above.append(_turn(tape.hidden, direction))
        below = above[0] if len(above) == 1 else np.concatenate(above, axis=1)
    last = State(
        np.stack([tape.hidden[-1] for tape in tapes]),
        np.stack([tape.memory[-1] for tape in tapes if tape.memory is not None])
        if net.kind.has_memory
        else None,
    )
    return Forward(inputs, tapes, below, _readout(net, below), last)


def backward(
    net: Network,
    done: Forward,
    logits: Array,
    state: State | None = None,
    by_step: bool = False,
) -> Gradients:
    """From the derivatives of a loss by the logits `(T, V, B)` (and, if given, by the state after the
    window) to its derivatives by every parameter, input and first state.

    With `by_step`, also the share that each step has in every parameter's gradient; they add up to it.
    """
    steps, _, batch = logits.shape
    shares: dict[str, Array] = {}
    adjoint = logits
    if net.readout:
        shares["readout.weight"] = logits @ done.top.swapaxes(-1, -2)
        if net.readout_bias:
            shares["readout.bias"] = logits.sum(axis=-1)
        adjoint = net.parameters["readout.weight"].T @ logits
    beyond = zero_state(net, batch) if state is None else state
    before = zero_state(net, batch)
    for layer in reversed(range(net.layers)):
        below = np.zeros((steps, net.width(layer), batch), net.dtype)
        for direction in range(net.directions):
            index = layer * net.directions + direction
            ending = net.ending(layer, direction)
            tape = done.tapes[index]
            joined = net.kind.join(net.weights(ending))
            reaching = adjoint[:, direction * net.hidden : (direction + 1) * net.hidden]
            walked = net.kind.backward(
                joined,
                tape,
                _turn(reaching, direction),
                beyond.hidden[index],
                None if beyond.memory is None else beyond.memory[index],
            )
            before.hidden[index] = walked.hidden
            if before.memory is not None and walked.memory is not None:
                before.memory[index] = walked.memory
            below += _turn(joined[:, net.hidden + 2 :].T @ walked.rows, direction)
            split = net.kind.split(net.kind.shares(tape, walked.rows), net.hidden)
            for name, share in split._asdict().items():
                if f"rnn.{name}_{ending}" in net.parameters:
                    shares[f"rnn.{name}_{ending}"] = _turn(share, direction)
        adjoint = below
    if net.embedding is not None:
        # numbers took the place of embedded tokens, so no row of the table had a part in it
        nobody = np.full((steps, batch), -1)
        tokens = done.inputs if done.inputs.ndim == 2 else nobody
        picked = one_hot(tokens, net.inputs, net.dtype)
        shares["embedding.weight"] = picked @ adjoint.swapaxes(-1, -2)
    total = {name: shares[name].sum(axis=0) for name in net.parameters}
    return Gradients(total, adjoint, before, shares if by_step else {})


def _turn(steps: Array, direction: int) -> Array:
    """The steps in the order in which a direction reads them (and back again)."""
    return steps[::-1] if direction else steps


def _read(net: Network, inputs: Array) -> Array:
    """What the first layer reads at each step, `(T, D, B)`."""
    if inputs.shape[0] == 0:
        raise ValueError("The sequence is empty; at least one step is needed.")
    if np.issubdtype(inputs.dtype, np.integer) and inputs.ndim == 2:
        tokens = check_tokens(inputs, net.inputs, "input")
        picked = one_hot(tokens, net.inputs, net.dtype)
        return picked if net.embedding is None else net.parameters["embedding.weight"].T @ picked
    if inputs.ndim != 3 or inputs.shape[1] != net.width(0):
        raise ValueError(
            f"Each step has {inputs.shape[1] if inputs.ndim > 1 else 'a single'} number(s), "
            f"the network reads {net.width(0)}."
        )
    return inputs.astype(net.dtype)


def _readout(net: Network, top: Array) -> Array:
    """Logits `(T, V, B)` from the last layer's states."""
    if not net.readout:
        return top
    logits = net.parameters["readout.weight"] @ top
    if net.readout_bias:
        logits += net.parameters["readout.bias"][:, None]
    return logits
