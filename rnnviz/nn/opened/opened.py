"""A network out of somebody's file: what is found there, and what is opened of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from rnnviz.formats.arrays import Array, NamedArrays, Told
from rnnviz.formats.registry import read_named_arrays
from rnnviz.nn.cells import CELLS
from rnnviz.nn.opened.canonical import Parameter, parameters_of
from rnnviz.nn.opened.companions import Choice, matrices_of, with_companions
from rnnviz.nn.opened.found import MOST_SHOWN, Found, FoundLayer
from rnnviz.nn.opened.modules import modules, pieces_of
from rnnviz.nn.opened.numbers import read_parameters
from rnnviz.nn.opened.stacks import stacked
from rnnviz.nn.saved_arrays import UNREADABLE
from rnnviz.text.message import Refusal

OWN = "rnnviz"  # what our own files say of themselves


def look(
    arrays: NamedArrays,
    layer: str | None = None,
    cell: str | None = None,
    embedding: Choice = None,
    readout: Choice = None,
    vocabulary: object = None,
) -> Found:
    """What a file has, without reading its layers' numbers, and what of it would be opened.

    `layer` is one of those found, by its name; without it the only one that can be opened. The other
    arguments are those of `Network.open`. Raises Refusal for what does not fit the file.
    """
    arrays = _as_ours(arrays)
    named = parameters_of(arrays)
    single = modules(named, arrays.told, cell)
    layers = stacked(arrays.told, single)
    found = Found(
        format=arrays.format,
        layers=tuple(layers),
        single=tuple(single),
        matrices=matrices_of(named),
        layer=_asked(layer, layers, single),
    )
    found = with_companions(found, arrays, named, embedding, readout, vocabulary)
    used = {name for one in _used(found, named) for name in named[one].names}
    left = tuple((name, one.shape) for name, one in arrays.arrays.items() if name not in used)
    return replace(found, left_over=left)


def _as_ours(arrays: NamedArrays) -> NamedArrays:
    """The arrays with what a file of our own says in its settings; those of others as they are."""
    try:
        settings = json.loads(arrays.metadata.get(OWN, "null"))
        told = Told(str(settings["cell"]), embedding="embedding", readout="readout")
        vocabulary = settings.get("vocabulary")
    except UNREADABLE:
        return arrays
    tokens = tuple(map(str, vocabulary)) if isinstance(vocabulary, list) else None
    known = {"rnn": told} if told.cell in CELLS else {}
    return replace(arrays, told=known, vocabulary=tokens)


def _asked(name: str | None, layers: list[FoundLayer], single: list[FoundLayer]) -> FoundLayer | None:
    """The layer that is asked for; without a name the only one that there is, or that can be opened."""
    if name is not None:
        for one in (*layers, *single):
            if one.name == name:
                return one
        raise Refusal(
            "layer is {value!r}; the file has {names}.",
            value=name,
            names=[one.name for one in (*layers, *single)][:MOST_SHOWN] or "-",
        )
    if len(layers) == 1:
        return layers[0]
    sound = [one for one in layers if one.problem is None]
    return sound[0] if len(sound) == 1 else None


def _used(found: Found, named: Mapping[str, Parameter]) -> list[str]:
    """The parameters that the network would be made of."""
    pieces = pieces_of(named)
    parts = found.layer.parts if found.layer else ()
    used = [one.name for part in parts for one in pieces[part]]
    for matrix in (found.embedding, found.readout):
        if matrix is not None:
            used += [matrix.name, *([matrix.bias] if matrix.bias else [])]
    return used


def _none(found: Found, path: Path) -> Refusal:
    """Why nothing is opened: the file has no recurrent layer, or several."""
    if not found.layers:
        names = [f"{name} {shape}" for name, shape in found.left_over[:8]] or "-"
        return Refusal(
            "{path} has no recurrent layer: none of its arrays is called weight_hh or weight_hh_l0. It "
            "has {names}.",
            path=path,
            names=names,
        )
    return Refusal(
        "{path} has several recurrent layers; choose one with layer=: {names}.",
        path=path,
        names=[one.name for one in found.layers][:MOST_SHOWN],
    )


def _settings(found: Found, layer: FoundLayer) -> dict[str, Any]:
    """The settings of the network that was found."""
    return {
        "cell": layer.cell,
        "inputs": layer.inputs if found.embedding is None else found.embedding.rows,
        "hidden": layer.hidden,
        "outputs": layer.width if found.readout is None else found.readout.rows,
        "layers": layer.layers,
        "bidirectional": layer.directions == 2,
        "embedding": None if found.embedding is None else found.embedding.columns,
        "bias": layer.bias,
        "readout": found.readout is not None,
        "readout_bias": found.readout is not None and found.readout.bias is not None,
        "vocabulary": found.vocabulary,
    }


@dataclass(frozen=True)
class OpenedFile:
    """A network in a file: what it is made of, and how its numbers are read."""

    settings: dict[str, Any]
    about: dict[str, Any]
    read: Callable[[], dict[str, Array]]  # raises Refusal


def open_file(path: str | Path, output: str | None = None, **choices: Any) -> OpenedFile | None:
    """The network in a file of another program, not read yet; None for a file of our own.

    `choices` are those of `look`. Raises Refusal.
    """
    arrays = read_named_arrays(path)
    if OWN in arrays.metadata and not any(one is not None for one in choices.values()):
        return None
    found = look(arrays, **choices)
    if found.layer is None:
        raise _none(found, Path(path))
    if found.layer.problem is not None:
        raise Refusal(
            "{path}: {name} cannot be opened. {problem}",
            path=path,
            name=found.layer.name,
            problem=found.layer.problem,
        )
    settings = _settings(found, found.layer)
    output = output or found.output
    if output is None:
        # one number, or states by themselves, are no probabilities
        output = "softmax" if settings["readout"] and settings["outputs"] > 1 else "linear"
    about: dict[str, Any] = {
        "file": Path(path).name,
        "format": arrays.format,
        "layer": found.layer.name,
    }
    if found.layer.backwards:
        about["backwards"] = True
    return OpenedFile(
        {**settings, "output": output}, {"opened": about}, partial(read_parameters, arrays, found)
    )
