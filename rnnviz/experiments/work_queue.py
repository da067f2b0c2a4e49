"""Who has a worker, whose turn is next, and what workers are commanded to do."""

from typing import Any, NamedTuple

from rnnviz.experiments import commands
from rnnviz.experiments.commands import (
    ChangeDuration,
    ChangeRate,
    ChangeSpeed,
    Command,
    Pause,
    Resume,
    Stop,
    UpdateOnce,
)
from rnnviz.experiments.repository import ExperimentRepository
from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Event, Status, after
from rnnviz.storage.clock import clock
from rnnviz.text.message import Message, Refusal

STOPPED = Message("Stopped; it can go on from here.")
CROWD = 8  # workers a core, those that mostly wait between updates counted; beyond, the oldest of these
# goes back to the end of the queue


class Waiting(NamedTuple):
    """An experiment that waits for a worker."""

    id: str
    told: bool  # whether it has been said why


class WorkQueue(ExperimentRepository):
    """Experiments, their workers and the commands given to them. Every method raises StoreError where
    the file is locked, damaged, read-only or its disk full."""

    # -- commands ------------------------------------------------------------------------------------

    def command(self, id: str, command: Command) -> bool:
        """Leave a command for an experiment's worker; False if the experiment is over, and so nobody
        will obey. Raises Refusal for a run that is not there."""
        row = self.row(id)
        if isinstance(command, ChangeRate) and command.run not in range(len(row.experiment.runs)):
            raise Refusal(
                "run is {run!r}; allowed are 0 to {last}.",
                run=command.run,
                last=len(row.experiment.runs) - 1,
            )
        with self.transaction() as run:
            if isinstance(command, ChangeSpeed | ChangeDuration):
                # it stays with the experiment, for whoever looks or goes on with it
                changed = "UPDATE experiments SET speed = ?, duration = ? WHERE id = ?"
                run(changed, (*commands.columns(command), id))
            status, worker = run(
                "SELECT status, worker FROM experiments WHERE id = ?", (id,)
            ).fetchone() or ("gone", None)
            waits = status == Status.QUEUED
            if worker is not None or (
                waits and isinstance(command, ChangeRate | ChangeSpeed | ChangeDuration)
            ):
                _leave(run, id, command)
                return True
            if status == Status.PAUSED:
                self._wake(run, row, command)
                return True
            if not waits:
                return False
            if isinstance(command, Stop):
                _stop(run, id, Status.QUEUED, Message("Stopped before its turn came."))
            else:
                paused = not isinstance(command, Resume)
                run("UPDATE experiments SET paused = ? WHERE id = ?", (paused, id))
            return True

    def _wake(self, run: Any, row: Row, command: Command) -> None:
        """Command an experiment that rests in a long pause, without a worker."""
        match command:
            case Stop():
                _stop(run, row.id, Status.PAUSED, STOPPED)
            case Pause() | ChangeSpeed() | ChangeDuration():
                pass  # it does, and its pace is with it
            case Resume() | UpdateOnce() | ChangeRate():
                self.queue_again(run, row, paused=not isinstance(command, Resume))
                if not isinstance(command, Resume):
                    _leave(run, row.id, command)

    # -- having workers ------------------------------------------------------------------------------

    def waiting(self) -> list[Waiting]:
        """Those that are to have a worker and have none, in the order of their turns: first whose owner
        has the fewest at work, and of these who has waited longest."""
        found = self.rows(
            "SELECT id, said > '' FROM experiments AS waits WHERE status = ? AND worker IS NULL "
            "ORDER BY (SELECT count(*) FROM experiments WHERE worker > '' AND owner = waits.owner), "
            "queued, number",
            Status.QUEUED,
        )
        return [Waiting(id, bool(told)) for id, told in found]

    def queued_of(self, owner: str) -> int:
        """How many of an owner's experiments wait for a worker."""
        asked = "SELECT count(*) FROM experiments WHERE status = ? AND worker IS NULL AND owner = ?"
        return int(self.rows(asked, Status.QUEUED, owner)[0][0])

    def has_core(self, most: int) -> bool:
        """Whether one of so many cores is free: a worker that mostly waits between its updates takes
        none, unless there is a crowd of them."""
        busy, workers = self._at_work()
        return busy < most and workers < CROWD * most

    def busy(self) -> int:
        """How many workers there are that take a core each."""
        return self._at_work()[0]

    def _at_work(self) -> tuple[int, int]:
        asked = "SELECT count(*) - coalesce(sum(idle), 0), count(*) FROM experiments WHERE worker > ''"
        return self.rows(asked)[0]

    def give_way(self, most: int) -> None:
        """Where a crowd of workers mostly waits between updates and others wait for one, have the one
        that began first wait for its turn again."""
        busy, workers = self._at_work()
        if busy >= most or workers < CROWD * most:
            return
        with self.transaction() as run:
            asked = "SELECT id FROM experiments WHERE worker > '' AND idle ORDER BY queued LIMIT 1"
            for (id,) in run(asked).fetchall():
                self.queue_again(run, self.row(id), paused=False)

    def assign(self, id: str, worker: str, most: int, of_owner: int) -> bool:
        """Give an experiment that waits a worker's signature, unless all of so many cores are busy, or
        its owner has so many at work already: then it goes on waiting; False, too, for one that does
        not wait."""
        with self.transaction() as run:
            row = self.row(id)
            if row.status != Status.QUEUED or row.worker is not None:
                return False
            asked = "SELECT count(*) FROM experiments WHERE worker > '' AND owner = ?"
            ((own,),) = run(asked, (row.owner,)).fetchall()
            is_free = own < of_owner and self.has_core(most)
            text = (Message("It starts.") if is_free else _waits(most, own, of_owner)).to_json()
            if is_free:
                run(
                    "UPDATE experiments SET worker = ?, heartbeat = ?, said = ?, idle = 0 WHERE id = ?",
                    (worker, clock.now(), text, id),
                )
            else:
                run("UPDATE experiments SET said = ? WHERE id = ? AND said != ?", (text, id, text))
            return is_free

    def set_process(self, id: str, worker: str, pid: int) -> None:
        """Which process an experiment's worker is, unless it has another worker by now."""
        with self.transaction() as run:
            run("UPDATE experiments SET pid = ? WHERE id = ? AND worker = ?", (pid, id, worker))

    def queue_again(self, run: Any, row: Row, paused: bool | None) -> None:
        """That an experiment waits for a worker anew, within a transaction; its worker, if it has one,
        is superseded. `paused` None is: as it is now."""
        run("DELETE FROM commands WHERE experiment = ?", (row.id,))
        now = clock.now()
        run(
            "UPDATE experiments SET status = ?, said = '', worker = NULL, lost = NULL, pid = NULL, "
            "heartbeat = NULL, queued = ?, used = ?, paused = ? WHERE id = ?",
            (
                after(row.status, Event.QUEUE),
                now,
                now,
                row.status == Status.PAUSED if paused is None else paused,
                row.id,
            ),
        )

    def turn_away(self, id: str, worker: str, message: Message) -> None:
        """That an experiment whose worker has not begun is not to be trained here."""
        with self.transaction() as run:
            stopped = (
                "UPDATE experiments SET status = ?, said = ?, worker = NULL WHERE id = ? AND worker = ?"
            )
            run(stopped, (after(Status.QUEUED, Event.STOP), message.to_json(), id, worker))

    def mark_dead(self, row: Row, message: Message) -> None:
        """That an experiment's worker has died, unless it has been heard of since the row was read."""
        with self.transaction() as run:
            run(
                "UPDATE experiments SET status = ?, said = ?, lost = worker, worker = NULL, "
                "pid = NULL WHERE id = ? AND worker = ? AND heartbeat IS ?",
                (
                    after(row.status, Event.DIE),
                    message.to_json(),
                    row.id,
                    row.worker,
                    row.heartbeat,
                ),
            )


def _leave(run: Any, id: str, command: Command) -> None:
    entered = "INSERT INTO commands (experiment, name, arguments) VALUES (?, ?, ?)"
    run(entered, (id, *commands.write(command)))


def _stop(run: Any, id: str, status: Status, message: Message) -> None:
    """That one without a worker is stopped."""
    stopped = "UPDATE experiments SET status = ?, said = ? WHERE id = ?"
    run(stopped, (after(status, Event.STOP), message.to_json(), id))


def _waits(limit: int, own: int, of_owner: int) -> Message:
    if own >= of_owner:
        return Message(
            "It waits for its turn: {count} training of one person may be under way at once here.",
            "It waits for its turn: {count} trainings of one person may be under way at once here.",
            count=of_owner,
        )
    if limit == 1:
        return Message(
            "It waits for its turn: at most one experiment is under way at once here, paused ones too."
        )
    return Message(
        "It waits for its turn: at most {limit} experiments are under way at once here, paused ones "
        "too.",
        limit=limit,
    )
