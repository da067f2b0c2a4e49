"""A race whose worker the test is, and a count of what is asked of its store."""

from contextlib import contextmanager

from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race


class OwnRace:
    """An experiment in a store that goes on when the test says so."""

    def __init__(self, store: Store, experiment: Experiment):
        self.store, self.experiment = store, experiment
        self.id = store.add(experiment)
        store.rows("UPDATE experiments SET worker = 'test', status = 'running' WHERE id = ?", self.id)
        self._writer = FrameWriter(store, self.id, "test")
        self._writer.open(experiment.networks)
        self._race = Race(experiment)
        self._frames = 0

    @property
    def row(self) -> Row:
        return self.store.row(self.id)

    def advance(self, steps: int = 1, status: str = "running") -> Row:
        """Some updates, and a frame of them."""
        for _ in range(steps):
            self._race.step()
        self._frames += 1
        frame = self._race.frame(float(self._frames))
        self._writer.write(self._writer.pack(frame, self._race.learners), status)
        return self.row

    def status(self, status: str, worker: str | None = "test") -> None:
        """From now on it is queued, running, paused and so on."""
        self.store.rows(
            "UPDATE experiments SET status = ?, worker = ? WHERE id = ?", status, worker, self.id
        )


def own(store, id, worker="w"):
    """The writer of an experiment whose worker the test is."""
    store.rows("UPDATE experiments SET worker = ? WHERE id = ?", worker, id)
    return FrameWriter(store, id, worker)


def advance(pen, race, steps=1):
    """Some updates, and a frame of them."""
    for _ in range(steps):
        race.step()
    pen.write(pen.pack(race.frame(1.0), race.learners), "running")


@contextmanager
def statements(store: Store):
    """The statements that a store is asked in the block, without those that begin and end."""
    asked: list[str] = []

    def note(text: str) -> None:
        if not text.startswith(("BEGIN", "ROLLBACK", "COMMIT")):
            asked.append(text)

    store.connection.set_trace_callback(note)
    try:
        yield asked
    finally:
        store.connection.set_trace_callback(None)
