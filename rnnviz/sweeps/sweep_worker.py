"""The worker of a sweep: has its runs trained by a pool of processes or a Dask cluster, writes what
comes of them, obeys, says that it is alive.

`python -m rnnviz.sweeps.sweep_worker STORE ID SIGNATURE` is such a process; experiments' supervisor
starts it, as it does theirs.
"""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from rnnviz.experiments import admission, supervisor
from rnnviz.experiments.commands import Pause, Resume, Stop
from rnnviz.experiments.frame_writer import Superseded
from rnnviz.experiments.heartbeat import Living
from rnnviz.experiments.process_limits import be_nice
from rnnviz.experiments.status import Event, Status, after
from rnnviz.experiments.store import Store
from rnnviz.experiments.work_queue import STOPPED
from rnnviz.settings.sources import current
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.sweeps.dask_cluster import dask_cluster
from rnnviz.sweeps.execution import Execution, ExecutorLost, Order
from rnnviz.sweeps.process_pool import AHEAD, process_pool
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.sweep_writer import SweepWriter
from rnnviz.sweeps.training import TrainedRun
from rnnviz.text.message import NOTHING, Message, Refusal

AGAIN = 0.5  # seconds between two tries to store a result
REST = 60.0  # seconds of a pause after which its processes are given back
ASKED = 1.0  # seconds between two looks whether the store is full, or a worker is there


