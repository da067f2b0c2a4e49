"""How many parameters a network has, part by part, and how many it would have with another cell."""

import math
from dataclasses import dataclass

from rnnviz.nn.network import NetworkSettings

COMPARED = ("tanh", "gru", "lstm")


@dataclass(frozen=True)
class Counted:
    """The parameters of one part of a network: `blocks` times the sum of products of sizes, in letters
    and in numbers."""

    part: str  # "embedding", "layer" or "readout"
    layer: int  # from 0; 0 for the other parts
    letters: tuple[str, ...]  # the summands of one block: "H·D", "H·H", "2·H"
    sizes: tuple[tuple[int, ...], ...]  # the factors of each summand
    directions: int  # how often the block's parameters are there
    by_cell: dict[str, int]  # the count for each compared cell

    @property
    def block(self) -> int:
        """The parameters of one block in one direction."""
        return sum(math.prod(factors) for factors in self.sizes)


def counted(net: NetworkSettings) -> tuple[Counted, ...]:
    """The parts of a network in the order of its parameters, each for every compared cell."""
    size, found = net.hidden, []
    if net.embedding is not None:
        found.append(_same("embedding", ("V·E",), ((net.inputs, net.embedding),)))
    for layer in range(net.layers):
        first = "E" if net.embedding is not None else "D"
        below = first if layer == 0 else "2·H" if net.bidirectional else "H"
        letters = (f"H·{below}", "H·H", *(("2·H",) if net.bias else ()))
        width = (net.width(layer),) if layer == 0 or not net.bidirectional else (2, size)
        sizes = ((size, *width), (size, size), *(((2, size),) if net.bias else ()))
        part = Counted("layer", layer, letters, sizes, net.directions, {})
        for cell in COMPARED:
            part.by_cell[cell] = net.directions * blocks_of(cell) * part.block
        found.append(part)
    if net.readout:
        wide = (2, size) if net.bidirectional else (size,)
        letters = ("V·2·H" if net.bidirectional else "V·H", *(("V",) if net.readout_bias else ()))
        sizes = ((net.outputs, *wide), *(((net.outputs,),) if net.readout_bias else ()))
        found.append(_same("readout", letters, sizes))
    return tuple(found)


def blocks_of(cell: str) -> int:
    """G: how many blocks of H rows the parameters of a cell have."""
    return NetworkSettings(cell=cell).kind.blocks


def counted_as(cell: str) -> str:
    """The compared cell that has as many blocks."""
    return next(name for name in COMPARED if blocks_of(name) == blocks_of(cell))


def total(parts: tuple[Counted, ...], cell: str) -> int:
    """All parameters with that cell."""
    return sum(part.by_cell[cell] for part in parts)


def _same(part: str, letters: tuple[str, ...], sizes: tuple[tuple[int, ...], ...]) -> Counted:
    """A part that is the same whatever the cell."""
    made = Counted(part, 0, letters, sizes, 1, {})
    made.by_cell.update(dict.fromkeys(COMPARED, made.block))
    return made
