"""Reading a table of reviews as large as the well-known one: 50,000 rows, 66 MB.

The file is generated, with quoted commas, doubled quotation marks, breaks and lines in it. Peak memory
is what reading adds, by tracemalloc and, in a process of its own, by the system's count.
"""

import csv
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rnnviz.tasks.review_files import load
from rnnviz.tasks.reviews import generated

ROWS, SIZE = 50_000, 66_000_000
USED = (2_000, 20_000)


def tables() -> Iterator[str]:
    """Seconds and peak memory by the number of rows that are used."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reviews.csv"
        write(path)
        size = path.stat().st_size / 1e6
        lines = [
            f"| {ROWS:,} rows, {size:.1f} MB | seconds | reports of progress | Python's peak, MB "
            "| process grows by, MB |",
            "|---|---|---|---|---|",
        ]
        for used in USED:
            seconds, reports = _seconds(path, used)
            lines.append(
                f"| {used:,} used | {seconds:.2f} | {reports} | {_traced(path, used):.1f} "
                f"| {_grown(path, used):.1f} |"
            )
        yield "\n".join(lines)


def write(path: Path, rows: int = ROWS, size: int = SIZE) -> None:
    """A table of about that size: reviews joined from generated ones."""
    rng = np.random.default_rng(0)
    texts = generated(4000).texts
    ends = (".<br /><br />", ',\nhe said "no", ', ".       ")
    each = size / rows - 50  # without its label, and what its last part has too much
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["review", "sentiment"])
        for row in range(rows):
            letters = int(each * rng.uniform(0.2, 1.8))
            parts: list[str] = []
            while letters > 0:
                parts.append(texts[rng.integers(len(texts))] + ends[rng.integers(len(ends))])
                letters -= len(parts[-1]) + parts[-1].count('"')  # written twice each
            writer.writerow(["".join(parts), ("positive", "negative")[row % 2]])


def _seconds(path: Path, used: int) -> tuple[float, int]:
    told: list[int] = []
    begun = time.perf_counter()
    with path.open("rb") as file:
        load(file, used, progress=told.append)
    return time.perf_counter() - begun, len(told)


def _traced(path: Path, used: int) -> float:
    """MB that Python's objects took up at most."""
    tracemalloc.start()
    with path.open("rb") as file:
        load(file, used)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _grown(path: Path, used: int) -> float:
    """MB that a fresh process takes up more at its peak than before it reads."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reviews", str(path), str(used)],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def _peak() -> float:
    """MB that this program has taken up at most; NaN where the system does not say so."""
    try:
        # getrusage would not do: on Linux its count goes on from the program that started this one
        status = Path("/proc/self/status").read_text()
    except OSError:
        return float("nan")
    return next(float(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) * 1024 / 1e6


if __name__ == "__main__":
    before = _peak()
    with open(sys.argv[1], "rb") as opened:
        load(opened, int(sys.argv[2]))
    print(_peak() - before)
