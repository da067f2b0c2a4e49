"""Runs of one shape trained in the calls of one: K networks in every array.

Each of them stays a learner of its own, whose parameters, gradient, optimizer's moments and states are
rows of the stack's arrays: what it says of itself is true at any time between two calls of `advance`,
and a checkpoint that is restored into it, or another rate, is what it goes on with.
"""

import math
import time
from collections.abc import Sequence

import numpy as np

from rnnviz.data.side_by_side import side_by_side
from rnnviz.data.stream import MiniBatchRows
from rnnviz.nn.cells.base import Array
from rnnviz.runs.optimizers import clip_each_norm, clip_value
from rnnviz.runs.run import Run
from rnnviz.training.engine import Engine
from rnnviz.training.frame import RunStatus
from rnnviz.training.learner import optimizer_of
from rnnviz.training.window_learner import StreamLearner


class LearnerStack:
    """Learners of runs that differ in nothing but their seeds, their rates and their lengths.

    Each gets the parameters that it gets in a stack of any other size, bit for bit. By itself its sums
    may be rounded otherwise: after 50 updates they are equal to a relative 1e-5 in float32 and 1e-12
    in float64. One that diverges stops where it would by itself, the others
    go on.
    """

    def __init__(self, learners: Sequence[StreamLearner]) -> None:
        self.learners = list(learners)
        self.together: Together | None = None

    @property
    def run(self) -> Run:
        """What they all are set to, but for the rate."""
        return self.learners[0].run

    @property
    def position(self) -> int:
        """That of those that go on, the lowest; at the end the highest of all."""
        going = [one.position for one in self.learners if one.running]
        return min(going) if going else max(one.position for one in self.learners)

    @property
    def total(self) -> int:
        """The position at which the longest of them ends."""
        return max(one.total for one in self.learners)

    @property
    def running(self) -> bool:
        """Whether any of them goes on."""
        return any(one.running for one in self.learners)

    @property
    def status(self) -> RunStatus:
        """Whether any of them goes on; finished if any came to its end."""
        each = [one.status for one in self.learners]
        order = (RunStatus.RUNNING, RunStatus.FINISHED, RunStatus.DIVERGED)
        return next(status for status in order if status in each)

    def advance(self, steps: int, until: float = math.inf) -> None:
        """Updates of each until that position, its end, or until `time.perf_counter` has passed
        `until`; those that are behind, as after a checkpoint, come up to the others first."""
        while True:
            behind = [one for one in self.learners if one.running and one.position < steps]
            if not behind:
                return
            places = sorted({_place(one) for one in behind})
            some = [one for one in behind if _place(one) == places[0]]
            aim = steps
            if len(places) > 1:
                aim = min(steps, max(places[1][0], some[0].position + 1))
            self._of(some).advance(aim, until)
            if time.perf_counter() >= until:
                return

    def _of(self, some: list[StreamLearner]) -> "Together":
        """Those in arrays of their own; what they are in already is kept."""
        if self.together is None or self.together.members != some:
            self.together = Together(some)
        return self.together


def _place(learner: StreamLearner) -> tuple[int, int]:
    return learner.position, learner.optimizer.updates


