"""How an experiment stands, and what changes that."""

from collections.abc import Mapping
from enum import StrEnum

from rnnviz.text.message import Refusal


class Status(StrEnum):
    """How an experiment stands."""

    QUEUED = "queued"  # it waits for a worker, or its worker starts
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"  # every run has seen its samples or has diverged
    STOPPED = "stopped"
    DIED = "died"  # its worker has ended without a word

    @property
    def is_alive(self) -> bool:
        """Whether it goes on by itself."""
        return self in (Status.QUEUED, Status.RUNNING)


class Event(StrEnum):
    """What happens to an experiment."""

    QUEUE = "queue"  # it is to go on, or to begin again
    BEGIN = "begin"  # its worker trains
    BEGIN_PAUSED = "begin paused"  # its worker waits to be told to train
    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"  # one update, then it pauses
    STOP = "stop"
    FINISH = "finish"
    DIE = "die"


_AT_WORK = {
    Event.QUEUE: Status.QUEUED,
    Event.PAUSE: Status.PAUSED,
    Event.RESUME: Status.RUNNING,
    Event.STEP: Status.PAUSED,
    Event.STOP: Status.STOPPED,
    Event.FINISH: Status.FINISHED,
    Event.DIE: Status.DIED,
}
# what a status becomes by each event that can happen to it; nothing else can
TRANSITIONS: Mapping[Status, Mapping[Event, Status]] = {
    Status.QUEUED: {
        Event.QUEUE: Status.QUEUED,
        Event.BEGIN: Status.RUNNING,
        Event.BEGIN_PAUSED: Status.PAUSED,
        Event.STOP: Status.STOPPED,
        Event.DIE: Status.DIED,
    },
    Status.RUNNING: _AT_WORK,
    Status.PAUSED: _AT_WORK,
    Status.FINISHED: {Event.QUEUE: Status.QUEUED},
    Status.STOPPED: {Event.QUEUE: Status.QUEUED},
    Status.DIED: {
        Event.QUEUE: Status.QUEUED,
        # a worker that was taken for dead, and only slept with its computer, is back at it
        Event.BEGIN: Status.RUNNING,
        Event.BEGIN_PAUSED: Status.PAUSED,
    },
}


def after(status: Status, event: Event) -> Status:
    """What a status becomes by an event; raises Refusal if that cannot happen to it."""
    if event not in TRANSITIONS[status]:
        raise Refusal(
            "{event} cannot happen to an experiment that is {status}.",
            event=event.value,
            status=status.value,
        )
    return TRANSITIONS[status][event]
