"""Experiments as rows of the store: adding, finding and removing them."""

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress

from rnnviz.experiments.row import EXPERIMENT, Row, read_experiment, read_row
from rnnviz.experiments.status import Status
from rnnviz.storage.checksums import checksum_of_text
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.text.written import one_line
from rnnviz.training.experiment import Experiment

NEWEST = "(SELECT {} FROM frames WHERE experiment = experiments.id ORDER BY number DESC LIMIT 1)"
COLUMNS = (
    "id, title, created, status, said AS message, samples, total, experiment, checksum, speed, "
    f"paused, worker, pid, heartbeat, owner, used, duration, remaining, kind, "
    f"{NEWEST.format('number')} AS newest_number, {NEWEST.format('seconds')} AS newest_seconds"
)
NAMES = [column.split()[-1] for column in COLUMNS.split(", ")]
LONGEST_TITLE = 60  # letters
TOUCHED = 3600.0  # seconds for which a look at an experiment need not be noted again
ROWS = f"SELECT {COLUMNS} FROM experiments"
TRAININGS = f"kind = '{EXPERIMENT}'"  # those that are single ones, not maps of them


class ExperimentRepository(Database):
    """Experiments and whose they are. Every method raises StoreError where the file is locked, damaged,
    read-only or its disk full."""

    def _prepare(self) -> None:
        super()._prepare()
        self._fill_in_digests()

    def _fill_in_digests(self) -> None:
        """For what was stored before experiments had a digest, where it makes sense to this rnnviz."""
        found = []
        asked = f"SELECT id, experiment FROM experiments WHERE digest IS NULL AND {TRAININGS}"
        for id, text in self.rows(asked):
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
        now, settings = clock.now(), experiment.to_json()
        with self.transaction() as run:
            run(
                "INSERT INTO experiments (id, title, created, experiment, checksum, digest, status, "
                "said, total, queued, owner, used) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?)",
                (
                    name,
                    title,
                    now,
                    settings,
                    checksum_of_text(settings),
                    experiment.digest,
                    Status.QUEUED,
                    experiment.samples,
                    now,
                    owner,
                    now,
                ),
            )
        return name

    def experiments(self) -> list[Row]:
        """All of them that make sense to this rnnviz, the newest first."""
        return self._readable(f"WHERE {TRAININGS} ORDER BY number DESC")

    def newest(self, experiment: Experiment, owner: str | None = None) -> Row | None:
        """The newest training of exactly this experiment, of anybody's or of one `owner`'s."""
        found = self._trainings(experiment)
        return next((row for row in found if owner in (None, row.owner)), None)

    def newest_with(self, digest: str, owners: Sequence[str] = ()) -> Row | None:
        """The newest training of an experiment whose digest begins so, of the first of some owners who
        has one, else of anybody."""
        found = self._readable(
            f"WHERE digest GLOB ? AND {TRAININGS} ORDER BY number DESC", f"{digest}*"
        )
        ranks = {owner: rank for rank, owner in enumerate(owners)}
        return min(found, key=lambda row: ranks.get(row.owner, len(ranks)), default=None)

    def newest_of(self, owners: Sequence[str], most: int) -> list[Row]:
        """The newest trainings of some owners, at most so many, the newest first."""
        which = (
            f"WHERE owner IN (SELECT value FROM json_each(?)) AND {TRAININGS} "
            "ORDER BY number DESC LIMIT ?"
        )
        return self._readable(which, json.dumps(list(owners)), most)

    def finished(self, experiment: Experiment) -> Row | None:
        """The newest training of exactly this experiment that has come to its end, of anybody's."""
        found = self._trainings(experiment)
        return next((row for row in found if row.status == Status.FINISHED), None)

    def _trainings(self, experiment: Experiment) -> list[Row]:
        found = self._readable(
            f"WHERE digest = ? AND {TRAININGS} ORDER BY number DESC", experiment.digest
        )
        # the digest leaves out what is as usual, and a later version may think otherwise of that
        return [row for row in found if row.experiment == experiment]

    def working(self) -> list[Row]:
        """Those that have a worker, or had one that nobody has missed yet."""
        return self._readable("WHERE worker > ''")

    def is_busy(self) -> bool:
        """Whether any of them has a worker or waits for one."""
        asked = "SELECT EXISTS (SELECT 1 FROM experiments WHERE worker > '' OR status = ?)"
        return bool(self.rows(asked, Status.QUEUED)[0][0])

    def _readable(self, which: str, *values: object) -> list[Row]:
        # one that another version has written, or that the disk has changed, must not hide the others
        found = []
        for row in self.rows(f"{ROWS} {which}", *values):
            try:
                found.append(read_row(dict(zip(NAMES, row, strict=True))))
            except StoreError as error:
                if error.kind not in (ErrorKind.FOREIGN, ErrorKind.DAMAGED):
                    raise
        return found

    def row(self, id: str) -> Row:
        """One experiment; raises StoreError if there is none of that id."""
        found = self.rows(f"{ROWS} WHERE id = ? AND removed IS NULL", id)
        if not found:
            raise StoreError("There is no experiment {id} (any more).", kind=ErrorKind.MISSING, id=id)
        return read_row(dict(zip(NAMES, found[0], strict=True)))

    def rename(self, id: str, title: str, owner: str | None = None) -> bool:
        """Give an experiment another title, with an `owner` only one of theirs; returns whether there
        was one."""
        name = one_line(title, LONGEST_TITLE)
        with self.transaction() as run:
            which = "UPDATE experiments SET title = ? WHERE id = ? AND (? IS NULL OR owner = ?)"
            return bool(run(which, (name, id, owner, owner)).rowcount > 0)

    def named(self, owner: str, most: int) -> list[Row]:
        """The trainings that an owner has named and that have begun, the newest first, at most so
        many."""
        found = self._readable(
            f"WHERE title > '' AND owner = ? AND {TRAININGS} ORDER BY number DESC LIMIT ?", owner, most
        )
        return [row for row in found if row.newest is not None]

    def touch(self, row: Row) -> None:
        """Note that an experiment is looked at, if that has not been noted for a while."""
        now = clock.now()
        if abs(now - (row.used or 0.0)) > TOUCHED:
            with self.transaction() as run:
                run("UPDATE experiments SET used = ? WHERE id = ?", (now, row.id))

    def remove(self, id: str, owner: str | None = None) -> bool:
        """Forget an experiment and all that belongs to it, with an `owner` only one of theirs; its
        worker, if any, ends by itself. Returns whether there was one."""
        with self.transaction() as run:
            which = "DELETE FROM experiments WHERE id = ? AND (? IS NULL OR owner = ?)"
            found = run(which, (id, owner, owner)).rowcount > 0
        self.rows("PRAGMA incremental_vacuum")
        return found

    # -- what is kept --------------------------------------------------------------------------------

    def used_bytes(self) -> int:
        """How large the store is, without the room in it that is free."""
        asked = "SELECT page_size * (page_count - freelist_count) FROM "
        pragmas = "pragma_page_size, pragma_page_count, pragma_freelist_count"
        return int(self.rows(asked + pragmas)[0][0])
