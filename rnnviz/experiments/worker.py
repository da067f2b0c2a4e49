"""One worker at its experiment: train, obey, store what figures need, say that it is alive."""

import math
import signal
import time
from types import FrameType

from rnnviz.experiments import admission
from rnnviz.experiments.checkpoint import unpack
from rnnviz.experiments.commands import (
    ChangeDuration,
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
from rnnviz.experiments.timekeeper import Timekeeper
from rnnviz.experiments.work_queue import STOPPED
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import NOTHING, Explained, Message, Refusal
from rnnviz.training.frame import Frame
from rnnviz.training.learner import Learner
from rnnviz.training.race import FRAME, Race

POLL = 0.05  # seconds after which a command is obeyed at the latest, between updates
SHARE = 0.04  # of its time a worker may spend on taking and storing frames
RARELY = 5.0  # seconds between two frames at most, however slow the disk
AGAIN = 0.5  # seconds between two tries to store a frame
REST = 60.0  # seconds of a pause after which its core is given back
IDLE = 0.1  # of its time: who computes less takes no core
MARKS = (0.01, 0.03, 0.1, 0.3)  # of a training: each has a frame, however fast it goes, for how its
# answers came about is looked at there
NAP = 0.02  # seconds between two looks whether an update is due that a race's end asks for


class Worker(Living):
    """Trains the experiment `id` from where it stands to its end, or until it is told to stop."""

    def __init__(self, store: Store, id: str, signature: str) -> None:
        super().__init__(store, id, signature)
        self.signalled = False  # by a signal
        self.seconds = 0.0
        self.cost = 0.0  # seconds that the last frame took
        self.written = -RARELY  # when that was
        self.marked = 0.0  # samples that had been seen then
        self.fresh = False  # whether there is anything to store
        self.active = time.perf_counter()  # when it trained last, or was commanded anything
        self.keeper = Timekeeper(1.0, 0.0)  # until it has opened its race
        self.slept = 0.0  # seconds since its last turn
        self.gained = math.inf  # samples in the last one at full speed
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
        self.pace = self.writer.beat(self.status, self.message)
        self.heart.start()
        row = self.store.row(self.writer.id)
        self.race = Race(row.experiment)
        last = self.writer.open(row.experiment.networks)
        if last is not None:
            self._restore(last)
        self.keeper = Timekeeper(self.race.samples, self.race.seen)
        self.marked = self.race.seen
        self.status = after(self.status, Event.BEGIN_PAUSED if row.paused else Event.BEGIN)
        self.message = self._diverged()
        if last is None:
            self._write()
        else:
            self.writer.beat(self.status, self.message)
        self.last = self.polled = self.stepped = self.active = time.perf_counter()

    def _restore(self, last: Frame) -> None:
        self.seconds = last.seconds
        for learner, run in zip(self.race.learners, last.states, strict=True):
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
            self._pass(now - self.last)
            self.active = now
        self.last, self.slept = now, 0.0
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
        elif isinstance(self.pace, ChangeDuration):
            self._keep_up(now)
        elif self.pace.speed is None:
            self.idle = False
            self._hurry(now + POLL)
        else:
            self._step_by_the_clock(self.pace.speed, now)
        self._frame_by_the_clock()
        return True

    def _pass(self, seconds: float) -> None:
        """So many seconds of training have gone by."""
        self.seconds += seconds
        of = self.pace.seconds if isinstance(self.pace, ChangeDuration) else None
        self.keeper.passes(seconds, seconds - self.slept, self.race.seen, of)

    def _hurry(self, until: float) -> None:
        """As many updates as there is time for, but none beyond a mark that is near."""
        seen, mark = self.race.seen, self._mark()
        self.race.advance(until, mark if mark - seen <= self.gained else math.inf)
        if self.race.seen < mark:  # or it was cut short
            self.gained = self.race.seen - seen
        self.fresh = True

    def _mark(self) -> float:
        """The samples at which the next frame is due, whatever the clock says; infinite behind the last
        of them."""
        ahead = (share * self.race.samples for share in MARKS)
        return next((mark for mark in ahead if mark > self.marked), math.inf)

    def _keep_up(self, now: float) -> None:
        """The updates that are due, so that it ends when it is to end."""
        self.idle = self.keeper.is_idle
        if self.race.pursue(min(self.keeper.aim(), self._mark()), now + POLL):
            self.fresh = True
        else:
            self._sleep(NAP)

    def _step_by_the_clock(self, speed: float, now: float) -> None:
        """An update, if it is due at so many a second."""
        late = now - self.stepped - 1.0 / speed
        if late < 0.0:
            self._sleep(min(-late, POLL))
            return
        # counted from when it should have been, so that the mean is right, but no debts pile up
        self.stepped = now - min(late, 1.0 / speed)
        self._step()
        self.idle = speed * (time.perf_counter() - now) < IDLE

    def _sleep(self, seconds: float) -> None:
        begun = time.perf_counter()
        time.sleep(seconds)
        self.slept += time.perf_counter() - begun

    def remaining(self) -> float | None:
        if self.status != Status.RUNNING:
            return None
        speed = self.pace.speed if isinstance(self.pace, ChangeSpeed) else None
        return self.keeper.remaining(self.race.updates_left if speed else 0.0, speed)

    def _step(self) -> None:
        self.race.step()
        self.fresh = True

    def _frame_by_the_clock(self) -> None:
        wait = min(max(FRAME, self.cost / SHARE), RARELY)
        speed = self.pace.speed if isinstance(self.pace, ChangeSpeed) else None
        if speed is not None and speed * max(FRAME, 2.0 * self.cost) <= 1.0:
            wait = 0.0  # at a pace that can be watched every update has a frame of its own
        is_due = self.race.seen >= self._mark()
        if self.fresh and (is_due or time.perf_counter() - self.written >= wait):
            self._write()
            self._end_where_full()

    def _end_where_full(self) -> None:
        """No further where the store holds as much as it may."""
        try:
            admission.refuse_full(self.store)
        except StoreError:
            pass  # locked for the moment; it is asked again with the next frame
        except Refusal as full:
            self.ending = self.ending or Message(
                "It was stopped; it can go on when there is room. {problem}", problem=full.message
            )

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
                for learner in self.race.of_run(run):
                    learner.optimizer.rate = rate
            case ChangeSpeed() | ChangeDuration():
                self.pace = command
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
                self.writer.write(frame, self.status, message, self.remaining())
                break
            except StoreError as error:
                # a heartbeat often still finds room
                self.message = Message("{problem} Until then it waits.", problem=error.message)
                self._wait_for_store()
                begun = time.perf_counter()
        self.message = message
        self.fresh, self.marked = False, self.race.seen
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
        count = len(self.race.learners) // self.race.seeds
        messages = [_of_run(place + 1, self.race.of_run(place)) for place in range(count)]
        return Message.join(self.writer.problem, *messages)


def _of_run(place: int, learners: list[Learner]) -> Message:
    """Which of a run's seeds have diverged; nothing if none has."""
    ended = [one.diverged_at for one in learners if one.diverged_at is not None]
    if not ended:
        return NOTHING
    if len(learners) == 1:
        return Message("Run {place} diverged at update {update:,}.", place=place, update=ended[0])
    return Message(
        "{count} of {seeds} seeds of run {place} diverged.",
        "{count} of {seeds} seeds of run {place} diverged.",
        count=len(ended),
        seeds=len(learners),
        place=place,
    )


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
