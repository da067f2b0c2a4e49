"""Networks that the tasks open with: each task's usual run, trained to its end.

`python -m rnnviz openings [NAME ...]` makes them again. A file holds its experiment as JSON, so that
the task comes with its network.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import isnan, nan
from pathlib import Path
from typing import Any

from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.network import Network
from rnnviz.pretrained.recordings import PAIR, RECORDINGS, Recorder, record
from rnnviz.pretrained.registry import FOLDER
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Task
from rnnviz.tasks.base import AnswerTask
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import Frame
from rnnviz.training.race import train

OPENINGS = FOLDER / "tasks"


@dataclass(frozen=True)
class Opening:
    """A trained network, and what it was trained on."""

    task: Task
    run: Run
    model: Network | EncoderDecoder  # float64


@cache
def opening(name: str) -> Opening | None:
    """What a task opens with, None if nothing was trained for it yet."""
    path = OPENINGS / f"{name}.safetensors"
    if not path.exists():
        return None
    kind = EncoderDecoder if issubclass(TASKS[name], AnswerTask) else Network
    model = kind.load(path).astype("float64")
    experiment = Experiment.model_validate(model.about["experiment"])
    return Opening(experiment.task, experiment.runs[0], model)


def usual(name: str, samples: int | None = None) -> Experiment:
    """The experiment whose network a task opens with, or as much of it as so many samples are."""
    kind = TASKS[name]
    return Experiment(task=kind(), samples=samples or kind.samples, runs=(Run(**kind.usual),))


def make(
    name: str,
    folder: Path = OPENINGS,
    samples: int | None = None,
    report: Callable[[Frame], None] = lambda _: None,
) -> Path:
    """Train what a task opens with, and write it and the course of its loss, or of "echo" the pair of
    runs; raises ValueError if there is no such task."""
    if name == "echo":  # its networks can be gone back through, and none is played with
        made = folder / RECORDINGS.name / f"{name}.safetensors"
        record(PAIR if samples is None else PAIR.model_copy(update={"samples": samples})).save(made)
        return made
    if name not in TASKS:
        raise Refusal("There is no task {name!r}; there are {tasks}.", name=name, tasks=tuple(TASKS))
    experiment = usual(name, samples)
    loss, recorder = nan, Recorder(experiment)
    for frame in train(experiment):
        report(frame)
        recorder.take(frame)
        (run,) = frame.runs
        loss = loss if isnan(run.loss) else run.loss  # the last frame may be of no update
    about: dict[str, Any] = {"experiment": experiment.model_dump(mode="json"), "loss": loss}
    folder.mkdir(parents=True, exist_ok=True)
    recorder.made([-1], keeps=False).save(folder / RECORDINGS.name / f"{name}.safetensors")
    path = folder / f"{name}.safetensors"
    replace(run.network, about=about).astype("float32").save(path)
    return path
