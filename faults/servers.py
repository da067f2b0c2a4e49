"""Servers are killed while a lecture is held and something trains; two serve one store."""

import asyncio
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from faults.outcome import Outcome, timed, until
from faults.training import differences, end_all, experiment, kill, paused, updates, wait_for
from faults.visitor import Visitor, said
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act, GoTo
from scripts.dashboard import ROOT, Server, free_port, started

ASKS = Question(text="Which?", options=("a", "b", "c"))
LECTURE = Lecture(title="Cuts", scenes=(Scene(look="one"), Scene(look="two", question=ASKS)))
LATEST = 0.5  # seconds after the page has come, at most, then the server is killed


@contextmanager
def running(store: Path, files: int = 0, **environ: str) -> Iterator[Server]:
    """A server on a store, with no more open `files` than that and with variables of its own."""
    words = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.headless", "true"]
    port = free_port()
    words += ["--server.port", str(port)]
    if files:
        words = ["/bin/sh", "-c", f'ulimit -Sn {files}; exec "$@"', "sh", *words]
    before = {name: os.environ.get(name) for name in environ}
    os.environ.update(environ)
    own = tempfile.TemporaryDirectory(prefix="rnnviz-faults-")
    try:
        with own, started(words, port, Path(own.name), ROOT, store) as server:
            yield server
    finally:
        for name, text in before.items():
            os.environ.pop(name, None)
            if text is not None:
                os.environ[name] = text


@contextmanager
def served(files: int = 0, **environ: str) -> Iterator[tuple[Server, Store]]:
    """A server with a store of its own, and that store."""
    with tempfile.TemporaryDirectory(prefix="rnnviz-faults-") as folder:
        path = Path(folder) / "store.db"
        with running(path, files, **environ) as server, closing(Store(path)) as store:
            yield server, store


def traces(server: Server) -> list[str]:
    """The stack traces in a server's log, each by its last line."""
    found, text = [], server.log.read_text("utf-8", "replace")
    for part in text.split("Traceback (most recent call last)")[1:]:
        lines = [line for line in part.splitlines() if line.strip()]
        last = next(
            (line for line in lines[1:] if not line.startswith((" ", "│", "╭", "╰"))), lines[-1]
        )
        found.append(last[:200])
    return found


def look_in(url: str, page: str = "truncate", **query: str) -> bool:
    """Open a page as a browser does; whether it showed itself."""

    async def go() -> bool:
        opened = await Visitor(url).page(page, **query)
        await opened.close()
        return not opened.failed

    return asyncio.run(go())


def kills(count: int) -> Iterator[Outcome]:
    """Kill the server while it tends a training and a lecture is held, start another, and so on."""
    lost = Outcome(
        "the server is killed while something trains and a lecture asks its class",
        "lecture, answers and training are there with the next server; the file is sound",
    )
    numbers = Outcome(
        "what trained meanwhile", "has the numbers of an uninterrupted training, bit for bit"
    )
    draw, starts = random.Random(0), list[float]()
    with timed(lost), tempfile.TemporaryDirectory(prefix="rnnviz-faults-") as folder:
        path = Path(folder) / "store.db"
        store = Store(path)
        code, secret = live_session.begin(store, LECTURE)
        live_session.drive(store, code, secret, GoTo(1), Act.ASK)
        for number in range(count):
            asked = experiment(number)
            id = store.add(asked)  # the server's own clockwork is to give it a worker
            begun = time.monotonic()
            with contextlib.suppress(subprocess.TimeoutExpired), running(path) as server:
                starts.append(time.monotonic() - begun)
                shown = look_in(server.url)
                live_session.answer(store, code, f"follower-{number:04}", number % 3)
                until(lambda: store.row(id).pid)  # noqa: B023
                time.sleep(draw.uniform(0.0, LATEST))
                kill(server.pid)
            answers = len(live_session.answers(store, code, 1))
            sound = _is_sound(path)
            lost.note(
                shown and sound and answers == number + 1,
                f"page shown: {shown}, answers: {answers} of {number + 1}, file sound: {sound}",
            )
            until(lambda: updates(store, id) > 0)  # its worker goes on without any server  # noqa: B023
            wrong = differences(paused(store, id), asked)
            numbers.note(not wrong, "; ".join(wrong[:3]))
            end_all(store)
        store.close()
    lost.figures = [f"a server is there again after {sum(starts) / len(starts):.1f} s"]
    yield lost
    yield numbers


def _is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def two(count: int) -> Iterator[Outcome]:
    """Two servers on one store: each experiment has one worker, and a class at either sees the same."""
    once = Outcome("two servers tend one store", "every experiment is trained once, with its numbers")
    same = Outcome("a class is spread over both", "both show the same scene within a second")
    with (
        timed(once),
        tempfile.TemporaryDirectory(prefix="rnnviz-faults-") as folder,
        running(Path(folder) / "store.db") as one,
        running(one.store) as other,
    ):
        store = Store(one.store)
        for server in (one, other):
            look_in(server.url)
        for number in range(count):
            asked = experiment(number, samples=4_000)
            id = store.add(asked)
            row = wait_for(store, id, Status.FINISHED)
            frame = store.last_frame(id)
            wrong = differences(frame, asked) if frame else ["no frame"]
            once.note(not wrong and row.samples >= 4_000, "; ".join(wrong[:3]))
        code, secret = live_session.begin(store, LECTURE)
        waits = asyncio.run(_both((one.url, other.url), store, code, secret, count))
        for wait in waits:
            same.note(wait <= 1.0, f"{wait:.2f} s")
        same.figures = [f"longest {max(waits):.2f} s"]
        found = [*traces(one), *traces(other)]
        once.note(not found, "; ".join(found[:2]))
        store.close()
    yield once
    yield same


async def _both(urls: tuple[str, ...], store: Store, code: str, secret: str, count: int) -> list[float]:
    sockets = [await Visitor(url).socket(f"/live/{code}?plain") for url in urls]
    waits = []
    for number in range(count):
        begun = time.monotonic()
        await asyncio.to_thread(live_session.drive, store, code, secret, GoTo((number + 1) % 2))
        wanted = (number + 1) % 2
        for socket in sockets:
            async with asyncio.timeout(20):
                while said(await socket.recv()).get("scene") != wanted:
                    pass
        waits.append(time.monotonic() - begun)
    for socket in sockets:
        await socket.close()
    return waits
