"""Which files there are of a training, of a watched loop or of a curve, by their endings."""

import io
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rnnviz.experiments.store import Store
from rnnviz.experiments.stored_rows import POINT
from rnnviz.experiments.whole_rows import sizes_of
from rnnviz.exports import bundle, curve_bundle, loop_bundle, tables
from rnnviz.exports.disk_room import refuse_full_disk
from rnnviz.exports.loop_report import loop_report
from rnnviz.exports.report import report
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import LoopStore
from rnnviz.watch.whole_loop import bytes_of_norms

KINDS: Mapping[str, str] = {  # ending -> media type
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".html": "text/html",
}
PAGE = 12_000_000  # bytes of a report, at most, about: half of it is Plotly's script
OF_TABLE = 20_000  # bytes of a table without lines
Write = Callable[[BinaryIO], None]


@dataclass(frozen=True)
class Exported:
    """What is handed out: a training, a watched loop or a curve, and what writes each of its files."""

    id: str
    name: str  # as its owner calls it, "" for nothing
    writes: Mapping[str, Write]  # by its ending
    sizes: Mapping[str, int]  # bytes of each, at most, about

    def made(self, ending: str) -> bytes:
        """A file as bytes."""
        file = io.BytesIO()
        self.writes[ending](file)
        return file.getvalue()


def training_files(store: Store, id: str) -> Exported:
    """The files of a training; raises StoreError if there is none."""
    row = store.row(id)
    settings = row.experiment.model_dump_json(indent=1).encode()
    lines = sizes_of(store, id).points // POINT
    writes: dict[str, Write] = {
        ".zip": lambda file: bundle.write_bundle(store, id, file),
        ".csv": _writes(lambda: tables.losses_csv(store, id).encode()),
        ".parquet": _writes(lambda: tables.losses_parquet(store, id)),
        ".json": _writes(lambda: settings),
        ".html": _writes(lambda: report(store, id).encode()),
    }
    sizes = {
        ".zip": bundle.bundle_bytes(store, id),
        ".csv": OF_TABLE + lines * tables.CSV_LINE,
        ".parquet": OF_TABLE + lines * tables.PARQUET_LINE + 2 * len(settings),
        ".json": len(settings),
        ".html": PAGE,
    }
    return Exported(id, row.title, writes, sizes)


def loop_files(loops: LoopStore, id: str, layer: str = "") -> Exported:
    """The files of a watched loop, whose report is of a layer or of the first; raises StoreError if
    there is none."""
    loop = loops.loop(id)
    told = json.dumps({"name": loop.name, "steps": loop.calls}).encode()
    writes: dict[str, Write] = {
        ".zip": lambda file: loop_bundle.write_loop_bundle(loops, id, file),
        ".csv": _writes(lambda: loop_bundle.norms_csv(loops, id).encode()),
        ".parquet": _writes(lambda: loop_bundle.norms_parquet(loops, id)),
        ".json": _writes(lambda: told),
        ".html": _writes(lambda: loop_report(loops, id, layer).encode()),
    }
    table = OF_TABLE + bytes_of_norms(loops, id)
    sizes = {".csv": table, ".parquet": table, ".json": len(told), ".html": PAGE}
    sizes[".zip"] = loop_bundle.loop_bundle_bytes(loops, id)
    return Exported(id, loop.name, writes, sizes)


def curve_files(store: Store, id: str) -> Exported:
    """The files of a curve that came as a file; raises StoreError if there is none."""
    curve = curve_bundle.own_curve(store, id)
    writes: dict[str, Write] = {
        ".zip": lambda file: curve_bundle.write_curve_bundle(store, id, file),
        ".csv": _writes(lambda: curve_bundle.curve_csv(store, id).encode()),
        ".parquet": _writes(lambda: curve_bundle.curve_parquet(store, id)),
    }
    return Exported(
        id, curve.name, writes, dict.fromkeys(writes, curve_bundle.curve_bundle_bytes(store, id))
    )


def _writes(make: Callable[[], bytes]) -> Write:
    def write(file: BinaryIO) -> None:
        file.write(make())

    return write


def write_file(exported: Exported, path: Path) -> int:
    """Write the file that the ending of a path says, and return its bytes. Raises Refusal for another
    ending, for a file that is there already and for more than the disk has room for, before anything
    is made; and StoreError and OSError. Under its name it stands once it is whole."""
    check_ending(path, list(exported.writes))
    if path.exists():
        raise Refusal("The file {path} is there already; name another one.", path=path)
    refuse_full_disk(path, exported.sizes[path.suffix])
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            exported.writes[path.suffix](file)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return path.stat().st_size


def check_ending(path: Path, kinds: list[str]) -> None:
    """Raise Refusal for an ending that is none of those that can be written."""
    if path.suffix not in kinds:
        raise Refusal(
            "{path} ends in {ending!r}; allowed are {kinds}.",
            path=path,
            ending=path.suffix,
            kinds=kinds,
        )
