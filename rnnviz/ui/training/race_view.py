"""A race as somebody looks at it: all that its pictures are made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

from rnnviz.analysis.typed_bits import TypedRun
from rnnviz.experiments.moment import Frames, Moment, course, moment, typed_start
from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Course
from rnnviz.figures.training.race_course import losses_of_curves
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.tasks.echo_bits import example, read_bits
from rnnviz.text.language import languages
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.training.curve import Curve
from rnnviz.training.experiment import MOST_SEEDS, Experiment
from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.components.moment_scale import Scale
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.training.controls import names

LONGEST_WAIT = 1e7  # seconds that it is said of a race that it will take
EMPTY = Course((), ())
LATER = ("batches", "bits", "plain", "near", "exact")  # fields that an address need not have
NUMBERS = ("at", "seed")  # fields that may be none, and then are not in it
MOST_NEAR = 400  # letters of the names of what is in sight
PIECES = SharedCache(entries=2_000, size=80_000_000)


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
    bits: str = ""  # what is typed for an Echo, "" for its example
    plain: bool = False  # whether the table of memory capacities is
    near: str = ""  # the names of the pictures in sight or nearly so, "" for all
    exact: bool = False  # whether it is that very one, not the newest with the same settings
    seed: int | None = None  # which of its seeds each run is looked at with, from 0; None is the median

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
                if one.name not in NUMBERS and (one.name not in LATER or one.name in query)
            }
            found |= {name: int(query[name]) for name in NUMBERS if name in query}
            asked = cls(**found)
            if asked.seed is not None and asked.seed not in range(MOST_SEEDS):
                raise ValueError(asked.seed)
            asked = replace(asked, bits=read_bits(asked.bits), near=_near(asked.near))
        except (KeyError, ValueError) as error:
            raise Refusal("There are no such pictures.") from error
        if asked.language not in languages():
            raise Refusal("There are no such pictures.")
        return asked


def _near(names: str) -> str:
    """Names in one order, whichever way they stand on a page; raises ValueError for far too many."""
    if len(names) > MOST_NEAR:
        raise ValueError(names)
    return " ".join(sorted(set(names.split())))


@dataclass(frozen=True)
class RaceView:
    """A race at a moment."""

    asked: Asked
    experiment: Experiment
    course: Course  # up to the newest frame
    moment: Moment | None  # None before the first frame
    back: bool  # whether the reader has gone back to it
    left: int | None = None  # whole seconds that it will yet take, where that is known

    @cached_property
    def names(self) -> list[str]:
        """The runs, as their curves are labelled; each picture asks several times."""
        return names(self.experiment)

    @property
    def bits(self) -> str:
        """What is typed for an Echo, or its example."""
        return self.asked.bits or example(self.experiment.task)

    @property
    def seed(self) -> int | None:
        """Which of its seeds each run is looked at with, from 0; None is the median one."""
        asked = self.asked.seed
        return asked if asked is not None and asked < self.experiment.seeds else None

    @cached_property
    def shown(self) -> Moment | None:
        """The moment with each run as it is with that seed."""
        return self.moment and self.moment.of_seed(self.seed)

    @property
    def curves(self) -> Sequence[Curve]:
        """The course of each run with that seed."""
        if self.seed is None:
            return self.course.curves
        places = range(len(self.experiment.runs))
        return [self.course.curves_of_seeds(place)[self.seed] for place in places]

    def measures(self, place: int) -> list[tuple[int, dict[str, float]]]:
        """What a run was measured at with that seed: samples seen, and shares from 0 to 1 by name. Of
        all seeds but the median it is measured now and then."""
        if self.seed is None:
            return self.course.measures(place)
        of_runs = (of[place].seeds for _head, of in self.course.measured)
        found = (seeds[self.seed] for seeds in of_runs if seeds)
        return [(one.samples, one.shares) for one in found if one.shares]

    def typed(self, place: int) -> TypedRun:
        """What an Echo's run makes of the typed bits, before its first frame as it starts."""
        if self.shown is None:
            return typed_start(self.experiment, place, self.bits, self.seed)
        return self.shown.typed(place, self.bits)

    def is_near(self, names: Iterable[str]) -> bool:
        """Whether one of some pictures is in sight, or nearly so."""
        return not self.asked.near or not set(names).isdisjoint(self.asked.near.split())

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
            losses_of_curves(
                self.names[place],
                self.course.curves_of_seeds(place),
                run.diverged_at,
                self.course.held_out(place),
            )
            for place, run in enumerate(runs)
        ]


# what a page shows of a race: its pictures by their names, in the order of the page
Draw = Callable[[RaceView], dict[str, LivePiece]]


def look_at(store: Frames, row: Row | None, experiment: Experiment, asked: Asked) -> RaceView:
    """A race at the moment that is asked for; raises StoreError."""
    if row is None or row.newest is None:
        return RaceView(asked, experiment, EMPTY, None, back=False)
    stored = course(store, row)
    heads = [head for head in stored.frames if asked.at is None or head.samples <= asked.at]
    now = moment(store, row, heads[-1] if heads else stored.frames[0])
    back = asked.at is not None
    return RaceView(asked, experiment, stored, now, back, seconds_left(row))


def seconds_left(row: Row) -> int | None:
    """Whole seconds that a race will yet take, None where it does not run, or where nobody knows."""
    if row.status != Status.RUNNING or row.remaining is None:
        return None
    return max(round(min(row.remaining, LONGEST_WAIT)), 1)


def pieces(draw: Draw, view: RaceView) -> dict[str, LivePiece]:
    """The pictures of a race, drawn once for all who look at the same."""
    newest = view.course.frames[-1] if view.course.frames else None
    key = draw, replace(view.asked, own=""), newest, view.moment and view.moment.head, view.left
    if not view.asked.id or view.asked.near:  # else what is out of sight would stay as it is
        return draw(view)
    return PIECES.get(key, lambda: draw(view), size_of)


def kinds(drawn: Mapping[str, LivePiece]) -> list[str]:
    """The names of pictures, and which of them are words instead."""
    return [f"{name} in words" if piece.instead else name for name, piece in drawn.items()]


def state(row: Row | None, view: RaceView, drawn: Iterable[str]) -> str:
    """What of a race is shown otherwise than by pictures, and the `kinds` of those that are drawn:
    another one needs the page's script."""
    if row is None:
        return ""
    slider = Scale.of(row, view.course.frames[-1].samples).key if len(view.course.frames) > 1 else ""
    return " | ".join([row.id, row.status, str(row.message), slider, str(view.problem), *drawn])


def size_of(drawn: Mapping[str, LivePiece]) -> int:
    """Characters of pictures, about."""
    return sum(
        len(piece.data["figure"] if piece.kind == "figure" else piece.data) for piece in drawn.values()
    )
