"""All that is stored of an experiment as its rows have it: read for a file, and entered from one."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.experiments.stored_rows import COLUMNS, checksum, decode, encode
from rnnviz.experiments.work_queue import STOPPED
from rnnviz.nn.cells.base import Array
from rnnviz.storage import tags, uploads
from rnnviz.storage.checksums import checksum_of_text
from rnnviz.storage.clock import clock
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import FrameHead


class CurveBlock(NamedTuple):
    """A stretch of one network's curve as it is stored."""

    place: int  # of the network
    block: int  # its number
    level: int  # how often it was thinned
    points: Array  # (4, n), as `training.curve` has them


class FrameRows(NamedTuple):
    """A frame as it is stored: of every network its columns, and its checkpoint."""

    head: FrameHead
    values: tuple[tuple[Any, ...], ...]  # as COLUMNS names them
    states: tuple[bytes, ...]


class WholeRows(NamedTuple):
    """What is stored of an experiment beside its frames, all of one moment."""

    row: Row
    stride: int  # of the frames' numbers
    heads: tuple[FrameHead, ...]  # the oldest first
    blocks: tuple[CurveBlock, ...]  # without damaged ones
    newest: FrameRows | None  # the last of the heads, None where there is none or it is damaged
    tags: tuple[str, ...]


class EnteredTraining(NamedTuple):
    """What a training is entered as."""

    experiment: Experiment
    title: str
    created: float  # seconds since 1970
    finished: bool  # whether every run has seen its samples or has diverged; else it can go on
    samples: int
    stride: int
    message: Message  # what is said of it if it has finished
    blocks: tuple[CurveBlock, ...]
    tags: tuple[str, ...] = ()
    data: tuple[str, ...] = ()  # keys of the reader's own data, pending until it is entered


def whole_rows(store: Store, id: str) -> WholeRows:
    """All of an experiment but its earlier frames, which are read one by one, for one that goes on
    meanwhile thins them; raises StoreError if there is none."""
    with store.reading() as run:
        row = store.row(id)
        ((stride,),) = run("SELECT stride FROM experiments WHERE id = ?", (id,)).fetchall()
        asked = (
            "SELECT run, block, level, points, checksum FROM curves WHERE experiment = ? "
            "ORDER BY run, block"
        )
        stored = run(asked, (id,)).fetchall()
        heads = tuple(store.frames(id))
        count = row.experiment.networks
        newest = frame_rows(store, id, heads[-1], count) if heads else None
        tagged = tags.tags_of(store, [id]).get(id, ())
    blocks = tuple(
        CurveBlock(place, block, level, points)
        for place, block, level, *written in stored
        for points in decode([(written[0], written[1])])
    )
    return WholeRows(row, int(stride), heads, blocks, newest, tagged)


def frame_rows(store: Store, id: str, head: FrameHead, count: int) -> FrameRows | None:
    """One frame of so many networks; None where it is damaged, or was thinned out meanwhile."""
    asked = (
        f"SELECT run, {', '.join(COLUMNS)}, state, checksum FROM checkpoints "
        "WHERE experiment = ? AND frame = ? ORDER BY run"
    )
    found = store.rows(asked, id, head.number)
    if [run for run, *_rest in found] != list(range(count)):
        return None
    for place, *values, state, written in found:
        if written not in (None, checksum(head, place, tuple(values), state)):
            return None
    return FrameRows(
        head,
        tuple(tuple(values) for _place, *values, _state, _written in found),
        tuple(state for *_rest, state, _written in found),
    )


class StoredSizes(NamedTuple):
    """How much is stored of an experiment: bytes, but for the number of checkpoints."""

    checkpoints: int
    states: int
    newest: int  # of the states of the newest frame
    measures: int
    points: int  # of all curves


def sizes_of(store: Store, id: str) -> StoredSizes:
    """How much is stored of an experiment; asks for no more than sums."""
    asked = (
        "SELECT count(*), total(length(state)), total(length(measures)), "
        "total(CASE WHEN frame = (SELECT max(number) FROM frames WHERE experiment = ?1) "
        "THEN length(state) END), "
        "(SELECT total(length(points)) FROM curves WHERE experiment = ?1) "
        "FROM checkpoints WHERE experiment = ?1"
    )
    count, states, measures, newest, points = map(int, store.rows(asked, id)[0])
    return StoredSizes(count, states, newest, measures, points)


def alike(
    store: Store,
    owner: str,
    entered: EnteredTraining,
    heads: Sequence[FrameHead],
    last: FrameRows | None,
) -> str | None:
    """The id of an owner's training that is the same in its settings, its curves, the moments that are
    stored, and all that is stored of the last of these; None if there is none."""
    asked = "SELECT id FROM experiments WHERE owner = ? AND digest = ? ORDER BY number DESC"
    for (id,) in store.rows(asked, owner, entered.experiment.digest):
        whole = whole_rows(store, id)
        if whole.row.experiment != entered.experiment or whole.heads != tuple(heads):
            continue
        if whole.newest == last and _alike(whole.blocks, entered.blocks):
            return str(id)
    return None


def _alike(ones: Sequence[CurveBlock], others: Sequence[CurveBlock]) -> bool:
    return len(ones) == len(others) and all(
        one[:3] == other[:3] and np.array_equal(one.points, other.points, equal_nan=True)
        for one, other in zip(ones, others, strict=True)
    )


def enter(store: Store, owner: str, entered: EnteredTraining, frames: Iterable[FrameRows]) -> str:
    """Enter a training with all its frames as an owner's and return its id, in one transaction; one
    that had not finished is stopped, and can go on."""
    name, now = secrets.token_hex(4), clock.now()
    experiment, settings = entered.experiment, entered.experiment.to_json()
    said = entered.message if entered.finished else STOPPED
    with store.transaction() as run:
        run(
            "INSERT INTO experiments (id, title, created, experiment, checksum, digest, status, said, "
            "samples, total, owner, used, stride) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                entered.title,
                min(entered.created, now),
                settings,
                checksum_of_text(settings),
                experiment.digest,
                Status.FINISHED if entered.finished else Status.STOPPED,
                said.to_json(),
                min(entered.samples, experiment.samples),
                experiment.samples,
                owner,
                now,
                entered.stride,
            ),
        )
        for frame in frames:
            _enter_frame(run, name, frame)
        for place, block, level, points in entered.blocks:
            run(
                "INSERT INTO curves (experiment, run, block, level, points, checksum) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (name, place, block, level, *encode(points)),
            )
        tags.put(run, name, entered.tags)
        for key in entered.data:
            uploads.settle(run, owner, key)
    return name


def _enter_frame(run: Any, id: str, frame: FrameRows) -> None:
    head = frame.head
    run(
        "INSERT INTO frames (experiment, number, samples, seconds) VALUES (?, ?, ?, ?)",
        (id, head.number, head.samples, head.seconds),
    )
    for place, (values, state) in enumerate(zip(frame.values, frame.states, strict=True)):
        run(
            f"INSERT INTO checkpoints (experiment, frame, run, {', '.join(COLUMNS)}, state, checksum) "
            f"VALUES (?, ?, ?, {'?, ' * len(COLUMNS)}?, ?)",
            (id, head.number, place, *values, state, checksum(head, place, values, state)),
        )
