"""The moments of a training as a slider has them."""

from dataclasses import dataclass
from typing import Self

from rnnviz.experiments.row import Row
from rnnviz.text.language import _

NOTCHES = 400


@dataclass(frozen=True)
class Scale:
    """The slider of a race, in samples seen."""

    end: int
    step: int
    last: int  # the newest frame
    key: str
    live: bool  # whether frames arrive

    @classmethod
    def of(cls, row: Row, last: int) -> Self:
        """Of a race whose newest frame stands at its `last` samples. While frames arrive the end is
        that of the race, or it would be another slider with every frame."""
        end = max(row.total if row.status.is_alive else last, 1)
        step, key = max(end // NOTCHES, 1), f"moment {row.id} to {end}"
        return cls(end, step, last, key, row.status.is_alive)

    @property
    def notches(self) -> list[int]:
        """Where the slider can stand."""
        return [*range(0, self.end, self.step), self.end]

    def nearest(self, at: int | None) -> int:
        """The notch that stands for a moment; None is the newest one."""
        return self.end if at is None else min(self.notches, key=lambda notch: abs(notch - at))

    def label(self, at: int) -> str:
        """A notch as it is written: the end of a race that goes on is not where that has come to."""
        return _("the newest") if self.live and at == self.end else f"{at:,}"

    def back(self, at: int) -> int | None:
        """What the slider stands at, None at its end; its last notch may lie a little before that."""
        return at if at <= self.end - self.step and at < self.last else None
