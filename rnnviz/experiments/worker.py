"""One worker at its experiment: train, obey, store what figures need, say that it is alive."""

import signal
import time
from types import FrameType

from rnnviz.experiments.checkpoint import unpack
from rnnviz.experiments.commands import (
    ChangeRate,
    ChangeSpeed,
    Command,
    Pause,
    Resume,
    Stop,
    UpdateOnce,
)
from rnnviz.experiments.frame_writer import Superseded
from rnnviz.experiments.heartbeat import Living
from rnnviz.experiments.process_limits import address_space
from rnnviz.experiments.status import Event, Status, after
from rnnviz.experiments.store import Store
from rnnviz.experiments.work_queue import STOPPED
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import Explained, Message
from rnnviz.training.frame import Frame
from rnnviz.training.race import FRAME, Race

POLL = 0.05  # seconds after which a command is obeyed at the latest, between updates
SHARE = 0.04  # of its time a worker may spend on taking and storing frames
RARELY = 5.0  # seconds between two frames at most, however slow the disk
AGAIN = 0.5  # seconds between two tries to store a frame
REST = 60.0  # seconds of a pause after which its core is given back
IDLE = 0.1  # of its time: who computes less takes no core


class Worker(Living):
    """Trains the experiment `id` from where it stands to its end, or until it is told to stop."""

    def __init__(self, store: Store, id: str, signature: str) -> None:
        super().__init__(store, id, signature)
        self.signalled = False  # by a signal
        self.seconds = 0.0
        self.cost = 0.0  # seconds that the last frame took
        self.written = -RARELY  # when that was
        self.fresh = False  # whether there is anything to store
        self.active = time.perf_counter()  # when it trained last, or was commanded anything
        self.allowed = 0  # bytes that it may take beside what a process has, 0 for no limit

    def work(self) -> None:
        """Do all of it; ends quietly if the experiment is gone or has another worker by now."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        try:
            with address_space(self.store.row(self.writer.id).experiment) as self.allowed:
                self.open()
                while self.turn():
                    pass
        except Superseded:
            pass
        except Exception as error:
            self._end(Event.DIE, _failure(error, self.allowed))
        finally:
            self.quiet()

    def open(self) -> None:
        """Say that it is alive, and stand where the experiment stands."""
        # first of all, so that nobody takes a slow start for a failed one
        self.speed = self.writer.beat(self.status, self.message)
        self.heart.start()
        row = self.store.row(self.writer.id)
        self.race = Race(row.experiment)
        last = self.writer.open(len(row.experiment.runs))
        if last is not None:
            self._restore(last)
        self.status = after(self.status, Event.BEGIN_PAUSED if row.paused else Event.BEGIN)
        self.message = self._diverged()
        if last is None:
            self._write()
        else:
            self.writer.beat(self.status, self.message)
        self.last = self.polled = self.stepped = self.active = time.perf_counter()

    def _restore(self, last: Frame) -> None:
        self.seconds = last.seconds
        for learner, run in zip(self.race.learners, last.runs, strict=True):
            learner.restore(unpack(run.checkpoint))
            learner.seconds, learner.loss_sum = run.seconds, run.total
            learner.last = run.loss, run.gradient_norm
            if run.diverged_at is not None:
                # its checkpoint is from before; what is shown of it is from where it ended
                learner.diverged_at = run.diverged_at
                learner.optimizer.updates = run.updates
                learner.position = run.samples // learner.run.batch

    # -- the loop ------------------------------------------------------------------------------------

    def turn(self) -> bool:
        """Obey, train a little, take a frame if it is time; False when there is nothing left to do."""
        now, self.turned = time.perf_counter(), time.monotonic()
        if self.status == Status.RUNNING:
            self.seconds += now - self.last
            self.active = now
        self.last = now
        if now - self.polled >= POLL or self.status == Status.PAUSED:
            self.polled = now
            self._obey()
        if self.ending:
            if self.fresh:
                self._write()
            self._end(Event.STOP, self.ending)
            return False
        if not self.race.running:
            self._write()
            self._end(Event.FINISH, self._diverged())
            return False
        if self.status == Status.PAUSED:
            if now - self.active >= REST and self._rest():
                return False
            time.sleep(POLL)
        elif self.speed is None:
            self.idle = False
            self.race.advance(now + POLL)
            self.fresh = True
        elif (late := now - self.stepped - 1.0 / self.speed) >= 0.0:
            # counted from when it should have been, so that the mean is right, but no debts pile up
            self.stepped = now - min(late, 1.0 / self.speed)
            self._step()
            self.idle = self.speed * (time.perf_counter() - now) < IDLE
        else:
            time.sleep(min(-late, POLL))
        self._frame_by_the_clock()
        return True

    def _step(self) -> None:
        self.race.step()
        self.fresh = True

    def _frame_by_the_clock(self) -> None:
        wait = min(max(FRAME, self.cost / SHARE), RARELY)
        if self.speed is not None and self.speed * max(FRAME, 2.0 * self.cost) <= 1.0:
            wait = 0.0  # at a pace that can be watched every update has a frame of its own
        if self.fresh and time.perf_counter() - self.written >= wait:
            self._write()

    def _obey(self) -> None:
        try:
            commands = self.writer.commands()
        except StoreError:
            return  # locked for the moment; they are still there the next time
        for command in commands:
            self._do(command)
        if commands:
            self.active = time.perf_counter()
            self._write()  # what was commanded is seen at once, and the rate is in the checkpoint

    def _do(self, command: Command) -> None:
        match command:
            case ChangeRate(run, rate):
                self.race.learners[run].optimizer.rate = rate
            case ChangeSpeed(speed):
                self.speed = speed
            case Stop():
                self.ending = self.ending or STOPPED
            case Pause() | Resume() | UpdateOnce():
                self.status = after(self.status, command.event)
                if isinstance(command, UpdateOnce):
                    self._step()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signalled = True
        self.ending = Message("Stopped together with rnnviz; it can go on from here.")

    # -- what is stored --------------------------------------------------------------------------------

    def _write(self) -> None:
        """Take a frame and store it; while the store takes nothing, wait: nothing is lost."""
        begun, measured = time.perf_counter(), self.race.measured
        frame = self.writer.pack(self.race.frame(self.seconds), self.race.learners)
        message = self._diverged()
        while True:
            try:
                self.writer.write(frame, self.status, message)
                break
            except StoreError as error:
                # a heartbeat often still finds room
                self.message = Message("{problem} Until then it waits.", problem=error.message)
                self._wait_for_store()
                begun = time.perf_counter()
        self.message = message
        self.fresh = False
        self.written = time.perf_counter()
        self.cost = self.written - begun
        if self.race.measured != measured:  # that has a share of its own
            self.cost = max(self.cost - self.race.measuring, 0.0)

    def _wait_for_store(self) -> None:
        if self.signalled:
            raise SystemExit(1)  # the last frame that was stored is where it can go on from
        time.sleep(AGAIN)

    def _end(self, event: Event, message: Message) -> None:
        self.quiet()
        status = after(self.status, event)
        while True:
            try:
                self.writer.end(status, message)
                return
            except Superseded:
                return
            except StoreError as error:
                if error.kind == ErrorKind.MOVED:
                    return
                self._wait_for_store()

    def _rest(self) -> bool:
        """Give the core of a long pause back: its checkpoint is where it goes on from; False if that
        cannot be now."""
        if self.fresh:
            self._write()
        try:
            return self.writer.rest(self._diverged())
        except StoreError:
            return False

    def _diverged(self) -> Message:
        messages = [
            Message(
                "Run {place} diverged at update {update:,}.", place=place, update=learner.diverged_at
            )
            for place, learner in enumerate(self.race.learners, 1)
            if learner.diverged_at is not None
        ]
        return Message.join(self.writer.problem, *messages)


def _failure(error: Exception, allowed: int) -> Message:
    if isinstance(error, MemoryError):
        if not allowed:
            return Message("It needs more memory than there is. What it had stored until then is kept.")
        return Message(
            "It needs more memory than the {allowed:,.0f} MB that its settings should take. What it "
            "had stored until then is kept.",
            allowed=allowed / 1e6,
        )
    if isinstance(error, Explained):
        return Message("It failed: {problem}", problem=error.message)
    return Message("It failed: {problem}.", problem=str(error) or type(error).__name__)
