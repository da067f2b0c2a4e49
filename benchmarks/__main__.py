"""`python -m benchmarks` prints every table; `python -m benchmarks page` only those named."""

import argparse
import os
import platform

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is imported

from benchmarks import engine, even, gradients, lecture, page, reviews, tasks, worker

TABLES = {
    "page": page.tables,
    "engine": engine.tables,
    "worker": worker.tables,
    "even": even.tables,
    "gradients": gradients.tables,
    "tasks": tasks.tables,
    "reviews": reviews.tables,
    "lecture": lecture.tables,
}


def machine() -> str:
    """The machine in a line: a figure means nothing without it."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as info:
            name = next(line.split(":")[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
parser.add_argument("names", nargs="*", help=f"which: {', '.join(TABLES)}; all if none is named")
names = parser.parse_args().names
if wrong := [name for name in names if name not in TABLES]:
    parser.error(f"no table {wrong[0]!r}; there are {', '.join(TABLES)}")
print(machine(), flush=True)
for name in names or TABLES:
    for table in TABLES[name]():
        print(f"\n{table}", flush=True)
