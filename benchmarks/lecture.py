"""A lecture with a live race on Truncate and a class that follows it: how many does one server hold?

The lecturer is a real Chromium on the page; the followers are real sockets in a process of their own
(`benchmarks/followers.py`). All of it, the server and the training too, shares this machine.
"""

import json
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from playwright.sync_api import Page

from benchmarks.sides import Found, Side, rounds, sides, table
from rnnviz.lectures.model import Lecture, Scene
from scripts.dashboard import PATIENCE, ROOT, Server, chromium, new_page, server, wait_for

# all followers come from this machine's one address
ALL_FROM_HERE = {"RNNVIZ_FOLLOWERS_OF_ADDRESS": "10000", "RNNVIZ_SOCKETS_OF_ADDRESS": "20000"}
CLASSES = (200, 400, 800, 1600, 3200)
SECONDS = 20.0  # for which each class is watched
ROUNDS = 5  # for the class that is promised: with and without followers by turns
# the classic pair, in batches of one: it lasts until all classes have been watched
RACE = {"runs": "windows5.h4.b1,windows10.h16.b1", "samples": "100000000", "speed": "full"}
LECTURE = Lecture(
    title="Truncation",
    scenes=(Scene(page="truncate", settings=RACE, look="Which curve falls further?"),),
)
SETTLED = 8.0  # seconds after the race has begun


@dataclass(frozen=True)
class Seen:
    """What one class saw, and what it cost."""

    count: int
    coming: float  # seconds until all were in
    fewest: float  # frames a second of the follower who got fewest
    longest: float  # seconds without a new frame, the longest of anybody's
    within: float  # seconds from its making within which 95 of 100 frames came
    training: float  # samples a second
    memory: float  # of the server, MB
    processor: float  # of the server, share of one core
    bytes: float  # sent a second and follower, kB
    lost: int  # sockets
    alone: float = 0.0  # samples a second trained before and after, without followers
    shares: tuple[float, float, float] = (0.0, 0.0, 0.0)  # lowest, median and highest, of that

    @property
    def holds(self) -> bool:
        """Whether everybody was served as promised."""
        return self.fewest >= 1.0 and self.within <= 2.0 and not self.lost


def tables(against: Path | None = None) -> Iterator[str]:
    """One server with classes of growing size, then two servers on one store; against another checkout
    the class that is promised."""
    if against is not None:
        yield _by_turns(sides(against))
        return
    os.environ.update(ALL_FROM_HERE)
    with server() as running, chromium() as browser:
        code = begin(new_page(browser), running)
        time.sleep(SETTLED)
        lines = []
        for count in CLASSES:
            seen = watched(running, code, count, ROUNDS if count == CLASSES[0] else 1)
            lines.append(line(seen))
            print(lines[-1], file=sys.stderr, flush=True)  # the table itself takes some minutes
            if not seen.holds:
                break
        yield "\n".join([*HEAD, *lines])
        yield from second_server(running, code)


def _by_turns(compared: tuple[Side, ...]) -> str:
    found = Found[Seen]()
    with chromium() as browser:
        for number, side in rounds(compared, ROUNDS):
            with server(folder=side.folder) as running:
                lecturer = new_page(browser)
                code = begin(lecturer, running)
                time.sleep(SETTLED)
                found.add(f"{CLASSES[0]} followers", side, watch(running, code, CLASSES[0]))
                lecturer.context.close()
            print(f"round {number + 1} of {ROUNDS}, {side.name}", file=sys.stderr, flush=True)
    return table("frames to", COLUMNS, found, compared, _age)


def _age(seen: list[Seen]) -> float:
    return statistics.median(one.within for one in seen)


COLUMNS = {
    "95 of 100 within (s)": lambda seen: f"{_age(seen):.2f}",
    "fewest frames a second": lambda seen: f"{min(one.fewest for one in seen):.2f}",
    "longest without (s)": lambda seen: f"{max(one.longest for one in seen):.2f}",
    "server's share of a core": lambda seen: f"{statistics.median(one.processor for one in seen):.2f}",
    "kB a second each": lambda seen: f"{statistics.median(one.bytes for one in seen):.1f}",
    "lost": lambda seen: str(sum(one.lost for one in seen)),
}
HEAD = (
    "| followers | all in (s) | fewest frames a second | longest without (s) | 95 of 100 within (s) "
    "| samples a second trained | without followers (what they change) | server's memory (MB) "
    "| its share of a core | kB a second each |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def line(seen: Seen) -> str:
    """One class as a line of the table."""
    cells = [
        f"{seen.count:,}",
        f"{seen.coming:.1f}",
        f"{seen.fewest:.2f}",
        f"{seen.longest:.2f}",
        f"{seen.within:.2f}",
        f"{seen.training:,.0f}",
        f"{seen.alone:,.0f} ({_changes(seen)})",
        f"{seen.memory:.0f}",
        f"{seen.processor:.2f}",
        f"{seen.bytes:.1f}",
    ]
    return f"| {' | '.join(cells)} |" + (f" {seen.lost} lost" if seen.lost else "")


def _changes(seen: Seen) -> str:
    """What followers do to the training: the median of all rounds, and how far they lie apart."""
    lowest, median, highest = (f"{share - 1:+.0%}" for share in seen.shares)
    return median if lowest == highest else f"{median}, {lowest} to {highest}"


def begin(page: Page, running: Server) -> str:
    """The lecturer imports the lecture, begins it and starts its race; returns its code."""
    page.goto(f"{running.url}/lecture")
    page.locator("input[type=file]").set_input_files(
        {"name": "own.json", "mimeType": "application/json", "buffer": LECTURE.to_json().encode()},
        timeout=PATIENCE * 1000,
    )
    page.get_by_role("heading", name=LECTURE.title, exact=True).wait_for(timeout=PATIENCE * 1000)
    page.get_by_role("button", name="Present", exact=True).click()
    notes = page.get_by_role("link", name=re.compile("Your notes"))
    notes.wait_for(timeout=PATIENCE * 1000)
    found = re.search(r"c=(\w+)", notes.get_attribute("href") or "")
    page.locator(".st-key-present-go button").click(timeout=PATIENCE * 1000)
    page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE * 1000)
    page.get_by_role("button", name="Pause", exact=True).wait_for(timeout=PATIENCE * 1000)
    return found[1] if found else ""


