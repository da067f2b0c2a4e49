"""Training a run on sequences of numbers that are all equally long by the engine, a batch an update."""

import numpy as np

from rnnviz.data.examples import ExampleStream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks.base import LoggedUpdate, Task
from rnnviz.training.engine import Engine
from rnnviz.training.experiment import Experiment
from rnnviz.training.learner import Learner


class ExampleLearner(Learner):
    """A run by the squared error on such sequences: several times faster than any network on any
    task, which all other runs on sequences of their own are trained as."""

    def __init__(self, run: Run, experiment: Experiment, stream: ExampleStream) -> None:
        super().__init__(run, experiment.task, stream)
        self.data, self.seed = stream, experiment.seed
        self.total = -(-experiment.samples // run.batch)
        net = experiment.task.start(run, experiment.seed)
        self.engine = Engine(net, summed=run.summed, squared=run.squared, moves=run.moves)
        zeros = np.zeros((run.hidden, run.batch), net.dtype)
        self.hidden = [zeros] * run.layers
        self.memory = [zeros if net.kind.has_memory else None] * run.layers
        self._begin(self.engine.vector, self.engine.gradient)

    @staticmethod
    def takes(run: Run, task: Task) -> bool:
        """Whether a run is trained so."""
        return task.even and run.squared and not (run.bidirectional or run.delay)

    def update(self) -> None:
        """One update, from the next batch."""
        inputs, targets, _lengths = self.data.at(self.position)
        window = self.engine.window(len(inputs), len(inputs), self.run.batch)
        window.forward(inputs, self.hidden, self.memory)
        said = self._say(lambda: self._seen(inputs, targets, window.logits))
        if not self._move(window.backward(targets)):
            return
        self._print(len(inputs) * self.run.batch, said)
        self.position += 1

    def _seen(self, inputs: Array, targets: Array, logits: Array) -> LoggedUpdate:
        rng = self._rng(self.seed)
        return LoggedUpdate(self.engine.network, inputs, targets, logits.copy(), None, rng)

    def named(self, vector: Array) -> dict[str, Array]:
        return self.engine.named(vector)

    def vector_of(self, named: dict[str, Array]) -> Array:
        return self.engine.vector_of(named)

    def network(self, named: dict[str, Array]) -> Network:
        return self.engine.network(named)
