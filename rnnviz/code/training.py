"""The pages Truncate and Tasks as code: one run of a race, trained on the same data."""

from rnnviz.code import numbers
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.code.training_data import TrainingData, data_of, updates_of
from rnnviz.code.training_numpy import numpy_parts
from rnnviz.code.training_torch import torch_parts
from rnnviz.nn.network import Network
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment

SHOWN = 500  # updates that a script makes at most, until its reader wants more


def training_code(experiment: Experiment, place: int) -> PageCode:
    """The run at a place, with the experiment's first seed, from the weights that it starts with.
    Raises Refusal for what is no single network, an encoder and a decoder."""
    run, task = experiment.runs[place], experiment.task
    net = task.start(run, experiment.seed)
    if not isinstance(net, Network):
        raise Refusal("An encoder and a decoder have no script yet; a single network has.")
    data = data_of(run, experiment)
    updates = min(data.updates, SHOWN)
    title = _("Training {name} on {task}, update by update").format(
        name=experiment.run_names[place], task=_(task.title)
    )
    head = [_settings(experiment, place, updates, data, kind) for kind in ("pytorch", "numpy")]
    few = [numbers.weights(net.parameters, kind) for kind in ("pytorch", "numpy")]
    return PageCode(
        title,
        [head[0], few[0], data.part, *torch_parts(experiment, place, net, data)],
        [head[1], few[1], data.part, *numpy_parts(experiment, place, net, data)],
        {**numbers.files(net.parameters), **data.files},
    )


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
