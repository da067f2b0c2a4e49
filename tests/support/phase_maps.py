"""Maps of made-up sweeps whose findings are known, because they are laid out that way."""

import numpy as np

from rnnviz.figures.sweeps.phase_map import AxisKind, MapAxis, MapPanel, Measure, PhaseMap, boundary


def axis(title, numbers, kind=AxisKind.OTHER):
    return MapAxis(title, tuple(map(str, numbers)), tuple(map(float, numbers)), kind)


LAGS = axis("lag in steps", range(1, 9), AxisKind.LAG)
CUTS = axis("n of the cut, in steps", range(1, 11), AxisKind.CUT)


def panel(title, shares, y=LAGS, x=CUTS, name="windows of {}", **more):
    """A panel whose eight seeds each lie within 0.05 of their mean."""
    shares = np.asarray(shares, float)
    there = ~np.isnan(shares)
    nothing = np.zeros(shares.shape, int)
    made = {
        "title": title,
        "columns": tuple(name.format(tick) for tick in x.ticks),
        "rows": tuple(f"lag {tick}" for tick in y.ticks),
        "mean": shares,
        "low": shares - 0.05,
        "high": shares + 0.05,
        "loss": 0.66 - 0.14 * shares,
        "finished": np.where(there, 8, 0),
        "diverged": nothing,
        "failed": nothing > 0,
        "samples": nothing,
        "is_cut": True,
    }
    return MapPanel(**(made | more))


def learned_up_to(short, y=LAGS, x=CUTS):
    """Shares that are 0.9 where a lag is at most n − `short`, else 0.1."""
    lags, cuts = np.array(y.numbers)[:, None], np.array(x.numbers)[None, :]
    return np.where(lags <= cuts - short, 0.9, 0.1)


def phase_map(*panels, x=CUTS, y=LAGS, measure=Measure.LEARNED):
    line = boundary(x, y)
    return PhaseMap(x, y, panels, measure, (line,) if line else ())
