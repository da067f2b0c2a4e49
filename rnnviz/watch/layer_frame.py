"""What one backward pass of a watched loop showed of its recurrent layers: plain values in NumPy."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnnviz.analysis.norms import norms
from rnnviz.analysis.per_loss import afford, backward_pass
from rnnviz.analysis.propagator import propagator_of
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace, unroll
from rnnviz.text.language import N_
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.watch.calls import Call


@dataclass(frozen=True, eq=False)
class LayerFrame:
    """A recurrent layer over the watched sequence of one call, recomputed by rnnviz in float64.

    L counts its layers times directions in PyTorch's order, T the steps of this sequence alone, t is
    the place in the sequence for both directions. The gradients are those of the loss whose backward
    pass ran, as it was, be it scaled or divided; None if none reached the layer. Gates are None where
    only the states could be seen.
    """

    name: str
    call: Call
    cell: str
    bidirectional: bool
    inputs: Array = field(repr=False)  # (T, D): what it read
    initial: Array = field(repr=False)  # (L, H): the h that it started from
    initial_memory: Array | None = field(repr=False)  # (L, H)
    hidden: Array = field(repr=False)  # (L, T, H) h_t
    memory: Array | None = field(repr=False)  # (L, T, H) c_t of an LSTM
    gates: dict[str, Array] = field(repr=False)  # name -> (L, T, H)
    error: float  # largest difference of the output to the layer's own, relative to the largest of it
    tolerance: float  # what the layer's number type explains of that
    gradient: Array | None = field(default=None, repr=False)  # (L, T): ||dL/dh_t||
    # (L, T): ||dL/dc_t|| of an LSTM, with h_t held fixed
    memory_gradient: Array | None = field(default=None, repr=False)
    by_output: Array | None = field(default=None, repr=False)  # (T, directions * H): dL/dout_t
    by_hidden: Array | None = field(default=None, repr=False)  # (L, H): by h after the last step
    by_memory: Array | None = field(default=None, repr=False)  # (L, H): by c after the last step
    parameters: dict[str, float] = field(default_factory=dict, repr=False)  # name -> ||gradient||
    weights: dict[str, Array] = field(default_factory=dict, repr=False)  # PyTorch's name -> values
    mask: Array | None = field(default=None, repr=False)  # (T, directions * H): dropout below the top
    connected: bool = True  # each step started from the state that the one before it left
    note: Message = NOTHING  # what could not be seen

    @property
    def exact(self) -> bool:
        """Whether the recomputed output is the layer's own, but for what its number type explains."""
        return self.error <= self.tolerance

    @property
    def directions(self) -> int:
        """2 for a bidirectional layer, else 1."""
        return 2 if self.bidirectional else 1

    @property
    def steps(self) -> int:
        """T."""
        return self.hidden.shape[1]

    @property
    def nbytes(self) -> int:
        """Bytes of all its arrays."""
        arrays = [*vars(self).values(), *self.gates.values(), *self.weights.values()]
        return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))

    def network(self, layer: int | None = None) -> Network:
        """The call's weights as a network in float64 without a readout: of all layers, or of one.

        Raises ValueError for more layers than a network may have.
        """
        size, layers = self.hidden.shape[2], len(self.hidden) // self.directions
        chosen = range(layers) if layer is None else [range(layers)[layer]]
        double = {name: array.astype(np.float64) for name, array in self.weights.items()}
        parameters = {}
        for place, number in enumerate(chosen):
            for name, array in double.items():
                what, _, ending = name.partition("_l")
                which, _, back = ending.partition("_")
                if which == str(number):
                    parameters[f"rnn.{what}_l{place}{'_' if back else ''}{back}"] = array
        first = parameters["rnn.weight_ih_l0"]
        return Network(
            cell=self.cell,
            inputs=first.shape[1],
            hidden=size,
            outputs=size * self.directions,
            layers=len(chosen),
            bidirectional=self.bidirectional,
            bias="rnn.bias_ih_l0" in parameters,
            readout=False,
            output="linear",
            parameters=parameters,
        )

    def matrix(self, direction: int = 0) -> Array:
        """`(T, T)`: [t, k] is the norm of what the derivative that enters the top layer's output at
        step t sends to its h_k; 0 for k > t, or for k < t from right to left (direction 1).

        What arrives at the state after the last step enters at that step. The vectors, whose norms
        these are, add up over t to dL/dh_k. Raises ValueError where no derivative arrived, or where
        the loop changed the state between steps, or if it would take more than 1 GB.
        """
        if self.by_output is None:
            raise Refusal("No backward pass reached {name}, so there is no matrix.", name=self.name)
        if not self.connected:
            raise Refusal(
                "The loop changed the state of {name} between its steps, so the way from one step to "
                "an earlier one is not known.",
                name=self.name,
            )
        if direction not in range(self.directions):
            raise Refusal(
                "direction is {direction}; allowed are 0 to {last}.",
                direction=direction,
                last=self.directions - 1,
            )
        steps, size = self.steps, self.hidden.shape[2]
        afford(N_("The matrix of gradient norms"), steps, steps**2)
        row = direction - self.directions
        propagator = propagator_of(*self._unroll_top(), direction)
        seeds = np.zeros((steps, propagator.states * size, 1))
        turn = slice(None, None, -1) if direction else slice(None)
        seeds[:, :size, 0] = self.by_output[turn, direction * size :][:, :size]
        if self.by_hidden is not None:
            seeds[-1, :size, 0] += self.by_hidden[row]
        if self.by_memory is not None:
            seeds[-1, size:, 0] += self.by_memory[row]
        found = np.zeros((steps, steps))  # k, t: as the pass makes them
        for low, high, states in backward_pass(propagator, np.arange(steps), seeds, None, True):
            found[low:high, steps - states.shape[-1] :] = norms(states[:, :size])
        return found.T[turn, turn]

    def _unroll_top(self) -> tuple[Network, Trace]:
        """The top layer as a network, unrolled over what it read."""
        layers = len(self.hidden) // self.directions
        net = self.network(layers - 1)
        read = self.inputs if layers == 1 else self._read_by_top()
        own = slice((layers - 1) * self.directions, None)
        state: Any = self.initial[own]
        if self.initial_memory is not None:
            state = state, self.initial_memory[own]
        return net, unroll(net, read.astype(np.float64), state=state)

    def _read_by_top(self) -> Array:
        """`(T, D)`: what the top layer of several read, the states below with their dropout."""
        below = self.hidden[-2 * self.directions : -self.directions]
        read = np.concatenate(list(below), axis=1)
        return read if self.mask is None else read * self.mask


@dataclass(frozen=True, eq=False)
class WatchedFrame:
    """One step of a watched loop: a forward pass, and the backward pass that came after it."""

    number: int  # of the frames, from 0
    step: int  # forward passes that a backward pass followed (or none could), from 0
    updates: int  # changes of the watched parameters before it
    seconds: float  # since the watch began
    training: bool  # of the first layer that was called
    layers: dict[str, LayerFrame]  # by the module's own name; name#2 is its second call

    @property
    def exact(self) -> bool:
        """Whether every layer's output was recomputed to what its number type allows."""
        return all(layer.exact for layer in self.layers.values())

    @property
    def nbytes(self) -> int:
        """Bytes of all its arrays."""
        return sum(layer.nbytes for layer in self.layers.values())

    @property
    def norms(self) -> dict[str, float]:
        """The gradient norm of each parameter of all layers, by its name in the watched module."""
        return {
            f"{name}.{parameter}": norm
            for name, layer in self.layers.items()
            for parameter, norm in layer.parameters.items()
        }
