"""Recurrent layers among named arrays, under any prefix: found by the names and shapes of PyTorch.

`NAME.weight_hh_l0` has as many columns as the layer has units H, and 1, 3 or 4 times as many rows: an
RNN, a GRU or an LSTM. An RNN's activation and the form of a GRU stand in no array: tanh and PyTorch's
form are taken, and `cell=` says otherwise.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rnnviz.formats.arrays import Told
from rnnviz.nn.cells import CELLS
from rnnviz.nn.opened.canonical import Parameter
from rnnviz.nn.opened.found import LETTERS, FoundLayer
from rnnviz.text.message import Message, Refusal

RECURRENT = re.compile(r"(?:(.*)\.)?(weight|bias)_(ih|hh|hr)(?:_l(\d{1,9}))?(_reverse)?")
CELL_OF = {1: "tanh", 3: "gru", 4: "lstm"}  # by how many blocks of H rows there are
MOST_UNITS = 2048
MOST_LAYERS = 4  # as a network may have
MOST_MODULES = 256  # of a file
UNNAMED = "rnn"  # what the file's own layer is called if its arrays have no prefix


@dataclass(frozen=True)
class LayerArray:
    """One array of a module: its name there, which it is, and its shape."""

    name: str
    kind: str  # "weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"
    layer: int
    reverse: bool
    shape: tuple[int, ...]


Places = Mapping[tuple[str, int, bool], LayerArray]  # by kind, layer and direction


def pieces_of(named: Mapping[str, Parameter]) -> dict[str, list[LayerArray]]:
    """The arrays of recurrent modules by the modules' names, in the order of the file."""
    found: dict[str, list[LayerArray]] = {}
    for name, stored in named.items():
        if match := RECURRENT.fullmatch(name):
            prefix, what, which, layer, reverse = match.groups()
            one = LayerArray(
                name, f"{what}_{which}", int(layer or 0), bool(reverse), stored.array.shape
            )
            found.setdefault(prefix or UNNAMED, []).append(one)
    return found


def modules(
    named: Mapping[str, Parameter], told: Mapping[str, Told], cell: str | None
) -> list[FoundLayer]:
    """Every recurrent module by itself. Raises Refusal for too many, and if `cell` is no cell."""
    if cell is not None and cell not in CELLS:
        raise Refusal(
            "{name} is {value!r}; allowed are {allowed}.", name="cell", value=cell, allowed=tuple(CELLS)
        )
    found = pieces_of(named)
    if len(found) > MOST_MODULES:
        raise Refusal(
            "The file has {count:,} recurrent layers; files with up to {most} can be opened.",
            count=len(found),
            most=MOST_MODULES,
        )
    return [_module(name, pieces, told.get(name), cell) for name, pieces in found.items()]


def _module(name: str, pieces: list[LayerArray], told: Told | None, asked: str | None) -> FoundLayer:
    """One module from its arrays, with the reason where it cannot be opened."""
    places = {(one.kind, one.layer, one.reverse): one for one in pieces}
    rows, hidden = _two(places.get(("weight_hh", 0, False)))
    blocks = rows // hidden if hidden and rows % hidden == 0 else 0
    usual = told.cell if told else CELL_OF.get(blocks, "tanh")
    cell = asked if asked and CELLS[asked].blocks == blocks else usual
    found = FoundLayer(
        name=name,
        cell=cell,
        inputs=_two(places.get(("weight_ih", 0, False)))[1],
        hidden=hidden,
        layers=1 + max(one.layer for one in pieces),
        directions=2 if any(one.reverse for one in pieces) else 1,
        bias=any(one.kind.startswith("bias") for one in pieces),
        gates=told.gates if told and told.gates else LETTERS.get(cell, ""),
        parts=(name,),
        told=told is not None,
        backwards=told is not None and told.backwards,
    )
    problem = (
        _too_large(found, places) or _wrong_cell(found, places, asked) or _wrong_shape(found, places)
    )
    return replace(found, problem=problem)


def _two(one: LayerArray | None) -> tuple[int, int]:
    """Rows and columns of a matrix; 0 and 0 of what is none."""
    return (one.shape[0], one.shape[1]) if one and len(one.shape) == 2 else (0, 0)


def _too_large(found: FoundLayer, places: Places) -> Message | None:
    """Why a module is beyond what networks here can be."""
    if any(kind == "weight_hr" for kind, *_ in places):
        return Message("It has a projection of its states (proj_size), and only 0 is allowed.")
    if found.hidden > MOST_UNITS:
        return Message(
            "It has {hidden:,} units; allowed are up to {most:,} a layer.",
            hidden=found.hidden,
            most=MOST_UNITS,
        )
    if found.layers > MOST_LAYERS:
        return Message(
            "It has {layers:,} layers; allowed are up to {most}.", layers=found.layers, most=MOST_LAYERS
        )
    return None


def _wrong_cell(found: FoundLayer, places: Places, asked: str | None) -> Message | None:
    """Why a module's square matrix is that of no cell, or of another than the one asked for."""
    square = places.get(("weight_hh", 0, False))
    if square is None:
        return Message("{name} is missing.", name="weight_hh_l0")
    if not found.hidden or _two(square)[0] not in {found.hidden * blocks for blocks in CELL_OF}:
        return Message(
            "{name} has the shape {shape}; a recurrent layer's has 1, 3 or 4 times as many rows as "
            "columns.",
            name=square.name,
            shape=str(square.shape),
        )
    if asked and found.cell != asked:
        return Message("Its weights are those of {cell}, not of {asked}.", cell=found.cell, asked=asked)
    return None


def _wrong_shape(found: FoundLayer, places: Places) -> Message | None:
    """Which of a module's arrays is missing or does not fit the others."""
    for kind, layer, reverse, wanted in expected(found):
        one = places.get((kind, layer, reverse))
        if one is None:
            name = f"{kind}_{ending(layer, reverse)}"
            return Message("{name} is missing.", name=name)
        if one.shape != wanted:
            return Message(
                "{name} has the shape {found}; it must be {wanted}.",
                name=one.name,
                found=str(one.shape),
                wanted=str(wanted),
            )
    return None


def ending(layer: int, reverse: bool) -> str:
    """PyTorch's name ending of a layer's parameters in one direction."""
    return f"l{layer}{'_reverse' if reverse else ''}"


def expected(found: FoundLayer) -> Iterator[tuple[str, int, bool, tuple[int, ...]]]:
    """Kind, layer, direction and shape of every array that a module of its size has."""
    rows = CELLS[found.cell].blocks * found.hidden
    for layer in range(found.layers):
        for reverse in (False, True)[: found.directions]:
            yield "weight_ih", layer, reverse, (rows, found.width if layer else found.inputs)
            yield "weight_hh", layer, reverse, (rows, found.hidden)
            if found.bias:
                yield "bias_ih", layer, reverse, (rows,)
                yield "bias_hh", layer, reverse, (rows,)
