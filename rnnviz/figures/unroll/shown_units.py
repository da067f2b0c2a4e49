"""Which units of a wide layer are drawn: those that vary most, because no picture has room for all."""

from collections.abc import Sequence

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

MOST = 128  # units of a layer that are all drawn
SHOWN = 64  # of a wider one


def shown_units(states: Sequence[Array]) -> Array | None:
    """The units (from 0) that vary most over the steps of all the states `(T, H)` of one layer, in
    their own order, `(SHOWN,)`; None where all are drawn."""
    if states[0].shape[1] <= MOST:
        return None
    found = np.concatenate(states)
    spread = np.zeros(found.shape[1])
    if len(found):
        known = np.where(np.isfinite(found), found, 0.0)
        spread = np.var(known / max(float(np.abs(known).max()), 1.0), axis=0)
        # what has overflowed is worth a look before all else
        spread[~np.isfinite(found).all(axis=0)] = np.inf
    return np.sort(np.argsort(-spread, kind="stable")[:SHOWN])


def shown_sentence(units: int) -> str:
    """That not all are drawn; "" where they are."""
    if units <= MOST:
        return ""
    return _(
        "The layers have {units:,} units; drawn are the {shown} that vary most here. Computed are all."
    ).format(units=units, shown=SHOWN)
