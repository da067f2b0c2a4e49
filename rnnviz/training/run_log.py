"""What a run prints as it goes on: a line every so many updates, as programs do that are read."""

from collections.abc import Mapping
from typing import Any

from rnnviz.runs.run import Run

MOST_LINES = 500  # that are kept, the newest
DECAY = 0.999  # of the smoothed loss


class RunLog:
    """The lines of one run.

    Each has its `update`, from 0, its `loss` as the run has it (summed or averaged), the `mean` loss
    since the line before, the loss `smooth`ed from what is expected of who knows nothing, and what the
    task says. `chance` is that expectation a step.
    """

    def __init__(self, run: Run, chance: float, at_end: bool) -> None:
        self.every, self.summed, self.chance = run.log, run.summed, chance
        self.first = run.log - 1 if at_end else 0
        self.lines: list[dict[str, Any]] = []
        self.smooth: float | None = None
        self.total, self.updates = 0.0, 0  # mean losses since the last line, and how many

    def is_due(self, update: int) -> bool:
        """Whether the update of that number, from 0, prints a line."""
        return update % self.every == self.first

    def note(self, update: int, loss: float, count: int, said: Mapping[str, Any] | None) -> None:
        """Take down an update by its mean loss over so many answers, and what is said in its line if
        it prints one."""
        shown = loss * count if self.summed else loss
        if self.smooth is None:
            self.smooth = self.chance * count if self.summed else self.chance
        self.smooth = DECAY * self.smooth + (1.0 - DECAY) * shown
        self.total += loss
        self.updates += 1
        if said is not None:
            mean = self.total / self.updates
            line = {"update": update, "loss": shown, "mean": mean, "smooth": self.smooth, **said}
            self.lines = [*self.lines, line][-MOST_LINES:]
            self.total, self.updates = 0.0, 0

    def checkpoint(self) -> dict[str, Any]:
        """All that is needed to go on, ready for JSON."""
        return {
            "lines": self.lines,
            "smooth": self.smooth,
            "total": self.total,
            "updates": self.updates,
        }

    def restore(self, checkpoint: Mapping[str, Any] | None) -> None:
        """Go back (or on) to a checkpoint, None for the beginning."""
        found = checkpoint or {}
        self.lines, self.smooth = found.get("lines", []), found.get("smooth")
        self.total, self.updates = found.get("total", 0.0), found.get("updates", 0)
