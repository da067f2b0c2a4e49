"""The norm of each run's gradient while it trains, and where it is clipped."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, colour_of
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

LETTERS = {"tickfont": {"size": 16}}  # Plotly writes the 2 and 5 between powers of ten at 3/4 of that


def gradient_norms(
    runs: Sequence[tuple[str, Array, Array]], clips: Sequence[float | None], dark: bool
) -> Part:
    """The norm of the gradient of each run, by its name, over the samples seen, on a log scale, and
    the limits at which they are clipped."""
    data = [
        exactly(
            plotly.curve(
                samples,
                np.where(norms > 0, norms, np.nan),
                pen(colour_of(place, dark), 1.5, DASHES[place % len(DASHES)]),
                name=name,
                hovertemplate=plotly.hover(f"{name}: %{{y:digits}}"),
            ),
            x=samples,
            y=norms,
        )
        for place, (name, samples, norms) in enumerate(runs)
    ]
    return plotly.figure(
        data,
        _("Norm of the gradient"),
        dark,
        260,
        xaxis=plotly.axis(_("samples seen"), grid=False, range=[0.0, _last(runs)]),
        yaxis=_norm_axis(runs, clips) | LETTERS,
        shapes=[
            plotly.level(clip, pen(colour_of(place, dark), 2, "dash"))
            for place, clip in enumerate(clips)
            if clip is not None
        ],
    )


def _last(runs: Sequence[tuple[str, Array, Array]]) -> float:
    """Where the longest curve ends."""
    return max([float(samples[-1]) for _name, samples, _norms in runs if len(samples)], default=1.0)


def _norm_axis(runs: Sequence[tuple[str, Array, Array]], clips: Sequence[float | None]) -> Part:
    """An axis that holds every norm and every limit; it has a range also where there is none."""
    limits = np.array([clip for clip in clips if clip is not None])
    every = np.concatenate([limits, *(norms for _name, _samples, norms in runs)])
    drawn = np.log10(every[np.isfinite(every) & (every > 0.0)])
    low, high = (float(drawn.min()), float(drawn.max())) if len(drawn) else (-1.0, 1.0)
    # whole quarters of a decade, so that the ends rarely move
    first, last = float(np.floor(4.0 * low - 0.2) / 4.0), float(np.ceil(4.0 * high + 0.2) / 4.0)
    each = max(1.0, float(np.ceil((last - first) / 6.0)))
    return plotly.log_axis(_("‖gradient‖"), first, last, each)
