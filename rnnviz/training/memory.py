"""Where a run's data come from, and how many bytes its training holds: nothing is laid out to tell it,
however large a network or long a window."""

import math
from typing import Any, NamedTuple

import numpy as np

from rnnviz.data.delay import DelayedExamples, DelayedWindows
from rnnviz.nn.cells.carried import at_hand
from rnnviz.nn.held_bytes import held_bytes
from rnnviz.nn.network import NetworkSettings
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.tasks.base import AnswerTask, ExampleTask, StreamTask, Task
from rnnviz.training.experiment import Experiment
from rnnviz.training.token_window import looks_up
from rnnviz.training.window import AT_ONCE, BLOCK

SAMPLED = 200  # rows of a batch by whose longest sequence a batch is judged


class WindowShape(NamedTuple):
    """What an update of the engine is as large as."""

    steps: int
    losses: int  # of them, the last ones, that have a loss
    batch: int
    reach: int | None = None
    each: bool = False


def bytes_per_update(run: Run, experiment: Experiment) -> int:
    """Bytes that one update of a run holds."""
    task = experiment.task
    if fast(run, task):
        cut, steps = run.truncation, window_steps(run, experiment)
        losses = cut.every or steps
        shape = WindowShape(steps, losses, run.batch, cut.reach, cut.each)
        return bytes_of_window(NetworkSettings(**task.network(run)), run.dtype, shape)
    if isinstance(task, StreamTask):
        net = NetworkSettings(**task.network(run))
        return _bytes_of_network(net, run, window_steps(run, experiment))
    read, asked = _longest(run, experiment)
    nets = _networks(run, task)
    return sum(
        _bytes_of_network(net, run, steps) for net, steps in zip(nets, (read, asked), strict=False)
    )


def bytes_to_train(experiment: Experiment) -> int:
    """Bytes that a process holds that trains an experiment: what an update of each run with each seed
    does, and its parameters as they are, as they move, with the optimizer's moments, and in two
    checkpoints."""
    total = 0
    for run in experiment.runs:
        moments = len(OPTIMIZERS[run.optimizer].moment_names)
        copies = 5 + 3 * (1 + moments)
        count = sum(
            math.prod(shape) for net in _networks(run, experiment.task) for _, shape in net.shapes()
        )
        total += bytes_per_update(run, experiment) + copies * count * np.dtype(run.dtype).itemsize
    return total * experiment.seeds


def window_steps(run: Run, experiment: Experiment) -> int:
    """Steps that one update of a run passes, of an endless sequence; 0 where sequences have an end."""
    if isinstance(experiment.task, ExampleTask):
        return 0
    total = -(-experiment.samples // run.batch)
    # no backward pass goes behind the sequence's beginning
    return (run.truncation.every or total) + min(run.truncation.before, total)


def fast(run: Run, task: Task) -> bool:
    """Whether a run can be trained by the engine: windows of an endless sequence, tokens one-hot or
    numbers."""
    return isinstance(task, StreamTask) and run.embedding is None


def bytes_of_window(net: NetworkSettings, dtype: str, shape: WindowShape) -> int:
    """Bytes that an update of the engine holds: states, pre-activations, logits and their derivatives,
    shares of the gradient, and with `each` the derivatives of all losses on their way."""
    steps, losses, batch, _, _ = shape
    kind, size = net.kind, net.hidden
    slopes = steps
    if kind.kept_at_hand:
        slopes = at_hand(steps, kind.kept_at_hand * batch * size)
    block, many = min(steps + 1, BLOCK), min(steps + 1, -(-AT_ONCE // batch))
    numbers = losses * batch * (net.outputs + 1)  # chances, and their sums
    if net.output == "softmax" and net.outputs == 2:
        numbers += 5 * losses * batch  # see `TwoTokens`
    for layer in range(net.layers):
        readout = net.outputs if layer == net.layers - 1 else 0
        rows, width = kind.rows * size + readout, size + 2 + net.width(layer)
        numbers += (steps + 1) * batch * (kind.slabs * width + rows)
        numbers += slopes * batch * size * kind.slope_arrays
        if kind.has_memory:  # and its joined matrix halved, see `cells/lstm.py`
            numbers += (2 * steps + 1) * batch * size + rows * width
        # as `Window` decides between one product of many steps and a share for each
        if rows * width > (rows + width) * batch:
            numbers += (rows + width) * many * batch + rows * width
        else:
            numbers += block * rows * width
    if shape.each:
        numbers += size * batch * _carried(shape)
    if looks_up(net, batch):  # if they are a text's
        numbers = max(numbers, _numbers_of_tokens(net, shape, slopes))
    return numbers * np.dtype(dtype).itemsize


def _numbers_of_tokens(net: NetworkSettings, shape: WindowShape, slopes: int) -> int:
    """Numbers that a window of tokens holds that are looked up."""
    steps, losses, batch, _, _ = shape
    kind, size = net.kind, net.hidden
    states = 2 * (2 * steps + 1) if kind.has_memory else 2 * steps
    states += 2 + steps * (kind.rows + 1) + slopes * kind.slope_arrays
    matrices = size * (3 * len(kind.reading) * size + 2 * kind.rows * net.inputs)
    return states * batch * size + losses * batch * (net.outputs + 1) + matrices


def _carried(shape: WindowShape) -> int:
    """At how many pairs of a loss and a step a loss that is cut by itself is carried."""
    reach, first = shape.reach or shape.steps, shape.steps - shape.losses
    short = min(max(reach - first - 1, 0), shape.losses)  # losses that begin less than a reach in
    return short * first + short * (short + 1) // 2 + (shape.losses - short) * reach


def _bytes_of_network(net: NetworkSettings, run: Run, steps: int) -> int:
    return held_bytes(net, steps, run.batch, np.dtype(run.dtype).itemsize, backward=True)


def _networks(run: Run, task: Task) -> list[NetworkSettings]:
    """What a run trains: a network, or an encoder and a decoder."""
    if not isinstance(task, AnswerTask):
        return [NetworkSettings(**task.network(run))]
    inputs, outputs = task.sizes
    shared: dict[str, Any] = {"cell": run.cell, "hidden": run.hidden, "layers": run.layers}
    own: dict[str, Any] = {"readout": False, "output": "linear", "outputs": run.hidden}
    own["embedding"] = None if task.numbers else run.embedding
    return [
        NetworkSettings(inputs=inputs, **own, **shared),
        NetworkSettings(
            inputs=outputs,
            outputs=outputs,
            embedding=run.embedding,
            context=run.hidden if run.context else None,
            **shared,
        ),
    ]


def _longest(run: Run, experiment: Experiment) -> tuple[int, int]:
    """Steps that are read and asked of a batch, by some rows of the first one and, where a curriculum
    goes from the easy to the hard, of the last."""
    few = run.model_copy(update={"batch": min(run.batch, SAMPLED)})
    data = source(few, experiment)
    places = {0} if run.curriculum is None else {0, experiment.samples // few.batch}
    batches = [data.at(place) for place in places]
    return max(len(one.inputs) for one in batches), max(len(one.targets) for one in batches)


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
