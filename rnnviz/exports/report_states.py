"""What a network does with one sequence of its task: what a report shows of tasks other than Echo."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import EncoderDecoder, Model
from rnnviz.nn.trace import unroll
from rnnviz.tasks import ExampleTask, Task
from rnnviz.training.experiment import Experiment

STEPS = 60  # of the sequence, at most
FEWEST = 2  # steps that are a sequence


@dataclass(frozen=True)
class ReportSequence:
    """A sequence that a task draws, without a batch."""

    inputs: Array  # (T,) tokens or (T, D) numbers
    pieces: tuple[str, ...]  # the tokens as they are read, none of numbers


def sequence_of(experiment: Experiment) -> ReportSequence | None:
    """The first sequence of an experiment's data; None where it has no steps, as a picture."""
    task = experiment.task
    inputs = _first(task, experiment.seed)[:STEPS]
    if len(inputs) < FEWEST:
        return None
    tokens = task.tokens
    named = tokens is not None and inputs.ndim == 1
    return ReportSequence(inputs, tuple(tokens[one] for one in inputs) if named and tokens else ())


def hidden_states(model: Model, sequence: ReportSequence) -> Array:
    """h of the top layer from left to right over the sequence, of an encoder and decoder the encoder's,
    `(T, H)`."""
    net = model.encoder if isinstance(model, EncoderDecoder) else model
    net = replace(net, pool=None) if net.pool is not None else net
    with np.errstate(all="ignore"):  # what overflows is shown as such
        trace = unroll(net.astype("float64"), sequence.inputs)
    found: Array = trace.hidden[-net.directions]
    return found


def _first(task: Task, seed: int) -> Array:
    source: Any = task.stream(seed, 1)
    if isinstance(task, ExampleTask):
        drawn = source.at(0)
        return drawn.inputs[: int(drawn.lengths[0]), ..., 0]
    if hasattr(source, "as_tokens"):
        tokens: Array = source.as_tokens(0, 0, STEPS)[0][..., 0]
        return tokens
    numbers: Array = source.window(0, 0, STEPS)[0][..., 0]
    return numbers
