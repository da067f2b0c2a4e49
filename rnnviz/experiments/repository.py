"""Experiments as rows of the store: adding and finding them, and what becomes of each."""

import secrets
from contextlib import suppress
from typing import Any

from rnnviz.experiments import commands
from rnnviz.experiments.commands import ChangeRate, ChangeSpeed, Command, Resume, Stop
from rnnviz.experiments.row import Row, read_experiment, read_row
from rnnviz.experiments.status import Event, Status, after
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.text.message import Message, Refusal
from rnnviz.training.experiment import Experiment

NEWEST = "(SELECT {} FROM frames WHERE experiment = experiments.id ORDER BY number DESC LIMIT 1)"
COLUMNS = (
    "id, title, created, status, said AS message, samples, total, experiment, speed, paused, worker, "
    f"pid, heartbeat, owner, {NEWEST.format('number')} AS newest_number, "
    f"{NEWEST.format('seconds')} AS newest_seconds"
)
NAMES = [column.split()[-1] for column in COLUMNS.split(", ")]
ROWS = f"SELECT {COLUMNS} FROM experiments"


class ExperimentRepository(Database):
    """Experiments, the commands given to them and whose they are. Every method raises StoreError where
    the file is locked, damaged, read-only or its disk full."""

    def _prepare(self) -> None:
        super()._prepare()
        self._fill_in_digests()

    def _fill_in_digests(self) -> None:
        """For what was stored before experiments had a digest, where it makes sense to this rnnviz."""
        found = []
        for id, text in self.rows("SELECT id, experiment FROM experiments WHERE digest IS NULL"):
            with suppress(StoreError):
                found.append((read_experiment(text).digest, id))
        if found:
            with self.transaction() as run:
                for digest, id in found:
                    run("UPDATE experiments SET digest = ? WHERE id = ?", (digest, id))

    # -- experiments ---------------------------------------------------------------------------------

    def add(self, experiment: Experiment, title: str = "", owner: str = "") -> str:
        """Enter an experiment, as queued, and return its id; `owner` is the browser that starts it."""
        name = secrets.token_hex(4)
        now = clock.now()
        with self.transaction() as run:
            run(
                "INSERT INTO experiments (id, title, created, experiment, digest, status, said, total, "
                "queued, owner) VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?)",
                (
                    name,
                    title,
                    now,
                    experiment.to_json(),
                    experiment.digest,
                    Status.QUEUED,
                    experiment.samples,
                    now,
                    owner,
                ),
            )
        return name

    def experiments(self) -> list[Row]:
        """All of them that make sense to this rnnviz, the newest first."""
        return self._readable("ORDER BY number DESC")

    def newest(self, experiment: Experiment, owner: str | None = None) -> Row | None:
        """The newest training of exactly this experiment, of anybody's or of one `owner`'s."""
        found = self._readable("WHERE digest = ? ORDER BY number DESC", experiment.digest)
        if owner is not None:
            found = [row for row in found if row.owner == owner]
        # the digest leaves out what is as usual, and a later version may think otherwise of that
        return next((row for row in found if row.experiment == experiment), None)

    def working(self) -> list[Row]:
        """Those that have a worker, or had one that nobody has missed yet."""
        return self._readable("WHERE worker > ''")

    def is_busy(self) -> bool:
        """Whether any of them has a worker or waits for one."""
        asked = "SELECT EXISTS (SELECT 1 FROM experiments WHERE worker > '' OR status = ?)"
        return bool(self.rows(asked, Status.QUEUED)[0][0])

    def _readable(self, which: str, *values: object) -> list[Row]:
        # one that another version has written must not hide the others
        found = []
        for row in self.rows(f"{ROWS} {which}", *values):
            try:
                found.append(read_row(dict(zip(NAMES, row, strict=True))))
            except StoreError as error:
                if error.kind != ErrorKind.FOREIGN:
                    raise
        return found

    def row(self, id: str) -> Row:
        """One experiment; raises StoreError if there is none of that id."""
        found = self.rows(f"{ROWS} WHERE id = ?", id)
        if not found:
            raise StoreError("There is no experiment {id} (any more).", kind=ErrorKind.MISSING, id=id)
        return read_row(dict(zip(NAMES, found[0], strict=True)))

    def rename(self, id: str, title: str) -> None:
        """Give an experiment another title."""
        with self.transaction() as run:
            run("UPDATE experiments SET title = ? WHERE id = ?", (title, id))

    def remove(self, id: str) -> None:
        """Forget an experiment and all that belongs to it; its worker, if any, ends by itself."""
        with self.transaction() as run:
            run("DELETE FROM experiments WHERE id = ?", (id,))
        self.rows("PRAGMA incremental_vacuum")

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
            if isinstance(command, ChangeSpeed):
                # it stays with the experiment, for whoever looks or goes on with it
                run("UPDATE experiments SET speed = ? WHERE id = ?", (command.speed, id))
            status, worker = run(
                "SELECT status, worker FROM experiments WHERE id = ?", (id,)
            ).fetchone() or ("gone", None)
            waits = status == Status.QUEUED
            if worker is not None or (waits and isinstance(command, ChangeRate | ChangeSpeed)):
                run(
                    "INSERT INTO commands (experiment, name, arguments) VALUES (?, ?, ?)",
                    (id, *commands.write(command)),
                )
                return True
            if not waits:
                return False
            if isinstance(command, Stop):
                run(
                    "UPDATE experiments SET status = ?, said = ? WHERE id = ?",
                    (
                        after(Status.QUEUED, command.event),
                        Message("Stopped before its turn came.").to_json(),
                        id,
                    ),
                )
            else:
                paused = not isinstance(command, Resume)
                run("UPDATE experiments SET paused = ? WHERE id = ?", (paused, id))
            return True

    # -- having workers ------------------------------------------------------------------------------

    def waiting(self) -> list[str]:
        """The ids of those that are to have a worker and have none, in the order of their turns."""
        found = self.rows(
            "SELECT id FROM experiments WHERE status = ? AND worker IS NULL ORDER BY queued, number",
            Status.QUEUED,
        )
        return [id for (id,) in found]

    def assign(self, id: str, worker: str, most: int) -> bool:
        """Give an experiment that waits a worker's signature, unless `most` have one already, and so it
        goes on waiting; False, too, for one that does not wait."""
        with self.transaction() as run:
            row = self.row(id)
            if row.status != Status.QUEUED or row.worker is not None:
                return False
            ((busy,),) = run("SELECT count(*) FROM experiments WHERE worker IS NOT NULL").fetchall()
            free = busy < most
            text = (Message("It starts.") if free else _waits(most)).to_json()
            if free:
                run(
                    "UPDATE experiments SET worker = ?, heartbeat = ?, said = ? WHERE id = ?",
                    (worker, clock.now(), text, id),
                )
            else:
                run("UPDATE experiments SET said = ? WHERE id = ? AND said != ?", (text, id, text))
            return free

    def set_process(self, id: str, worker: str, pid: int) -> None:
        """Which process an experiment's worker is, unless it has another worker by now."""
        with self.transaction() as run:
            run("UPDATE experiments SET pid = ? WHERE id = ? AND worker = ?", (pid, id, worker))

    def queue_again(self, run: Any, row: Row, paused: bool | None) -> None:
        """That an experiment waits for a worker anew, within a transaction; its worker, if it has one,
        is superseded. `paused` None is: as it is now."""
        run("DELETE FROM commands WHERE experiment = ?", (row.id,))
        run(
            "UPDATE experiments SET status = ?, said = '', worker = NULL, lost = NULL, pid = NULL, "
            "heartbeat = NULL, queued = ?, paused = ? WHERE id = ?",
            (
                after(row.status, Event.QUEUE),
                clock.now(),
                row.status == Status.PAUSED if paused is None else paused,
                row.id,
            ),
        )

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


def _waits(limit: int) -> Message:
    if limit == 1:
        return Message(
            "It waits for its turn: at most one experiment is under way at once here, paused ones too."
        )
    return Message(
        "It waits for its turn: at most {limit} experiments are under way at once here, paused ones "
        "too.",
        limit=limit,
    )
