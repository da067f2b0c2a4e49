"""A run's state as bytes (safetensors), and what a stored frame holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.training.learner import RunStatus

PARAMETER = "parameter."


@dataclass(frozen=True)
class StoredRun:
    """One run in a stored frame; a run that diverged has the parameters from before it did."""

    samples: int
    updates: int
    loss: float  # nats, mean since the frame before; NaN if there was no update
    gradient_norm: float  # of the last update, before clipping
    status: RunStatus
    diverged_at: int | None  # the update
    seconds: float  # spent on this run since the start
    total: float = field(repr=False)  # sum of the losses of all updates so far, nats
    state: bytes = field(repr=False)  # all that is needed to go on from here
    measures: Mapping[str, float] = field(default_factory=dict)  # name -> share from 0 to 1

    @cached_property
    def parameters(self) -> dict[str, Array]:
        """PyTorch name -> array."""
        return _parameters(_arrays(self.state))

    @cached_property
    def rate(self) -> float:
        """The learning rate from here on."""
        return _described(self.state)["rate"]


@dataclass(frozen=True)
class FrameHead:
    """A frame that was kept, without what it holds."""

    number: int
    samples: int  # seen by every run that has not diverged
    seconds: float  # of training since the start


@dataclass(frozen=True)
class StoredFrame(FrameHead):
    """All runs of an experiment at one moment, with all that is needed to go on from it."""

    runs: tuple[StoredRun, ...]


def pack(checkpoint: Mapping[str, Any]) -> bytes:
    """What `Learner.checkpoint` gave, as safetensors that bear PyTorch's names for the parameters."""
    from safetensors.numpy import save

    arrays = {PARAMETER + name: array for name, array in checkpoint["parameters"].items()}
    for part in ("hidden", "memory"):
        layers = enumerate(checkpoint[part])
        arrays |= {f"{part}.{layer}": array for layer, array in layers if array is not None}
    for kind, kept in checkpoint["optimizer"].items():
        arrays |= {f"optimizer.{kind}.{name}": array for name, array in kept.items()}
    described = {name: checkpoint[name] for name in ("position", "updates", "rate")}
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
        "parameters": _parameters(arrays),
        "hidden": [arrays[f"hidden.{layer}"] for layer in layers],
        "memory": [arrays.get(f"memory.{layer}") for layer in layers],
        "optimizer": optimizer,
    }


def _parameters(arrays: Mapping[str, Array]) -> dict[str, Array]:
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
        raise StoreError(
            "A stored checkpoint is damaged: {error}.", kind=ErrorKind.DAMAGED, error=str(error)
        ) from error


def _described(state: bytes) -> dict[str, Any]:
    """The metadata, which safetensors reads from files only: a length of 8 bytes, then JSON."""
    size = int.from_bytes(state[:8], "little")
    return json.loads(json.loads(state[8 : 8 + size])["__metadata__"]["checkpoint"])
