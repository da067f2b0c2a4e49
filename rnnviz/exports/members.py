"""What stands in the zip of a training: the names of its members, and what its documents hold."""

import math
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, Protocol, TypeVar

import numpy as np
from pydantic import BaseModel, Field, field_validator

from rnnviz.experiments.frame_writer import MOST_FRAMES
from rnnviz.experiments.status import Status
from rnnviz.experiments.whole_rows import CurveBlock
from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import MOST_SAMPLES, MOST_SEEDS, Experiment
from rnnviz.training.frame import RunStatus

SETTINGS = "experiment.json"  # as `Experiment.to_json` writes it
TRAINING = "training.json"
FRAMES = "frames.json"
CURVES = "curves.safetensors"
LOSSES_CSV, LOSSES_PARQUET = "losses.csv", "losses.parquet"
MEASURES_CSV = "measures.csv"
DATASETS = "datasets/"
LOOP_FILE, NORMS_CSV = "loop.json", "gradient_norms.csv"  # of a watched loop
LOOP_LOSSES = "losses.safetensors"  # that it has told
CURVE_FILE, POINTS = "curve.json", "points.safetensors"  # of a curve that came as a file
LARGEST = 2**53  # of a count, which other programs read as a floating-point number
LONGEST_MEASURE = 80  # letters of the name of what is measured
LONGEST_NAME = 10_000  # letters of a title before it is cut
MOST_TAGS = 1000  # before they are read
MOST_MEASURES = 1000  # of one network at one moment
MOST_NORMS = 10_000  # of one frame of a watched loop
MOST_NETWORKS = 16 * MOST_SEEDS

Count = Annotated[int, Field(ge=0, le=LARGEST)]
Seconds = Annotated[float, Field(ge=0.0, le=1e15, allow_inf_nan=False)]
Name = Annotated[str, Field(max_length=LONGEST_MEASURE, pattern="^[^<>&\\x00-\\x1f]*$")]
Tags = Annotated[
    tuple[Annotated[str, Field(max_length=LONGEST_NAME)], ...], Field(max_length=MOST_TAGS)
]
# of one network in a frame, as COLUMNS names them: a number is null where there is none
NetworkValues = tuple[
    Count,
    Count,
    float | None,
    float | None,
    float | None,
    RunStatus,
    Count | None,
    Seconds | None,
    Annotated[dict[Name, float], Field(max_length=MOST_MEASURES)],
    float | None,
]


class HasNumber(Protocol):
    """What has a place in an order."""

    number: int


Numbered = TypeVar("Numbered", bound=HasNumber)


class TrainingFile(BaseModel):
    """What a training is beside its settings, its frames and its curves."""

    title: str = Field("", max_length=LONGEST_NAME)
    created: Seconds  # since 1970
    status: Status
    samples: Annotated[int, Field(ge=0, le=MOST_SAMPLES)]
    stride: Annotated[int, Field(ge=1, le=LARGEST)] = 1
    message: dict[str, Any] | None = None  # what is said of it
    tags: Tags = ()


def in_order(frames: tuple[Numbered, ...]) -> tuple[Numbered, ...]:
    """The same, if each has a higher number than the one before; else raises Refusal."""
    numbers = [one.number for one in frames]
    if numbers != sorted(set(numbers)):
        raise Refusal("the frames are not in order")
    return frames


class FrameLine(BaseModel):
    """A frame, and what is stored of each network in it beside its checkpoint."""

    number: Count
    samples: Count
    seconds: Seconds
    runs: Annotated[tuple[NetworkValues, ...], Field(max_length=MOST_NETWORKS)]


class FramesFile(BaseModel):
    """All frames, the oldest first."""

    columns: tuple[str, ...]  # of `runs`
    frames: Annotated[tuple[FrameLine, ...], Field(max_length=MOST_FRAMES)]

    @field_validator("frames")
    @classmethod
    def _in_order(cls, frames: tuple[FrameLine, ...]) -> tuple[FrameLine, ...]:
        return in_order(frames)


