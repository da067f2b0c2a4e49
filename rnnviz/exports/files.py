"""Which files there are of a training or of a watched loop, by their endings."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rnnviz.experiments.store import Store
from rnnviz.exports import bundle, loop_bundle, tables
from rnnviz.exports.disk_room import refuse_full_disk
from rnnviz.exports.loop_report import loop_report
from rnnviz.exports.report import report
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import LoopStore

KINDS: Mapping[str, str] = {  # ending -> media type
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".html": "text/html",
}
TABLE, PAGE = 4_000_000, 12_000_000  # bytes of a table and of a report, at most, about


@dataclass(frozen=True)
class Exported:
    """What is handed out: a training or a watched loop, and what makes each of its files."""

    id: str
    name: str  # as its owner calls it, "" for nothing
    make: Mapping[str, Callable[[], bytes]]  # by its ending
    largest: int  # bytes of its zip, at most, about

    def size(self, ending: str) -> int:
        """About how many bytes a file will have, at most."""
        return {".zip": self.largest, ".html": PAGE}.get(ending, TABLE)


def training_files(store: Store, id: str) -> Exported:
    """The files of a training; raises StoreError if there is none."""
    row = store.row(id)
    made: dict[str, Callable[[], bytes]] = {
        ".zip": lambda: bundle.bundle(store, id),
        ".csv": lambda: tables.losses_csv(store, id).encode(),
        ".parquet": lambda: tables.losses_parquet(store, id),
        ".json": lambda: row.experiment.model_dump_json(indent=1).encode(),
        ".html": lambda: report(store, id).encode(),
    }
    return Exported(id, row.title, made, bundle.bundle_bytes(store, id))


def loop_files(loops: LoopStore, id: str, layer: str = "") -> Exported:
    """The files of a watched loop, whose report is of a layer or of the first; raises StoreError if
    there is none."""
    loop = loops.loop(id)
    made: dict[str, Callable[[], bytes]] = {
        ".zip": lambda: loop_bundle.loop_bundle(loops, id),
        ".csv": lambda: loop_bundle.norms_csv(loops, id).encode(),
        ".parquet": lambda: loop_bundle.norms_parquet(loops, id),
        ".json": lambda: json.dumps({"name": loop.name, "steps": loop.calls}).encode(),
        ".html": lambda: loop_report(loops, id, layer).encode(),
    }
    return Exported(id, loop.name, made, loop_bundle.loop_bundle_bytes(loops, id))


def write_file(exported: Exported, path: Path) -> int:
    """Write the file that the ending of a path says, and return its bytes. Raises Refusal for another
    ending, for a file that is there already and for more than the disk has room for, before anything
    is made; and StoreError and OSError."""
    check_ending(path)
    if path.exists():
        raise Refusal("The file {path} is there already; name another one.", path=path)
    refuse_full_disk(path, exported.size(path.suffix))
    data = exported.make[path.suffix]()
    refuse_full_disk(path, len(data))
    path.write_bytes(data)
    return len(data)


def check_ending(path: Path) -> None:
    """Raise Refusal for an ending that is none of those that can be written."""
    if path.suffix not in KINDS:
        raise Refusal(
            "{path} ends in {ending!r}; allowed are {kinds}.",
            path=path,
            ending=path.suffix,
            kinds=list(KINDS),
        )
