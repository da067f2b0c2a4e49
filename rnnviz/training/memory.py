"""Where a run's data come from, and how many bytes one of its updates holds."""

from typing import Any

from rnnviz.data.delay import DelayedExamples, DelayedWindows
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks.base import AnswerTask, ExampleTask, StreamTask, Task
from rnnviz.training.encoder_decoder_learner import bytes_of_answer
from rnnviz.training.engine import BLOCK, Engine, Window
from rnnviz.training.experiment import Experiment
from rnnviz.training.network_learner import bytes_of_network


def bytes_per_update(run: Run, experiment: Experiment) -> int:
    """Bytes that one update of a run holds; it grows evenly with the window, so that a very long one
    need not be laid out to know."""
    if not fast(run, experiment.task):
        return _bytes_of_batch(run, experiment)
    net = Network.random(**experiment.task.network(run), dtype=run.dtype)
    every = run.truncation.every or -(-experiment.samples // run.batch)
    before = run.truncation.before
    engine = Engine(net, run.truncation.reach, run.truncation.each)

    def bytes_of(losses: int) -> int:
        return Window(engine, before + losses, losses, run.batch).nbytes

    if every <= 2 * BLOCK:
        return bytes_of(every)
    short = bytes_of(BLOCK)
    return short + (bytes_of(2 * BLOCK) - short) * (every - BLOCK) // BLOCK


def fast(run: Run, task: Task) -> bool:
    """Whether a run can be trained by the engine: windows of an endless sequence, tokens one-hot or
    numbers."""
    return isinstance(task, StreamTask) and run.embedding is None


def _bytes_of_batch(run: Run, experiment: Experiment) -> int:
    """The same for a run that is not trained by the engine, by its first batch."""
    task = experiment.task
    steps = run.truncation.every or -(-experiment.samples // run.batch)
    if isinstance(task, StreamTask):
        return bytes_of_network(Network.random(**task.network(run), dtype=run.dtype), steps, run.batch)
    first = source(run, experiment).at(0)
    if isinstance(task, AnswerTask):
        return bytes_of_answer(run, task, (len(first.inputs), len(first.targets)))
    return bytes_of_network(
        Network.random(**task.network(run), dtype=run.dtype), len(first.inputs), run.batch
    )


def source(run: Run, experiment: Experiment) -> Any:
    """The data of a run, its answers as late as it has them."""
    task = experiment.task
    order: list[Any] = [] if run.curriculum is None else [run.curriculum, experiment.samples]
    if task.windowed:
        order = [run.truncation.every]
    source = task.stream(experiment.seed, run.batch, *order)
    if not run.delay:
        return source
    return (DelayedExamples if isinstance(task, ExampleTask) else DelayedWindows)(source, run.delay)
