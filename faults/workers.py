"""Workers are killed while they train, at any moment."""

import random
import statistics
import time
from collections.abc import Iterator

from faults.outcome import Outcome, timed
from faults.training import (
    begin,
    differences,
    experiment,
    kill,
    paused,
    store_of_its_own,
    wait_for_death,
    wait_for_more,
)
from rnnviz.experiments import supervisor

EACH = 10  # kills of one experiment
LATEST = 0.15  # seconds after something new is stored, at most
NOTICED = 2.0  # seconds


def kills(count: int) -> Iterator[Outcome]:
    """Kill, notice, resume, again and again; then compare with a training that nobody disturbed."""
    numbers = Outcome(
        "a worker is killed at any moment, and resumed",
        "its numbers are those of an uninterrupted training, bit for bit",
    )
    seen = Outcome("its death", f"is noticed within {NOTICED:g} s and said")
    draw, took = random.Random(0), list[float]()
    with timed(numbers), store_of_its_own() as store:
        for number, kills in enumerate(_shared(count)):
            asked = experiment(number)
            id = begin(store, asked)
            for _ in range(kills):
                wait_for_more(store, id)
                time.sleep(draw.uniform(0.0, LATEST))
                row = store.row(id)
                assert row.pid
                kill(row.pid)
                begun = time.monotonic()
                wait_for_death(store, id)
                took.append(time.monotonic() - begun)
                said = str(store.row(id).message)
                seen.note(took[-1] <= NOTICED and "Resume" in said, f"{took[-1]:.1f} s: {said}")
                supervisor.resume(id, store)
            wait_for_more(store, id)
            wrong = differences(paused(store, id), asked)
            for _ in range(kills):
                numbers.note(not wrong, "; ".join(wrong[:3]))
            store.remove(id)
    seen.figures = [f"median {statistics.median(took):.2f} s, longest {max(took):.2f} s"]
    yield numbers
    yield seen


def _shared(count: int) -> list[int]:
    """So many kills, shared among experiments."""
    whole, rest = divmod(count, EACH)
    return [EACH] * whole + [rest] * bool(rest)
