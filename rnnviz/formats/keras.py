"""Keras models: the archive `.keras`, and HDF5 files of a model or of its weights alone.

The description is read as JSON and nothing is made of it but a list of layers, so that no function in a
file is ever called. Equations: the documentation of Keras's SimpleRNN, LSTM and GRU. Kernels are stored
as (D, blocks * H), an LSTM's blocks in the order i f c o, a GRU's z r h.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rnnviz.formats.archives import ZIP, entries
from rnnviz.formats.arrays import NamedArrays, StoredArray
from rnnviz.formats.hdf5 import HEAD, Source, read_hdf5, read_text
from rnnviz.formats.keras_config import CELLS, KerasLayer, layers_of
from rnnviz.formats.keras_layers import arrays_of, told_of
from rnnviz.formats.keras_weights import KerasParts, belongs, by_name, in_archive, unnamed
from rnnviz.formats.refusals import damaged, system_errors
from rnnviz.formats.unpacking import most_unpacked
from rnnviz.text.message import Refusal

NAME = "Keras"
WEIGHTS = "model.weights.h5"
CONFIG = "config.json"
ENDINGS = (".keras", ".h5", ".hdf5")
# what comes of reading JSON that is not what it should be
_OTHERWISE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def is_keras(path: Path, head: bytes) -> bool:
    """Whether a file is an archive of Keras or HDF5, or claims to be by its name."""
    claims = path.suffix in ENDINGS
    if not head.startswith(ZIP):
        return claims or head.startswith(HEAD)
    try:
        with zipfile.ZipFile(path) as archive:
            return claims or WEIGHTS in archive.namelist()
    except (zipfile.BadZipFile, ValueError, LookupError, NotImplementedError, OSError):
        return claims


def read_keras(path: Path) -> NamedArrays:
    """The arrays of a file: an archive, or HDF5 of a model or of weights alone. Raises Refusal."""
    with system_errors(path), path.open("rb") as file:
        head = file.read(len(HEAD))
    if not head.startswith(ZIP):
        return _named_arrays(path, path, read_text(path, path, "model_config"))
    there = entries(path, compressed=most_unpacked(path.stat().st_size))
    for name in (CONFIG, WEIGHTS):
        if name not in there:
            raise Refusal("{path} holds no {name}; Keras’s archives do.", path=path, name=name)
    return _named_arrays(_member(path, WEIGHTS), path, _member(path, CONFIG))


def _member(path: Path, name: str) -> bytes:
    """What one file of an archive holds; its size has been looked at."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(name)
    # what comes of damaged bytes
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        damaged(path, error)


def _named_arrays(source: Source, path: Path, config: str | bytes | None) -> NamedArrays:
    arrays = read_hdf5(source, path)
    layers = _by_shape(arrays) if config is None else _described(path, config, arrays)
    used = {place for one in layers for place in one.parts.places}
    found: dict[str, StoredArray] = {}
    for one in layers:
        found |= arrays_of(one.layer, one.parts, arrays)
    rest = [place for place in arrays if place not in used and belongs(place)]
    names = [one.layer for one in layers]
    return NamedArrays(
        NAME,
        found | {place.replace("/", "."): arrays[place] for place in rest},
        told={
            one.layer.name: told_of(one.layer, one.parts, arrays, names)
            for one in layers
            if one.layer.kind in CELLS
        },
    )


@dataclass(frozen=True)
class _Held:
    """A layer and where its arrays are."""

    layer: KerasLayer
    parts: KerasParts


def _described(path: Path, config: str | bytes, arrays: Mapping[str, StoredArray]) -> list[_Held]:
    """The layers that a model's description names, with their arrays."""
    try:
        layers = layers_of(json.loads(config))
    except _OTHERWISE as error:
        raise Refusal(
            "{path} describes no model that can be read: {error}.", path=path, error=str(error) or "?"
        ) from error
    stored = in_archive(arrays)
    held = [_Held(one, stored.get(one.store) or by_name(arrays, one)) for one in layers]
    for one in held:
        if one.layer.kind in CELLS and not one.parts.forward:
            raise Refusal(
                "{path} describes the layer {layer}, but holds no arrays of it.",
                path=path,
                layer=one.layer.name,
            )
    return held


def _by_shape(arrays: Mapping[str, StoredArray]) -> list[_Held]:
    """The layers of a file of weights alone, by the shapes of its arrays and in the order of their
    numbers; activations are taken to be the usual ones."""
    parts = in_archive(arrays) or unnamed(arrays)
    found: list[_Held] = []
    for place in sorted(parts, key=_natural):
        if kind := _kind(parts[place], arrays):
            name = place.replace("/layers/", ".").removeprefix("layers/")
            wrapper = "Bidirectional" if parts[place].backward else ""
            layer = KerasLayer(name, kind, {}, wrapper, {}, place, (name,), None)
            found.append(_Held(layer, parts[place]))
    return [*_chained(found, arrays)]


def _natural(place: str) -> list[tuple[int, str]]:
    """lstm before lstm_1, and lstm_2 before lstm_10."""
    return [
        (int(word), "") if word.isdecimal() else (-1, word)
        for word in re.split(r"(\d{1,9})|[_/]", place)
        if word
    ]


def _kind(parts: KerasParts, arrays: Mapping[str, StoredArray]) -> str:
    """The class of a layer by the shapes of its arrays, "" for one that is none of ours."""
    shapes = {word: arrays[place].shape for word, place in parts.forward.items()}
    match shapes:
        case {"recurrent_kernel": (int(hidden), int(columns))} if hidden and columns % hidden == 0:
            return {blocks: kind for kind, blocks in CELLS.items()}.get(columns // hidden, "")
        case {"embeddings": (_, _)}:
            return "Embedding"
        case {"kernel": (_, _)} if "recurrent_kernel" not in shapes:
            return "Dense"
    return ""


def _chained(found: list[_Held], arrays: Mapping[str, StoredArray]) -> Iterator[_Held]:
    """Each layer reads the recurrent one before it, or the embedding, where that gives as many numbers
    as it reads."""
    gives: dict[int, int] = {}  # how many numbers a layer gives, by its place
    for place, one in enumerate(found):
        if one.layer.kind == "Embedding":
            gives[place] = arrays[one.parts.forward["embeddings"]].shape[1]
    order = sorted(range(len(found)), key=lambda place: found[place].layer.kind == "Dense")
    read: dict[int, int | None] = {}
    for place in order:
        parts = found[place].parts
        if "kernel" not in parts.forward:
            continue
        width = arrays[parts.forward["kernel"]].shape[0]
        above = found[place].layer.kind == "Dense"
        fits = [other for other, size in gives.items() if size == width]
        fits = [other for other in fits if not above or found[other].layer.kind in CELLS]
        read[place] = fits[-1] if fits else None
        if not above:
            ways = 2 if parts.backward else 1
            gives[place] = ways * arrays[parts.forward["recurrent_kernel"]].shape[0]
    for place, one in enumerate(found):
        yield replace(one, layer=replace(one.layer, reads=read.get(place)))
