"""One run while it is trained: what every way of training shares."""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.runs.optimizers import OPTIMIZERS, Adagrad, Optimizer, clip_norm, clip_value
from rnnviz.runs.run import Run
from rnnviz.tasks.base import LoggedUpdate, Source, Task
from rnnviz.training.frame import RunState, RunStatus
from rnnviz.training.run_log import RunLog


class Learner:
    """A run, its data and its optimizer. `position` times the run's batch is the number of samples
    seen, and the run ends at `total`.

    All parameters are one vector, and all gradients another; how they are laid out is a subclass's
    affair, which makes them before it calls `_begin`.
    """

    position: int
    total: int

    def __init__(self, run: Run, task: Task, stream: Source) -> None:
        self.run, self.task, self.stream = run, task, stream
        self.clipped = run.clip_norm is not None or run.clip_value is not None
        self.optimizer = optimizer_of(run)
        self.log = RunLog(run, _chance(task), task.log_at_end) if run.log else None
        self.position = 0
        self.losses: list[float] = []
        self.gradient_norms: list[float] = []
        self.seconds = 0.0
        self.loss_sum = 0.0  # of all updates up to the last frame, nats
        self.last = math.nan, math.nan  # loss and gradient norm of the last frame with updates
        self.diverged_at: int | None = None

    def _begin(self, vector: Array, gradient: Array) -> None:
        self.parameters, self.gradients = {"all": vector}, {"all": gradient}
        self.last_good = self.checkpoint()  # at the last frame, or the last one before it diverged

    # -- what a way of training has to say -----------------------------------------------------------

    def update(self) -> None:
        """One update."""
        raise NotImplementedError

    def named(self, vector: Array) -> dict[str, Array]:
        """A vector like that of all parameters as arrays under PyTorch's names, copies."""
        raise NotImplementedError

    def vector_of(self, named: dict[str, Array]) -> Array:
        """The inverse of `named`."""
        raise NotImplementedError

    def network(self, named: dict[str, Array]) -> Model:
        """The network with such parameters."""
        raise NotImplementedError

    @property
    def states(self) -> tuple[list[Array], list[Array | None]]:
        """The carried h, and c or None, one a layer, to be written into; empty if none is carried."""
        return [], []

    # -- what they share -----------------------------------------------------------------------------

    @property
    def status(self) -> RunStatus:
        """Whether it goes on."""
        if self.diverged_at is not None:
            return RunStatus.DIVERGED
        return RunStatus.FINISHED if self.position >= self.total else RunStatus.RUNNING

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.status == RunStatus.RUNNING

    def advance(self, steps: int, until: float = math.inf) -> None:
        """Updates until that position, the run's end, or until `time.perf_counter` has passed
        `until`."""
        begun = time.perf_counter()
        with np.errstate(all="ignore"):  # what overflows is caught by its loss
            while self.position < steps and self.status == RunStatus.RUNNING:
                self.update()
                if time.perf_counter() >= until:
                    break
        self.seconds += time.perf_counter() - begun

    def _move(self, loss: float) -> bool:
        """Take down the loss and the norm of its gradient, and move the parameters; False, and nothing
        is moved, if one of the two is not finite."""
        gradient = self.gradients["all"]
        norm = math.sqrt(gradient.dot(gradient))
        if math.isinf(norm):  # squares overflow in float32 before the numbers themselves do
            norm = float(np.linalg.norm(gradient.astype(float)))
        if self.clipped:
            self._clip(norm)
        self.losses.append(loss)
        self.gradient_norms.append(norm)
        if not math.isfinite(loss + norm):
            self.diverged_at = self.optimizer.updates + 1
            return False
        self.optimizer.update(self.parameters, self.gradients)
        return True

    def _rng(self, seed: int) -> np.random.Generator:
        """What a line of the log is drawn with; it depends on seed and update alone."""
        key = (4, self.optimizer.updates)
        return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))

    def _say(self, seen: Callable[[], LoggedUpdate]) -> dict[str, Any] | None:
        """What the task says in the line of the update that begins, if that prints one."""
        due = self.log is not None and self.log.is_due(self.optimizer.updates)
        return self.task.said(seen()) if due else None

    def _print(self, count: int, said: dict[str, Any] | None) -> None:
        """Have the log take down the update that was made, whose loss is a mean over so many."""
        if self.log is not None:
            self.log.note(self.optimizer.updates - 1, self.losses[-1], count, said)

    def _clip(self, norm: float) -> None:
        run = self.run
        if run.clip_norm is not None and norm > run.clip_norm:
            clip_norm(self.gradients, run.clip_norm)
        if run.clip_value is not None:
            clip_value(self.gradients, run.clip_value)

    def checkpoint(self) -> dict[str, Any]:
        """All that is needed to go on exactly from here."""
        hidden, memory = self.states
        log = {} if self.log is None else {"log": self.log.checkpoint()}
        return log | {
            "parameters": self.named(self.parameters["all"]),
            "hidden": [h.copy() for h in hidden],
            "memory": [None if c is None else c.copy() for c in memory],
            "position": self.position,
            "updates": self.optimizer.updates,
            "rate": self.optimizer.rate,
            # under PyTorch's names too: how they are laid out is nobody else's affair
            "optimizer": {
                kind: self.named(of["all"]) for kind, of in self.optimizer.moments.items() if of
            },
        }

    def restore(self, checkpoint: dict[str, Any]) -> None:
        """Go back (or on) to a checkpoint."""
        self.parameters["all"][...] = self.vector_of(checkpoint["parameters"])
        hidden, memory = self.states
        for mine, theirs in zip(hidden, checkpoint["hidden"], strict=True):
            mine[...] = theirs
        for own, other in zip(memory, checkpoint["memory"], strict=True):
            if own is not None:
                own[...] = other
        self.position = checkpoint["position"]
        self.optimizer.updates, self.optimizer.rate = checkpoint["updates"], checkpoint["rate"]
        # before its first update an optimizer has no moments
        self.optimizer.moments = {kind: {} for kind in self.optimizer.moment_names}
        for kind, of in checkpoint["optimizer"].items():
            self.optimizer.moments[kind] = {"all": self.vector_of(of)}
        if self.log is not None:
            self.log.restore(checkpoint.get("log"))
        self.losses, self.gradient_norms, self.diverged_at = [], [], None
        self.last = math.nan, math.nan

    def frame(self, held_out: bool = False, measured: bool = True) -> RunState:
        """The run as it is now, with what happened since the last frame that had updates, and if asked
        for also its loss on the data that are held out; without its measures if those are not asked
        for."""
        losses, norms = np.array(self.losses), np.array(self.gradient_norms)
        now = self.checkpoint()
        if self.diverged_at is None:
            self.last_good = now
        network = self.network(now["parameters"])
        with np.errstate(all="ignore"):  # of a run that diverges, whatever comes out
            measures = self.measures(network) if measured else {}
            held = self.task.held_out_loss(network, self.run) if held_out else math.nan
            if len(losses):
                self.loss_sum += float(np.cumsum(losses)[-1])
                self.last = float(losses.mean()), float(norms[-1])
        made = RunState(
            samples=self.position * self.run.batch,
            updates=self.optimizer.updates,
            loss=self.last[0],
            gradient_norm=self.last[1],
            total=self.loss_sum,
            rate=self.optimizer.rate,
            status=self.status,
            diverged_at=self.diverged_at,
            seconds=self.seconds,
            measures=measures,
            load=lambda: now["parameters"],
            build=lambda parameters: network,
            update_losses=losses,
            update_norms=norms,
            held_out=held,
            log=self.log.lines if self.log is not None else [],
        )
        self.losses, self.gradient_norms = [], []
        return made

    def measures(self, network: Model) -> dict[str, float]:
        """What the task asks of a network of this run beyond its loss."""
        with np.errstate(all="ignore"):  # of a run that diverges, whatever comes out
            return self.task.right_answers(network, self.run) | self.task.measures(network)


def optimizer_of(run: Run) -> Optimizer:
    """The optimizer that a run is set to."""
    if run.root_epsilon is not None:
        return Adagrad(run.rate, run.root_epsilon, inside=True)
    return OPTIMIZERS[run.optimizer](run.rate)


def _chance(task: Task) -> float:
    """The loss in nats of who holds all answers for equally likely; of numbers none is expected."""
    count = task.sizes[1]
    return {"softmax": math.log(count), "sigmoid": count * math.log(2)}.get(task.output, 0.0)
