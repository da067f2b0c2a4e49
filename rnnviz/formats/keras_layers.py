"""A layer of Keras in PyTorch's form: its arrays turned, and what its settings say of its cell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rnnviz.formats.arrays import StoredArray, Told
from rnnviz.formats.changed import changed, check_shape, zeros_like
from rnnviz.formats.keras_config import CELLS, KerasLayer
from rnnviz.formats.keras_weights import KerasParts, Parts
from rnnviz.text.message import Refusal

ELMAN = {"tanh": "tanh", "relu": "relu", "sigmoid": "sigmoid", "linear": "identity"}
GATES = {"SimpleRNN": "", "LSTM": "ifco", "GRU": "zrh"}
# what becomes of a readout's numbers, as far as its activation says it; with any other it is none
OUTPUTS = {"linear": None, "softmax": "softmax", "sigmoid": "sigmoid"}
MEAN = "GlobalAveragePooling1D"
MOST_SHOWN = 60  # characters of a setting that is refused
ALIKE = ("units", "activation", "recurrent_activation", "use_bias", "reset_after")


def arrays_of(
    layer: KerasLayer, parts: KerasParts, arrays: Mapping[str, StoredArray]
) -> dict[str, StoredArray]:
    """The arrays of a layer under PyTorch's names, those of one that is none of ours under their own.

    Raises Refusal for shapes that the layer cannot have.
    """
    if layer.kind in CELLS:
        _check_settings(layer)
        found = _recurrent(layer, parts.forward, "l0", arrays)
        if layer.wrapper == "Bidirectional":
            found |= _recurrent(layer, parts.backward, "l0_reverse", arrays)
        return found
    held = {word: arrays[place] for word, place in parts.forward.items()}
    if layer.kind == "Embedding" and "embeddings" in held:
        return {f"{layer.name}.weight": held["embeddings"]}
    if layer.kind == "Dense" and "kernel" in held and len(held["kernel"].shape) == 2:
        check_shape(parts.forward["kernel"], held["kernel"], held["kernel"].shape)
        found = {f"{layer.name}.weight": changed(held["kernel"], lambda kernel: kernel.T)}
        if "bias" in held:
            check_shape(parts.forward["bias"], held["bias"], held["kernel"].shape[1:])
            found[f"{layer.name}.bias"] = held["bias"]
        return found
    return {place.replace("/", "."): arrays[place] for place in sorted(parts.places)}


def told_of(
    layer: KerasLayer,
    parts: KerasParts,
    arrays: Mapping[str, StoredArray],
    layers: Sequence[KerasLayer],
) -> Told:
    """What a file says of one of its recurrent layers, of all its layers in their order."""
    source = None if layer.reads is None else layers[layer.reads]
    above = list(_readouts(layer, layers))
    # of several nobody knows which is meant
    readout, mean = above[0] if len(above) == 1 else (None, False)
    return Told(
        _cell(layer, parts, arrays),
        GATES[layer.kind],
        reads=source.name if source is not None and source.kind in CELLS else None,
        embedding=f"{source.name}.weight"
        if source is not None and source.kind == "Embedding"
        else None,
        readout=None if readout is None else f"{readout.name}.weight",
        pool="mean" if mean else "last" if layer.settings.get("return_sequences") is False else None,
        output=None if readout is None else OUTPUTS[_activation(readout)],
        backwards=_goes_backwards(layer, layers),
    )


def _goes_backwards(layer: KerasLayer, layers: Sequence[KerasLayer]) -> bool:
    """Whether a layer goes from the last step to the first of what the lowest one is given.

    One with `go_backwards` gives its states in the order in which it went, so that the next one goes
    the same way unless it turns round as well.
    """
    found = bool(layer.settings.get("go_backwards"))
    for _ in layers:
        if layer.reads is None or (layer := layers[layer.reads]).kind not in CELLS:
            break
        found = found != bool(layer.settings.get("go_backwards"))
    return found


def _readouts(layer: KerasLayer, layers: Sequence[KerasLayer]) -> Iterator[tuple[KerasLayer, bool]]:
    """The readouts that read a layer's states, and whether they read the mean of them."""
    for one in layers:
        if one.kind != "Dense" or one.reads is None or _activation(one) not in OUTPUTS:
            continue
        source = layers[one.reads]
        mean = source.kind == MEAN
        if mean and source.reads is not None:
            source = layers[source.reads]
        if source is layer:
            yield one, mean


