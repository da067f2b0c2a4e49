"""What a sweep's worker writes, and nobody else: results, and cells that could not be trained."""

import math
from collections.abc import Sequence

from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.storage.clock import clock
from rnnviz.sweeps.sweep_store import checksum_of_run
from rnnviz.sweeps.training import TrainedRun
from rnnviz.text.message import Message


class SweepWriter(FrameWriter):
    """Its methods raise Superseded as soon as the store says that the sweep is not that worker's."""

    def record(self, results: Sequence[TrainedRun], seconds: float) -> None:
        """Store what became of some runs, and how long the sweep has been trained; in one transaction,
        so that after a StoreError it may be tried again."""
        with self.store.transaction() as run:
            self._mine(run, "heartbeat = ?", clock.now())
            more = 0  # samples: adding up all that are there would take longer with every one
            for (cell, seed, samples), loss, diverged, spent in results:
                asked = "SELECT samples FROM sweep_runs WHERE sweep = ? AND cell = ? AND seed = ?"
                before = run(asked, (self.id, cell, seed)).fetchone()
                more += samples - (before[0] if before else 0)
                values = (cell, seed, samples, _number(loss), diverged, spent)
                run(
                    "INSERT OR REPLACE INTO sweep_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (self.id, *values, checksum_of_run(*values)),
                )
            run("UPDATE experiments SET samples = samples + ? WHERE id = ?", (more, self.id))
            self._changed(run, seconds)

    def mark(self, cell: int, message: Message, seconds: float) -> None:
        """Store why a cell could not be trained."""
        with self.store.transaction() as run:
            self._mine(run, "heartbeat = ?", clock.now())
            run(
                "INSERT INTO sweep_cells (sweep, cell, failed) VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET failed = excluded.failed",
                (self.id, cell, message.to_json()),
            )
            self._changed(run, seconds)

    def _changed(self, run: object, seconds: float) -> None:
        changed = "UPDATE sweeps SET changes = changes + 1, seconds = ? WHERE id = ?"
        run(changed, (seconds, self.id))  # type: ignore[operator]


def _number(loss: float) -> float | None:
    return None if math.isnan(loss) else loss
