"""A training as one zip: its settings, tables, networks, curves, and the moments to go back to."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from rnnviz.experiments.checkpoint import parameters
from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.experiments.stored_rows import COLUMNS, POINT
from rnnviz.experiments.whole_rows import FrameRows, WholeRows, frame_rows, sizes_of, whole_rows
from rnnviz.exports import members, tables
from rnnviz.exports.archive import EXPERIMENT, ArchiveWriter
from rnnviz.storage import datasets
from rnnviz.text.allowance import at_each
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment

OVERHEAD = 100_000  # bytes of a zip that holds nothing
# bytes of a checkpoint beside its arrays: its lines in both documents and in the table of measures, its
# entries in the zip and in the manifest
OF_CHECKPOINT = 1_000
OF_POINT = POINT + tables.CSV_LINE + tables.PARQUET_LINE  # of a curve: it stands in both tables, too
LOSS, HELD_OUT, SHARES = (COLUMNS.index(name) for name in ("loss", "held_out", "measures"))


def bundle(store: Store, id: str, frames: bool = True) -> bytes:
    """All of a training as a zip, without its earlier frames if they are not wanted; raises StoreError,
    and Refusal for data of one's own that are not there (any more)."""
    made = io.BytesIO()
    write_bundle(store, id, made, frames)
    return made.getvalue()


def bundle_bytes(store: Store, id: str) -> int:
    """About how large that will be, at most."""
    stored, experiment = sizes_of(store, id), store.row(id).experiment
    own = sum(datasets.size(key) for key in members.dataset_keys(experiment))
    curves = stored.points // POINT * OF_POINT
    # the newest checkpoints are networks once more
    frames = stored.states + stored.newest + 3 * stored.measures + stored.checkpoints * OF_CHECKPOINT
    return OVERHEAD + own + curves + frames + 2 * len(experiment.to_json())


def write_bundle(store: Store, id: str, file: BinaryIO, frames: bool = True) -> None:
    """Write the same into a file, frame by frame."""
    whole = whole_rows(store, id)
    experiment = whole.row.experiment
    writer = ArchiveWriter(file, EXPERIMENT, members.program())
    writer.add(members.SETTINGS, experiment.to_json())
    for key in members.dataset_keys(experiment):
        writer.add(members.DATASETS + key, datasets.load(key))
    writer.add(members.CURVES, members.pack_blocks(whole.blocks))
    writer.add(members.LOSSES_CSV, tables.csv_of_losses(whole))
    writer.add(members.LOSSES_PARQUET, tables.parquet_of_losses(whole))
    lines, measured, last = [], [], None
    for last in _frames(store, whole, frames):
        for place, state in enumerate(last.states):
            writer.add(members.state_member(experiment, last.head.number, place), state)
        lines.append(_line(last))
        measured.append((last.head.samples, [_measured(of) for of in last.values]))
    writer.add(members.FRAMES, json.dumps({"columns": list(COLUMNS), "frames": lines}))
    writer.add(members.MEASURES_CSV, tables.csv_of_measures(experiment, measured))
    writer.add(members.TRAINING, _training(whole, last))
    for place, state in enumerate(last.states if last else ()):
        writer.add(members.network_member(experiment, place), network_bytes(experiment, place, state))
    writer.close()


def _frames(store: Store, whole: WholeRows, every: bool) -> Iterator[FrameRows]:
    """The frames that are wanted, the oldest first; without those that are damaged, or were thinned out
    meanwhile. The newest is of the moment of all the rest."""
    id, count = whole.row.id, whole.row.experiment.networks
    earlier = whole.heads[:-1]
    if not every:
        newest_first = (frame_rows(store, id, head, count) for head in reversed(earlier))
        yield from filter(None, [whole.newest or next(filter(None, newest_first), None)])
        return
    for head in at_each(earlier):
        if found := frame_rows(store, id, head, count):
            yield found
    if whole.newest:
        yield whole.newest


def _line(frame: FrameRows) -> dict[str, Any]:
    """What `FrameLine` reads."""
    runs = [[members.plain(value) for value in of] for of in frame.values]
    for of in runs:
        of[SHARES] = json.loads(of[SHARES])
    return {**frame.head.__dict__, "runs": runs}


def _measured(values: Sequence[Any]) -> tuple[Any, Any, Any]:
    return values[LOSS], values[HELD_OUT], values[SHARES]


def _training(whole: WholeRows, last: FrameRows | None) -> str:
    """What `TrainingFile` reads, and for who opens it by hand what it was about."""
    row = whole.row
    experiment = row.experiment
    told = {
        "title": row.title,
        "created": row.created,
        "status": row.status,
        "samples": min(last.head.samples, row.total) if last else 0,
        "stride": whole.stride,
        "message": row.message.to_data() if row.message else None,
        "runs": experiment.run_names,
        "tags": whole.tags,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def network_bytes(experiment: Experiment, place: int, state: bytes) -> bytes:
    """The network in a checkpoint as `Network.save` writes it."""
    run = experiment.runs[place // experiment.seeds]
    made: bytes = experiment.task.model(run, parameters(state)).to_bytes()
    return made


def last_networks(store: Store, id: str) -> Iterator[tuple[str, bytes]]:
    """Of each network of the newest frame its name and its file; raises Refusal before the first."""
    row = store.row(id)
    frame = store.last_whole_frame(id)
    if frame is None:
        raise no_moment(row)
    for place, state in enumerate(frame.frame.states):
        yield (
            members.stem(row.experiment, place),
            network_bytes(row.experiment, place, state.checkpoint),
        )


def no_moment(row: Row) -> Refusal:
    """That there is no network yet."""
    return Refusal("The training {id} has not begun: there is no moment of it yet.", id=row.id)
