"""The store is locked, full, read-only, damaged, or lies in an odd place; the clock is moved."""

import math
import os
import random
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from faults.outcome import Outcome, nobody, timed, until
from faults.training import (
    begin,
    differences,
    experiment,
    kill,
    paused,
    store_of_its_own,
    updates,
    wait_for,
    wait_for_death,
    wait_for_more,
)
from rnnviz.experiments import supervisor
from rnnviz.experiments.checkpoint import unpack
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.training.experiment import Experiment

HELD = 0.5  # seconds that a lock is held
LOOKED = 0.5  # seconds for which a worker is looked at after the clock was moved
ROOM = 4 * 4096  # bytes that are left on the disk
FILLED = 40.0  # seconds within which a worker has written so much that it is full


def locked(count: int) -> Iterator[Outcome]:
    """Another program holds the store while a worker writes into it."""
    found = Outcome("another program locks the store", "the worker waits, loses nothing and goes on")
    with timed(found), store_of_its_own() as store:
        asked = experiment(0)
        id = begin(store, asked)
        wait_for_more(store, id)
        with closing(sqlite3.connect(store.path, isolation_level=None, timeout=10)) as other:
            for _ in range(count):
                other.execute("BEGIN IMMEDIATE")
                time.sleep(HELD)
                other.execute("COMMIT")
                before = updates(store, id)
                found.note(wait_for_more(store, id) > before, "It did not go on.")
        found.broken += differences(paused(store, id), asked)
    yield found


def full(count: int) -> Iterator[Outcome]:
    """The disk of a worker is full, and then is not; the page's own connection finds no room."""
    disk = Outcome(
        "the disk is full while a worker trains",
        "it waits, loses nothing, and goes on when there is room",
    )
    said = 0
    page = Outcome(
        "the disk is full when a page stores", "a sentence; all that was stored before is there"
    )
    for number in range(count):
        # a small one each time, because what is told to the worker is how large any of its files may be
        with timed(disk), store_of_its_own() as store:
            if not hasattr(resource, "prlimit"):
                disk.left_out = "only Linux can tell another process how large its files may be"
                break
            said += _fill(disk, store, experiment(number))
    if disk.tried:
        disk.figures = [
            f"it said so in {said} of {disk.tried}: the sentence needs room in the store, too"
        ]
    yield disk
    with timed(page), store_of_its_own() as store:
        id = store.add(experiment(0))
        for _ in range(count):
            pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
            store.connection.execute(f"PRAGMA max_page_count={pages}")
            problem = None
            try:
                for number in range(2_000):
                    store.add(experiment(number))
            except StoreError as error:
                problem = error
            store.connection.execute("PRAGMA max_page_count=1000000")
            kind = problem.kind if problem else "nothing"
            page.note(kind == ErrorKind.FULL and store.row(id).id == id, f"{kind}: {problem}")
    yield page


def _fill(disk: Outcome, store: Store, asked: Experiment) -> bool:
    """Let a worker find no room for a while; whether it has said so."""
    id = begin(store, asked)
    wait_for_more(store, id)
    pid = store.row(id).pid
    assert pid
    # the log is emptied, which is refused while the worker writes: it would else be written again from
    # its beginning for long, without growing
    until(lambda: not store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    sizes = [os.path.getsize(f"{store.path}{end}") for end in ("", "-wal")]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (max(sizes) + ROOM, most))
    with suppress(TimeoutError):
        until(lambda: "Until then it waits" in str(store.row(id).message), FILLED)
    said = "Until then it waits" in str(store.row(id).message)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
    more = wait_for_more(store, id)
    wrong = differences(paused(store, id), asked)
    disk.note(more > 0 and not wrong, "; ".join(wrong[:3]) or "it did not go on")
    kill(pid)
    return said


def read_only(count: int) -> Iterator[Outcome]:
    """The store may not be written, or its folder may not."""
    found = Outcome("the store or its folder may only be read", "a sentence, and nothing is changed")
    with timed(found), nobody(), tempfile.TemporaryDirectory(prefix="rnnviz-faults-") as folder:
        path = Path(folder) / "place" / "store.db"
        Store(path).close()
        before = path.read_bytes()
        for number in range(count):
            place = (path, path.parent)[number % 2]
            mode = place.stat().st_mode
            place.chmod(0o500 if place.is_dir() else 0o400)
            said = ""
            try:
                with closing(Store(path)) as store:
                    store.add(experiment(0))
            except StoreError as problem:
                said = str(problem)
            finally:
                place.chmod(mode)
            found.note("opened for writing" in said and path.read_bytes() == before, said or "nothing")
    yield found


def damaged(count: int) -> Iterator[Outcome]:
    """Bytes of a store are flipped, or its end is gone: what is read is what was stored, or refused."""
    found = Outcome(
        "bytes of a store are changed, or its end is cut off",
        "everything that is read is what was stored, or a sentence says that it cannot be",
    )
    draw, refused = random.Random(0), 0
    with timed(found), store_of_its_own() as store:
        ids = [begin(store, experiment(number, samples=3_000)) for number in range(3)]
        for id in ids:
            wait_for(store, id, Status.FINISHED)
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole, right = store.path.read_bytes(), _all(store, ids)
        for number in range(count):
            path = store.path.with_name("damaged.db")
            for end in ("", "-wal", "-shm"):
                Path(f"{path}{end}").unlink(missing_ok=True)
            path.write_bytes(_damage(whole, draw, number))
            what = "a truncated file" if number % 4 == 3 else "flipped bytes"
            try:
                with closing(Store(path)) as other:
                    read = _all(other, ids)
                wrong = [
                    key for key in right if key in read and not _is_of(read[key], right[key], key[1])
                ]
                found.note(
                    not wrong, f"{what} change {', '.join(sorted({key[1] for key in wrong}))} unseen"
                )
                refused += len(read) < len(right)
            except StoreError:
                refused += 1
                found.note(True)
            except Exception as problem:
                found.note(False, f"{what}: {type(problem).__name__} {str(problem)[:80]}")
    found.figures = [f"{refused} refused in whole or part, {found.tried - refused} read as they were"]
    yield found


