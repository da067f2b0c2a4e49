"""What the frames of an experiment mean: the networks that they hold, and what those have learned.

Everything is computed once for all who look, the first time that somebody asks, and stays for as long
as there is room.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from rnnviz.analysis.best_readout import best_readout
from rnnviz.analysis.echo_learned import Learned, learned
from rnnviz.analysis.echo_reach import reach_matrix
from rnnviz.analysis.lag_reach import LagReach, lag_reach
from rnnviz.analysis.recall import Recall, recall
from rnnviz.analysis.typed_bits import TypedRun, typed_run
from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Course, WholeFrame
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import EncoderDecoder, Model
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo
from rnnviz.text.message import NOTHING, Message
from rnnviz.training import memory
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import Frame, FrameHead, RunState

Result = TypeVar("Result")


class Frames(Protocol):
    """What keeps an experiment's frames: a store, or what came along."""

    def course(self, row: Row, before: Course | None = None) -> Course:
        """All but what its frames hold."""
        ...

    def whole_frame(self, id: str, number: int) -> WholeFrame:
        """One frame, or the newest one before it that is not damaged."""
        ...


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

    def of_seed(self, seed: int | None) -> "Moment":
        """The same with one of the experiment's seeds, counted from 0, in place of each run's median
        one; None is that."""
        return self if seed is None else replace(self, frame=self.frame.of_seed(seed))

    def seed(self, place: int) -> int:
        """The seed that the run at that place was trained with."""
        return self.experiment.seed + self.runs[place].seed

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

    def typed(self, place: int, bits: str) -> TypedRun:
        """What an Echo's run makes of typed bits, step by step."""
        return self._once(
            f"typed {bits}", place, lambda: self._typed(place, bits), lambda found: found.nbytes
        )

    def _typed(self, place: int, bits: str) -> TypedRun:
        net = self.exact(place)
        assert isinstance(net, Network)
        return typed_run(net, self.experiment.task, self.experiment.runs[place], bits)

    def recall(self, place: int) -> Recall:
        """What the state of an Echo's run still knows of earlier bits."""
        return self._once("recall", place, lambda: self._recall(place, self.exact(place)))

    def recall_before(self, place: int) -> Recall:
        """The same before its first update."""

        def untrained() -> Recall:
            run = self.experiment.runs[place]
            started = self.experiment.task.start(run, self.seed(place))
            return self._recall(place, started.astype("float64"))

        return RESULTS.get((self.id, place, self.runs[place].seed, "recall before"), untrained)

    def best_readout(self, place: int) -> float:
        """The loss in nats of the best readout of an Echo's run, whose states never change."""

        def found() -> float:
            net, run = self.exact(place), self.experiment.runs[place]
            assert isinstance(net, Network)
            return best_readout(net, self.experiment.task, self._window(place), run.delay)

        return RESULTS.get((self.id, place, self.runs[place].seed, "best readout"), found)

    def lag_reach(self, place: int) -> LagReach:
        """How many losses of an Echo's run reach each lag of its recall, and how much they send."""

        def found() -> LagReach:
            net, lags = self.exact(place), self.recall(place).lags
            assert isinstance(net, Network)
            return lag_reach(net, self.experiment.task, self.experiment.runs[place], lags)

        return self._once("lag reach", place, found)

    def _recall(self, place: int, net: Model) -> Recall:
        run = self.experiment.runs[place]
        assert isinstance(net, Network)
        return recall(net, self.experiment.task, self._window(place), run.delay)

    def _window(self, place: int) -> int | None:
        """The steps after which a run's state begins anew."""
        run = self.experiment.runs[place]
        return None if run.carry else run.truncation.every

    def _made(self, place: int) -> Model:
        run = self.frame.runs[place]
        return run.build(run.load())

    def _echo(self, place: int) -> tuple[Network, Echo, int | None]:
        """A run's network, its task, and the steps after which its state begins anew."""
        net = self.network(place)
        assert isinstance(net, Network)
        return net, self.experiment.task, self._window(place)

    def _once(
        self,
        what: str,
        place: int,
        make: Callable[[], Result],
        size_of: Callable[[Result], int] = lambda found: 0,
    ) -> Result:
        key: Hashable = self.id, self.head, place, self.runs[place].seed, what
        return RESULTS.get(key, make, size_of)


@dataclass
class _Newest:
    """The newest course of an experiment that was read, from which the next one goes on."""

    course: Course | None = None


def course(store: Frames, row: Row) -> Course:
    """An experiment's frames, curves and measures up to the newest frame of its row."""
    newest = COURSES.get(row.id, _Newest)

    def read() -> Course:
        newest.course = store.course(row, newest.course)
        return newest.course

    return COURSES.get(
        (row.id, row.newest),
        read,
        lambda found: sum(5 * one.loss.nbytes for of in (found.curves, *found.each) for one in of),
    )


def moment(store: Frames, row: Row, head: FrameHead) -> Moment:
    """One frame of an experiment, or the one before it if it is damaged; raises StoreError if it is not
    stored any more."""
    key = row.id, FrameHead(head.number, head.samples, head.seconds)
    return FRAMES.get(
        key,
        lambda: Moment(row.id, row.experiment, *store.whole_frame(row.id, head.number)),
        lambda found: sum(len(run.checkpoint) for run in found.frame.states),
    )


def typed_start(experiment: Experiment, place: int, bits: str, seed: int | None = None) -> TypedRun:
    """What a run's network makes of typed bits before it is trained, with that of its seeds, counted
    from 0; None is the first, for before a training none of them is the median."""
    run, digest, drawn = experiment.runs[place], experiment.digest, experiment.seed + (seed or 0)

    def made() -> Model:
        return experiment.task.start(run, drawn).astype("float64")

    def typed() -> TypedRun:
        net = RESULTS.get((digest, place, drawn, "start"), made, _size)
        assert isinstance(net, Network)
        return typed_run(net, experiment.task, run, bits)

    return RESULTS.get((digest, place, drawn, "start", bits), typed, lambda found: found.nbytes)


def bytes_per_update(id: str, experiment: Experiment) -> list[int]:
    """How many bytes one update of each run holds."""
    return RESULTS.get(
        (id, "bytes per update"),
        lambda: [memory.bytes_per_update(run, experiment) for run in experiment.runs],
    )


def _size(model: Model) -> int:
    parts = (model.encoder, model.decoder) if isinstance(model, EncoderDecoder) else (model,)
    return sum(array.nbytes for part in parts for array in part.parameters.values())
