"""The gates of a layer in PyTorch's order, whichever order a file has their blocks of rows in."""

import numpy as np

from rnnviz.formats.arrays import Array
from rnnviz.nn.opened.found import LETTERS

# what other programs call the candidates g and n
SAME = {"lstm": {"c": "g"}, "gru": {"h": "n"}, "gru_before": {"h": "n"}}


def in_pytorchs_order(array: Array, cell: str, order: str) -> Array:
    """The rows of weights or biases, of which each gate has as many, in PyTorch's order.

    `order` has a letter for each gate as they stand: "iofc" (ONNX), "ifco" (Keras), "zrh" (both).
    """
    if cell not in LETTERS:
        return array
    letters = [SAME[cell].get(letter, letter) for letter in order]
    blocks = np.split(array, len(letters))
    return np.concatenate([blocks[letters.index(letter)] for letter in LETTERS[cell]])