def _activation(layer: KerasLayer) -> Any:
    return _word(layer.settings.get("activation", "linear"))


def _cell(layer: KerasLayer, parts: KerasParts, arrays: Mapping[str, StoredArray]) -> str:
    """The word of its cell. With two biases a GRU resets after its product (`reset_after`)."""
    if layer.kind == "SimpleRNN":
        return ELMAN[_word(layer.settings.get("activation", "tanh"))]
    if layer.kind == "LSTM":
        return "lstm"
    if "bias" in parts.forward:
        after = len(arrays[parts.forward["bias"]].shape) == 2
    else:
        after = bool(layer.settings.get("reset_after", True))
    return "gru" if after else "gru_before"


def _recurrent(
    layer: KerasLayer, parts: Parts, ending: str, arrays: Mapping[str, StoredArray]
) -> dict[str, StoredArray]:
    """The arrays of one direction."""
    for word in ("kernel", "recurrent_kernel"):
        if word not in parts:
            raise Refusal("The layer {layer} has no {part} in this file.", layer=layer.name, part=word)
    kernel, recurrent = arrays[parts["kernel"]], arrays[parts["recurrent_kernel"]]
    rows = kernel.shape[-1] if len(kernel.shape) == 2 else 0
    hidden = max(rows // CELLS[layer.kind], 1)
    rows = hidden * CELLS[layer.kind]
    check_shape(parts["kernel"], kernel, ((kernel.shape or (1,))[0], rows))
    check_shape(parts["recurrent_kernel"], recurrent, (hidden, rows))
    found = {
        f"{layer.name}.weight_ih_{ending}": changed(kernel, lambda array: array.T),
        f"{layer.name}.weight_hh_{ending}": changed(recurrent, lambda array: array.T),
    }
    if "bias" in parts:
        bias = arrays[parts["bias"]]
        two = ((2, rows),) if layer.kind == "GRU" else ()
        check_shape(parts["bias"], bias, (rows,), *two)
        if len(bias.shape) == 2:
            first, second = changed(bias, lambda both: both[0]), changed(bias, lambda both: both[1])
        else:
            first, second = bias, zeros_like(bias)
        found |= {f"{layer.name}.bias_ih_{ending}": first, f"{layer.name}.bias_hh_{ending}": second}
    return found


def _check_settings(layer: KerasLayer) -> None:
    """Refuse what a layer does and none of our cells can."""
    allowed: dict[str, Sequence[Any]] = {
        "go_backwards": (False,) if layer.wrapper == "Bidirectional" else (False, True)
    }
    if layer.kind == "SimpleRNN":
        allowed["activation"] = tuple(ELMAN)
    else:
        allowed |= {"activation": ("tanh",), "recurrent_activation": ("sigmoid",)}
    for setting, values in allowed.items():
        if setting in layer.settings:
            _check(layer, setting, _word(layer.settings[setting]), values)
    if layer.wrapper == "Bidirectional":
        _check(layer, "merge_mode", layer.around.get("merge_mode", "concat"), ("concat",))
        other = (layer.around.get("backward_layer") or {}).get("config", {})
        for setting in ALIKE:
            mine = layer.settings.get(setting)
            _check(layer, setting, other.get(setting, mine), (mine,))


def _check(layer: KerasLayer, setting: str, value: Any, allowed: Sequence[Any]) -> None:
    if value not in allowed:
        raise Refusal(
            "The layer {layer} has {setting} {value!r}; allowed is {allowed}.",
            layer=layer.name,
            setting=setting,
            value=value if isinstance(value, int | float | None) else str(value)[:MOST_SHOWN],
            allowed=tuple(allowed),
        )


def _word(value: Any) -> Any:
    """The name of an activation, also where Keras 3 writes it as a function of its own."""
    return value.get("config", value) if isinstance(value, Mapping) else value
