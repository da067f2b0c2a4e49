"""What a watched loop would be seen to do, written down by hand: records without hooks."""

import numpy as np
import torch

from rnnviz.nn.cells.base import Weights
from rnnviz.watch.calls import CUT, RESET, UNCUT, Call, Kept

LAYER = "rnn"


def call(number, state=CUT, steps=5, graph=True, leaf=False, layer=LAYER):
    return Call(number, layer, steps, 1, state, True, graph, 0, leaf)


def windows_of(observer, states, steps=5, update_every=1):
    """A loop that sends back a loss after every call, from such states."""
    for number, state in enumerate(states):
        if number and number % update_every == 0:
            observer.on_step(LAYER, number)
        one = call(number, state, steps)
        observer.on_call(one, None)
        observer.on_backward((one,))


class TorchLoop:
    """Windows that a module of PyTorch reads in a row, with the gradient that autograd finds."""

    def __init__(self, kind="lstm", layers=1, steps=6, count=3, seed=0, uncut=()):
        torch.manual_seed(seed)
        make = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "tanh": torch.nn.RNN}[kind]
        self.kind, self.layers, self.uncut = kind, layers, uncut
        self.rnn = make(3, 4, layers, dtype=torch.float64)
        for weight in self.rnn.parameters():  # else little comes from beyond a window
            torch.nn.init.uniform_(weight, -1.0, 1.0)
        self.inputs = torch.randn(count, steps, 1, 3, dtype=torch.float64)
        self.aims = torch.randn(count, steps, 1, 4, dtype=torch.float64)

    def gradient(self, cut):
        """The gradient of the summed losses by all parameters, with the states cut off or not."""
        self.rnn.zero_grad()
        state, loss = None, 0.0
        for place, (read, aim) in enumerate(zip(self.inputs, self.aims, strict=True)):
            if cut and state is not None and place not in self.uncut:
                state = self._detached(state)
            output, state = self.rnn(read, state) if state is not None else self.rnn(read)
            loss = loss + (output - aim).square().sum()
        loss.backward()
        return np.concatenate([weight.grad.numpy().ravel() for weight in self.rnn.parameters()])

    def kept(self):
        """The windows as they are kept, with the derivatives by their outputs."""
        found, state = [], None
        with torch.no_grad():
            for place, (read, aim) in enumerate(zip(self.inputs, self.aims, strict=True)):
                parts = self._parts(state)
                output, state = self.rnn(read, state) if state is not None else self.rnn(read)
                how = RESET if not place else UNCUT if place in self.uncut else CUT
                found.append(
                    Kept(
                        call(place, how, len(read)),
                        self.kind,
                        self.layers,
                        False,
                        read[:, 0].numpy(),
                        parts[0],
                        parts[1],
                        output[:, 0].numpy(),
                        by_output=(2 * (output - aim))[:, 0].numpy(),
                        weights=self.weights(),
                    )
                )
        return found

    def weights(self):
        named = {name: weight.detach().numpy() for name, weight in self.rnn.named_parameters()}
        return [
            Weights(**{name: named[f"{name}_l{layer}"] for name in Weights._fields})
            for layer in range(self.layers)
        ]

    def _detached(self, state):
        return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()

    def _parts(self, state):
        zeros = np.zeros((self.layers, 4))
        if state is None:
            return zeros, zeros if self.kind == "lstm" else None
        parts = state if isinstance(state, tuple) else (state,)
        found = [part[:, 0].numpy() for part in parts]
        return found[0], found[1] if self.kind == "lstm" else None
