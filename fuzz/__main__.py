"""`python -m fuzz` tries 10,000 inputs; `python -m fuzz --inputs 500 pages typed` some of some parts, and
`python -m fuzz --case JSON` one again."""

import argparse
import sys

from fuzz import driver

parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
parser.add_argument("parts", nargs="*", help=f"which: {', '.join(driver.PARTS)}; all if none is named")
parser.add_argument("--inputs", type=int, default=10_000, help="how many in all")
parser.add_argument("--seed", type=int, default=0, help="with which other ones are tried")
parser.add_argument("--case", help="one case, as it was printed")
parser.add_argument("--chunk", help=argparse.SUPPRESS)  # what a process that is started here does
asked = parser.parse_args()
if wrong := [part for part in asked.parts if part not in driver.PARTS]:
    parser.error(f"no part {wrong[0]!r}; there are {', '.join(driver.PARTS)}")
if asked.chunk:
    driver.chunk(asked.chunk)
elif asked.case:
    sys.exit(driver.again(asked.case))
else:
    sys.exit(driver.drive(asked.parts or list(driver.PARTS), asked.inputs, asked.seed))
