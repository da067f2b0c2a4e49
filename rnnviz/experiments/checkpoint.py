"""A run's checkpoint as bytes: safetensors that bear PyTorch's names for the parameters."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import ErrorKind, StoreError

PARAMETER = "parameter."
DESCRIBED = ("position", "updates", "rate", "log")  # a log only of a run that prints one


def pack(checkpoint: Mapping[str, Any]) -> bytes:
    """What `Learner.checkpoint` gave, as bytes."""
    from safetensors.numpy import save

    arrays = {PARAMETER + name: array for name, array in checkpoint["parameters"].items()}
    for part in ("hidden", "memory"):
        layers = enumerate(checkpoint[part])
        arrays |= {f"{part}.{layer}": array for layer, array in layers if array is not None}
    for kind, moments in checkpoint["optimizer"].items():
        arrays |= {f"optimizer.{kind}.{name}": array for name, array in moments.items()}
    described = {name: checkpoint[name] for name in DESCRIBED if name in checkpoint}
    return save(
        {name: np.ascontiguousarray(array) for name, array in arrays.items()},
        metadata={"checkpoint": json.dumps(described)},
    )


def unpack(state: bytes) -> dict[str, Any]:
    """What `Learner.restore` takes, from what `pack` made."""
    arrays = _arrays(state)
    layers = range(sum(name.startswith("hidden.") for name in arrays))
    optimizer: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        if name.startswith("optimizer."):
            _, kind, of = name.split(".", 2)
            optimizer.setdefault(kind, {})[of] = array
    return {
        **_described(state),
        "parameters": _named(arrays),
        "hidden": [arrays[f"hidden.{layer}"] for layer in layers],
        "memory": [arrays.get(f"memory.{layer}") for layer in layers],
        "optimizer": optimizer,
    }


def parameters(state: bytes) -> dict[str, Array]:
    """The parameters alone: PyTorch name -> array."""
    return _named(_arrays(state))


def rate(state: bytes) -> float:
    """The learning rate alone."""
    return float(_described(state)["rate"])


def log(state: bytes) -> list[dict[str, Any]]:
    """The lines of the log alone, none of a run that prints none."""
    lines: list[dict[str, Any]] = _described(state).get("log", {}).get("lines", [])
    return lines


def _named(arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {
        name.removeprefix(PARAMETER): array
        for name, array in arrays.items()
        if name.startswith(PARAMETER)
    }


def _arrays(state: bytes) -> dict[str, Array]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(state)
    except SafetensorError as error:
        raise _damaged(error) from error


def _described(state: bytes) -> dict[str, Any]:
    """The metadata, which safetensors reads from files only: a length of 8 bytes, then JSON."""
    size = int.from_bytes(state[:8], "little")
    try:
        metadata = json.loads(state[8 : 8 + size])["__metadata__"]
        return json.loads(metadata["checkpoint"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> StoreError:
    return StoreError(
        "A stored checkpoint is damaged: {error}.", kind=ErrorKind.DAMAGED, error=str(error)
    )
