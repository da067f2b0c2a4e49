"""One experiment as it stands, read from its row of the store."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from rnnviz.experiments.commands import Pace, pace
from rnnviz.experiments.status import Status
from rnnviz.nn.tokenizer import MODES
from rnnviz.storage.checksums import unchanged
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.tasks.text import READINGS, cut
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment, refusal

EXPERIMENT, SWEEP = "experiment", "sweep"  # kinds of what is queued and has a worker


@dataclass(frozen=True)
class Row:
    """One experiment as it stands."""

    id: str
    title: str  # what its owner calls it, "" for nothing
    created: float  # seconds since 1970
    status: Status
    message: Message  # what is said about it, NOTHING if there is nothing to say
    samples: int  # seen by every run that has not diverged
    total: int  # samples that it is to see
    experiment: Experiment
    speed: float | None  # updates a second, None for full speed
    paused: bool  # whether its worker is to begin paused
    worker: str | None  # what its worker signs with, None while it has none
    pid: int | None  # its worker's process
    heartbeat: float | None  # when the worker was last heard of, seconds since 1970
    owner: str  # the browser that has started it, "" where nobody knows
    # the newest frame that is stored of it, by its number and its seconds of training; after an undo
    # another one may come to the same number
    newest: tuple[int, float] | None = None
    used: float | None = None  # when it was trained or looked at last, seconds since 1970
    duration: float | None = None  # seconds that all of it is to take, None where `speed` says how fast
    remaining: float | None = None  # seconds that it will yet take, as its worker sees it
    kind: str = EXPERIMENT  # what its worker does; of a sweep `experiment` is the first cell's

    @property
    def pace(self) -> Pace:
        """How fast it is to go."""
        return pace(self.speed, self.duration)


@lru_cache(maxsize=256)
def read_experiment(text: str) -> Experiment:
    """A stored experiment; raises StoreError if it makes no sense to this rnnviz."""
    try:
        return Experiment.from_json(_with_reading(text))
    except ValidationError as error:
        raise _nonsense(refusal(error).message) from error
    except (AttributeError, TypeError) as error:  # where text was, there is none any more
        raise _nonsense(str(error)) from error


def _nonsense(error: Message | str) -> StoreError:
    return StoreError(
        "A stored experiment makes no sense to this rnnviz: {error}",
        kind=ErrorKind.FOREIGN,
        error=error,
    )


def _with_reading(text: str) -> str:
    """An experiment's JSON, one of an earlier rnnviz with a text of its own as that rnnviz read it: its
    networks have those tokens."""
    try:
        settings = json.loads(text)
        task = settings["task"]
        mode, own = task["name"], task["text"]
        if "reading" in task or mode not in MODES or cut(own, mode, 1) == cut(own, mode, 2):
            return text
    except (ValueError, KeyError, TypeError):  # not one with a text; what else is wrong is said later
        return text
    return json.dumps(settings | {"task": task | {"reading": READINGS[0]}})


def read_row(columns: dict[str, Any]) -> Row:
    """A row from what its columns hold; raises StoreError as `read_experiment` does, and where the
    settings are not those that were written."""
    found = dict(columns)
    settings = unchanged(found.pop("experiment"), found.pop("checksum"), Message("A stored experiment"))
    number, seconds = found.pop("newest_number"), found.pop("newest_seconds")
    try:
        read = {
            "experiment": read_experiment(settings),
            "title": found["title"] + "",
            "created": float(found["created"]),
            "status": Status(found["status"]),
            "message": _message(found["message"]),
            "samples": int(found["samples"]),
            "total": int(found["total"]),
            "paused": bool(found["paused"]),
            "newest": None if number is None else (int(number), float(seconds)),
        }
    except (TypeError, ValueError) as error:
        raise _nonsense(str(error)) from error
    return Row(**found | read)


def _message(text: str) -> Message:
    try:
        return Message.from_json(text)
    except ValueError:  # from a worker of an earlier version that is still at it
        return Message.plain(text)
