"""What the frames of an experiment mean: the networks that they hold, and what those have learned.

Everything is computed once for all who look, the first time that somebody asks, and stays for as long
as there is room.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rnnviz.analysis.echo_learned import Learned, learned
from rnnviz.analysis.echo_reach import reach_matrix
from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Course, Store
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import EncoderDecoder, Model
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo
from rnnviz.text.message import NOTHING, Message
from rnnviz.training import memory
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import Frame, FrameHead, RunState

Result = TypeVar("Result")

COURSES = SharedCache(entries=32, size=100_000_000)
FRAMES = SharedCache(entries=256, size=100_000_000)
RESULTS = SharedCache(entries=4_000, size=200_000_000)


@dataclass(frozen=True)
class Moment:
    """All runs of an experiment as they were at one of its frames."""

    id: str
    experiment: Experiment
    frame: Frame
    problem: Message = NOTHING  # what is said where another one was asked for, which is damaged

    @property
    def head(self) -> FrameHead:
        """The frame by itself, which tells it from all others of the experiment."""
        return self.frame.head

    @property
    def samples(self) -> int:
        """Samples seen by every run that has not diverged."""
        return self.frame.samples

    @property
    def runs(self) -> Sequence[RunState]:
        """What is stored of each run."""
        return self.frame.runs

    def network(self, place: int) -> Model:
        """The network of the run at that place, as it was trained (float32)."""
        return self._once("network", place, lambda: self._made(place), _size)

    def exact(self, place: int) -> Model:
        """The same in float64, to be explained; the same object for all who ask."""
        return self._once("exact", place, lambda: self.network(place).astype("float64"), _size)

    def learned(self, place: int) -> Learned:
        """What an Echo's run has learned of each lag."""
        return self._once(
            "learned", place, lambda: learned(*self._echo(place)), lambda found: found.found.nbytes
        )

    def reach(self, place: int) -> Array:
        """How far each loss of an Echo's run reaches on a probe sequence, `(T, T)`."""
        return self._once(
            "reach", place, lambda: reach_matrix(*self._echo(place)), lambda found: int(found.nbytes)
        )

    def _made(self, place: int) -> Model:
        run = self.frame.runs[place]
        return run.build(run.load())

    def _echo(self, place: int) -> tuple[Network, Echo, int | None]:
        """A run's network, its task, and the steps after which its state begins anew."""
        net, run = self.network(place), self.experiment.runs[place]
        assert isinstance(net, Network)
        return net, self.experiment.task, None if run.carry else run.truncation.every

    def _once(
        self, what: str, place: int, make: Callable[[], Result], size_of: Callable[[Result], int]
    ) -> Result:
        key: Hashable = self.id, self.head, place, what
        return RESULTS.get(key, make, size_of)


@dataclass
class _Newest:
    """The newest course of an experiment that was read, from which the next one goes on."""

    course: Course | None = None


def course(store: Store, row: Row) -> Course:
    """An experiment's frames, curves and measures up to the newest frame of its row."""
    newest = COURSES.get(row.id, _Newest)

    def read() -> Course:
        newest.course = store.course(row, newest.course)
        return newest.course

    return COURSES.get(
        (row.id, row.newest),
        read,
        lambda found: sum(5 * curve.loss.nbytes for curve in found.curves),
    )


def moment(store: Store, row: Row, head: FrameHead) -> Moment:
    """One frame of an experiment, or the one before it if it is damaged; raises StoreError if it is not
    stored any more."""
    key = row.id, FrameHead(head.number, head.samples, head.seconds)
    return FRAMES.get(
        key,
        lambda: Moment(row.id, row.experiment, *store.whole_frame(row.id, head.number)),
        lambda found: sum(len(run.checkpoint) for run in found.runs),
    )


def bytes_per_update(id: str, experiment: Experiment) -> list[int]:
    """How many bytes one update of each run holds."""
    return RESULTS.get(
        (id, "bytes per update"),
        lambda: [memory.bytes_per_update(run, experiment) for run in experiment.runs],
    )


def _size(model: Model) -> int:
    parts = (model.encoder, model.decoder) if isinstance(model, EncoderDecoder) else (model,)
    return sum(array.nbytes for part in parts for array in part.parameters.values())
