"""The state that a sequence starts from, where it is not zeros: drawn at random, or typed."""

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Unreadable
from rnnviz.text import number_lists

FirstState = tuple[Array, Array | None]  # h and, for an LSTM, c, (L, H) each
LARGEST = 1e6


def random_state(net: Network, seed: int) -> FirstState:
    """Standard normal numbers, as `torch.randn` draws them."""
    rng = np.random.default_rng(seed)
    shape = net.layers * net.directions, net.hidden
    hidden = rng.standard_normal(shape)
    return hidden, rng.standard_normal(shape) if net.kind.has_memory else None


def typed_state(net: Network, text: str) -> FirstState | None:
    """A row of H numbers for each layer and direction; for an LSTM those of c may follow. None for an
    empty text. Raises Unreadable, a sentence, for another size or what is no number."""
    rows, size = net.layers * net.directions, net.hidden
    cells = [row for row in number_lists.rows(text, size).cells if row]
    if not cells:
        return None
    for number, row in enumerate(cells, 1):
        if len(row) != size:
            raise Unreadable(
                "Row {number} of the first state has {count} numbers; each needs {size}, one a unit.",
                number=number,
                count=len(row),
                size=size,
            )
    allowed = (rows, 2 * rows) if net.kind.has_memory else (rows,)
    if len(cells) not in allowed:
        if net.kind.has_memory:
            raise Unreadable(
                "The first state has {count} rows; this network needs {rows}, one for each layer and "
                "direction, or {twice}: those of h, then those of c.",
                count=len(cells),
                rows=rows,
                twice=2 * rows,
            )
        raise Unreadable(
            "The first state has {count} rows; this network needs {rows}, one for each layer and "
            "direction.",
            count=len(cells),
            rows=rows,
        )
    values = np.array([[_number(cell) for cell in row] for row in cells])
    if not net.kind.has_memory:
        return values, None
    return values[:rows], values[rows:] if len(cells) > rows else np.zeros((rows, size))


def _number(cell: str) -> float:
    value = number_lists.value(cell)
    if value is None or not abs(value) <= LARGEST:
        raise Unreadable(
            "“{cell}” in the first state is no number from {low:,.0f} to {high:,.0f}.",
            cell=cell[:30],
            low=-LARGEST,
            high=LARGEST,
        )
    return value
