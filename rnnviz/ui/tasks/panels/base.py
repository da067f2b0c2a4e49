"""What each task shows on the page Tasks: its settings, an input to play with and its own picture.

One file a task. The page itself knows only what stands here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rnnviz.figures.tasks.came_about import Small
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks import Task
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.canvas import Canvas, PageCanvas
from rnnviz.ui.components.theme import current_appearance
from rnnviz.ui.session.address_fields import Field, SessionValues
from rnnviz.ui.training.controls import Preset


@dataclass(frozen=True)
class Past:
    """A run as it was at a frame that is stored."""

    updates: int
    loss: float  # mean since the frame before, NaN if there was no update
    model: Network | EncoderDecoder  # float32


@dataclass(frozen=True)
class PastStage:
    """A run at a stage of its training."""

    share: float  # of the training, from 0 to 1
    samples: int
    model: Network | EncoderDecoder  # float64


def _no_past() -> list[Any]:
    return []


@dataclass(frozen=True)
class Play:
    """A trained network to play with, and where it comes from."""

    task: Task
    run: Run
    model: Network | EncoderDecoder  # float64
    name: str  # "ready trained", or the run as its curve is labelled
    past: Callable[[], list[Past]] = _no_past  # the stored frames up to this one, the oldest first
    # it at some stages of its training up to this one, the untrained first; raises StoreError
    stages: Callable[[], list[PastStage]] = _no_past
    # under which other pages find it, "" if they cannot (see `ui/network/task_networks.py`)
    word: str = ""


@dataclass(frozen=True)
class Inside:
    """A network and an input that "look inside" opens on Unroll and Backpropagate."""

    text: str  # as Unroll's box has it; for a decoder what was written, without START and END
    target: str = ""
    part: str = ""  # of an encoder-decoder: "encoder" or "decoder"
    source: str = ""  # for a decoder: what its encoder has read


Slots = dict[str, Any]  # containers of the page by name, see `Canvas.at`
Compare = Callable[[Experiment, list[tuple[str, float]], bool], tuple[dict[str, Any], str] | None]


@dataclass(frozen=True)
class Panel:
    """One task on the page.

    `fields` are what the reader can set of it, the task's settings as well as the input to play with:
    their words stand in the address beside the page's own (task, runs, samples, seed, speed, axis, of),
    and their keys in the session begin with the task's name. `task` raises ValueError, a sentence, for
    settings that cannot be.

    `ask` draws the input to play with, at every key, and returns what was asked; it may put containers
    for pictures between its controls, by name. `show` draws what the network makes of that: when there
    is a newer network, again and without the page's script, so it must not ask the session anything.
    """

    watch: str  # a sentence on what to look at
    fields: tuple[Field, ...]
    task: Callable[[SessionValues], Task]  # from the session
    controls: Callable[[], None]  # the settings, in the sidebar
    ask: Callable[[Play, Slots], Any]
    show: Callable[[Canvas, Play, Any], None]
    inside: Callable[[Play], list[Inside]] | None = None
    # of a task, a network that learned it and its delay: a small picture of what it makes of what was
    # asked, for the row that shows how that came about
    small: Callable[[Any, Any, int, Any], Small] | None = None
    presets: tuple[Preset, ...] = field(default=())
    # what the reader's own file holds, shown until something is trained on it
    preview: Callable[[], None] | None = None
    # a figure of all runs together and its words, from their names and losses at the moment shown; None
    # where there is nothing to compare
    compare: Compare | None = None

    def play(self, playing: Play) -> None:
        """The input, the answer, the task's own picture, on the page as it is now."""
        slots: Slots = {}
        asked = self.ask(playing, slots)
        self.show(PageCanvas("play", current_appearance(), slots=slots), playing, asked)
