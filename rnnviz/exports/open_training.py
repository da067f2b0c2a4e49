"""A training in a zip of rnnviz's, looked at part by part and then entered in one transaction."""

import json
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from pydantic import ValidationError

from rnnviz.experiments import admission
from rnnviz.experiments.repository import LONGEST_TITLE
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.experiments.whole_rows import CurveBlock, EnteredTraining, FrameRows, alike, enter
from rnnviz.exports import members
from rnnviz.exports.archive import OpenedArchive
from rnnviz.exports.checked_state import StateCheck
from rnnviz.exports.foreign_message import foreign_message
from rnnviz.exports.members import FrameLine, FramesFile, TrainingFile
from rnnviz.exports.own_data import own_data
from rnnviz.nn.cells.base import Array
from rnnviz.nn.saved_arrays import unpack_arrays
from rnnviz.text.allowance import at_each
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import one_line
from rnnviz.training.curve import MOST
from rnnviz.training.experiment import Experiment, problems
from rnnviz.training.frame import FrameHead

MOST_POINTS = 4 * MOST  # of one curve
NO_CURVES = Message(N_("it has no curves of this training"))


def open_training(store: Store, archive: OpenedArchive, owner: str) -> tuple[str, bool]:
    """Enter it as an owner's; returns its id, and whether the same was theirs already. Raises Refusal
    and StoreError."""
    text = _text(archive)
    with own_data(store, archive, owner, text) as pending:
        experiment = _experiment(archive, text)
        with archive.named():
            admission.refuse_size(experiment)
        lines = archive.document(members.FRAMES, FramesFile).frames
        entered = _entered(archive, experiment, pending)
        heads, last = [], None
        check = StateCheck(experiment)
        for line in at_each(lines):
            last = _frame(archive, experiment, line)
            heads.append(last.head)
            _check_states(archive, check, last)
        if (known := alike(store, owner, entered, heads, last)) is not None:
            return known, True
        frames = (_frame(archive, experiment, line) for line in at_each(lines))
        return enter(store, owner, entered, frames), False


def _entered(archive: OpenedArchive, experiment: Experiment, pending: Sequence[str]) -> EnteredTraining:
    told = archive.document(members.TRAINING, TrainingFile)
    return EnteredTraining(
        experiment,
        one_line(told.title, LONGEST_TITLE),
        told.created,
        told.status == Status.FINISHED,
        told.samples,
        told.stride,
        foreign_message(archive, members.TRAINING, told.message),
        tuple(_blocks(archive, experiment)),
        archive.tags(members.TRAINING, told.tags),
        tuple(pending),
    )


def _text(archive: OpenedArchive) -> str:
    try:
        return archive.read(members.SETTINGS).decode()
    except UnicodeDecodeError as error:
        raise archive.damaged(members.SETTINGS, Message.plain(str(error))) from error


def _experiment(archive: OpenedArchive, text: str) -> Experiment:
    try:
        return Experiment.from_json(text)
    except ValidationError as error:
        raise archive.damaged(members.SETTINGS, problems(error)[0]) from error
    except (AttributeError, TypeError, RecursionError) as error:
        raise archive.damaged(members.SETTINGS, Message.plain(str(error))) from error
    except Refusal as error:  # of a task whose data are not there
        raise archive.damaged(members.SETTINGS, error.message) from error


def _frame(archive: OpenedArchive, experiment: Experiment, line: FrameLine) -> FrameRows:
    """A frame as it will be stored."""
    places = range(experiment.networks)
    if len(line.runs) != len(places):
        raise archive.damaged(
            members.FRAMES,
            Message("frame {number} has {count} runs", number=line.number, count=len(line.runs)),
        )
    states = (archive.read(members.state_member(experiment, line.number, place)) for place in places)
    values = tuple(tuple(_column(value) for value in of) for of in line.runs)
    return FrameRows(FrameHead(line.number, line.samples, line.seconds), values, tuple(states))


def _column(value: Any) -> Any:
    """A value as its column has it."""
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, float):
        return None if np.isnan(value) else value
    return str(value) if isinstance(value, str) else value


def _check_states(archive: OpenedArchive, check: StateCheck, frame: FrameRows) -> None:
    for place, state in enumerate(frame.states):
        try:
            check.check(place, state)
        except Refusal as problem:
            member = members.state_member(check.experiment, frame.head.number, place)
            raise archive.damaged(member, problem.message) from problem


def _blocks(archive: OpenedArchive, experiment: Experiment) -> Iterator[CurveBlock]:
    data = archive.read(members.CURVES)
    try:
        _said, arrays = unpack_arrays(data, "rnnviz")
        found = sorted(
            ((tuple(map(int, name.split("."))), array) for name, array in arrays.items()),
            key=itemgetter(0),
        )
    except ValueError as error:
        raise archive.damaged(members.CURVES, Refusal.of(error).message) from error
    last: dict[int, tuple[int, float, int]] = {}  # of each network its block, update and points so far
    for which, points in found:
        if len(which) != 3 or not _is_curve(points) or which[0] not in range(experiment.networks):
            raise archive.damaged(members.CURVES, NO_CURVES)
        place, block, level = which
        before, update, count = last.get(place, (-1, 0.0, 0))
        count += points.shape[1]
        steps = np.diff(points[0], prepend=update)
        if block <= before or not 0 <= level < 64 or count > MOST_POINTS or not (steps > 0).all():
            raise archive.damaged(members.CURVES, NO_CURVES)
        last[place] = block, float(points[0, -1]), count
        yield CurveBlock(place, block, level, points)


def _is_curve(points: Array) -> bool:
    return points.ndim == 2 and len(points) == 4 and points.shape[1] > 0 and points.dtype == np.float64
