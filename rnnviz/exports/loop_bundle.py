"""A watched loop as files: one zip of all that was seen, and its gradient norms as tables."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from rnnviz.exports import members
from rnnviz.exports.archive import LOOP, ArchiveWriter
from rnnviz.exports.members import plain
from rnnviz.exports.tables import parquet_of, to_csv
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.storage.tags import tags_of
from rnnviz.text.allowance import at_each
from rnnviz.watch.loop_store import Loop, LoopFrame, LoopStore
from rnnviz.watch.whole_loop import bytes_of_loop, loop_stride

OVERHEAD = 100_000  # bytes of a zip that holds nothing


def loop_bundle(loops: LoopStore, id: str) -> bytes:
    """All that is stored of a watched loop as a zip; raises StoreError."""
    made = io.BytesIO()
    write_loop_bundle(loops, id, made)
    return made.getvalue()


def loop_bundle_bytes(loops: LoopStore, id: str) -> int:
    """About how large that will be, at most."""
    return bytes_of_loop(loops, id) + OVERHEAD


def write_loop_bundle(loops: LoopStore, id: str, file: BinaryIO) -> None:
    """Write the same into a file, frame by frame."""
    loop = loops.loop(id)
    writer = ArchiveWriter(file, LOOP, members.program())
    lines = []
    for frame in _frames(loops, id):
        writer.add(members.loop_member(frame.head.number), frame.packed)
        norms = {name: plain(norm) for name, norm in frame.norms.items()}
        lines.append({**frame.head._asdict(), "norms": norms})
    writer.add(members.FRAMES, json.dumps({"frames": lines}))
    writer.add(members.NORMS_CSV, norms_csv(loops, id))
    losses = loops.losses(id)
    if losses.size:
        writer.add(members.LOOP_LOSSES, members.pack_points(losses, "step of the loop, loss"))
        writer.add(members.LOSSES_CSV, to_csv(("step", "loss"), losses.T.tolist()))
    tagged = tags_of(loops, [id]).get(id, ())
    writer.add(members.LOOP_FILE, _told(loop, loop_stride(loops, id), tagged))
    writer.close()


def norms_csv(loops: LoopStore, id: str) -> str:
    """The gradient norm of each parameter at every step of the loop that is stored, as CSV with a
    head."""
    head, lines = _norms(loops, id)
    return to_csv(head, lines)


def norms_parquet(loops: LoopStore, id: str) -> bytes:
    """The same as Parquet."""
    head, lines = _norms(loops, id)
    return parquet_of({name: [line[place] for line in lines] for place, name in enumerate(head)})


def _norms(loops: LoopStore, id: str) -> tuple[list[str], list[list[Any]]]:
    found = loops.norms(id)
    names = list(dict.fromkeys(name for _head, norms in found for name in norms))
    lines = [[head.call, head.seconds, *(norms.get(name) for name in names)] for head, norms in found]
    return ["step", "seconds", *(f"gradient_norm {name}" for name in names)], lines


def _frames(loops: LoopStore, id: str) -> Iterator[LoopFrame]:
    """The frames, the oldest first; without what is damaged, or was thinned out meanwhile."""
    for head in at_each(loops.heads(id)):
        try:
            yield loops.frame(id, head.number)
        except StoreError as problem:
            if problem.kind not in (ErrorKind.DAMAGED, ErrorKind.MISSING):
                raise


def _told(loop: Loop, stride: int, tags: Sequence[str]) -> str:
    """What `LoopFile` reads."""
    told = {
        "name": loop.name,
        "created": loop.created,
        "calls": loop.calls,
        "stride": stride,
        "message": loop.message.to_data() if loop.message else None,
        "tags": tags,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
