"""`python -m benchmarks` prints every table; `python -m benchmarks page` only those named, and with
`--against FOLDER` beside the same of another checkout, measured by turns. `--keys 20` types so many
keys where some are typed."""

import argparse
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is imported

from benchmarks import (
    cells,
    classics,
    engine,
    even,
    exports,
    gradients,
    insights,
    lecture,
    opening,
    pace,
    page,
    readers,
    recall,
    reviews,
    runs_page,
    saved_csv,
    show_code,
    strips,
    sweep,
    tasks,
    typed_strips,
    unfolding,
    viewer,
    watch,
    worker,
)
from benchmarks.machine import machine

TABLES = {
    "page": page.tables,
    "keys": page.key_tables,
    "readers": readers.tables,
    "unfolding": unfolding.tables,
    "code": show_code.tables,
    "engine": engine.tables,
    "cells": cells.tables,
    "worker": worker.tables,
    "pace": pace.tables,
    "even": even.tables,
    "gradients": gradients.tables,
    "tasks": tasks.tables,
    "classics": classics.tables,
    "reviews": reviews.tables,
    "lecture": lecture.tables,
    "viewer": viewer.tables,
    "insights": insights.tables,
    "recall": recall.tables,
    "strips": strips.tables,
    "typed_strips": typed_strips.tables,
    "open": opening.tables,
    "watch": watch.tables,
    "sweep": sweep.tables,
    "runs": runs_page.tables,
    "exports": exports.tables,
    "csv": saved_csv.tables,
}
# those that a server is measured in, so that it may be another checkout's
COMPARED = {
    "page": page.tables,
    "keys": page.key_tables,
    "typed_strips": typed_strips.tables,
    "unfolding": unfolding.tables,
    "code": show_code.tables,
    "lecture": lecture.tables,
    "viewer": viewer.tables,
    "csv": saved_csv.tables,
}


TYPED = ("page", "keys", "typed_strips")  # those in which keys are typed
FEWEST, MOST = 4, 1000  # keys
INSIDE = ("keys",)  # a part of another one, not to be measured twice


def count_of_keys(word: str) -> int:
    """A number of keys; raises ArgumentTypeError."""
    if not word.isdecimal() or not FEWEST <= int(word) <= MOST:
        raise argparse.ArgumentTypeError(f"{word!r}; allowed are {FEWEST} to {MOST}.")
    return int(word)


parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
parser.add_argument("names", nargs="*", help=f"which: {', '.join(TABLES)}; all if none is named")
parser.add_argument(
    "--against",
    type=Path,
    metavar="FOLDER",
    help=f"another checkout, measured by turns with this one ({', '.join(COMPARED)})",
)
parser.add_argument(
    "--keys",
    type=count_of_keys,
    metavar="COUNT",
    help=f"how many keys are typed, where some are ({', '.join(TYPED)})",
)
asked = parser.parse_args()
names = asked.names
if wrong := [name for name in names if name not in TABLES]:
    parser.error(f"no table {wrong[0]!r}; there are {', '.join(TABLES)}")
if against := asked.against:
    if not (against / "serve.py").is_file():
        parser.error(f"--against is {against}; allowed are folders with a serve.py.")
    if alone := [name for name in names if name not in COMPARED]:
        parser.error(f"{alone[0]} has nothing to compare; allowed are {', '.join(COMPARED)}.")
print(machine(), flush=True)
for name in names or [one for one in (COMPARED if against else TABLES) if one not in INSIDE]:
    more = {"keys": asked.keys} if asked.keys and name in TYPED else {}
    for table in COMPARED[name](against.resolve(), **more) if against else TABLES[name](**more):
        print(f"\n{table}", flush=True)
