"""How what a run makes of the typed input came about, at some stages of its training."""

import pickle
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from rnnviz.figures.tasks import came_about as figures
from rnnviz.figures.tasks.came_about import Small, Stage
from rnnviz.nn.encoder_decoder import Model
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Task
from rnnviz.text.language import current
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.panels.base import Play


@dataclass(frozen=True)
class PutToAll:
    """What a network is asked, and by what it is known from others."""

    key: bytes
    asked: Any = field(compare=False)


def show(canvas: Canvas, playing: Play, asked: Any) -> None:
    """The stages of a run, each with what its network made of the same; asks the session nothing."""
    small, question = PANELS[playing.task.name].small, PutToAll(pickle.dumps(asked), asked)
    if small is None:
        return
    with suppress(StoreError):  # a frame that has just been thinned out: the next one draws them again
        stages = [
            Stage(
                past.share,
                past.samples,
                _small(playing.task, past.model, playing.run.delay, question, current()),
            )
            for past in playing.stages()
        ]
        canvas.html(figures.came_about(stages), f"{canvas.name} came about")


@kept_with_model(16)
def _small(learned: Task, model: Model, delay: int, question: PutToAll, language: str) -> Small:
    small = PANELS[learned.name].small
    assert small is not None
    return small(learned, model, delay, question.asked)