class Together:
    """Learners at one position, as the rows of arrays.

    Vector and gradient are `(K, P)`; the states are `(K, H, B)`, one a layer, and lie in memory as
    `(H, K, B)`.
    """

    def __init__(self, members: list[StreamLearner]) -> None:
        self.members = members
        first = members[0]
        run = self.run = first.run
        self.every, self.before = first.every, first.before
        nets = [one.engine.net for one in members]
        self.engine = Engine(
            nets, run.truncation.reach, run.truncation.each, run.summed, moves=run.moves
        )
        shape, dtype = (run.hidden, len(members), run.batch), nets[0].dtype
        self.hidden = [np.zeros(shape, dtype).swapaxes(0, 1) for _ in range(run.layers)]
        self.memory: list[Array | None] = [
            np.zeros(shape, dtype).swapaxes(0, 1) if nets[0].kind.has_memory else None
            for _ in range(run.layers)
        ]
        self.windows = side_by_side([one.windows for one in members])
        self.optimizer = optimizer_of(run)
        vector = self.engine.vector
        self.moments = {name: np.zeros_like(vector) for name in self.optimizer.moment_names}
        self.optimizer.moments = {name: {"all": rows} for name, rows in self.moments.items()}
        self.rows = {name: list(rows) for name, rows in self.moments.items()}
        for place, member in enumerate(members):
            self._take_in(place, member)

    def _take_in(self, place: int, member: StreamLearner) -> None:
        """Have a learner's arrays be rows of these."""
        vector, gradient = self.engine.vector[place], self.engine.gradient[place]
        hidden = [of[place] for of in self.hidden]
        memory = [None if of is None else of[place] for of in self.memory]
        vector[...] = member.engine.vector
        _copy_states(member.states, (hidden, memory))
        member.lie_in(vector, gradient, hidden, memory)

    def _take_moments(self) -> None:
        """Moments and rate as the members have them now: before its first update none has moments, and
        a checkpoint brings its own."""
        for place, member in enumerate(self.members):
            for name, rows in self.rows.items():
                own = member.optimizer.moments[name]
                found = own.get("all")
                if found is not rows[place]:
                    rows[place][...] = 0.0 if found is None else found
                    own["all"] = rows[place]
        self.optimizer.updates = self.members[0].optimizer.updates
        rates = [member.optimizer.rate for member in self.members]
        alike = rates.count(rates[0]) == len(rates)
        self.optimizer.rate = rates[0] if alike else np.array(rates, float)[:, None]

    def advance(self, steps: int, until: float) -> None:
        """Updates of all until that position, the first one's end, the first divergence, or that
        moment; at least one."""
        begun = time.perf_counter()
        self._take_moments()
        end = min(steps, *(member.total for member in self.members))
        logged = self.run.log > 0
        seen: list[tuple[Array, Array]] = []
        position, gone = self.members[0].position, False
        with np.errstate(all="ignore"):  # what overflows is caught by its loss
            while position < end and not gone:
                gone = self._update(position, seen, logged)
                position += self.every
                if time.perf_counter() >= until:
                    break
        if not logged:
            self._write_down(seen)
        for member in self.members:
            member.seconds += (time.perf_counter() - begun) / len(self.members)

    def _update(self, position: int, seen: list[tuple[Array, Array]], logged: bool) -> bool:
        """One update of all, as `StreamLearner.update` makes one; whether any diverged by it, and was
        left where it stood."""
        if isinstance(self.windows, MiniBatchRows) and self.windows.begins(position):
            for state in (*self.hidden, *self.memory):
                if state is not None:
                    state.fill(0.0)
        start, stop = max(position - self.before, 0), position + self.every
        inputs, targets = self.windows.window(start, position, stop)
        window = self.engine.window(stop - start, self.every, self.run.batch)
        window.forward(inputs, self.hidden, self.memory)
        said = [
            member.say_of(inputs[:, place], targets[:, place], window.logits[:, place])
            for place, member in enumerate(self.members if logged else [])
        ]
        losses = window.backward(targets)
        norms = self._norms()
        if self.run.clip_norm is not None:
            clip_each_norm(self.engine.gradient, norms, self.run.clip_norm)
        if self.run.clip_value is not None:
            clip_value({"all": self.engine.gradient}, self.run.clip_value)
        fine = np.isfinite(losses + norms)
        gone = not fine.all()
        if gone:
            self._write_down(seen)
            for place in np.flatnonzero(~fine):
                self._leave(int(place), float(losses[place]), float(norms[place]))
        self.optimizer.update({"all": self.engine.vector}, {"all": self.engine.gradient})
        seen.append((losses, norms))
        if logged or gone:
            self._write_down(seen)
        for member, line in zip(self.members, said, strict=False):
            if member.diverged_at is None:
                member.print_of(line)
        if self.run.carry:
            window.state(max(stop - self.before, 0) - start, self.hidden, self.memory)
        return gone

    def _norms(self) -> Array:
        """The norm of each gradient, `(K,)` in float64."""
        gradient = self.engine.gradient
        squares = np.matmul(gradient[:, None, :], gradient[:, :, None])[:, 0, 0]
        norms: Array = np.sqrt(squares, dtype=float)
        if not np.isfinite(norms).all():  # squares overflow in float32 before the numbers themselves do
            for place in np.flatnonzero(np.isinf(norms)):
                norms[place] = np.linalg.norm(gradient[place].astype(float))
        return norms

    def _write_down(self, seen: list[tuple[Array, Array]]) -> None:
        """Have the members take down the updates that were made."""
        if not seen:
            return
        losses, norms = (np.array(of).T.tolist() for of in zip(*seen, strict=True))
        for member, its_losses, its_norms in zip(self.members, losses, norms, strict=True):
            if member.diverged_at is None:
                member.losses += its_losses
                member.gradient_norms += its_norms
                member.optimizer.updates += len(seen)
                member.position += len(seen) * self.every
        seen.clear()

    def _leave(self, place: int, loss: float, norm: float) -> None:
        """A member diverged: it keeps what it had before this update."""
        member = self.members[place]
        hidden, memory = member.states
        own = [of.copy() for of in hidden], [None if of is None else of.copy() for of in memory]
        member.lie_in(self.engine.vector[place].copy(), self.engine.gradient[place].copy(), *own)
        for name, rows in self.moments.items():
            begun = member.optimizer.updates > 0
            member.optimizer.moments[name] = {"all": rows[place].copy()} if begun else {}
        member.losses.append(loss)
        member.gradient_norms.append(norm)
        member.diverged_at = member.optimizer.updates + 1


States = tuple[list[Array], list[Array | None]]


def _copy_states(theirs: States, mine: States) -> None:
    sources, targets = ([*hidden, *memory] for hidden, memory in (theirs, mine))
    for source, target in zip(sources, targets, strict=True):
        if source is not None and target is not None:
            target[...] = source
