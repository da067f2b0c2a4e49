"""How many losses of a run of Echo send gradient to the state so many steps back, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.echo_reach import reach_matrix
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks import Echo

STEPS, LOSSES = 60, 40  # of the probe at least, and of its losses that look as far back as possible
MOST_STEPS = 200  # norms of what lies further back are not measured


@dataclass(frozen=True)
class LagReach:
    """By lag: the share of losses with a path to the state so many steps back, and the median norm of
    what they send there."""

    share: Array  # (K,) from 0 to 1
    norm: Array  # (K,) median of ||dL_t/dh_{t-k}|| over those losses, NaN where there are none


def lag_reach(net: Network, task: Echo, run: Run, lags: Sequence[int]) -> LagReach:
    """What the gradient reaches at each lag, cut as the run is cut; the norms in float64, on a fixed
    probe sequence."""
    window = None if run.carry else run.truncation.every
    share = np.array([run.share(lag) for lag in lags])
    if not share.any():
        return LagReach(share, np.full(len(lags), np.nan))
    steps = min(max(STEPS, max(lags) + LOSSES), MOST_STEPS)
    matrix = reach_matrix(net, task, window, steps)
    norms = [_median(matrix, run, lag) if share[place] else np.nan for place, lag in enumerate(lags)]
    return LagReach(share, np.array(norms))


def _median(matrix: Array, run: Run, lag: int) -> float:
    """The median over the losses that reach so far."""
    found = [matrix[t, t - lag] for t in range(lag, len(matrix)) if run.truncation.reaches(t, t - lag)]
    return float(np.median(found)) if found else np.nan
