"""Training a sweep's runs through a `concurrent.futures.Executor`: in which order, how many at once,
and what is done about what fails."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from enum import Enum
from itertools import groupby
from queue import Empty, SimpleQueue

from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.order import PER_JOB, Job, job_size, jobs
from rnnviz.sweeps.training import CellRun, OtherVersion, TrainedRun, own_version, train_runs
from rnnviz.text.message import Explained, Message

POLL = 0.1  # seconds after which a word of the outside is heard at the latest
TRIES = 2  # of a cell, after which it is marked
TRAINER = Callable[[str, Sequence[CellRun], str], list[TrainedRun]]


class Order(Enum):
    """What an execution is to do."""

    GO = "go"
    PAUSE = "pause"
    STOP = "stop"


class ExecutorLost(Explained, RuntimeError):
    """What trains has gone: a process of the pool has ended, or a scheduler is not there any more."""


class Execution:
    """A sweep's runs on their way through an executor, with at most `at_once` jobs under way.

    `on_result` is handed what became of each job, `on_failure` a cell that has failed twice and why;
    both are called in the thread that runs it, so that one process writes. It outlives its executor:
    where that is lost, what was under way is tried again by the next one; where a process of a pool has
    ended, one job after the other, so that the one that ends processes is found.
    """

    def __init__(
        self,
        sweep: Sweep,
        runs: Iterable[CellRun],
        on_result: Callable[[list[TrainedRun]], None],
        on_failure: Callable[[int, Message], None],
        told: Callable[[], Order] = lambda: Order.GO,
        train: TRAINER = train_runs,
        per_job: int = PER_JOB,
    ) -> None:
        self.text, self.version, self.train = sweep.to_json(), own_version(), train
        self.on_result, self.on_failure, self.told = on_result, on_failure, told
        all_of_them = tuple(runs)
        self.runs, self.most = len(all_of_them), per_job
        self.per_job = per_job  # as many as suits how many train just now
        self.waiting = jobs(sweep, all_of_them, lambda: self.per_job)
        self.again: deque[Job] = deque()  # failed once, or was under way when an executor was lost
        self.suspects: deque[Job] = deque()  # to be tried with nothing else under way
        self.failures: Counter[int] = Counter()  # by cell
        self.is_alone = False  # whether what is under way is a suspect
        self.under_way: dict[Future[list[TrainedRun]], Job] = {}
        self.done: SimpleQueue[Future[list[TrainedRun]]] = SimpleQueue()

    def run(
        self,
        executor: Executor,
        at_once: Callable[[], int],
        is_there: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Train what is left, with so many jobs under way; True if all is done, False if it was told to
        stop. Raises ExecutorLost, also where the executor is not there any more, and OtherVersion where
        a worker has another rnnviz."""
        while True:
            told = self.told()
            if told == Order.STOP:
                self._give_up()
                return False
            if told == Order.GO:
                self._submit(executor, at_once())
            if not self.under_way:
                if told == Order.GO:
                    return True
                time.sleep(POLL)
                continue
            lost: BaseException | None = None
            for future in self._ready():
                lost = self._take(future) or lost
            if lost is None and not is_there():
                lost = CancelledError()
            if lost is not None:
                self._lose(lost)

    def _submit(self, executor: Executor, at_once: int) -> None:
        self.per_job = job_size(self.runs, at_once, self.most)
        while len(self.under_way) < at_once and not (self.under_way and self.is_alone):
            self.is_alone = bool(self.suspects)
            if self.is_alone:
                if self.under_way:
                    return
                if not (job := self._left(self.suspects.popleft())):
                    continue
            elif (found := self._next()) is not None:
                job = found
            else:
                return
            try:
                future = executor.submit(self.train, self.text, job, self.version)
            except (BrokenExecutor, RuntimeError) as error:  # of an executor that was shut down
                self._line_after(error).appendleft(job)
                self._lose(error)
            self.under_way[future] = job
            # a look at each that is under way would take longer with every one
            future.add_done_callback(self.done.put)

    def _ready(self) -> Iterator[Future[list[TrainedRun]]]:
        """What has come of what is under way, after a moment none."""
        with suppress(Empty):
            future = self.done.get(timeout=POLL)
            while True:
                if future in self.under_way:  # not of an executor that is lost
                    yield future
                future = self.done.get_nowait()

    def _next(self) -> Job | None:
        while True:
            job = self.again.popleft() if self.again else next(self.waiting, None)
            if job is None:
                return None
            if left := self._left(job):
                return left

    def _left(self, job: Job) -> Job:
        """Of a job what is of cells that are not marked yet."""
        return tuple(run for run in job if self.failures[run.cell] < TRIES)

    def _take(self, future: Future[list[TrainedRun]]) -> BaseException | None:
        """What became of a job; the error if its executor is lost."""
        job = self.under_way.pop(future)
        try:
            found = future.result()
        except OtherVersion:
            raise
        except (BrokenExecutor, CancelledError) as error:
            self.under_way[future] = job  # it is told from the others when all of them are gone
            return error
        except Exception as error:
            self._failed(job, said(error))
            return None
        self.on_result(found)
        return None

    def _failed(self, job: Job, message: Message) -> None:
        """Each cell of a job that failed is tried by itself; marked, once, is one that has failed so
        for the second time. What failed with others in its job counts against none of them."""
        is_alone = len({run.cell for run in job}) == 1
        for cell, runs in groupby(self._left(job), lambda run: run.cell):
            self.failures[cell] += is_alone
            if self.failures[cell] >= TRIES:
                self.on_failure(cell, message)
            else:
                self.again.append(tuple(runs))

    def _lose(self, error: BaseException) -> None:
        """Note what was under way when the executor went; raises ExecutorLost."""
        gone = list(self.under_way.values())
        self.under_way.clear()
        if len(gone) == 1 and isinstance(error, BrokenExecutor):
            self._failed(gone[0], ENDED)
            self.suspects.extend(self.again)
            self.again.clear()
        else:
            self._line_after(error).extend(gone)
        raise ExecutorLost(
            "What trains the runs has gone: {problem:clause}.", problem=said(error)
        ) from error

    def _line_after(self, error: BaseException) -> deque[Job]:
        """Where what was under way waits: one of those may have ended the process of a pool, but none
        ends a scheduler."""
        return self.suspects if isinstance(error, BrokenExecutor) else self.again

    def _give_up(self) -> None:
        for future in self.under_way:
            future.cancel()
        self.under_way.clear()


ENDED = Message(
    "The process that trained it has ended without a word, as one does that needs more memory than "
    "there is."
)


def said(error: BaseException) -> Message:
    """What went wrong, as a sentence."""
    if isinstance(error, MemoryError):
        return Message("It needs more memory than there is.")
    if isinstance(error, Explained):
        return error.message
    if type(error).__name__ == "KilledWorker":  # of Dask, which need not be there
        return ENDED
    if isinstance(error, BrokenExecutor | CancelledError):
        return Message("A process that trains has ended without a word.")
    return Message("It failed: {problem}.", problem=str(error) or type(error).__name__)
