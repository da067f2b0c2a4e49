"""`python -m fuzz` tries 10,000 inputs and writes docs/reliability.md; `python -m fuzz --inputs 500
pages` tries some of a part, `python -m fuzz --case JSON` one again."""

import argparse
import sys

import serve  # noqa: F401  # sessions are as the server has them: it mends what browsers say
from faults import report
from faults.outcome import Outcome
from fuzz import driver

MANY = 10_000

parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
parser.add_argument("parts", nargs="*", help=f"which: {', '.join(driver.PARTS)}; all if none is named")
parser.add_argument("--inputs", type=int, default=MANY, help="how many in all")
parser.add_argument("--seed", type=int, default=0, help="with which other ones are tried")
parser.add_argument("--write", action="store_true", help="write docs/reliability.md")
parser.add_argument("--case", help="one case, as it was printed")
parser.add_argument("--chunk", help=argparse.SUPPRESS)  # what a process that is started here does
asked = parser.parse_args()
if wrong := [part for part in asked.parts if part not in driver.PARTS]:
    parser.error(f"no part {wrong[0]!r}; there are {', '.join(driver.PARTS)}")
if asked.chunk:
    driver.chunk(asked.chunk)
elif asked.case:
    sys.exit(driver.again(asked.case))
made: dict[str, list[Outcome]] = {}
for part, found in driver.drive(asked.parts or list(driver.PARTS), asked.inputs, asked.seed):
    said = list(driver.sentences(found))
    failed = sum(count for _trouble, _case, count in found.troubles.values())
    figures = [
        f"{found.cases:,} visits",
        f"{found.memory:.0f} MB at most",
        f"slowest {found.slowest:.1f} s",
    ]
    outcome = Outcome(
        driver.TITLES[part],
        "a page or a sentence; no trace, no hang over 5 s, nothing outside the data folder",
        found.inputs,
        max(found.inputs - failed, 0),
        figures,
        said[::2],
        seconds=found.took,
    )
    made[part] = [outcome]
    print(report.row(outcome), *said, sep="\n  ", flush=True)
if asked.write or not (asked.parts or asked.inputs < MANY):
    report.write("fuzz", "Input that nobody means well", made, driver.PARTS)
sys.exit(not all(one.is_well for part in made.values() for one in part))
