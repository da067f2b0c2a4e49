"""Where a Keras file has a layer's arrays: in the layout of Keras 3's archive, or of older `.h5` files.

The archive numbers them within folders named after classes ("layers/lstm_1/cell/vars/0"), older files
name them beside the layer's own name ("lstm_1/lstm_1/lstm_cell/kernel:0").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rnnviz.formats.arrays import StoredArray
from rnnviz.formats.keras_config import KerasLayer

Parts = dict[str, str]  # what it is ("kernel") -> its place in the file
RECURRENT = ("kernel", "recurrent_kernel", "bias")
NUMBERED = re.compile(
    r"(?P<layer>.+?)(?:/(?P<way>forward|backward)_layer)?(?:/layer)?(?P<cell>/cell)?/vars/(?P<number>\d+)"
)
NAMED = re.compile(r"(?P<place>.+)/(?P<part>kernel|recurrent_kernel|bias|embeddings)(?::\d+)?")
OLDER = "model_weights"  # the folder of a whole model; a file of weights alone has none
APART = ("optimizer", "optimizer_weights", "seed_generator")


@dataclass(frozen=True)
class KerasParts:
    """The arrays of one layer: of its only or left-to-right direction, and of the other."""

    forward: Parts
    backward: Parts

    @property
    def places(self) -> set[str]:
        """Where they all are."""
        return {*self.forward.values(), *self.backward.values()}


def belongs(place: str) -> bool:
    """Whether an array is one of the model, not of its optimizer or of what draws random numbers."""
    return not {*place.split("/")} & {*APART}


def in_archive(arrays: Mapping[str, StoredArray]) -> dict[str, KerasParts]:
    """The parts of all layers in a file of Keras 3's layout, by their folders; {} in other files."""
    found: dict[str, KerasParts] = {}
    for place in filter(belongs, arrays):
        if (match := NUMBERED.fullmatch(place)) is None:
            continue
        # Keras 2.12 called the first folder otherwise
        layer = re.sub(r"^_layer_checkpoint_dependencies/", "layers/", match["layer"])
        parts = found.setdefault(layer, KerasParts({}, {}))
        number = int(match["number"])
        if match["cell"]:
            word = RECURRENT[number] if number < len(RECURRENT) else str(number)
        elif layer.rsplit("/", 1)[-1].startswith("embedding"):
            word = "embeddings" if number == 0 else str(number)
        else:
            word = ("kernel", "bias")[number] if number < 2 else str(number)
        (parts.backward if match["way"] == "backward" else parts.forward)[word] = place
    return found


def by_name(arrays: Mapping[str, StoredArray], layer: KerasLayer) -> KerasParts:
    """The parts of a layer in a file of the older layout.

    Within a model that is itself a layer Keras 3 names all models around one, Keras 2 the outermost.
    """
    for names in (layer.names, (layer.names[0], layer.names[-1])):
        found = KerasParts({}, {})
        for place in filter(belongs, arrays):
            inner = place.removeprefix(f"{OLDER}/")
            if not inner.startswith(f"{names[0]}/") or (match := NAMED.fullmatch(inner)) is None:
                continue
            words = match["place"].split("/")
            if all(name in words for name in names):
                _of_direction(found, words)[match["part"]] = place
        if found.places:
            return found
    return KerasParts({}, {})


def unnamed(arrays: Mapping[str, StoredArray]) -> dict[str, KerasParts]:
    """The parts of all layers of an older file of weights alone, by the layers' names."""
    found: dict[str, KerasParts] = {}
    for place in filter(belongs, arrays):
        inner = place.removeprefix(f"{OLDER}/")
        if (match := NAMED.fullmatch(inner)) is not None:
            words = match["place"].split("/")
            parts = found.setdefault(words[0], KerasParts({}, {}))
            _of_direction(parts, words)[match["part"]] = place
    return found


def _of_direction(parts: KerasParts, words: list[str]) -> Parts:
    """Those of the direction that a place names behind the layer's own name."""
    backward = any(word.startswith("backward_") for word in words[1:])
    return parts.backward if backward else parts.forward
