"""The norm of each run's gradient while it trains, and where it is clipped."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
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
        plotly.curve(
            samples,
            np.where(norms > 0, norms, np.nan),
            pen(colour_of(place, dark), 1.5, DASHES[place % len(DASHES)]),
            name=name,
            hovertemplate=plotly.hover(f"{name}: %{{y:.3g}}"),
        )
        for place, (name, samples, norms) in enumerate(runs)
    ]
    return plotly.figure(
        data,
        _("Norm of the gradient"),
        dark,
        260,
        xaxis=plotly.axis(_("samples seen"), grid=False),
        yaxis={"title": {"text": _("‖gradient‖")}, "type": "log", "exponentformat": "power"} | LETTERS,
        shapes=[
            plotly.level(clip, pen(colour_of(place, dark), 2, "dash"))
            for place, clip in enumerate(clips)
            if clip is not None
        ],
    )
