"""A sweep as it stands: what of it is finished, and who may steer it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.result import Result


@dataclass(frozen=True)
class SweepNow:
    """What is known of a sweep at this moment."""

    sweep: Sweep
    results: Mapping[int, Result]
    failed: frozenset[int] = frozenset()
