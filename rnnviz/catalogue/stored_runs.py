"""What the store says of trainings for a list of them: their rows, and of each run a few of its frames'
losses, without unpacking any frame."""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnviz.catalogue.entry import Entry, EntryKind, settings_of
from rnnviz.experiments.row import EXPERIMENT, read_experiment
from rnnviz.experiments.store import Store
from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import RunStatus

MOST = 2000  # trainings that are listed, the newest
COURSE = 24  # frames of each whose losses a small picture is made of

_log = logging.getLogger(__name__)
_FRAME = "(SELECT {} FROM frames WHERE experiment = experiments.id ORDER BY number DESC LIMIT 1)"
_ROWS = (
    "SELECT id, title, created, status, samples, total, experiment, owner, "
    f"{_FRAME.format('number')}, {_FRAME.format('seconds')} FROM experiments "
    f"WHERE kind = '{EXPERIMENT}' AND "
)
# of each training some of its frames, evenly among their numbers, and the newest
_COURSES = """
WITH RECURSIVE
    places (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM places WHERE n < :last),
    wanted (id, newest) AS (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:wanted)
    ),
    chosen (id, frame) AS (
        SELECT DISTINCT wanted.id, (
            SELECT number FROM frames
            WHERE experiment = wanted.id AND number >= wanted.newest * n / :last
            ORDER BY number LIMIT 1
        ) FROM wanted CROSS JOIN places
    )
SELECT chosen.id, of.run, of.samples, of.updates, of.loss, of.total, of.status
FROM chosen CROSS JOIN checkpoints AS of ON of.experiment = chosen.id AND of.frame = chosen.frame
ORDER BY chosen.id, of.run, chosen.frame
"""


class StoredRow(NamedTuple):
    """A training as the list needs it."""

    id: str
    title: str
    created: float
    status: str
    samples: int
    total: int
    text: str  # the experiment, as JSON
    owner: str
    number: int | None  # of the newest frame
    seconds: float | None


def rows(store: Store, owners: Sequence[str], ids: Sequence[str], most: int = MOST) -> list[StoredRow]:
    """The newest trainings of some owners, at most so many, and those of some ids, anybody's."""
    own = "owner IN (SELECT value FROM json_each(?)) ORDER BY number DESC LIMIT ?"
    found = store.rows(_ROWS + own, json.dumps(list(owners)), most)
    if ids:
        found += store.rows(_ROWS + "id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
    return [StoredRow(*columns) for columns in dict.fromkeys(found)]


def entries(
    store: Store, found: Sequence[StoredRow], read: dict[str, Experiment]
) -> dict[str, list[Entry]]:
    """Each run of these trainings with each of its seeds, by the id of the training; those that make no
    sense to this rnnviz are left out. What was `read` before is not read again."""
    known = {}
    for row in found:
        if row.text not in read:
            try:
                read[row.text] = read_experiment(row.text)
            except StoreError as problem:
                if problem.kind != ErrorKind.FOREIGN:
                    raise
                continue
        known[row.id] = (row, read[row.text])
    courses = _courses(store, [row for row, _ in known.values()])
    return {id: _runs(row, experiment, courses) for id, (row, experiment) in known.items()}


def _courses(store: Store, found: Sequence[StoredRow]) -> Mapping[tuple[str, int], list[Any]]:
    wanted = json.dumps([(row.id, row.number) for row in found if row.number is not None])
    courses: dict[tuple[str, int], list[Any]] = {}
    with store.reading() as run:
        for id, place, *columns in run(_COURSES, {"last": COURSE - 1, "wanted": wanted}):
            courses.setdefault((id, place), []).append(columns)
    return courses


def _runs(
    row: StoredRow, experiment: Experiment, courses: Mapping[tuple[str, int], list[Any]]
) -> list[Entry]:
    return [
        _entry(row, experiment, place, seed, courses.get((row.id, place * experiment.seeds + seed), []))
        for place in range(len(experiment.runs))
        for seed in range(experiment.seeds)
    ]


def _entry(
    row: StoredRow, experiment: Experiment, place: int, seed: int, course: Sequence[Any]
) -> Entry:
    samples, updates, loss, _total, status = course[-1] if course else (0, 0, None, None, "")
    return Entry(
        kind=EntryKind.RUN,
        id=row.id,
        title=row.title,
        created=row.created,
        status=row.status,
        owner=row.owner,
        place=place,
        seed=experiment.seed + seed,
        experiment=experiment,
        task=experiment.task,
        settings=settings_of(experiment, place),
        samples=int(samples),
        total=row.total,
        updates=int(updates),
        loss=math.nan if loss is None else float(loss),
        diverged=status == RunStatus.DIVERGED,
        course=means(course),
        newest=None if row.number is None else (row.number, float(row.seconds or 0.0)),
        per_step=samples_per_update(experiment.runs[place], experiment),
    )


def means(course: Sequence[Any]) -> Array:
    """The exact mean loss between each two frames, and the samples seen at the end of each: `(2, n)`,
    from their updates and the sums of all losses up to them."""
    found = [(0, 0, 0.0)] + [
        (samples, updates, total) for samples, updates, _loss, total, _status in course if updates
    ]
    if len(found) < 2:
        return np.empty((2, 0))
    at = np.array([[math.nan if one is None else one for one in of] for of in found], float).T
    with np.errstate(all="ignore"):
        losses = np.diff(at[2]) / np.diff(at[1])
    moved = np.diff(at[1]) > 0
    return np.array([at[0][1:], losses])[:, moved]
