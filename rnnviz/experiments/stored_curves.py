"""What is stored of the curves of trainings, read for one of them or for many at once."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from rnnviz.experiments.stored_rows import decode
from rnnviz.nn.cells.base import Array
from rnnviz.training.curve import NONE, Curve, view
from rnnviz.training.experiment import Experiment, samples_per_update

ALL = sys.maxsize
POINTS = 800  # of a curve that is drawn, at most
POINTS_OF_SEED = 400  # of that of one seed of several


def curves_of_trainings(
    run: Any, experiments: Mapping[str, Experiment]
) -> Iterator[tuple[str, list[list[Curve]]]]:
    """Of each of several trainings, by their ids, all points of each run with each seed, which have the
    same means over stretches as those of its course that are drawn; read in one go."""
    asked = (
        "SELECT experiment, run, points, checksum FROM curves WHERE experiment IN "
        "(SELECT value FROM json_each(?)) ORDER BY experiment, run, block"
    )
    for id, rows in groupby(run(asked, (json.dumps(list(experiments)),)), key=itemgetter(0)):
        experiment = experiments[id]
        stored, _is_damaged = _points((columns[1:] for columns in rows), experiment.networks)
        yield id, curves_of(experiment, stored, ALL)


def drawn_curves(experiment: Experiment, stored: list[Array]) -> list[list[Curve]]:
    """Of each run the curve of each seed, of several seeds with fewer points each."""
    return curves_of(experiment, stored, POINTS_OF_SEED if experiment.seeds > 1 else POINTS)


def read_points(run: Any, id: str, count: int) -> tuple[list[Array], bool]:
    """What is stored of each network's curve, and whether some of it is damaged."""
    asked = "SELECT run, points, checksum FROM curves WHERE experiment = ? ORDER BY run, block"
    return _points(run(asked, (id,)), count)


def _points(rows: Iterable[tuple[Any, ...]], count: int) -> tuple[list[Array], bool]:
    blocks: list[list[tuple[Any, Any]]] = [[] for _ in range(count)]
    for place, *block in rows:
        if place in range(count):
            blocks[place].append(tuple(block))
    whole = [decode(of) for of in blocks]
    is_damaged = [len(of) for of in whole] != [len(of) for of in blocks]
    return [np.concatenate([NONE, *of], axis=1) for of in whole], is_damaged


def curves_of(experiment: Experiment, stored: list[Array], points: int) -> list[list[Curve]]:
    """Of each run the curve of each seed, of at most so many points."""
    seeds = experiment.seeds
    return [
        [
            view(of, samples_per_update(run, experiment), points)
            for of in stored[place * seeds : (place + 1) * seeds]
        ]
        for place, run in enumerate(experiment.runs)
    ]
