"""What frames of a training hold, as the pictures of a race take it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.figures.training.losses import diverged_note
from rnnviz.figures.training.run_losses import NO_LOSSES, RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.tasks.echo import Echo
from rnnviz.text.message import Refusal
from rnnviz.training.curve import STRETCHES, Curve, points, view
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import Frame, RunState
from rnnviz.training.spread import means_of_seeds

POINTS = 2_000  # that are drawn of a run's single updates


@dataclass(frozen=True)
class TrainedRuns:
    """A training up to the last of some frames, as `rnnviz.train` yields them."""

    frames: Sequence[Frame]
    experiment: Experiment

    @classmethod
    def of(cls, frames: Iterable[Frame] | Frame, experiment: Experiment | None = None) -> "TrainedRuns":
        """Of frames in their order, or of one; raises Refusal where there is none, and for frames that
        do not know of which experiment they are, unless it is said."""
        found = [frames] if isinstance(frames, Frame) else list(frames)
        if not found:
            raise Refusal("There are no frames; rnnviz.train(experiment) yields them.")
        known = experiment or found[-1].experiment
        if known is None:
            raise Refusal("These frames do not know their experiment; hand it over, too.")
        return cls(found, known)

    @property
    def last(self) -> Frame:
        """The newest frame."""
        return self.frames[-1]

    @cached_property
    def names(self) -> Sequence[str]:
        """The runs, as their curves are labelled."""
        return self.experiment.run_names

    @property
    def echo(self) -> Echo:
        """The task, where it is Echo; raises Refusal for another one."""
        if not isinstance(self.experiment.task, Echo):
            raise Refusal(
                "This picture is one of Echo; the task is {task}.", task=self.experiment.task.name
            )
        return self.experiment.task

    def exact(self, place: int) -> Network:
        """The network of a run in float64; raises Refusal for an encoder and decoder."""
        net = self.last.runs[place].network
        if not isinstance(net, Network):
            raise Refusal("This picture is one of a single network, not of an encoder and a decoder.")
        return net.astype("float64")

    def window(self, place: int) -> int | None:
        """The steps after which a run's state begins anew, None if it goes on and on."""
        run = self.experiment.runs[place]
        return None if run.carry else run.truncation.every

    def curve(self, place: int, seed: int = 0) -> Curve:
        """The course of one run with one of its seeds, from 0."""
        states = [frame.runs[place].seeds[seed] for frame in self.frames]
        stride = samples_per_update(self.experiment.runs[place], self.experiment)
        parts = [_columns(state) for state in states]
        return view(np.concatenate(parts, axis=1), stride, POINTS)

    def losses(self) -> list[RunLosses]:
        """The loss of each run, as it is drawn."""
        make = self._one if self.experiment.seeds == 1 else self._several
        return [make(place, state) for place, state in enumerate(self.last.runs)]

    def held_out(self, place: int) -> tuple[Array, Array]:
        """Samples seen when the loss on data that are held out was measured, and that loss in nats."""
        found = [
            (frame.runs[place].samples, frame.runs[place].held_out)
            for frame in self.frames
            if np.isfinite(frame.runs[place].held_out)
        ]
        seen, losses = np.array(found, float).reshape(-1, 2).T
        return seen, losses

    def measures(self, place: int) -> list[tuple[int, dict[str, float]]]:
        """Samples seen, and what the task measured then, from 0 to 1 by name."""
        states = [frame.runs[place] for frame in self.frames]
        return [(one.samples, dict(one.measures)) for one in states if one.measures]

    def _one(self, place: int, state: RunState) -> RunLosses:
        curve = self.curve(place)
        note = diverged_note(state.diverged_at)
        means = curve.means(STRETCHES)
        return RunLosses(
            self.names[place], curve.samples, curve.loss, *means, note, *self.held_out(place)
        )

    def _several(self, place: int, state: RunState) -> RunLosses:
        curves = [self.curve(place, seed) for seed in range(len(state.seeds))]
        seeds = SeedLosses(*means_of_seeds(curves, STRETCHES))
        none, note = NO_LOSSES, seeds.ends().note
        middle = (seeds.samples, seeds.band[2])
        return RunLosses(
            self.names[place], none, none, *middle, note, *self.held_out(place), seeds=seeds
        )


def _columns(state: RunState) -> Array:
    """The updates since the frame before, as a curve stores them."""
    losses, norms = state.update_losses, state.update_norms
    # the sum before them: that of all is known, that of those as well
    before = state.total - float(np.sum(losses)) if len(losses) else state.total
    return points(state.updates - len(losses) + 1, losses, norms, before)
