"""Copies of a store that are damaged, and what can still be read of each."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from support.own_race import advance, own
from support.shown_pages import page

from rnnviz.experiments.checkpoint import unpack
from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session, repository
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act
from rnnviz.lectures.shown_page import load_shown, show
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

SMALL = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=20, hidden=2)])
LECTURE = Lecture(
    title="Cuts", scenes=(Scene(question=Question(text="Which?", options=("a", "b"))), Scene())
)


def small_store(path: Path, frames: int = 4) -> Path:
    """A store with a bit of everything, all of it in the one file."""
    with closing(Store(path)) as store:
        id = store.add(SMALL, "small")
        pen, race = own(store, id), Race(SMALL)
        pen.open(len(SMALL.runs))
        for _ in range(frames):
            advance(pen, race, 10)
        repository.save(store, LECTURE)
        code, secret = live_session.begin(store, LECTURE)
        live_session.drive(store, code, secret, Act.ASK)
        live_session.answer(store, code, "follower", 1)
        show(store, code, secret, page(made="a" * 500))
        store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def damages(whole: bytes, count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """So many ways to damage a file, by what was done to it; the same ones for a seed."""
    draw = random.Random(seed)
    for place in range(count):
        at = draw.randrange(100) if place % 8 == 0 else draw.randrange(len(whole))
        kind = place % 5
        if kind == 0:
            size = draw.choice((1, 4, 16))
            yield f"{size} random bytes at {at}", _put(whole, at, draw.randbytes(size))
        elif kind == 1:
            size = draw.choice((64, 512, 4096))
            yield f"{size} zeros at {at}", _put(whole, at, bytes(size))
        elif kind == 2:
            yield f"cut after {at}", whole[:at]
        elif kind == 3:
            bit = bytes([whole[at] ^ 1 << draw.randrange(8)])
            yield f"one bit at {at}", _put(whole, at, bit)
        else:
            other = draw.randrange(len(whole)) // 512 * 512
            yield f"512 bytes of {other} at {at}", _put(whole, at, whole[other : other + 512])


def _put(whole: bytes, at: int, what: bytes) -> bytes:
    return (whole[:at] + what + whole[at + len(what) :])[: len(whole)]


def frames_of(path: Path) -> dict[tuple[str, int], list[dict[str, np.ndarray]]]:
    """The parameters of every run in every frame of a store, damaged or not, that can be read; raises
    StoreError where nothing can."""
    with closing(Store(path)) as store:
        found = {}
        for row in store.experiments():
            for head in store.frames(row.id):
                try:
                    found[row.id, head.number] = [
                        unpack(run.checkpoint)["parameters"]
                        for run in store.frame(row.id, head.number).runs
                    ]
                except StoreError:
                    continue
        return found


def read_all(path: Path) -> list[str]:
    """Read all that pages read of a store; returns what was said about damage. Whatever is raised
    beside StoreError and ValueError, a sentence, gets through."""
    said: list[str] = []

    def attempt(call):
        try:
            return call()
        except (StoreError, ValueError) as problem:
            said.append(str(problem))
            return None

    store = attempt(lambda: Store(path))
    if store is None:
        return said
    with closing(store):
        for row in attempt(store.experiments) or []:
            attempt(lambda row=row: store.course(row))
            attempt(lambda row=row: store.measures(row.id))
            attempt(lambda row=row: store.curves(row.id))
            attempt(lambda row=row: store.newest(row.experiment))
            for head in attempt(lambda row=row: store.frames(row.id)) or []:
                attempt(lambda row=row, head=head: store.frame(row.id, head.number))
        attempt(store.waiting), attempt(store.working), attempt(store.is_busy)
        for one in attempt(lambda: repository.saved(store)) or []:
            attempt(lambda one=one: repository.load(store, one.id))
        for (code,) in attempt(lambda: store.rows("SELECT code FROM halls")) or []:
            attempt(lambda code=code: load_shown(store, code))
            attempt(lambda code=code: live_session.answers(store, code, 0))
    return said


def outcome(path: Path, damaged: bytes, wanted: dict) -> str:
    """What comes of a file with such bytes in the place of a store: "said" or "whole". Raises
    AssertionError where a frame is another one than the `wanted` one of `frames_of`, or where the file
    is changed by being read."""
    for stale in path.parent.glob(f"{path.name}*"):
        stale.unlink()
    path.write_bytes(damaged)
    said = read_all(path)
    try:
        found = frames_of(path)
    except StoreError as problem:
        return _unchanged(path, damaged, str(problem))
    for key, runs in found.items():
        for run, whole in zip(runs, wanted[key], strict=True):
            for name, array in run.items():
                np.testing.assert_array_equal(array, whole[name])
    return _unchanged(path, damaged, *said)


def _unchanged(path: Path, damaged: bytes, *said: str) -> str:
    assert path.read_bytes() == damaged, "the file was changed"
    return "said" if said else "whole"


def copied(whole: Path, folder: Path) -> Path:
    """A copy of a store in a folder, under the same name."""
    return Path(shutil.copy(whole, folder / whole.name))
