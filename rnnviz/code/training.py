"""The pages Truncate and Tasks as code: one run of a race, trained on the same data."""

import numpy as np

from rnnviz.code import encoder_decoder_numpy, encoder_decoder_torch, numbers
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.code.training_data import TrainingData, data_of, updates_of
from rnnviz.code.training_numpy import numpy_parts
from rnnviz.code.training_torch import torch_parts
from rnnviz.nn.encoder_decoder import EncoderDecoder, Model
from rnnviz.tasks.base import ExampleTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.race import Race

FIRST = 3  # losses that a script names
MOST_TRAINED = 5_000_000  # samples times weights of one update: some tenths of a second


def training_code(experiment: Experiment, place: int) -> PageCode:
    """The run at a place, with the experiment's first seed, from the weights that it starts with."""
    run, task = experiment.runs[place], experiment.task
    net = task.start(run, experiment.seed)
    data = data_of(run, experiment)
    title = _("Training {name} on {task}, update by update").format(
        name=experiment.run_names[place], task=_(task.title)
    )
    head = [_settings(experiment, place, data.updates, kind) for kind in ("pytorch", "numpy")]
    few = [numbers.weights(net.parameters, kind) for kind in ("pytorch", "numpy")]
    return PageCode(
        title,
        [head[0], few[0], data.part, *_parts(experiment, place, net, data, "pytorch")],
        [head[1], few[1], data.part, *_parts(experiment, place, net, data, "numpy")],
        {**numbers.files(net.parameters), **data.files},
        _prints(experiment, place, net),
    )


def _prints(experiment: Experiment, place: int, net: Model) -> str:
    """What it prints, with the page's own first losses, where those cost little."""
    said = _("It prints the loss of every update.")
    run = experiment.runs[place]
    weights = sum(array.size for array in net.parameters.values())
    if samples_per_update(run, experiment) * weights > MOST_TRAINED:
        return said
    alone = experiment.model_copy(update={"runs": (run,), "seeds": 1})
    learner = Race(alone).learners[0]
    with np.errstate(all="ignore"):  # a first update may overflow already: then it says so
        while learner.running and len(learner.losses) < FIRST:
            learner.update()
    found = " · ".join(f"{loss:.4f}" for loss in learner.losses)
    return said + " " + _("The page’s begin with {losses}.").format(losses=found)


def _parts(
    experiment: Experiment, place: int, net: Model, data: TrainingData, kind: str
) -> list[ScriptPart]:
    """The network, the loss, the optimizer and the loop."""
    if isinstance(net, EncoderDecoder):
        of = encoder_decoder_torch.torch_parts
        both = of if kind == "pytorch" else encoder_decoder_numpy.numpy_parts
        return both(net, experiment.runs[place], experiment.seed, experiment.task.numbers)
    alone = torch_parts if kind == "pytorch" else numpy_parts
    return alone(experiment, place, net, data)


def _settings(experiment: Experiment, place: int, updates: int, kind: str) -> ScriptPart:
    """The imports, and how many updates are made."""
    run, task = experiment.runs[place], experiment.task
    every = updates_of(run, experiment)
    lines = ["import numpy as np"]
    if kind == "pytorch":
        lines += ["import torch", "from torch import nn", "from torch.nn import functional as F"]
    settings = f"updates = {updates}"
    if not isinstance(task, ExampleTask):
        window = run.truncation.every or -(-experiment.samples // run.batch)
        settings = f"updates, every = {updates}, {window}  # an update every so many steps"
    said = _("The page makes {all} updates; here are the first ones.").format(all=every)
    return ScriptPart("" if updates == every else said, "\n".join([*lines, "", settings]))
