"""A race as somebody looks at it: all that its pictures are made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from rnnviz.experiments.moment import Moment, course, moment
from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Course, Store
from rnnviz.figures.training.losses import RunLosses, diverged_note
from rnnviz.text.language import languages
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.training.controls import names
from rnnviz.ui.training.timeline import Scale

STRETCHES = 60  # of updates, each a point of a run's mean
EMPTY = Course((), ())
PIECES = SharedCache(entries=200, size=50_000_000)


@dataclass(frozen=True)
class Asked:
    """What a reader has chosen of a race's pictures, in the words of the socket's address."""

    page: str
    id: str  # of the experiment, "" for none
    language: str
    dark: bool
    strong: bool
    logarithmic: bool
    perplexity: bool
    at: int | None = None  # samples of the moment that the reader has gone back to; None is the newest
    own: str = ""  # the word of the session whose own pictures are asked for, too
    batches: bool = False  # whether the picture of the mini-batches is unfolded

    @property
    def look(self) -> Appearance:
        """How the reader looks at all pictures."""
        return Appearance(self.language, self.dark, self.strong)

    def query(self) -> dict[str, str]:
        """For an address."""
        found = {name: value for name, value in asdict(self).items() if value is not None}
        return {
            name: str(int(value)) if isinstance(value, bool) else str(value)
            for name, value in found.items()
        }

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What `query` wrote; raises Refusal, a sentence, for anything else."""
        try:
            found: dict[str, Any] = {
                one.name: query[one.name] == "1" if one.type is bool else query[one.name]
                for one in fields(cls)
                if one.name != "at" and (one.name != "batches" or one.name in query)
            }
            asked = cls(**found, at=int(query["at"]) if "at" in query else None)
        except (KeyError, ValueError) as error:
            raise Refusal("There are no such pictures.") from error
        if asked.language not in languages():
            raise Refusal("There are no such pictures.")
        return asked


@dataclass(frozen=True)
class RaceView:
    """A race at a moment."""

    asked: Asked
    experiment: Experiment
    course: Course  # up to the newest frame
    moment: Moment | None  # None before the first frame
    back: bool  # whether the reader has gone back to it

    @property
    def names(self) -> list[str]:
        """The runs, as their curves are labelled."""
        return names(self.experiment)

    @property
    def mark(self) -> int | None:
        """Samples seen at the moment that the reader has gone back to, None at the newest one."""
        return self.moment.samples if self.moment and self.back else None

    @property
    def problem(self) -> Message:
        """What is said of what is damaged and not to be seen."""
        curves = Message("A part of the stored curves is damaged and left out.")
        return Message.join(
            self.moment.problem if self.moment else NOTHING,
            curves if self.course.is_damaged else NOTHING,
        )

    def losses(self) -> list[RunLosses]:
        """The loss of each run, as it is drawn."""
        runs = self.moment.runs if self.moment else ()
        return [
            RunLosses(
                name,
                curve.samples,
                curve.loss,
                *curve.means(STRETCHES),
                diverged_note(run.diverged_at),
                *self.course.held_out(place),
            )
            for place, (name, curve, run) in enumerate(
                zip(self.names, self.course.curves, runs, strict=False)
            )
        ]


# what a page shows of a race: its pictures by their names, in the order of the page
Draw = Callable[[RaceView], dict[str, LivePiece]]


def look_at(store: Store, row: Row | None, experiment: Experiment, asked: Asked) -> RaceView:
    """A race at the moment that is asked for; raises StoreError."""
    if row is None or row.newest is None:
        return RaceView(asked, experiment, EMPTY, None, back=False)
    stored = course(store, row)
    heads = [head for head in stored.frames if asked.at is None or head.samples <= asked.at]
    now = moment(store, row, heads[-1] if heads else stored.frames[0])
    return RaceView(asked, experiment, stored, now, back=asked.at is not None)


def pieces(draw: Draw, view: RaceView) -> dict[str, LivePiece]:
    """The pictures of a race, drawn once for all who look at the same."""
    newest = view.course.frames[-1] if view.course.frames else None
    key = replace(view.asked, own=""), newest, view.moment and view.moment.head
    if not view.asked.id:
        return draw(view)
    return PIECES.get(key, lambda: draw(view), _size)


def state(row: Row | None, view: RaceView, drawn: Iterable[str]) -> str:
    """What of a race is shown otherwise than by pictures, and the names of those that are `drawn`:
    another one needs the page's script."""
    if row is None:
        return ""
    slider = Scale.of(row, view.course).key if len(view.course.frames) > 1 else ""
    return " | ".join([row.id, row.status, str(row.message), slider, str(view.problem), *drawn])


def _size(drawn: Mapping[str, LivePiece]) -> int:
    return sum(
        len(piece.data["figure"] if piece.kind == "figure" else piece.data) for piece in drawn.values()
    )
