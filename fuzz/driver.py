"""The parts one after the other, each in processes that may hang or fall without harm."""

import contextlib
import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from fuzz import made, sockets
from fuzz.cases import Case
from fuzz.prepared import prepared
from fuzz.registries import walk
from fuzz.visits import TRY, Visitor
from fuzz.watch import MOST_WAIT, ROOT, NothingSaid, Trouble, Watch, memory

# which share of all inputs each has
PARTS = {
    "walk": 0.0,
    "pages": 0.4,
    "typed": 0.2,
    "forged": 0.15,
    "loaded": 0.1,
    "read": 0.1,
    "sockets": 0.05,
}
TITLES = {
    "walk": "an example of everything in every registry, on every page that can open it",
    "pages": "addresses of every page, every field",
    "typed": "text typed into every box",
    "forged": "what no browser says of a page's widgets and components",
    "loaded": "files in every box for files",
    "read": "files and texts for what a notebook calls: networks, experiments, lectures, tables",
    "sockets": "both kinds of sockets, and requests by hand",
}
CHUNK = 250  # inputs of one process
PATIENCE = 4 * MOST_WAIT  # seconds without a word, then a process hangs
SPACE = 6 * 2**30  # bytes of address space
SMALLER = 40  # tries to make a case smaller


@dataclass
class Found:
    """What came of one part."""

    cases: int = 0
    inputs: int = 0
    memory: float = 0.0
    slowest: float = 0.0
    took: float = 0.0
    troubles: dict[tuple[str, str], tuple[Trouble, Case, int]] = field(default_factory=dict)

    def add(self, trouble: Trouble, case: Case) -> None:
        first, its, count = self.troubles.get(trouble.same, (trouble, case, 0))
        if len(case.to_json()) < len(its.to_json()):
            first, its = trouble, case
        self.troubles[trouble.same] = first, its, count + 1


def drive(parts: list[str], inputs: int, begin: int) -> Iterator[tuple[str, Found]]:
    """Try all parts, and give what came of each."""
    for part, count in shares(parts, inputs).items():
        found, began = Found(), time.monotonic()
        if part == "walk":
            _listen({"parts": {part: 0}, "seed": begin}, found)
        else:
            _part(part, count, begin, found)
        found.took = time.monotonic() - began
        yield part, found


def shares(parts: list[str], inputs: int) -> dict[str, int]:
    """How many of all inputs each part gets."""
    whole = sum(PARTS[part] for part in parts) or 1.0
    return {part: round(inputs * PARTS[part] / whole) for part in parts}


def few(parts: list[str], inputs: int, begin: int = 0) -> Found:
    """Try some of all parts in one process, with a tenth of what registries hold."""
    found = Found()
    _listen({"parts": shares(parts, inputs), "seed": begin, "tenth": True}, found)
    return found


def sentences(found: Found) -> Iterator[str]:
    """What was wrong, each kind with the command that tries it again."""
    for trouble, case, count in found.troubles.values():
        yield f"{count} times {trouble.kind} {trouble.place}: {trouble.words}"
        yield f"    python -m fuzz --case {shlex.quote(case.to_json())}"


def _part(part: str, inputs: int, begin: int, found: Found) -> None:
    number = 0
    while found.inputs < inputs:
        tried = {part: min(CHUNK, inputs - found.inputs)}
        asked = {"parts": tried, "seed": begin * 10**6 + number}
        before = found.inputs
        _listen(asked, found)
        number += 1
        if found.inputs == before and number > 5:
            raise RuntimeError(f"{part}: its processes end before they have tried anything.")


