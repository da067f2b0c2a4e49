"""Training any network on any task by `propagation.py`: padded batches, both directions, embeddings.

It is slower than the engine, which knows only windows of an endless sequence and one-hot tokens, and
costs the same: the mean loss over all steps of the batch that have one.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rnnviz.data.stream import MiniBatchRows
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.losses import losses, losses_by_logits, squared_errors_by_logits, with_target
from rnnviz.nn.propagation import State, backward, forward, zero_state
from rnnviz.runs.run import Run
from rnnviz.tasks.base import ExampleTask, LoggedUpdate
from rnnviz.training.experiment import Experiment
from rnnviz.training.learner import Learner


class ModelLearner(Learner):
    """A run that trains a network, or an encoder and a decoder, just as they are: their parameters are
    parts of the one vector."""

    net: Any
    count: int  # answers of the last update

    def _lay_out(self, model: Model) -> None:
        self.names = list(model.parameters)
        vector = self.vector_of(model.parameters)
        gradient = np.zeros_like(vector)
        self.net = model.with_parameters(views(vector, model.parameters))
        self.by_parameter = views(gradient, model.parameters)
        self._begin(vector, gradient)

    def _learn(
        self, output: str, logits: Array, targets: Array, back: Callable[[Array], Mapping[str, Array]]
    ) -> bool:
        """One update by the loss, its mean or its sum; `back` goes from its derivatives by the logits
        to those by the parameters. False if it was not finite, and nothing was moved."""
        costs = losses(output, logits, targets)
        known = with_target(targets, tokens=targets.ndim == 2)
        self.count = int(np.count_nonzero(known))
        if self.run.squared:
            slopes = squared_errors_by_logits(logits, targets)
        else:
            slopes = losses_by_logits(output, logits, targets)
        if not self.run.summed:
            slopes /= self.count
        found = back(slopes)
        for name, view in self.by_parameter.items():
            view[...] = found[name] if self.run.moves(name) else 0.0
        return self._move(float(costs.sum(where=known)) / self.count)

    def named(self, vector: Array) -> dict[str, Array]:
        return {name: view.copy() for name, view in views(vector, self.net.parameters).items()}

    def vector_of(self, named: dict[str, Array]) -> Array:
        return np.concatenate([named[name].ravel() for name in self.names])  # a file has its own order

    def network(self, named: dict[str, Array]) -> Model:
        made: Model = self.net.with_parameters(named)
        return made


class GeneralLearner(ModelLearner):
    """A run on sequences of their own, one batch an update, or on windows of an endless sequence."""

    def __init__(self, run: Run, experiment: Experiment, stream: Any) -> None:
        super().__init__(run, experiment.task, stream)
        self.seed = experiment.seed
        self.data = stream  # `at` batches of examples, or a `window` of an endless sequence
        self.endless = not isinstance(experiment.task, ExampleTask)
        self.total = -(-experiment.samples // run.batch)
        self.every = (run.truncation.every or self.total) if self.endless else 1
        net = experiment.task.start(run, experiment.seed)
        self.state = zero_state(net, run.batch)
        self._lay_out(net)

    def update(self) -> None:
        """One update, from the next batch or window."""
        net, before = self.net, self._state_before()
        inputs, targets, lengths = self._next()
        done = forward(net, inputs, before, lengths)
        said = self._say(
            lambda: LoggedUpdate(
                lambda: net, inputs, targets, done.logits, before, self._rng(self.seed)
            )
        )
        if not self._learn(
            net.output, done.logits, targets, lambda slopes: backward(net, done, slopes).parameters
        ):
            return
        self._print(self.count, said)
        if self.endless and self.run.carry:
            self.state = done.state
        self.position += self.every

    def _state_before(self) -> State:
        """The state before the next update: zeros where its windows begin again."""
        if isinstance(self.data, MiniBatchRows) and self.data.begins(self.position):
            self.state = zero_state(self.net, self.run.batch)
        return self.state

    def _next(self) -> tuple[Array, Array, Array | None]:
        """Inputs, targets and, if they are not all equal, lengths of the next update."""
        place = self.position
        if not self.endless:
            batch = self.data.at(place)
            return batch.inputs, batch.targets, batch.unequal
        inputs, targets = self.data.window(place, place, place + self.every)
        return inputs.argmax(axis=1), targets, None  # endless numbers are the engine's

    @property
    def states(self) -> tuple[list[Array], list[Array | None]]:
        if not self.endless:
            return [], []
        hidden, memory = self.state
        return list(hidden), [None] * len(hidden) if memory is None else list(memory)


def views(vector: Array, parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Every parameter's part of a vector."""
    sizes = [array.size for array in parameters.values()]
    parts = np.split(vector, np.cumsum(sizes)[:-1])
    return {
        name: part.reshape(array.shape)
        for part, (name, array) in zip(parts, parameters.items(), strict=True)
    }
