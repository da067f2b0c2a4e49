"""Finished maps that come along, for the page to open with, as `export.to_json` writes them."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.sweep_store import Results, results_of

MAPS = Path(__file__).with_name("shipped")


def came_along(sweep: Sweep, folder: Path = MAPS) -> Results | None:
    """What came along of a sweep with the same numbers, None if nothing did."""
    return read_maps(folder).get(sweep.digest)


@lru_cache(maxsize=4)
def read_maps(folder: Path) -> Mapping[str, Results]:
    """All maps of a folder by the digests of their sweeps; raises pydantic's ValidationError and
    KeyError for a file that is none."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        held = json.loads(path.read_text("utf-8"))
        sweep = Sweep.model_validate(held["sweep"])
        found[sweep.digest] = _results(sweep, held["cells"])
    return found


def _results(sweep: Sweep, cells: Mapping[str, Mapping[str, Any]]) -> Results:
    rows = []
    for number, stored in cells.items():
        losses = stored["losses"]
        for loss in losses:
            gone = loss is None
            rows.append((int(number), stored["samples"], loss, gone, stored["seconds"] / len(losses)))
    return results_of(sweep, rows, {})
