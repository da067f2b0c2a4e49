"""Which recurrent layers a PyTorch module has, at any depth."""

import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rnnviz.nn.pytorch import pytorch
from rnnviz.text.language import N_
from rnnviz.text.message import Message

CELLS = {"LSTM": "lstm", "GRU": "gru", "RNN_TANH": "tanh", "RNN_RELU": "relu"}
PROJECTION = N_(
    "{name} projects its states (proj_size {size}), which rnnviz has no equations for: it is not "
    "watched."
)


@dataclass(frozen=True, eq=False)
class Layer:
    """A recurrent layer of somebody's module, or one of its cells, which is not kept alive by it."""

    name: str  # the module's own name, its class for the watched module itself
    cell: str  # as a Network has it
    size: int  # H
    layers: int
    bidirectional: bool
    stepwise: bool  # a cell, called step by step
    batch_first: bool
    bias: bool
    module: "weakref.ref[Any]"

    @property
    def directions(self) -> int:
        """2 for a bidirectional layer, else 1."""
        return 2 if self.bidirectional else 1

    @property
    def rows(self) -> int:
        """L, layers times directions."""
        return self.layers * self.directions


def find_layers(module: Any) -> tuple[list[Layer], list[Message]]:
    """Every `nn.RNN`, `nn.LSTM`, `nn.GRU` and cell within a module, each once under its first name, and
    what is to be said of those that cannot be watched."""
    found: list[Layer] = []
    notes: list[Message] = []
    for name, inner in module.named_modules():
        name = name or type(inner).__name__
        if getattr(inner, "proj_size", 0):
            notes.append(Message(PROJECTION, name=name, size=inner.proj_size))
            continue
        found += _layer(name, inner)
    return found, notes


def _layer(name: str, module: Any) -> Iterator[Layer]:
    nn = pytorch().nn
    if isinstance(module, nn.RNNBase) and module.mode in CELLS:
        yield Layer(
            name,
            CELLS[module.mode],
            module.hidden_size,
            module.num_layers,
            module.bidirectional,
            False,
            module.batch_first,
            module.bias,
            weakref.ref(module),
        )
    elif isinstance(module, nn.RNNCell | nn.LSTMCell | nn.GRUCell):
        kinds = {nn.LSTMCell: "lstm", nn.GRUCell: "gru"}
        cell = next((kinds[kind] for kind in kinds if isinstance(module, kind)), None)
        yield Layer(
            name,
            cell or module.nonlinearity,
            module.hidden_size,
            1,
            False,
            True,
            False,
            module.bias,
            weakref.ref(module),
        )