def _damage(whole: bytes, draw: random.Random, number: int) -> bytes:
    if number % 4 == 3:
        return whole[: draw.randrange(len(whole))]
    changed = bytearray(whole)
    for _ in range((1, 8, 64)[number % 4]):
        changed[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _all(store: Store, ids: list[str]) -> dict[tuple[str, str, Any], Any]:
    """All numbers that pages show of some experiments, without those that are refused."""
    read: dict[tuple[str, str, Any], Any] = {}
    for id in ids:
        with suppress(StoreError):
            row = store.row(id)
            read[id, "settings", 0] = row.experiment.to_json()
        with suppress(StoreError):
            for head in store.frames(id):
                with suppress(StoreError):
                    for place, run in enumerate(store.frame(id, head.number).states):
                        with suppress(StoreError):
                            read[id, "parameters", (head.number, place)] = dict(run.parameters)
                        with suppress(StoreError):
                            read[id, "state", (head.number, place)] = unpack(run.checkpoint)
        with suppress(StoreError):
            curves = [curve for of in store.curves_of_seeds(id, 10**9) for curve in of]
            for place, curve in enumerate(curves):
                read[id, "curve", place] = dict(
                    zip(curve.updates.tolist(), curve.loss.tolist(), strict=True)
                )
    return read


def _is_of(read: Any, right: Any, what: str) -> bool:
    """Whether what was read is what was stored; of a curve there may be less."""
    if what == "curve":
        return all(update in right and _same(loss, right[update]) for update, loss in read.items())
    return _same(read, right)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True)
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return bool(one == other)


PLACES = (
    "with blanks in it/my store.db",
    "Größe/Übung — Förderung.db",
    "数据/存储.db",
    "a%20b#c?d=e&f'g\"h.db",
    "x" * 200 + "/" + "y" * 200 + ".db",
    "-rf/--store.db",
    "link/store.db",
)


def places(count: int) -> Iterator[Outcome]:
    """The store lies where few programs were tried."""
    found = Outcome(
        "the store lies at odd places: blanks, umlauts, Chinese, signs, long names, links",
        "an experiment is trained there to its end",
    )
    with timed(found), tempfile.TemporaryDirectory(prefix="rnnviz-faults-") as folder:
        (Path(folder) / "elsewhere").mkdir()
        (Path(folder) / "link").symlink_to(Path(folder) / "elsewhere")
        for number in range(count):
            path = Path(folder) / PLACES[number % len(PLACES)]
            with closing(Store(path)) as store:
                id = begin(store, experiment(number, samples=2_000))
                try:
                    wait_for(store, id, Status.FINISHED)
                    found.note(True)
                except TimeoutError:
                    found.note(False, f"{path.name[:40]}: {store.row(id).message}")
                store.remove(id)
            shutil.rmtree(path.parent, ignore_errors=True)
            if number % len(PLACES) == len(PLACES) - 1:
                path.parent.mkdir(exist_ok=True)
    yield found


MOVES = (3600.0, -3600.0, 86_400.0, -86_400.0, 31_536_000.0, -31_536_000.0, 1.5, -1.5)  # seconds


def moved_clock(count: int) -> Iterator[Outcome]:
    """The clock is moved while a worker trains; worker and server are handed the same one."""
    found = Outcome(
        "the clock is moved by a second, an hour, a day, a year, forward and back",
        "who lives is not taken for dead for long, who is dead is noticed, nothing is lost",
    )
    moved, real = [0.0], time.time

    def clock() -> float:
        return real() + moved[0]

    with (
        timed(found),
        store_of_its_own() as store,
        mock.patch.object(time, "time", clock),
    ):
        asked = experiment(0)
        id = store.add(asked)
        store.rows("UPDATE experiments SET worker = 'clock' WHERE id = ?", id)
        worker = Worker(store, id, "clock")  # in this process: it sees the same clock
        worker.open()
        for number in range(count):
            moved[0] += MOVES[number % len(MOVES)]
            supervisor.tend(store)
            before, end = worker.race.learners[0].optimizer.updates, time.monotonic() + LOOKED
            while time.monotonic() < end:
                worker.turn()
            supervisor.tend(store)
            more = worker.race.learners[0].optimizer.updates > before
            row = store.row(id)
            found.note(
                more and row.status == Status.RUNNING,
                f"moved by {moved[0]:g} s: {row.status} {row.message}",
            )
        worker.quiet()
        moved[0] -= 10 * 86_400.0  # its last word is from the future now
        with suppress(TimeoutError):
            wait_for_death(store, id, 5.0)
        found.note(store.row(id).status == Status.DIED, "A dead one is not noticed.")
        frame = store.last_frame(id)
        found.broken += differences(frame, asked) if frame else ["no frame"]
    yield found
