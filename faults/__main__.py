"""`python -m faults` makes every fault as often as the note says and writes docs/reliability.md;
`python -m faults workers --count 20` only those named, so often, and writes if `--write` is given."""

import argparse
import os
import sys
import traceback

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is imported

from faults import report
from faults.outcome import Outcome
from faults.parts import PARTS

parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
parser.add_argument("names", nargs="*", help=f"which: {', '.join(PARTS)}; all if none is named")
parser.add_argument("--count", type=int, help="how often; usually as often as the note says")
parser.add_argument("--write", action="store_true", help="write docs/reliability.md")
asked = parser.parse_args()
if wrong := [name for name in asked.names if name not in PARTS]:
    parser.error(f"no part {wrong[0]!r}; there are {', '.join(PARTS)}")
if asked.count is not None and asked.count < 1:
    parser.error(f"--count is {asked.count}; allowed are whole numbers from 1.")
print(report.machine(), flush=True)
found: dict[str, list[Outcome]] = {}
for name in asked.names or PARTS:
    part, found[name] = PARTS[name], []
    try:
        for outcome in part.make(asked.count or part.count):
            found[name].append(outcome)
            print(report.row(outcome), *outcome.broken[:5], sep="\n    ", flush=True)
    except Exception as problem:  # the others are made all the same
        traceback.print_exc()
        words = f"it broke off: {type(problem).__name__}: {problem}"
        found[name].append(Outcome(name, "to come to its end", 1, 0, broken=[words]))
    if asked.write or not (asked.names or asked.count):
        report.write("faults", "Faults", found, PARTS)
sys.exit(not all(one.is_well for part in found.values() for one in part))
