"""A store and its datasets in one archive, made while it is in use, and put back."""

import os
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rnnviz.storage import datasets
from rnnviz.storage.store_error import ErrorKind, StoreError, damaged, explained
from rnnviz.storage.store_file import check
from rnnviz.text.message import Refusal

STORE = "store.sqlite"  # in the archive
DATASETS = "datasets/"
WAIT = 10.0  # seconds for another's lock to go away


@dataclass(frozen=True)
class Backup:
    """What is in an archive."""

    experiments: int
    sweeps: int
    lectures: int
    datasets: int
    bytes: int  # of the archive


def back_up(store: Path, archive: Path) -> Backup:
    """Write all that a store holds at this moment into an archive, also while it is in use; raises
    Refusal or StoreError, and leaves no archive then."""
    if archive.exists():
        raise Refusal("The file {path} is there already; name another one.", path=archive)
    if not store.exists():
        raise StoreError("There is no store {path}.", kind=ErrorKind.MISSING, path=store)
    with _files_explained(archive), tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        copy, draft = Path(folder) / STORE, Path(folder) / "archive"
        with explained(store):
            check(store, WAIT)
            with (
                closing(sqlite3.connect(store, timeout=WAIT)) as source,
                closing(sqlite3.connect(copy, isolation_level=None)) as target,
            ):
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        found = _counted(copy, store)
        # most of it are numbers that no packing makes smaller
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as made:
            made.write(copy, STORE)
            own = [path for path in _datasets(store) if datasets.is_key(path.name)]
            for path in own:
                made.write(path, DATASETS + path.name)
        os.replace(draft, archive)
    return Backup(*found, len(own), archive.stat().st_size)


def restore(archive: Path, store: Path) -> tuple[Backup, Path | None]:
    """Put what is in an archive in the place of a store, which is kept beside it; returns where, None
    if there was none. Datasets are added to those that there are. Raises Refusal or StoreError, and has
    changed nothing then: for what is no whole archive, and while the store is in use."""
    with _files_explained(archive), _opened(archive) as (names, opened), _files_explained(store):
        store.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=store.parent) as folder:
            copy = Path(opened.extract(STORE, folder))
            with explained(copy):
                check(copy, WAIT)
            found = _counted(copy, archive)
            own = {name.removeprefix(DATASETS): name for name in names if name != STORE}
            if any(datasets.key_of(opened.read(name)) != key for key, name in own.items()):
                raise _no_backup(archive)
            kept = _set_aside(store)
            os.replace(copy, store)
        for key, name in own.items():
            datasets.put(store.parent / "datasets" / key, opened.read(name))
    return Backup(*found, len(own), archive.stat().st_size), kept


def _datasets(store: Path) -> list[Path]:
    folder = store.parent / "datasets"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _counted(copy: Path, path: Path) -> tuple[int, int, int]:
    """The numbers of experiments, sweeps and lectures in a copy that is whole."""
    with explained(path), closing(sqlite3.connect(copy)) as file:
        if file.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise damaged(path)

        def rows(table: str) -> int:  # none where the store is older than its table
            if not file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                return 0
            ((count,),) = file.execute(f"SELECT count(*) FROM {table}").fetchall()
            return int(count)

        sweeps = rows("sweeps")  # each has a row among the experiments, too
        return rows("experiments") - sweeps, sweeps, rows("lectures")


@contextmanager
def _opened(archive: Path) -> Iterator[tuple[list[str], zipfile.ZipFile]]:
    """An archive that is one of ours and whole, and the names in it."""
    try:
        with zipfile.ZipFile(archive) as opened:
            names = opened.namelist()
            keys = [name.removeprefix(DATASETS) for name in names if name != STORE]
            ours = names.count(STORE) == 1 and len(set(names)) == len(names)
            if not ours or not all(map(datasets.is_key, keys)) or opened.testzip() is not None:
                raise _no_backup(archive)
            yield names, opened
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _no_backup(archive) from error


def _set_aside(store: Path) -> Path | None:
    """Give a store another name, with what is written ahead for it; refused while it is in use."""
    if not store.exists():
        return None
    try:
        with explained(store):
            check(store, WAIT)
            _let_all_go(store)
    except StoreError as problem:
        if problem.kind != ErrorKind.DAMAGED:  # which is why one restores
            raise
    kept = store.with_name(f"{store.stem}.before-{time.strftime('%Y%m%d-%H%M%S')}{store.suffix}")
    if kept.exists():
        raise Refusal("The file {path} is there already; name another one.", path=kept)
    store.rename(kept)
    for end in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{store}{end}").rename(f"{kept}{end}")
    return kept


def _let_all_go(store: Path) -> None:
    """Write all that is written ahead into the file itself, which only one can who is alone."""
    with closing(sqlite3.connect(store, timeout=1.0, isolation_level=None)) as alone:
        try:
            mode = alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            mode = "wal"
    if mode != "delete":
        raise Refusal(
            "The store {path} is in use. End the server and all trainings on it, then restore it.",
            path=store,
        )


@contextmanager
def _files_explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refusal(
            "{path} cannot be used: {strerror}.",
            path=path,
            strerror=error.strerror or str(error),
        ) from error


def _no_backup(archive: Path) -> Refusal:
    return Refusal("{path} is no backup of rnnviz, or is damaged; nothing was changed.", path=archive)
