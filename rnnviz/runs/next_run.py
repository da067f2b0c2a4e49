"""A run to lay beside others: like one of them, with twice the length of its cut or twice the units."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rnnviz.runs.run import MOST_UNITS, Run
from rnnviz.runs.truncation import Truncation

LONGEST = 1000  # steps of a cut that is proposed; one may type more
FACTORS = tuple(Fraction(2) ** power for power in (1, 2, 3, 4, -1, -2, -3, 5, 6, 7, 8, 9))


def next_run(run: Run, runs: Sequence[Run], longer: bool) -> Run:
    """The first that is not among `runs` yet: with another length if `longer` and the run is cut, else
    with another number of units; the run itself if there is none."""
    made = _lengths(run) if longer and run.truncation.every is not None else _sizes(run)
    return next((other for other in made if other not in runs), run)


def _lengths(run: Run) -> Iterator[Run]:
    cut = run.truncation
    for factor in FACTORS:
        every, reach = int(factor * (cut.every or 0)), int(factor * (cut.reach or 0))
        if cut.every == 1:  # updated at every step, a longer reach is a longer cut
            every = 1
        if every >= 1 and 1 <= reach <= LONGEST:
            yield run.model_copy(update={"truncation": Truncation(every, reach, cut.each)})


def _sizes(run: Run) -> Iterator[Run]:
    for factor in FACTORS:
        if 1 <= (hidden := int(factor * run.hidden)) <= MOST_UNITS:
            yield run.model_copy(update={"hidden": hidden})
