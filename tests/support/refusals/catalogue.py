"""Calls that own curves, tags and the list of runs refuse, by module and beginning."""

from contextlib import closing

import numpy as np

from rnnviz.catalogue import changes, curve_csv, curve_series
from rnnviz.experiments.store import Store
from rnnviz.storage import own_curves, tags
from rnnviz.ui.runs import run_fields
from rnnviz.ui.training import exact_training

POINTS = np.array([[1.0, 2.0], [0.5, 0.4]])


def curve(text):
    table = curve_csv.read(text.encode())
    return curve_csv.curve(table, table.steps, table.values)


def damaged(folder):
    with closing(Store(folder / "store")) as store:
        id = own_curves.add(store, "", "?", POINTS)
        store.rows("UPDATE own_curves SET points = x'00'")
        return own_curves.points_of(store, id)


def missing(folder):
    with closing(Store(folder / "store")) as store:
        return own_curves.points_of(store, "0123")


def gone(folder):
    with closing(Store(folder / "store")) as store:
        return changes.take_back(store, changes.Removed({"loops": ["0123"]}), ("",))


def crowd():
    rows = "".join(f"{run},{step},1\n" for run in range(60) for step in (1, 2))
    table = curve_csv.read(f"run,step,loss,other\n{rows}".encode())
    return curve_series.curves(table, 1, (2, 3), (0,))


CALLS = {
    "catalogue.curve_csv": {
        "The file has {size": lambda: curve_csv.read(b"1" * (curve_csv.MOST_BYTES + 1)),
        "The file has {count": lambda: curve(",".join(f"c{n}" for n in range(300))),
        "No column": lambda: curve("a,b\nc,d\n"),
        "Line {line}: step {step} is not": lambda: curve("step,loss\n1e17,1\n2e17,1\n"),
        "Line {line}: step {step} comes": lambda: curve("step,loss\n2,1\n1,1\n"),
        "Line {line}, column": lambda: curve("step,c1\n2,1\n3,?!\n4,1\n"),
        "The curve has": lambda: curve("step,loss\n2,1\n3,\n"),
    },
    "catalogue.changes": {"What was removed": gone},
    "storage.own_curves": {"There is no curve": missing, "A stored curve": damaged},
    "storage.tags": {"These are": lambda: tags.read_tags(map(str, range(99)))},
    "ui.training.exact_training": {"ids of trainings": lambda: exact_training.read_id("?")},
    "catalogue.curve_series": {"That would be": crowd},
    "ui.runs.run_fields": {
        "runs as": lambda: run_fields.read_word("?"),
        "settings and values": lambda: run_fields.read_condition("?"),
    },
}
