"""Truncated backpropagation through time: how often to update, and how far back each loss may reach.

One update is made every k1 steps from the losses of those steps, and the backward pass ends k2 steps
further back: BPTT(k2; k1) of Williams & Peng (1990), "An efficient gradient-based algorithm for on-line
training of recurrent network trajectories".
"""

from dataclasses import dataclass

from rnnviz.text.message import Refusal

MOST_STEPS = 10**10  # as many samples as an experiment may have: no sequence is longer


@dataclass(frozen=True)
class Truncation:
    """One update every `every` steps (k1), from the losses of those steps, which reach back so far.

    With `each` false the backward pass starts at the end of those steps and takes `reach` steps (k2) in
    all, so that earlier losses reach less far; with `each` true every loss reaches back over exactly
    `reach` steps, its own among them. None for both is the whole sequence.

    Raises ValueError for numbers below 1 or above `MOST_STEPS`, and for a backward pass that would end
    before the first of its losses.
    """

    every: int | None = None
    reach: int | None = None
    each: bool = False

    def __post_init__(self) -> None:
        for name in ("every", "reach"):
            value = getattr(self, name)
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_STEPS
            ):
                raise Refusal(
                    "{name} is {value}; allowed are whole numbers from 1 to {most:,}.",
                    name=name,
                    value=repr(value)[:40],
                    most=MOST_STEPS,
                )
        if (self.every is None) != (self.reach is None):
            raise Refusal("every and reach are both steps, or both None for the whole sequence.")
        if (
            self.every is not None
            and self.reach is not None
            and not self.each
            and self.reach < self.every
        ):
            raise Refusal(
                "reach is {reach} and every is {every}; the walk back must pass every step that "
                "has a loss, so reach must be at least every (or each must be True).",
                reach=self.reach,
                every=self.every,
            )

    @classmethod
    def windows(cls, n: int) -> "Truncation":
        """Cut every n steps: what frameworks do."""
        return cls(every=n, reach=n)

    @classmethod
    def even(cls, n: int) -> "Truncation":
        """As many updates as `windows(n)`, and every loss reaches back n steps."""
        return cls(every=n, reach=n, each=True)

    @classmethod
    def sliding(cls, n: int) -> "Truncation":
        """An update at every step, from its one loss, which reaches back n steps."""
        return cls(every=1, reach=n)

    @classmethod
    def full(cls) -> "Truncation":
        """One update from the whole sequence, nothing cut."""
        return cls()

    def __str__(self) -> str:
        if self.every is None:
            return "full"
        if self.every == self.reach:
            return f"{'even' if self.each else 'windows'}({self.every})"
        if self.every == 1:
            return f"sliding({self.reach})"
        return f"every {self.every}, reach {self.reach}{', each' if self.each else ''}"

    @property
    def before(self) -> int:
        """How many steps before the first of its losses an update's backward pass covers."""
        if self.every is None or self.reach is None:
            return 0
        return self.reach - 1 if self.each else self.reach - self.every

    def reaches(self, loss: int, step: int) -> bool:
        """Whether the loss of one step (from 0, both) sends gradient to the state of another."""
        if step > loss:
            return False
        if self.every is None or self.reach is None:
            return True
        if self.each:
            return loss - step < self.reach
        end = (loss // self.every + 1) * self.every
        return step >= end - self.reach

    def share(self, distance: int) -> float:
        """From which share of places in a window a loss reaches back `distance` steps.

        (n - distance) / n for `windows(n)`, and all or none for `even` and `sliding`.
        """
        if self.every is None or self.reach is None:
            return 1.0
        if self.each:
            return float(distance < self.reach)
        # the loss at place p of its window reaches back p + reach - every steps
        beyond = distance - (self.reach - self.every)
        return min(max(self.every - beyond, 0), self.every) / self.every
