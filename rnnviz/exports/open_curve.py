"""A curve in a zip of rnnviz's, looked at and then entered in one transaction."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnviz.experiments.store import Store
from rnnviz.exports import members
from rnnviz.exports.archive import OpenedArchive
from rnnviz.exports.foreign_message import foreign_message
from rnnviz.exports.members import CurveFile
from rnnviz.exports.own_data import own_data
from rnnviz.storage import own_curves
from rnnviz.storage.own_curves import LONGEST_NAME, MOST_POINTS, OwnCurve, Points
from rnnviz.tasks import TASKS
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import one_line


def open_curve(store: Store, archive: OpenedArchive, owner: str) -> tuple[str, bool]:
    """Enter it as an owner's; returns its id, and whether the same was theirs already. Raises Refusal
    and StoreError."""
    told = archive.document(members.CURVE_FILE, CurveFile)
    text = json.dumps(told.task) if told.task else ""
    with own_data(store, archive, owner, text) as pending:
        task = _task(archive, told.task)
        points = archive.points(members.POINTS, MOST_POINTS)
        if points.shape[1] < 2 or not (np.diff(points[0]) > 0).all():
            raise archive.damaged(members.POINTS, Message(N_("its steps do not rise")))
        said = foreign_message(archive, members.CURVE_FILE, told.message)
        name = one_line(told.name, LONGEST_NAME)
        if (known := _like(store, owner, name, task, points)) is not None:
            return known.id, True
        tags = archive.tags(members.CURVE_FILE, told.tags)
        with archive.named():  # where an owner keeps as many files as may be
            id = own_curves.add(
                store,
                owner,
                name,
                points,
                task=task,
                per_step=told.samples_per_step,
                told=said.to_json(),
                created=told.created,
                tags=tags,
                data=pending,
            )
    return id, False


def _task(archive: OpenedArchive, told: Mapping[str, Any] | None) -> str:
    """The JSON of the task whose floors it lies over, "" for none."""
    if told is None:
        return ""
    settings = dict(told)
    try:
        task = TASKS[settings.pop("name")].from_words(settings)
        return json.dumps({"name": task.name, **task.to_words()})
    except (ValueError, TypeError, AttributeError) as error:
        said = Refusal.of(error).message
    except KeyError:
        said = Message(N_("its task is none that rnnviz knows"))
    raise archive.damaged(members.CURVE_FILE, said)


def _like(store: Store, owner: str, name: str, task: str, points: Points) -> OwnCurve | None:
    """An owner's curve of that name over those floors with the same points."""
    for one in own_curves.curves(store, (owner,)):
        if (one.name, one.task) == (name, task):
            found = own_curves.points_of(store, one.id)
            if np.array_equal(found, points, equal_nan=True):
                return one
    return None
