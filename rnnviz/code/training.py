"""The pages Truncate and Tasks as code: one run of a race, trained on the same data."""

from rnnviz.code import encoder_decoder, numbers
from rnnviz.code.encoder_decoder import check_writable
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.code.training_data import TrainingData, data_of, updates_of
from rnnviz.code.training_numpy import numpy_parts
from rnnviz.code.training_torch import torch_parts
from rnnviz.nn.encoder_decoder import EncoderDecoder, Model
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment

SHOWN = 500  # updates that a script makes at most, until its reader wants more


def training_code(experiment: Experiment, place: int) -> PageCode:
    """The run at a place, with the experiment's first seed, from the weights that it starts with.
    Raises Refusal for an encoder and decoder that have no script."""
    run, task = experiment.runs[place], experiment.task
    net = task.start(run, experiment.seed)
    if isinstance(net, EncoderDecoder):
        check_writable(net, run)
    data = data_of(run, experiment)
    updates = min(data.updates, SHOWN)
    title = _("Training {name} on {task}, update by update").format(
        name=experiment.run_names[place], task=_(task.title)
    )
    head = [_settings(experiment, place, updates, data, kind) for kind in ("pytorch", "numpy")]
    few = [numbers.weights(net.parameters, kind) for kind in ("pytorch", "numpy")]
    return PageCode(
        title,
        [head[0], few[0], data.part, *_parts(experiment, place, net, data, "pytorch")],
        [head[1], few[1], data.part, *_parts(experiment, place, net, data, "numpy")],
        {**numbers.files(net.parameters), **data.files},
    )


def _parts(
    experiment: Experiment, place: int, net: Model, data: TrainingData, kind: str
) -> list[ScriptPart]:
    """The network, the loss, the optimizer and the loop."""
    if isinstance(net, EncoderDecoder):
        both = encoder_decoder.torch_parts if kind == "pytorch" else encoder_decoder.numpy_parts
        return both(net, experiment.runs[place], experiment.task.numbers)
    alone = torch_parts if kind == "pytorch" else numpy_parts
    return alone(experiment, place, net, data)


def _settings(
    experiment: Experiment, place: int, updates: int, data: TrainingData, kind: str
) -> ScriptPart:
    """The imports, and how many updates are made."""
    every = updates_of(experiment.runs[place], experiment)
    lines = ["import numpy as np"]
    if kind == "pytorch":
        lines += ["import torch", "from torch import nn", "from torch.nn import functional as F"]
    said = _("The page makes {all} updates; here are the first ones.").format(all=every)
    return ScriptPart("" if updates == every else said, "\n".join([*lines, "", f"updates = {updates}"]))
