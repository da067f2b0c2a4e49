"""What stands in the rows of frames and curves, and whether it is still what was written there."""

import json
import math
from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np

from rnnviz.experiments import checkpoint
from rnnviz.nn.cells.base import Array
from rnnviz.runs.run import Run
from rnnviz.storage.checksums import checksum_of
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.storage.store_error import whole
from rnnviz.text.message import Message
from rnnviz.training.curve import NONE
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import FrameHead, RunState, RunStatus

# of a run in a frame, beside its state
COLUMNS = (
    *("samples", "updates", "loss", "gradient_norm", "total", "status", "diverged_at", "seconds"),
    *("measures", "held_out"),
)
POINT = len(NONE) * 8  # bytes of one point of a curve
NUMBERS = ("loss", "gradient_norm", "total", "held_out")  # SQLite keeps a NaN as NULL


def values_of(run: RunState) -> tuple[Any, ...]:
    """What is written of a run into the columns."""
    found = {name: getattr(run, name) for name in COLUMNS}
    for name in (*NUMBERS, "seconds"):
        found[name] = None if math.isnan(found[name]) else float(found[name]) + 0.0  # no -0.0 either
    found |= {"status": str(run.status), "measures": json.dumps(dict(run.measures))}
    return tuple(found.values())


def checksum(head: FrameHead, place: int, values: tuple[Any, ...], state: bytes) -> bytes:
    """Of all that is written of a run in a frame."""
    described = repr((head.number, head.samples, float(head.seconds), place, values))
    return checksum_of(described.encode(), state)


def run_state(
    experiment: Experiment, run: Run, head: FrameHead, place: int, columns: tuple[Any, ...]
) -> RunState:
    """A run in a frame, from its columns, its state and its checksum; raises StoreError if they are
    damaged."""
    *values, state, written = columns
    with whole(Message("A stored checkpoint")):
        if written not in (None, checksum(head, place, tuple(values), state)):  # none of earlier ones
            raise StoreError(
                "A stored checkpoint is damaged: its checksum is another one.", kind=ErrorKind.DAMAGED
            )
        found = dict(zip(COLUMNS, values, strict=True))
        for name in NUMBERS:
            found[name] = math.nan if found[name] is None else found[name]
        read = {
            "checkpoint": state,
            "measures": json.loads(found["measures"]),
            "status": RunStatus(found["status"]),
            "rate": checkpoint.rate(state),
            "log": checkpoint.log(state),
            "load": partial(checkpoint.parameters, state),
            "build": partial(experiment.task.model, run),
        }
        return RunState(**found | read)


def read_measures(text: Any) -> dict[str, float]:
    """What a run was measured at in a frame; raises StoreError if it is damaged."""
    with whole(Message("A stored checkpoint")):
        return {str(name): float(share) for name, share in json.loads(text).items()}


def read_status(text: Any) -> RunStatus:
    """How a run stood in a frame; raises StoreError if it is damaged."""
    with whole(Message("A stored checkpoint")):
        return RunStatus(text)


def encode(points: Array) -> tuple[bytes, bytes]:
    """Points of a curve as they are written, and their checksum."""
    blob = points.tobytes()
    return blob, checksum_of(blob)


def decode(rows: Iterable[tuple[Any, Any]]) -> list[Array]:
    """Points of a curve as `(4, n)`, from blocks and their checksums; without damaged ones."""
    found = []
    for blob, written in rows:
        if isinstance(blob, bytes) and len(blob) % POINT == 0:
            points = np.frombuffer(blob).reshape(len(NONE), -1)
            if written in (None, encode(points)[1]):
                found.append(points)
    return found
