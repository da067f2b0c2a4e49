"""What the store says of trainings for a list of them: their rows, and the course of each run, without
unpacking any frame."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.catalogue.entry import Entry, EntryKind, settings_of
from rnnviz.experiments.row import EXPERIMENT, Row, read_experiment
from rnnviz.experiments.store import Store
from rnnviz.experiments.stored_curves import curves_of_trainings
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.training.curve import Curve
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import RunStatus
from rnnviz.training.settled import Stretches, stretches

MOST = 2000  # trainings that are listed, the newest

_FRAME = "(SELECT {} FROM frames WHERE experiment = experiments.id ORDER BY number DESC LIMIT 1)"
_ROWS = (
    "SELECT id, title, created, status, samples, total, experiment, owner, "
    f"{_FRAME.format('number')}, {_FRAME.format('seconds')} FROM experiments "
    f"WHERE kind = '{EXPERIMENT}' AND "
)
_STATES = (
    "SELECT of.experiment, of.run, of.samples, of.updates, of.status FROM json_each(?) AS wanted "
    "CROSS JOIN checkpoints AS of ON of.experiment = json_extract(wanted.value, '$[0]') "
    "AND of.frame = json_extract(wanted.value, '$[1]')"
)
_State = tuple[int, int, str]  # samples, updates, status
_NOTHING: _State = (0, 0, "")


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

    @property
    def newest(self) -> tuple[int, float] | None:
        """Which frame is its newest."""
        return None if self.number is None else (self.number, float(self.seconds or 0.0))


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
    wanted = {id: whole for id, (_row, whole) in known.items()}
    with store.reading() as run:
        curves = dict(curves_of_trainings(run, wanted))
        newest = json.dumps(
            [(row.id, row.number) for row, _ in known.values() if row.number is not None]
        )
        states = {(id, place): tuple(of) for id, place, *of in run(_STATES, (newest,))}
    return {id: _runs(row, whole, curves.get(id, []), states) for id, (row, whole) in known.items()}


def _runs(
    row: StoredRow,
    experiment: Experiment,
    curves: Sequence[Sequence[Curve]],
    states: Mapping[tuple[str, int], _State],
) -> list[Entry]:
    found = []
    for place in range(len(experiment.runs)):
        course = stretches(curves[place]) if curves else Stretches(np.empty(0), np.empty((0, 0)))
        for seed in range(experiment.seeds):
            state = states.get((row.id, place * experiment.seeds + seed), _NOTHING)
            found.append(entry_of(row, experiment, place, seed, course, state))
    return found


def entry_of(
    row: StoredRow | Row,
    experiment: Experiment,
    place: int,
    seed: int,
    course: Stretches,
    state: _State,
) -> Entry:
    """The run at a place with one of its seeds, both from 0, by its course and by the samples, the
    updates and the status of its newest frame."""
    samples, updates, status = state
    there = len(course.samples) > 0
    means = course.means[seed] if there else np.empty(0)
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
        loss=float(course.come_to[seed]) if there else math.nan,
        diverged=status == RunStatus.DIVERGED,
        course=np.array([course.samples, means]),
        newest=row.newest,
        per_step=samples_per_update(experiment.runs[place], experiment),
    )
