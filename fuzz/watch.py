"""Who watches while something nasty is tried: traces, time, memory, and files that are none of ours."""

import logging
import os
import resource
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

MOST_SECONDS = 5.0  # of the processor that one input may take
MOST_WAIT = 30.0  # seconds of the clock, however busy the machine is
MOST_MEMORY = 1_500.0  # megabytes that one case may leave this process with
ROOT = Path(__file__).parents[1]
# to write, make or remove; what is opened to be read is told by its flags
HELD = {"os.remove", "os.rmdir", "os.mkdir"}  # may name a folder that is held open, last of all
WRITING = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
NEVER = {"os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect", "os.chmod"}
LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname"}


class NothingSaid(Exception):
    """A page that shows neither itself nor a sentence; where it failed stands in the log."""


@dataclass(frozen=True)
class Trouble:
    """One thing that must not be."""

    kind: str  # trace, slow, memory, outside
    words: str
    place: str = ""  # where in our code, to tell it from others

    @property
    def same(self) -> tuple[str, str]:
        """The same for all cases that most likely have one cause."""
        return self.kind, self.place or self.words


class Watch:
    """All that must not happen, as it happens; there is one in a process, for a hook stays for ever."""

    def __init__(self, data: Path) -> None:
        self.troubles: list[Trouble] = []
        self._data = str(data.resolve())
        self._mine = tuple(
            os.path.realpath(str(place))
            for place in (
                ROOT,
                sys.prefix,
                sys.base_prefix,
                *sys.path,
                "/usr",
                "/etc",
                "/lib",
                "/proc/self",
            )
            if place
        )
        self._on = False
        self._laps: list[float] = []
        handle = logging.Logger.handle  # of every logger there is, whether it tells others or not

        def heard(logger: logging.Logger, record: logging.LogRecord) -> None:
            self.emit(record)
            handle(logger, record)

        logging.Logger.handle = heard  # type: ignore[assignment, method-assign]
        threading.excepthook = lambda found: self._trace(found.exc_value)
        sys.unraisablehook = lambda found: self._trace(found.exc_value)
        sys.addaudithook(self._hook)

    def emit(self, record: logging.LogRecord) -> None:
        """Read what is logged."""
        if record.exc_info and record.exc_info[1]:
            self._trace(record.exc_info[1])
        elif record.levelno >= logging.ERROR or "Traceback" in record.getMessage():
            self._say("trace", record.getMessage()[:300])

    def _trace(self, problem: BaseException | None) -> None:
        if problem is None:
            return
        frames = traceback.extract_tb(problem.__traceback__)
        ours = [
            f"{Path(f.filename).relative_to(ROOT)}:{f.lineno}" for f in frames if _is_ours(f.filename)
        ]
        far = [f"{Path(f.filename).name}:{f.lineno}" for f in frames[-1:]]
        place = f"{type(problem).__name__} {(ours or far or ['?'])[-1]}"
        self._say("trace", f"{type(problem).__name__}: {str(problem)[:200]}", place)

    def _say(self, kind: str, words: str, place: str = "") -> None:
        self.troubles.append(Trouble(kind, words, place))

    def _hook(self, event: str, given: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if event == "open":
            path, _mode, flags = given
            if isinstance(path, str | bytes | os.PathLike):
                self._look(
                    event, os.fsdecode(path), bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
                )
        elif event == "sqlite3.connect" and str(given[0]).startswith("file:"):
            named = urlsplit(str(given[0]))
            self._look(event, url2pathname(named.path), "immutable=1" not in named.query)
        elif event in WRITING or event == "sqlite3.connect":
            self._look(event, _within(os.fsdecode(given[0]), given[1:] if event in HELD else ()), True)
        elif event == "socket.connect" and given[0].type == socket.SOCK_DGRAM:
            return  # by which the system says which address it would send from; nothing is sent
        elif event in NEVER or event in LOOKUPS:
            self._say("outside", f"{event} {given[:2]!r:.200}", event)

    def _look(self, event: str, path: str, writes: bool) -> None:
        where = os.path.abspath(path)
        if where.startswith((self._data, "/proc/self/")) or where == os.devnull:
            return
        if writes or not where.startswith(self._mine):
            self._say(
                "outside", f"{event} {where} {'to write' if writes else 'to read'}", f"{event} {where}"
            )

    @contextmanager
    def case(self, looks: bool = True) -> Iterator[None]:
        """One case: all that is wrong with it stands in `troubles` afterwards; where this process asks
        another one it `looks` at no files."""
        self.troubles = []
        begun = time.monotonic()
        self._laps = [time.process_time()]
        self._on = looks
        try:
            yield
        except Exception as problem:
            self._trace(problem)
        finally:
            self._on = False
        self.lap()
        took, busy = time.monotonic() - begun, max(after - at for at, after in pairwise(self._laps))
        if busy > MOST_SECONDS or took > MOST_WAIT:
            self._say("slow", f"{busy:.1f} s of the processor, {took:.1f} s in all", "at one input")
        if (held := memory()) > MOST_MEMORY:
            self._say("memory", f"{held:.0f} MB are held", "afterwards")

    def lap(self) -> None:
        """One input of the case has been answered."""
        self._laps.append(time.process_time())


def _within(path: str, given: tuple[Any, ...]) -> str:
    """A path in the folder that is held open, if one was named with it, as when a folder is emptied."""
    held = given[-1] if given else -1
    return os.path.join(os.readlink(f"/proc/self/fd/{held}"), path) if held >= 0 else path


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(ROOT) and ".venv" not in path.parts and "fuzz" not in path.parts


def memory() -> float:
    """Megabytes that this process holds."""
    try:
        with open("/proc/self/statm") as found:
            return int(found.read().split()[1]) * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3  # the most it has held
