"""Training a run on an endless sequence, window by window, by the engine: the fast path."""

from typing import Any

import numpy as np

from rnnviz.data.stream import MiniBatchRows, TextStream, Windows
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import one_hot
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State
from rnnviz.runs.run import Run
from rnnviz.tasks.base import LoggedUpdate
from rnnviz.training.engine import Engine
from rnnviz.training.experiment import Experiment
from rnnviz.training.learner import Learner
from rnnviz.training.token_window import TokenWindow
from rnnviz.training.window import Window


class StreamLearner(Learner):
    """A run on an endless sequence, trained in windows by the engine: the fast path."""

    def __init__(self, run: Run, experiment: Experiment, stream: Windows) -> None:
        super().__init__(run, experiment.task, stream)
        self.windows = stream
        net = experiment.task.start(run, experiment.seed)
        self.total = -(-experiment.samples // run.batch)  # steps
        cut = run.truncation
        self.every = cut.every or self.total
        self.before = cut.before
        self.carried = run.carry
        self.seed = experiment.seed
        self.engine = Engine(net, cut.reach, cut.each, run.summed, moves=run.moves)
        # a text's tokens are looked up where that pays; all else is laid out as numbers
        self.tokens: TextStream | None = None
        if isinstance(stream, TextStream) and self.engine.looks_up(run.batch):
            self.tokens = stream
        self.hidden = [np.zeros((run.hidden, run.batch), net.dtype) for _ in range(run.layers)]
        self.memory: list[Array | None] = [
            np.zeros_like(h) if net.kind.has_memory else None for h in self.hidden
        ]
        self._begin(self.engine.vector, self.engine.gradient)

    @property
    def can_be_stacked(self) -> bool:
        """Whether it can be trained in the calls of others: not where its tokens are looked up, which
        is faster and rounds otherwise."""
        return self.tokens is None

    def update(self) -> None:
        """One update, from the next `every` steps."""
        position = self.position  # the next step that has a loss
        if isinstance(self.windows, MiniBatchRows) and self.windows.begins(position):
            for state in (*self.hidden, *self.memory):
                if state is not None:
                    state.fill(0.0)
        start, stop = max(position - self.before, 0), position + self.every
        shape = stop - start, self.every, self.run.batch
        window: Window | TokenWindow
        if self.tokens is not None:
            inputs, targets = self.tokens.as_tokens(start, position, stop)
            window = self.engine.token_window(*shape)
        else:
            inputs, targets = self.windows.window(start, position, stop)
            window = self.engine.window(*shape)
        window.forward(inputs, self.hidden, self.memory)
        said = self.say_of(inputs, targets, window.logits)
        if not self._move(window.backward(targets)):
            return
        self.print_of(said)
        if self.carried:
            # the next window starts as far before its first loss as its backward pass goes
            window.state(max(stop - self.before, 0) - start, self.hidden, self.memory)
        self.position = stop

    def lie_in(
        self, vector: Array, gradient: Array, hidden: list[Array], memory: list[Array | None]
    ) -> None:
        """Have all that moves where those arrays are: the parameters as the vector has them."""
        self.engine.lie_in(vector, gradient)
        self.parameters, self.gradients = {"all": vector}, {"all": gradient}
        self.hidden, self.memory = hidden, memory

    def say_of(self, inputs: Array, targets: Array, logits: Array) -> dict[str, Any] | None:
        """What the task says in the line of the update that begins, if that prints one."""
        return self._say(lambda: self._seen(inputs, targets, logits))

    def print_of(self, said: dict[str, Any] | None) -> None:
        """Have the log take down the update that was made."""
        self._print(self.every * self.run.batch, said)

    def _seen(self, inputs: Array, targets: Array, logits: Array) -> LoggedUpdate:
        """The update that begins, its inputs one-hot or numbers."""
        if self.tokens is not None and inputs.ndim == 2:
            inputs, targets = (one_hot(of, self.tokens.size, logits.dtype) for of in (inputs, targets))
        memory = [c for c in self.memory if c is not None]
        state = State(np.stack(self.hidden), np.stack(memory) if memory else None)
        make = self.engine.network
        return LoggedUpdate(make, inputs, targets, logits.copy(), state, self._rng(self.seed))

    @property
    def states(self) -> tuple[list[Array], list[Array | None]]:
        return self.hidden, self.memory

    def named(self, vector: Array) -> dict[str, Array]:
        return self.engine.named(vector)

    def vector_of(self, named: dict[str, Array]) -> Array:
        return self.engine.vector_of(named)

    def network(self, named: dict[str, Array]) -> Network:
        return self.engine.network(named)
