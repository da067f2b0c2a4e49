"""Trainings that came along, read as those in the store are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Course, Measured, WholeFrame
from rnnviz.nn.cells.base import Array
from rnnviz.pretrained.recordings import PAIR, Recorded, recording
from rnnviz.pretrained.task_networks import opening, usual
from rnnviz.tasks import TASKS
from rnnviz.text.message import NOTHING
from rnnviz.training.curve import Curve
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import FrameHead

OWNER = "rnnviz"  # nobody's


@dataclass(frozen=True, eq=False)
class RecordedRace:
    """A training that came along; it answers what pages ask a store."""

    made: Recorded
    load: Callable[[], dict[str, Array]] | None = None  # gives the parameters where it has none

    @property
    def experiment(self) -> Experiment:
        """What was trained."""
        return self.made.experiment

    @property
    def id(self) -> str:
        """As of one that is stored."""
        return self.experiment.digest[:8]

    def row(self, id: str) -> Row:
        """How it stands: finished."""
        last, total = self.made.heads[-1], self.experiment.samples
        return Row(
            id=self.id,
            title="",
            created=0.0,
            status=Status.FINISHED,
            message=NOTHING,
            samples=total,
            total=total,
            experiment=self.experiment,
            speed=None,
            paused=False,
            worker=None,
            pid=None,
            heartbeat=None,
            owner=OWNER,
            newest=(last.number, last.seconds),
        )

    def frames(self, id: str) -> list[FrameHead]:
        """Its moments, the oldest first."""
        return list(self.made.heads)

    def course(self, row: Row, before: Course | None = None) -> Course:
        """All of it but the networks."""
        runs = self.made.runs
        measured = tuple(
            (
                head,
                [
                    Measured(int(run.moments[head.number][0]), dict(run.measures[head.number]))
                    for run in runs
                ],
            )
            for head in self.made.heads
        )
        return Course(measured, tuple(self._curve(place) for place in range(len(runs))))

    def _curve(self, place: int) -> Curve:
        updates, loss, norm, total = self.made.runs[place].points
        size = samples_per_update(self.experiment.runs[place], self.experiment)
        return Curve(updates * size, updates, loss, norm, total)

    def whole_frame(self, id: str, number: int) -> WholeFrame:
        """One of its moments."""
        return WholeFrame(self.made.frame(number, self.load), NOTHING)


@cache
def recorded_race(name: str) -> RecordedRace | None:
    """What came along of a task, None if that is nothing."""
    made = recording(PAIR if name == "echo" else usual(name))
    if made is None:
        return None
    network = opening(name)
    return RecordedRace(made, None if network is None else lambda: dict(network.model.parameters))


def of(experiment: Experiment) -> RecordedRace | None:
    """What came along of exactly this experiment."""
    found = recorded_race(experiment.task.name)
    return found if found and found.experiment == experiment else None


def by_id(id: str) -> RecordedRace | None:
    """What came along under an id."""
    return _by_id().get(id)


@cache
def _by_id() -> dict[str, RecordedRace]:
    found = [recorded_race(name) for name in TASKS]
    return {one.id: one for one in found if one}
