"""A curve that came as a file, as files again: a table, and a zip that another rnnviz opens."""

import json
from collections.abc import Sequence
from typing import Any, BinaryIO

from rnnviz.exports import members
from rnnviz.exports.archive import CURVE, ArchiveWriter
from rnnviz.exports.tables import parquet_of, to_csv
from rnnviz.storage import datasets, own_curves
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.storage.own_curves import OwnCurve, Points
from rnnviz.storage.tags import tags_of

OVERHEAD = 20_000  # bytes of a zip that holds nothing
LINE = 60  # bytes of a line of a table, at most
HEAD = ("step", "loss")


def own_curve(store: Database, id: str) -> OwnCurve:
    """The curve of that id; raises StoreError if there is none."""
    found = own_curves.curves(store, (), (id,))
    if not found:
        raise StoreError("There is no curve {id} (any more).", kind=ErrorKind.MISSING, id=id)
    return found[0]


def write_curve_bundle(store: Database, id: str, file: BinaryIO) -> None:
    """Write all that is stored of a curve into a file, as a zip; raises StoreError, and Refusal for
    data of one's own that are not there (any more)."""
    curve, points = own_curve(store, id), own_curves.points_of(store, id)
    writer = ArchiveWriter(file, CURVE, members.program())
    for key in keys_of(curve):
        writer.add(members.DATASETS + key, datasets.load(key))
    writer.add(members.POINTS, members.pack_points(points, "step, loss"))
    writer.add(members.LOSSES_CSV, _table(points))
    writer.add(members.CURVE_FILE, _told(curve, tags_of(store, [id]).get(id, ())))
    writer.close()


def curve_csv(store: Database, id: str) -> str:
    """Its points as CSV with a head; raises StoreError."""
    own_curve(store, id)
    return _table(own_curves.points_of(store, id))


def curve_parquet(store: Database, id: str) -> bytes:
    """The same as Parquet."""
    own_curve(store, id)
    points = own_curves.points_of(store, id)
    return parquet_of(dict(zip(HEAD, points.tolist(), strict=True)))


def curve_bundle_bytes(store: Database, id: str) -> int:
    """About how large its zip will be, at most."""
    curve = own_curve(store, id)
    own = sum(datasets.size(key) for key in keys_of(curve))
    return OVERHEAD + own + 3 * len(curve.task) + own_curves.MOST_POINTS * (16 + LINE)


def keys_of(curve: OwnCurve) -> list[str]:
    """The keys of the reader's own data that its task is made of."""
    try:
        own = json.loads(curve.task).get("data", "") if curve.task else ""
    except (ValueError, AttributeError):  # what is damaged has no task
        return []
    return [own] if datasets.is_key(own) else []


def _table(points: Points) -> str:
    return to_csv(HEAD, points.T.tolist())


def _told(curve: OwnCurve, tags: Sequence[str]) -> str:
    """What `CurveFile` reads."""
    told: dict[str, Any] = {
        "name": curve.name,
        "created": curve.created,
        "task": json.loads(curve.task) if curve.task else None,
        "samples_per_step": curve.per_step,
        "message": json.loads(curve.told) if curve.told else None,
        "tags": tags,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
