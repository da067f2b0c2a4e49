"""Training an encoder and a decoder on pairs of sequences, one padded batch an update."""

import numpy as np

from rnnviz.cells import Array
from rnnviz.examples import ExampleStream
from rnnviz.experiment import Experiment, Run
from rnnviz.general import held, views
from rnnviz.learner import Learner
from rnnviz.losses import losses, losses_by_logits, with_target
from rnnviz.seq2seq import EncoderDecoder, backward, encode, forward, own_tokens, right_tokens
from rnnviz.tasks.protocol import AnswerTask


class AnswerLearner(Learner):
    """A run on an `AnswerTask`: the mean loss over all tokens of the answers, END included."""

    def __init__(self, run: Run, experiment: Experiment, stream: ExampleStream) -> None:
        super().__init__(run, experiment.task, stream)
        self.data, self.seed = stream, experiment.seed
        model = experiment.task.start(run, experiment.seed)
        self.total = -(-experiment.samples // run.batch)
        self.names = list(model.parameters)
        vector = self.vector_of(model.parameters)
        gradient = np.zeros_like(vector)
        self.model: EncoderDecoder = model.with_parameters(views(vector, model.parameters))
        self.by_parameter = views(gradient, model.parameters)
        self._begin(vector, gradient)

    def update(self) -> None:
        """One update, from the next batch."""
        batch = self.data.at(self.position)
        lengths = None if batch.lengths.min() == len(batch.inputs) else batch.lengths
        fed = self._fed(batch.inputs, batch.targets, lengths)
        done = forward(self.model, batch.inputs, fed, lengths)
        costs = losses(self.model.decoder.output, done.logits, batch.targets)
        known = with_target(batch.targets, tokens=True)
        count = np.count_nonzero(known)
        slopes = losses_by_logits(self.model.decoder.output, done.logits, batch.targets)
        slopes /= count
        found = backward(self.model, done, slopes)
        for name, view in self.by_parameter.items():
            view[...] = found[name]
        if self._move(float(costs.sum(where=known)) / count):
            self.position += 1

    def _fed(self, inputs: Array, targets: Array, lengths: Array | None) -> Array:
        """What the decoder is fed; which steps are forced depends on seed and position alone."""
        share = self.run.forcing
        if share == 1.0:
            return right_tokens(targets)
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(3, self.position)))
        return own_tokens(self.model, encode(self.model, inputs, lengths), targets, share, rng)

    def named(self, vector: Array) -> dict[str, Array]:
        return {name: view.copy() for name, view in views(vector, self.model.parameters).items()}

    def vector_of(self, named: dict[str, Array]) -> Array:
        return np.concatenate([named[name].ravel() for name in self.names])  # a file has its own order

    def network(self, named: dict[str, Array]) -> EncoderDecoder:
        return self.model.with_parameters(named)


def answering_memory(run: Run, task: AnswerTask, batch: tuple[int, int]) -> int:
    """Bytes that one update holds, for batches of so many steps read and written."""
    model = task.start(run, 0)
    return held(model.encoder, batch[0], run.batch) + held(model.decoder, batch[1], run.batch)
