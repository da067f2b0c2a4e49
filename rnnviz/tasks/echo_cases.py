"""How Echo's floors come about: what can be seen of its bits, and how sure of the answer that makes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from rnnviz.tasks.echo import Echo, coin

FEW = 8  # floors; of more only those are derived that learn the lags one after the other


@dataclass(frozen=True)
class Case:
    """One combination of the known bits, as probable as every other one."""

    bits: tuple[int, ...]  # in the order of the known lags
    chance: float  # P(Y = 1), the mean over the unknown bits

    @property
    def entropy(self) -> float:
        """−Σ p ln p, in nats."""
        return coin(self.chance) + 0.0  # never −0

    @property
    def right(self) -> float:
        """The probability of the likelier answer."""
        return max(self.chance, 1.0 - self.chance)

    @property
    def answer(self) -> int | None:
        """The likelier answer, None where both are equally likely."""
        if abs(self.chance - 0.5) < 1e-9:  # sums such as 0.3 + 0.2 round
            return None
        return int(self.chance > 0.5)


def cases(task: Echo, known: Iterable[int]) -> list[Case]:
    """All combinations of the bits at the known lags, the first lag's bit changing last; the mean of
    their entropies is `task.floor(known)`. Raises KeyError for a lag that the task has not."""
    lags = sorted(set(known))
    weights = [task.lags[lag] for lag in lags]
    rest = task.base + sum(w for lag, w in task.lags.items() if lag not in lags) / 2
    found = []
    for bits in product((0, 1), repeat=len(lags)):
        chance = rest + sum(w * bit for w, bit in zip(weights, bits, strict=True))
        found.append(Case(bits, min(max(chance, 0.0), 1.0)))
    return found


def right(task: Echo, known: Iterable[int]) -> float:
    """The share of answers that are right at best if the bits at these lags are known."""
    found = cases(task, known)
    return sum(case.right for case in found) / len(found)


def reset_right(task: Echo, window: int, delay: int = 0) -> float:
    """The same where the state is reset every `window` steps and answers are asked `delay` steps late:
    the mean over the places in a window."""
    # from each of these places on one lag more is visible
    edges = [0, *(min(lag + delay, window) for lag in task.lags), window]
    seen = list(task.lags)
    parts = (
        (stop - start) * right(task, seen[:count])
        for count, (start, stop) in enumerate(pairwise(edges))
        if stop > start
    )
    return sum(parts) / window


def rights(task: Echo) -> Mapping[str, float]:
    """The share of answers that are right at best at each floor, by its name."""
    return _rights(tuple(task.lags.items()), task.base)


@lru_cache(maxsize=16)
def _rights(lags: tuple[tuple[int, float], ...], base: float) -> Mapping[str, float]:
    task = Echo(dict(lags), base)
    return {name: right(task, known) for name, known in task.known().items()}


def derived(task: Echo) -> dict[str, tuple[int, ...]]:
    """The floors that are derived case by case, by name: all of them if they are few, else those of who
    learns the lags one after the other."""
    named = task.known()
    if len(named) <= FEW:
        return named
    order = tuple(task.lags)
    return {name: lags for name, lags in named.items() if lags == order[: len(lags)]}
