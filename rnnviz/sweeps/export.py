"""A sweep's runs as a table, for other programs: CSV and Parquet."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.sweep_store import Results
from rnnviz.text.message import Refusal

DIGITS = 6  # after the point, of a loss that comes along
KINDS = (".csv", ".parquet")
COLUMNS = (
    *("seed", "samples", "loss_nats", "share_learned", "diverged", "floor_nothing_nats"),
    *("floor_all_nats", "seconds_of_cell"),
)


def rows(sweep: Sweep, results: Results) -> Iterator[dict[str, Any]]:
    """Each run that is there as a row: the settings of its cell, its seed, and what became of it; the
    loss of one that diverged is None."""
    for number in sorted(results.cells):
        of = results.cells[number]
        settings = sweep.cells[number].settings
        for place, (loss, gone, share) in enumerate(
            zip(of.losses, of.diverged, of.shares, strict=True)
        ):
            values = (
                *(sweep.seed + place, of.samples, None if gone else loss, _known(share), gone),
                *(*of.floors, of.seconds),
            )
            yield {**settings, **dict(zip(COLUMNS, values, strict=True))}


def to_csv(sweep: Sweep, results: Results) -> str:
    """The runs as CSV with a head."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*_settings(sweep), *COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(sweep, results))
    return text.getvalue()


def to_parquet(sweep: Sweep, results: Results) -> bytes:
    """The same as Parquet, with the sweep's JSON among the file's metadata as "rnnviz"."""
    import pyarrow
    from pyarrow import parquet

    found = list(rows(sweep, results))
    names = [*_settings(sweep), *COLUMNS]
    table = pyarrow.table({name: [row.get(name) for row in found] for name in names})
    table = table.replace_schema_metadata({"rnnviz": sweep.to_json()})
    made = io.BytesIO()
    parquet.write_table(table, made)
    return made.getvalue()


def write(path: Path, sweep: Sweep, results: Results) -> None:
    """Write the runs into a file of the kind that its ending says; raises Refusal for another ending,
    and OSError."""
    check_kind(path)
    if path.suffix == KINDS[0]:
        path.write_text(to_csv(sweep, results), "utf-8")
    else:
        path.write_bytes(to_parquet(sweep, results))


def check_kind(path: Path) -> None:
    """Raise Refusal for an ending that is none of those that can be written."""
    if path.suffix not in KINDS:
        raise Refusal(
            "{path} ends in {ending!r}; allowed are {kinds}.",
            path=path,
            ending=path.suffix,
            kinds=KINDS,
        )


def to_json(sweep: Sweep, results: Results) -> str:
    """A finished map with its sweep, as one that comes along is stored: of each cell the loss of each
    seed in nats, to a millionth, None of one that diverged, the samples, and the seconds."""
    cells = {}
    for number, of in results.cells.items():
        losses = [
            None if gone else round(loss, DIGITS)
            for loss, gone in zip(of.losses, of.diverged, strict=True)
        ]
        cells[number] = {"samples": of.samples, "losses": losses, "seconds": round(of.seconds, 2)}
    held = {"sweep": json.loads(sweep.to_json()), "cells": cells}
    return json.dumps(held, separators=(",", ":"))


def _settings(sweep: Sweep) -> list[str]:
    panels = [name for panel in sweep.panels for name in panel]
    return list(dict.fromkeys([*panels, sweep.x.setting, sweep.y.setting]))


def _known(share: float) -> float | None:
    return share if share == share else None
