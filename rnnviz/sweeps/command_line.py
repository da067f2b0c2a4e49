"""`rnnviz sweep`: a sweep without a browser; called again it goes on with what is missing."""

import argparse
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from pydantic import ValidationError

from rnnviz.experiments import supervisor
from rnnviz.experiments.commands import Stop
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.storage.database import StoreError, default_path
from rnnviz.storage.ownership import MACHINE
from rnnviz.sweeps import export
from rnnviz.sweeps.estimate import seconds_of
from rnnviz.sweeps.model import Sweep, explain_sweep
from rnnviz.sweeps.steering import begin_sweep, resume_sweep
from rnnviz.sweeps.sweep_store import Progress, SweepStore
from rnnviz.text.message import Refusal

POLL = 0.5  # seconds between two looks at the store
LINES = 2.0  # seconds between two lines
# what ends a program in the foreground: Ctrl-C, who supervises it, a terminal that is closed
ENDINGS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command among those of a program."""
    sweeping = commands.add_parser("sweep", help="train a sweep, or go on with it")
    sweeping.add_argument("sweep", type=Path, help="a file as Sweep.to_json() writes it")
    sweeping.add_argument("--out", type=Path, metavar="FILE", help="write all runs as .csv or .parquet")
    sweeping.add_argument(
        "--map", type=Path, metavar="FILE", help="write the finished map as JSON, with its sweep"
    )
    sweeping.add_argument(
        "--store", type=Path, metavar="FILE", help="where results are kept; RNNVIZ_STORE if none"
    )
    sweeping.set_defaults(run=_run)


def _run(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    try:
        data = chosen.sweep.read_bytes()
        sweep = _sweep_of(data.decode(json.detect_encoding(data)))
        if chosen.out is not None:
            export.check_kind(chosen.out)
        progress = run(sweep, chosen.store or default_path(), chosen.out, print, chosen.map)
    except ValidationError as error:
        parser.error(f"{chosen.sweep} is no sweep. " + " ".join(explain_sweep(error)))
    except UnicodeDecodeError:
        parser.error(f"{chosen.sweep} is no text.")
    except OSError as error:
        parser.error(f"{error.filename or chosen.out}: {error.strerror}.")
    except (Refusal, StoreError) as error:
        parser.error(str(error))
    if progress.status != Status.FINISHED:
        raise SystemExit(1)


def _sweep_of(text: str) -> Sweep:
    """The sweep of a file, or of a finished map, to make it anew."""
    with suppress(ValueError, TypeError, KeyError):
        return Sweep.model_validate(json.loads(text)["sweep"])
    return Sweep.from_json(text)


def run(
    sweep: Sweep,
    path: Path,
    out: Path | None,
    say: Callable[[str], object],
    map_file: Path | None = None,
) -> Progress:
    """Train a sweep in the store of that path, say how it goes, and write its runs; raises Refusal,
    StoreError, OSError. Told to end by a signal it has its worker stop first; a second one does not
    wait for that."""
    with _told_to_end() as told:
        return _run_until(told, sweep, path, out, say, map_file)


def _run_until(
    told: Callable[[], bool],
    sweep: Sweep,
    path: Path,
    out: Path | None,
    say: Callable[[str], object],
    map_file: Path | None,
) -> Progress:
    store = Store(path)
    sweeps = SweepStore(store)
    id = sweeps.newest(sweep, MACHINE)
    say(
        f"{sweep.runs:,} runs in {sweep.size:,} cells; about {_duration(seconds_of(sweep))} on "
        f"{supervisor.cores()} cores."
    )
    if id is None:
        id = begin_sweep(sweep, MACHINE, store)
    else:
        say(f"It goes on: {sweeps.progress(id).done:,} runs are there.")
        resume_sweep(id, store)
    progress = _follow(id, sweeps, say, told)
    if out is not None:
        export.write(out, sweep, sweeps.results(id))
        say(f"Written to {out.resolve()}.")
    if map_file is not None:
        map_file.write_text(export.to_json(sweep, sweeps.results(id)), "utf-8")
    store.close()
    return progress


@contextmanager
def _told_to_end() -> Iterator[Callable[[], bool]]:
    """Whether this process has been told to end; another signal then ends it as it would any other."""
    heard: list[int] = []  # an event's lock may be held where a signal comes
    before: dict[int, Any] = {}  # who heard of each

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    if threading.current_thread() is threading.main_thread():  # no other is told
        before = {number: signal.getsignal(number) for number in ENDINGS}
        before = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}
        for number in before:
            signal.signal(number, hear)
    try:
        yield lambda: bool(heard)
    finally:
        restore()


def _follow(
    id: str, sweeps: SweepStore, say: Callable[[str], object], told: Callable[[], bool]
) -> Progress:
    last, stopped = -LINES, False
    while True:
        if told() and not stopped:
            stopped = sweeps.store.command(id, Stop())
        progress = sweeps.progress(id)
        over = not progress.status.is_alive and progress.status != Status.PAUSED
        if over or time.monotonic() - last >= LINES:
            last = time.monotonic()
            say(_line(progress))
        if over:
            return progress
        time.sleep(POLL)
        supervisor.tend(sweeps.store)


def _line(of: Progress) -> str:
    left = "" if of.remaining is None else f", {_duration(of.remaining)} left"
    marked = f", {of.failed:,} cells failed" if of.failed else ""
    said = f" {of.message}" if of.message else ""
    return f"{of.status}: {of.done:,} of {of.total:,} runs, {of.seconds:.1f} s{left}{marked}.{said}"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
