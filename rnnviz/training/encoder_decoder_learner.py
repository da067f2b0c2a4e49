"""Training an encoder and a decoder on pairs of sequences, one padded batch an update."""

import numpy as np

from rnnviz.data.examples import ExampleStream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import backward, encode, forward, own_tokens, right_tokens
from rnnviz.runs.run import Run
from rnnviz.tasks.base import LoggedUpdate
from rnnviz.training.experiment import Experiment
from rnnviz.training.network_learner import ModelLearner


class AnswerLearner(ModelLearner):
    """A run on an `AnswerTask`: the mean loss over all tokens of the answers, END included."""

    def __init__(self, run: Run, experiment: Experiment, stream: ExampleStream) -> None:
        super().__init__(run, experiment.task, stream)
        self.data, self.seed = stream, experiment.seed
        self.total = -(-experiment.samples // run.batch)
        self._lay_out(experiment.task.start(run, experiment.seed))

    def update(self) -> None:
        """One update, from the next batch."""
        model, batch = self.net, self.data.at(self.position)
        fed = self._fed(batch.inputs, batch.targets, batch.unequal)
        done = forward(model, batch.inputs, fed, batch.unequal)
        said = self._say(
            lambda: LoggedUpdate(
                lambda: model, batch.inputs, batch.targets, done.logits, None, self._rng(self.seed)
            )
        )
        if self._learn(
            model.decoder.output,
            done.logits,
            batch.targets,
            lambda slopes: backward(model, done, slopes),
        ):
            self._print(self.count, said)
            self.position += 1

    def _fed(self, inputs: Array, targets: Array, lengths: Array | None) -> Array:
        """What the decoder is fed; which steps are forced depends on seed and position alone."""
        share = self.run.forcing
        if share == 1.0:
            return right_tokens(targets)
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(3, self.position)))
        return own_tokens(self.net, encode(self.net, inputs, lengths), targets, share, rng)