class LoopFile(BaseModel):
    """What a watched loop is beside its frames."""

    name: str = Field("", max_length=LONGEST_NAME)
    created: Seconds  # since 1970
    calls: Count  # steps of the loop
    stride: Annotated[int, Field(ge=1, le=LARGEST)] = 1
    message: dict[str, Any] | None = None
    tags: Tags = ()


class CurveFile(BaseModel):
    """What a curve that came as a file is beside its points."""

    name: str = Field("", max_length=LONGEST_NAME)
    created: Seconds  # since 1970
    task: dict[str, Any] | None = None  # whose floors it lies over
    samples_per_step: Annotated[int, Field(ge=1, le=LARGEST)] = 1
    message: dict[str, Any] | None = None  # what had to be guessed when it was read
    tags: Tags = ()


class LoopLine(BaseModel):
    """A frame of a watched loop."""

    number: Count
    call: Count
    seconds: Seconds
    norms: Annotated[
        dict[Annotated[str, Field(max_length=LONGEST_NAME)], float | None], Field(max_length=MOST_NORMS)
    ]


class LoopFramesFile(BaseModel):
    """All frames, the oldest first."""

    frames: Annotated[tuple[LoopLine, ...], Field(max_length=MOST_FRAMES)]

    @field_validator("frames")
    @classmethod
    def _in_order(cls, frames: tuple[LoopLine, ...]) -> tuple[LoopLine, ...]:
        return in_order(frames)


def program() -> str:
    """The version of this rnnviz, "" where it is not installed as a package."""
    try:
        return version("rnnviz")
    except PackageNotFoundError:
        return ""


def stem(experiment: Experiment, place: int) -> str:
    """What the files of a network are called, counted as the store counts: run-2, run-2-seed-7."""
    run, seed = divmod(place, experiment.seeds)
    several = f"-seed-{experiment.seed + seed}" if experiment.seeds > 1 else ""
    return f"run-{run + 1}{several}"


def network_member(experiment: Experiment, place: int) -> str:
    """The network of the last frame."""
    return f"networks/{stem(experiment, place)}.safetensors"


def state_member(experiment: Experiment, frame: int, place: int) -> str:
    """The checkpoint of a network in a frame."""
    return f"frames/{frame:07}/{stem(experiment, place)}.safetensors"


def loop_member(frame: int) -> str:
    """A frame of a watched loop."""
    return f"frames/{frame:07}.safetensors"


def dataset_keys(experiment: Experiment) -> list[str]:
    """The keys of the reader's own data that a task is made of."""
    own = getattr(experiment.task, "data", "")
    return [own] if own else []


def plain(value: Any) -> Any:
    """A column as JSON can say it: infinity is a word, which pydantic reads as a number."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def pack_blocks(blocks: Iterable[CurveBlock]) -> bytes:
    """All curves as safetensors: "network.block.level" -> (4, n): update, loss in nats, gradient norm,
    and the sum of all losses so far."""
    from safetensors.numpy import save

    named = {f"{one.place}.{one.block}.{one.level}": one.points for one in blocks}
    about = {"rows": "update, loss in nats, gradient norm, sum of all losses"}
    return save({name: np.ascontiguousarray(of) for name, of in named.items()}, metadata=about)


def pack_points(points: Array, rows: str) -> bytes:
    """The points of one curve as safetensors, `(2, n)`; `rows` says what both are."""
    from safetensors.numpy import save

    return save({"points": np.ascontiguousarray(points, "<f8")}, metadata={"rows": rows})


def points_of(blocks: Iterable[CurveBlock], count: int) -> list[Array]:
    """The whole curve of each of so many networks, `(4, n)`."""
    parts: list[list[Array]] = [[np.empty((4, 0))] for _ in range(count)]
    for one in blocks:
        if one.place < count:
            parts[one.place].append(one.points)
    return [np.concatenate(of, axis=1) for of in parts]
