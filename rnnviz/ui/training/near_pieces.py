"""Each picture of a race by itself: drawn once for all who look at the same, and seldom while it is out
of sight and the training goes on."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.training.race_view import PIECES, RaceView, size_of

SELDOM = 4.0  # seconds that what is out of sight may be behind


@dataclass
class _Last:
    """What was drawn last under some names, of whatever frame."""

    drawn: Mapping[str, LivePiece] | None = None
    at: float = 0.0  # on the clock of time.monotonic

    @property
    def is_fresh(self) -> bool:
        return self.drawn is not None and time.monotonic() - self.at < SELDOM


_LAST = SharedCache(entries=200, size=1)


def near_pieces(
    names: Sequence[str],
    view: RaceView,
    draw: Callable[[], Mapping[str, LivePiece]],
    of_bits: bool = False,
    of_time: bool = False,
) -> Mapping[str, LivePiece]:
    """The pictures of some names that are drawn together, as they are now, or a moment ago if none of
    them is in sight. They are the same whatever bits are typed and whatever time is left, unless they
    are `of_bits` or `of_time`."""
    asked = replace(view.asked, own="", near="", bits=view.asked.bits if of_bits else "")
    if not asked.id:
        return draw()
    last = _LAST.get((asked, names[0]), _Last) if not view.back else _Last()
    if last.is_fresh and not view.is_near(names) and last.drawn is not None:
        return last.drawn
    newest = view.course.frames[-1] if view.course.frames else None
    key = names[0], asked, newest, view.moment and view.moment.head, view.left if of_time else None
    found = PIECES.get(key, draw, size_of)
    last.drawn, last.at = found, time.monotonic()
    return found
