"""What a Keras model says of itself: JSON, of which nothing is made but a list of its layers.

Keras itself makes objects of it, functions among them; here a layer is a name, a class and settings.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

CELLS = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}  # Keras's classes, and how many blocks of rows each has
MODELS = ("Sequential", "Functional", "Model")
# what hands on what it is given, where nothing is trained
THROUGH = (
    *("InputLayer", "Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout"),
    *("Masking", "Identity", "ActivityRegularization"),
)
WRAPPERS = {
    "Bidirectional": (*CELLS, "RNN"),
    "TimeDistributed": ("Dense",),
}  # around what they are known
DEEPEST = 8  # models within models


@dataclass(frozen=True)
class KerasLayer:
    """One layer of a model.

    `kind` is its class, that of what it wraps if it wraps something; `settings` are that one's.
    `store` is where the archive of Keras 3 has its weights, `names` are its own and those of all
    models around it, by which older files have them. `reads` is the place in the list of the layer
    whose output it reads, what only hands on left out; None for the model's input and for several.
    """

    name: str
    kind: str
    settings: Mapping[str, Any]
    wrapper: str
    around: Mapping[str, Any]  # the wrapper's settings
    store: str
    names: tuple[str, ...]
    reads: int | None


@dataclass
class _Walk:
    """What has been found of a model's layers so far."""

    found: list[KerasLayer] = field(default_factory=list)

    def model(
        self, config: Mapping[str, Any], store: str, names: tuple[str, ...], given: int | None
    ) -> int | None:
        """Enter the layers of one model, and say which of them gives its output."""
        counts: dict[str, int] = {}
        heard: dict[str, int | None] = {}  # by a layer's name, what is heard of what it gives
        last, outputs = given, _named(config.get("output_layers"))
        for layer in config["layers"]:
            kind, settings = layer["class_name"], layer["config"]
            name = str(layer.get("name") or settings["name"])
            folder = f"{store}layers/{_numbered(kind, counts)}"
            source = _source(layer, last, heard) if "inbound_nodes" in layer else last
            if kind == "InputLayer":
                last = given
            elif kind in THROUGH or _does_nothing(kind, settings):
                last = source
            elif kind in MODELS and len(names) < DEEPEST:
                last = self.model(settings, f"{folder}/", (*names, name), source)
            else:
                self.found.append(_layer(kind, settings, folder, (*names, name), source))
                last = len(self.found) - 1
            heard[name] = last
        return heard.get(outputs[0], last) if len(outputs) == 1 else last


def layers_of(config: Mapping[str, Any]) -> list[KerasLayer]:
    """The layers of a model, in its order. Raises what reading JSON raises where it is no model."""
    if config["class_name"] not in MODELS:
        raise ValueError(f"{config['class_name']}")
    inner = config["config"]
    walk = _Walk()
    # before 2.2.3 a Sequential's settings were the list of its layers
    walk.model({"layers": inner} if isinstance(inner, list) else inner, "", (), None)
    return walk.found


def _layer(
    kind: str, settings: Mapping[str, Any], folder: str, names: tuple[str, ...], reads: int | None
) -> KerasLayer:
    wrapper = ""
    around: Mapping[str, Any] = {}
    if kind in WRAPPERS and settings["layer"]["class_name"] in WRAPPERS[kind]:
        wrapper, around, inner = kind, settings, settings["layer"]
        kind, settings = inner["class_name"], inner["config"]
    if kind == "RNN":
        kind, settings = _cell(settings["cell"])
    return KerasLayer(".".join(names), kind, settings, wrapper, around, folder, names, reads)


def _cell(cell: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Class and settings of what a layer made of one cell is; several upon each other are no class."""
    kind = str(cell["class_name"]).removesuffix("Cell")
    return (kind, cell["config"]) if kind in CELLS else ("RNN", {})


def _numbered(kind: str, counts: dict[str, int]) -> str:
    """The folder of a layer among those of its class: lstm, lstm_1 (Keras's `to_snake_case`)."""
    word = re.sub(r"\W+", "", kind)
    word = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", word)
    word = re.sub(r"([a-z])([A-Z])", r"\1_\2", word).lower()
    counts[word] = counts.get(word, -1) + 1
    return f"{word}_{counts[word]}" if counts[word] else word


def _does_nothing(kind: str, settings: Mapping[str, Any]) -> bool:
    return kind == "Activation" and settings.get("activation") == "linear"


def _source(layer: Mapping[str, Any], last: int | None, heard: Mapping[str, int | None]) -> int | None:
    """What a layer of a functional model reads first; None if it is joined of several."""
    calls = layer["inbound_nodes"]
    if not calls:
        return None
    call = calls[0]
    names = list(_histories(call["args"] if isinstance(call, Mapping) else call))
    # the others of a recurrent layer are its first state
    joined = len(names) != 1 and layer["class_name"] not in (*CELLS, *WRAPPERS, "RNN")
    return None if joined or not names else heard.get(names[0])


def _histories(value: Any, depth: int = 6) -> Iterator[str]:
    """The names of the layers whose outputs stand in a call, as Keras 3 or Keras 2 writes it."""
    if isinstance(value, Mapping):
        history = value.get("config", {}).get("keras_history", ())
        yield from map(str, history[:1])
    elif isinstance(value, list) and len(value) > 2 and isinstance(value[0], str):
        yield value[0]
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _histories(one, depth - 1)


def _named(outputs: Any) -> list[str]:
    """The names of the layers that give a model's output: one [name, 0, 0], or a list of such."""
    return list(_histories(outputs)) if isinstance(outputs, list) else []
