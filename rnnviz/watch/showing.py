"""A watched loop shown where it is trained. This room knows no pictures: one above it says who draws
them (`draw_with`), so that `watch.show()` needs nothing but the import of rnnviz."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rnnviz.text.language import N_, _
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.watch.layer_frame import LayerFrame, WatchedFrame
from rnnviz.watch.recorder import LOGGER, LoopRecorder
from rnnviz.watch.truncation import TruncationReader

ELSEWHERE = N_(
    "There is no notebook here to draw {name} in; the dashboard shows it on its page Watch "
    "(rnnviz serve)."
)


@dataclass(frozen=True)
class LoopMoment:
    """What there is to be seen of a loop."""

    name: str
    frames: Sequence[WatchedFrame] = ()  # those that are kept, the oldest first
    said: Message = NOTHING  # what the loop does
    ended: bool = False

    @property
    def newest(self) -> WatchedFrame | None:
        """The frame that is shown, None if there is none yet."""
        return self.frames[-1] if self.frames else None

    @property
    def status(self) -> str:
        """How far the loop has come."""
        if self.newest is None:
            return _("Of {name} there is nothing to be seen yet.").format(name=self.name)
        fields = {"name": self.name, "step": f"{self.newest.step:,}"}
        if self.ended:
            return _("{name} has ended; its last frame is of step {step}.").format(**fields)
        return _("{name} runs: step {step}.").format(**fields)

    def layer(self, name: str) -> LayerFrame | None:
        """A layer of the newest frame, the first that it has if there is none of this name."""
        layers = self.newest.layers if self.newest else {}
        return layers.get(name) or next(iter(layers.values()), None)


@dataclass(frozen=True)
class ShowWish:
    """What somebody wants to see."""

    layer: str = ""  # by its module's name, "" for the first
    matrix: bool = False
    dark: bool | None = None  # the ground, None for that of the place where it is shown


class LoopDrawing(Protocol):
    """Pictures of a loop that change with it."""

    def put(self, moment: LoopMoment) -> None:
        """Have a newer moment drawn; returns at once."""

    def close(self) -> None:
        """Nothing newer comes."""


class LoopDrawer(Protocol):
    """Who can draw."""

    def __call__(self, wish: ShowWish, moment: LoopMoment) -> LoopDrawing | None:
        """Begin with a moment; None where no picture can be shown."""


_drawers: list[LoopDrawer] = []


def draw_with(drawer: LoopDrawer) -> None:
    """From now on it is this one who draws."""
    _drawers[:] = [drawer]


@dataclass(eq=False)
class LoopShowing:
    """What `show` of one watch has begun. It does not hold the watch."""

    name: str
    recorder: LoopRecorder
    windows: TruncationReader
    layers: tuple[str, ...]
    _drawing: LoopDrawing | None = None
    _heard: bool = False

    def begin(self, wish: ShowWish) -> None:
        """Show the loop as it is and, while it goes on, as it will be; raises Refusal for a layer that
        is not watched."""
        if wish.layer and wish.layer.partition("#")[0] not in self.layers:
            raise Refusal(
                "{layer} is not watched here; watched are {layers}.",
                layer=wish.layer,
                layers=list(self.layers),
            )
        self.close()
        drawn = [drawer(wish, self._moment()) for drawer in _drawers]
        self._drawing = next((one for one in drawn if one is not None), None)
        if self._drawing is None:
            LOGGER.warning("%s", Message(ELSEWHERE, name=self.name))
        elif self.recorder.closed:
            self._drawing.close()
        elif not self._heard:
            self._heard = True
            self.recorder.listeners.append(self._on_frame)

    def close(self) -> None:
        """What is shown stays as it is, or as that of a loop that is watched no more."""
        drawing, self._drawing = self._drawing, None
        if drawing is None:
            return
        try:
            if self.recorder.closed:
                drawing.put(self._moment())
            drawing.close()
        except Exception as error:  # whatever it is, it is nothing to the loop
            self.recorder.failed(self.name, error)

    def _on_frame(self, _frame: WatchedFrame) -> None:
        if self._drawing is not None:
            self._drawing.put(self._moment())

    def _moment(self) -> LoopMoment:
        said = Message.join(self.windows.seen().message, *self.recorder.notes)
        return LoopMoment(self.name, tuple(self.recorder.frames), said, self.recorder.closed)