class SweepWorker(Living):
    """Trains what is missing of the sweep `id` until all is there, or it is told to stop."""

    def __init__(self, store: Store, id: str, signature: str) -> None:
        super().__init__(store, id, signature)
        self.writer: SweepWriter = SweepWriter(store, id, signature)
        self.sweeps = SweepStore(store)
        self.signalled = False
        self.before = 0.0  # seconds of training before this worker
        self.trained = 0.0  # seconds of it, pauses not counted
        self.told_at = self.asked = self.active = time.monotonic()
        self.left = self.come = 0  # runs that were missing when it began, and have come since
        self.failed = 0  # cells
        self.others = 0  # workers beside it that take a core each
        self.workers: Callable[[], int] | None = None  # of a cluster, how many it has

    def work(self) -> None:
        """Do all of it; ends quietly if the sweep is gone or has another worker by now."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        try:
            self._open()
            if self._train():
                self._end(Event.FINISH, self._marked())
            elif self.status != Status.PAUSED:
                self._end(Event.STOP, self.ending)
        except Superseded:
            pass
        except Exception as error:
            self._end(Event.DIE, _failure(error))
        finally:
            self.quiet()

    def _open(self) -> None:
        self.turned = time.monotonic()
        self.pace = self.writer.beat(self.status, self.message)
        self.heart.start()
        id = self.writer.id
        row, sweep, progress = self.sweeps.row(id), self.sweeps.sweep(id), self.sweeps.progress(id)
        self.before, self.failed = progress.seconds, progress.failed
        missing = list(self.sweeps.missing(id))
        self.left = len(missing)
        self.execution = Execution(
            sweep,
            missing,
            on_result=self._on_result,
            on_failure=self._on_failure,
            told=self._told,
        )
        self._look_around()
        self.status = after(self.status, Event.BEGIN_PAUSED if row.paused else Event.BEGIN)
        self.message = NOTHING
        self.writer.beat(self.status, self.message)
        self.told_at = self.active = time.monotonic()

    def _train(self) -> bool:
        """Whether all is done, by one executor after the other where one is lost."""
        while True:
            with suppress(ExecutorLost), self._executor() as (run, _where):
                return run()

    @contextmanager
    def _executor(self) -> Iterator[tuple[Callable[[], bool], str]]:
        address = current().dask
        if not address:
            self.workers = None
            processes = max(min(supervisor.cores(), self.left), 1)
            with process_pool(processes) as pool:
                yield lambda: self.execution.run(pool, lambda: self._jobs_at_once(processes)), ""
            return
        with dask_cluster(address) as cluster:
            self.workers = cluster.workers
            yield (
                lambda: self.execution.run(cluster, cluster.at_once, lambda: cluster.is_there),
                address,
            )

    def _jobs_at_once(self, processes: int) -> int:
        """How many jobs a pool of so many processes is given at once. In the queue of experiments a
        sweep counts as one core: it is given more for as long as nobody else needs them."""
        free = max(supervisor.cores() - self.others, 1)
        return AHEAD * processes if free >= processes else free

    # -- what it hears

    def _told(self) -> Order:
        """What to do now; called some ten times a second."""
        now = time.monotonic()
        if self.status == Status.RUNNING:
            self.trained += now - self.told_at
            self.active = now
        self.told_at = self.turned = now
        with suppress(StoreError):  # locked for the moment; commands are there the next time
            self._obey()
        if now - self.asked >= ASKED:
            self.asked = now
            self._look_around()
        if self.ending:
            return Order.STOP
        if self.status != Status.PAUSED:
            return Order.GO
        return Order.STOP if now - self.active >= REST and self._rest() else Order.PAUSE

    def _obey(self) -> None:
        for command in self.writer.commands():
            match command:
                case Stop():
                    self.ending = self.ending or STOPPED
                case Pause() | Resume():
                    self.status = after(self.status, command.event)
                    self.active = time.monotonic()
                case _:  # what is said to single trainings: a rate, a pace
                    pass

    def _look_around(self) -> None:
        """Whether the store has room, and a cluster workers, and who else is at work."""
        with suppress(StoreError):
            self.others = max(self.store.busy() - 1, 0)
            try:
                admission.refuse_full(self.store)
            except Refusal as full:
                self.ending = self.ending or Message(
                    "It was stopped; it can go on when there is room. {problem}", problem=full.message
                )
        if self.workers is not None:
            self.message = NOTHING if self.workers() else LONELY

    def _rest(self) -> bool:
        try:
            return self.writer.rest(self._marked())
        except StoreError:
            return False

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signalled = True
        self.ending = Message("Stopped together with rnnviz; it can go on from here.")

    # -- what it says

    def remaining(self) -> float | None:
        if self.status != Status.RUNNING or not self.come:
            return None
        return self.trained / self.come * max(self.left - self.come, 0)

    def _on_result(self, results: list[TrainedRun]) -> None:
        self.come += len(results)
        self._write(lambda: self.writer.record(results, self.before + self.trained))

    def _on_failure(self, cell: int, message: Message) -> None:
        self.failed += 1
        self._write(lambda: self.writer.mark(cell, message, self.before + self.trained))

    def _write(self, write: Callable[[], None]) -> None:
        """Store something; while the store takes nothing, wait: nothing is lost."""
        while True:
            self.turned = time.monotonic()
            try:
                write()
                return
            except StoreError as error:
                if error.kind == ErrorKind.MOVED:
                    raise
                self.message = Message("{problem} Until then it waits.", problem=error.message)
                if self.signalled:
                    raise SystemExit(1) from error  # what is stored is what it can go on from
                time.sleep(AGAIN)

    def _marked(self) -> Message:
        if not self.failed:
            return NOTHING
        return Message(
            "{count} cell could not be trained; it is marked.",
            "{count} cells could not be trained; they are marked.",
            count=self.failed,
        )

    def _end(self, event: Event, message: Message) -> None:
        self.quiet()
        with suppress(Superseded):
            self._write(lambda: self.writer.end(after(self.status, event), message))


LONELY = Message("It waits for a worker: there is none with the Dask scheduler.")


def _failure(error: Exception) -> Message:
    kept = Message("What is finished is kept; Resume goes on with the rest.")
    if isinstance(error, Refusal | StoreError):
        return Message.join(error.message, kept)
    return Message("It failed: {problem}.", problem=str(error) or type(error).__name__)


def main(arguments: list[str] | None = None) -> None:
    """Be a worker, and then see to those that waited for its core."""
    path, id, signature = sys.argv[1:] if arguments is None else arguments
    be_nice()
    store = Store(path, follows=False)
    SweepWorker(store, id, signature).work()
    with suppress(StoreError):  # it is another one by now
        supervisor.tend(store)


if __name__ == "__main__":
    main()