def watched(running: Server, code: str, count: int, times: int = 1) -> Seen:
    """Let a class come, follow for a while and go, as often as asked; of all figures the worst, of the
    training's the medians. It is compared with the training before and after: other work on the
    machine comes and goes."""
    speeds, seen = [speed(running, SECONDS / 2)], []
    for _ in range(times):
        seen.append(watch(running, code, count))
        time.sleep(3.0)  # until all have gone
        speeds.append(speed(running, SECONDS / 2))
    alone = [statistics.mean(pair) for pair in pairwise(speeds)]
    shares = [one.training / without for one, without in zip(seen, alone, strict=True)]
    return Seen(
        count=count,
        coming=max(one.coming for one in seen),
        fewest=min(one.fewest for one in seen),
        longest=max(one.longest for one in seen),
        within=max(one.within for one in seen),
        training=statistics.median(one.training for one in seen),
        alone=statistics.median(alone),
        shares=(min(shares), statistics.median(shares), max(shares)),
        memory=max(one.memory for one in seen),
        processor=statistics.median(one.processor for one in seen),
        bytes=statistics.median(one.bytes for one in seen),
        lost=sum(one.lost for one in seen),
    )


def watch(running: Server, code: str, count: int) -> Seen:
    """Let a class follow for a while; the training without it is for `watched` to say."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.followers",
        running.url,
        code,
        str(count),
        str(SECONDS),
    ]
    with subprocess.Popen(command, cwd=running.folder, stdout=subprocess.PIPE, text=True) as followers:
        assert followers.stdout is not None
        coming = _line(followers.stdout)["seconds"]
        time.sleep(2.0)
        before, used = time.time(), seconds_used(running.pid)
        trained = speed(running, SECONDS - 2.0)
        share = (seconds_used(running.pid) - used) / (time.time() - before)
        held = memory(running.pid)
        found = _line(followers.stdout)
    start, end, frames = found["start"], found["end"], found["frames"]
    ages = [age for one in frames for _, age in one] or [float("inf")]
    return Seen(
        count=count,
        coming=coming,
        fewest=min(len(one) for one in frames) / (end - start),
        longest=max(gap for one in frames for gap in _gaps([start, *(at for at, _ in one), end])),
        within=statistics.quantiles(ages, n=20)[-1] if len(ages) > 1 else ages[0],
        training=trained,
        memory=held,
        processor=share,
        bytes=found["bytes"] / count / (end - start) / 1000,
        lost=found["lost"],
    )


def _line(out: IO[str]) -> Any:
    text = out.readline()
    if not text:
        raise RuntimeError("The followers ended early.")
    return json.loads(text)


def _gaps(times: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(times)]


def speed(running: Server, seconds: float = SECONDS) -> float:
    """Samples a second that the race trains now."""
    before, start = _trained(running), time.perf_counter()
    time.sleep(seconds)
    return (_trained(running) - before) / (time.perf_counter() - start)


def _trained(running: Server) -> int:
    # by SQL: another checkout's store may be of another version
    asked = "SELECT samples FROM experiments ORDER BY number DESC LIMIT 1"
    with closing(sqlite3.connect(running.store)) as connection:
        return int(connection.execute(asked).fetchone()[0])


def memory(pid: int) -> float:
    """Megabytes that a process holds."""
    with open(f"/proc/{pid}/status") as status:
        found = next(line for line in status if line.startswith("VmRSS"))
    return int(found.split()[1]) / 1000


def seconds_used(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def second_server(running: Server, code: str) -> Iterator[str]:
    """The same class at another server process on the same store; then at both, behind nginx."""
    with server(running.store) as other:
        for words, where in (
            ("The same class at a second server process, the lecturer at the first:", other.url),
            ("The same class behind nginx, which spreads it over both processes:", ""),
        ):
            if where:
                seen = watched(other, code, CLASSES[0])
            elif not shutil.which("nginx"):
                yield "There is no nginx here to show both processes behind it."
                return
            else:
                with nginx(running.url, other.url) as front:
                    seen = watched(replace(other, url=front), code, CLASSES[0])
            yield "\n".join([words, "", *HEAD, line(seen)])


@contextmanager
def nginx(*urls: str) -> Iterator[str]:
    """An nginx as docs/nginx.conf has it, on a free port before these servers; gives its address."""
    with tempfile.TemporaryDirectory(prefix="rnnviz-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        front = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        text = (
            (ROOT / "docs" / "nginx.conf").read_text("utf-8").replace("listen 8080", f"listen {front}")
        )
        for url, port in zip(urls, ("8501", "8502"), strict=True):
            text = text.replace(f"127.0.0.1:{port}", url.removeprefix("http://"))
        text = text.replace("/tmp/rnnviz-nginx.pid", f"{folder}/pid")
        file = Path(folder) / "nginx.conf"
        file.write_text(text, "utf-8")
        process = subprocess.Popen(["nginx", "-c", str(file), "-g", "daemon off;"])
        try:
            wait_for(f"http://{front}", process, file)
            yield f"http://{front}"
        finally:
            process.terminate()
            process.wait(10)
