"""The recurrences and their derivatives, by their words in addresses, files and menus.

Each cell says how one step goes from its pre-activations to its state, and how derivatives come back
through it; the passes over all steps, and how the arrays lie, are those of `base.py`. Where a cell has
a `backward_in_place` of its own it is the same pass without new arrays.
"""

from rnnviz.nn.cells.base import Cell
from rnnviz.nn.cells.elman import IDENTITY, RELU, SIGMOID, TANH
from rnnviz.nn.cells.gru import GRU
from rnnviz.nn.cells.gru_before import GRUBefore
from rnnviz.nn.cells.lstm import LSTM

CELLS: dict[str, Cell] = {
    "tanh": TANH,
    "relu": RELU,
    "sigmoid": SIGMOID,
    "identity": IDENTITY,
    "gru": GRU(),
    "gru_before": GRUBefore(),
    "lstm": LSTM(),
}
