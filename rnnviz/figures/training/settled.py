"""Where a loss has come to: a mean over its last stretches, with its standard error."""

import numpy as np

from rnnviz.nn.cells.base import Array

SETTLED = 6  # stretches of updates, of a run's 60: over so many the loss at its end is a mean


def settled(means: Array) -> tuple[Array, Array]:
    """Of means over stretches, `(..., N)` with N from 1, the mean of the last SETTLED and its standard
    error; the last one alone where the loss moves by more than it scatters, or there are too few."""
    last = means[..., -SETTLED:]
    newest = last[..., -1]
    if last.shape[-1] < SETTLED:
        return newest, np.zeros_like(newest)
    half = SETTLED // 2
    with np.errstate(all="ignore"):  # of a run that diverges
        noise = np.diff(last).std(axis=-1) / np.sqrt(2.0)  # of one stretch, whatever the trend
        moved = np.abs(last[..., half:].mean(axis=-1) - last[..., :half].mean(axis=-1))
        mean = last.mean(axis=-1)
        rests = (moved <= 2.5 * noise * np.sqrt(2.0 / half)) & np.isfinite(mean)
    return np.where(rests, mean, newest), np.where(rests, noise / np.sqrt(SETTLED), noise)