def _listen(asked: dict[str, Any], found: Found) -> None:
    """Have a process try a chunk, and note what it says."""
    command = [sys.executable, "-m", "fuzz", "--chunk", json.dumps(asked)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    heard, current = [time.monotonic()], None

    def guard() -> None:
        while process.poll() is None:
            if time.monotonic() - heard[0] > PATIENCE:
                process.kill()
            time.sleep(0.5)

    threading.Thread(target=guard, daemon=True).start()
    for line in process.stdout:
        heard[0] = time.monotonic()
        if not line.startswith("{"):
            continue
        said = json.loads(line)
        if "case" in said:
            current = Case.from_json(said["case"])
            continue
        assert current is not None
        found.cases += 1
        found.inputs += current.inputs
        found.memory = max(found.memory, said["memory"])
        found.slowest = max(found.slowest, said["seconds"])
        for trouble in said["troubles"]:
            found.add(Trouble(*trouble), Case.from_json(said["smallest"]))
        current = None
    process.stdout.close()
    if process.wait() and current is not None:
        how = "hangs" if time.monotonic() - heard[0] > PATIENCE else f"ends with {process.returncode}"
        found.add(Trouble("hang", f"the process {how}"), current)
        found.inputs += current.inputs


@contextlib.contextmanager
def tried() -> Iterator[tuple[dict[str, str], Watch]]:
    """A process that tries: with a store of its own, watched, and with no more memory than is good."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    with tempfile.TemporaryDirectory(prefix="rnnviz-fuzz-") as folder:
        data = Path(folder).resolve()
        with prepared(data) as runs:
            watch = Watch(data)
            Visitor.answered = watch.lap
            # what is read once for all is read now
            TRY["pages"](Case("pages", "unroll"))
            yield runs, watch


def chunk(text: str) -> None:
    """Be such a process: a line before each case and one after it."""
    asked = json.loads(text)
    with tried() as (runs, watch):
        for part, inputs in asked["parts"].items():
            if part == "walk":
                for case in walk(runs, asked.get("tenth", False)):
                    _tell(case, watch)
            else:
                tell(part, inputs, asked["seed"], list(runs.values()), watch)
        sys.stdout.flush()
        sockets.end()
        os._exit(0)  # a thread may still be at something


def tell(part: str, inputs: int, number: int, runs: list[str], watch: Watch) -> None:
    """Try so many inputs."""
    kind = getattr(made, "to_sockets" if part == "sockets" else part)
    cases = kind(runs) if part in ("pages", "typed", "forged") else kind()
    left = [inputs]

    @seed(number)
    @settings(
        max_examples=max(inputs, 1),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def one(case: Case) -> None:
        if left[0] <= 0:
            return
        left[0] -= case.inputs
        _tell(case, watch)

    one()


def _tell(case: Case, watch: Watch) -> None:
    print(json.dumps({"case": case.to_json()}), flush=True)
    begun = time.monotonic()
    troubles = try_one(case, watch)
    took, smallest = time.monotonic() - begun, case
    if troubles and troubles[0].kind == "trace":
        smallest = _smallest(case, troubles[0], watch)
    said = {
        "memory": memory(),
        "seconds": took,
        "troubles": [[one.kind, one.words, one.place] for one in troubles],
        "smallest": smallest.to_json(),
    }
    print(json.dumps(said), flush=True)


def try_one(case: Case, watch: Watch) -> list[Trouble]:
    """Try a case; all that is wrong, each kind once."""
    with watch.case(looks=case.part != "sockets"):
        TRY[case.part](case)
    kinds = {trouble.same: trouble for trouble in watch.troubles}
    # that a page fails is told by what it fails of
    said = [one for one in kinds.values() if not one.place.startswith(NothingSaid.__name__)]
    return said or list(kinds.values())


def _smallest(case: Case, trouble: Trouble, watch: Watch) -> Case:
    left = SMALLER
    while left > 0:
        for other in case.smaller():
            left -= 1
            if any(trouble.same == one.same for one in try_one(other, watch)):
                case = other
                break
            if left <= 0:
                return case
        else:
            return case
    return case


def again(text: str) -> int:
    """Try one case again, and say what is wrong with it; returns how many kinds of trouble."""
    with tried() as (_runs, watch):
        troubles = try_one(Case.from_json(text), watch)
        for trouble in troubles:
            print(f"{trouble.kind} {trouble.place}: {trouble.words}")
        print(f"{len(troubles)} kinds of trouble")
        sys.stdout.flush()
        sockets.end()
        os._exit(min(len(troubles), 1))
