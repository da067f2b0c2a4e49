"""Which step's derivative reaches which earlier state of a watched layer."""

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.numbers import power, power_of_ten
from rnnviz.figures.base.plotly import Part
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

SIDE = 420  # pixels
DECADES = 12  # that the colours tell apart
# what hovers say of a cell; `static/figure_layout.js` puts it in
PLACES = {"t": "%{customdata[0]}", "k": "%{customdata[1]}", "v": "%{customdata[2]}"}


def entering_matrix(matrix: Array, dark: bool, direction: int = 0, where: str = "") -> Part:
    """`(T, T)`: [t, k] in colour by powers of ten, rows by where the derivative enters; `where` is the
    layer's row, and its direction 1 from right to left."""
    largest = float(np.nanmax(matrix, initial=0.0))
    high = float(np.ceil(np.log10(largest))) if largest > 0.0 else 0.0
    with np.errstate(divide="ignore"):
        logs = np.where(matrix > 0.0, np.log10(matrix), np.nan)
    words = [str(step) for step in range(1, len(matrix) + 1)]
    ends = (high - DECADES, high - DECADES / 2, high)
    return plotly.figure(
        [
            exactly(
                plotly.heat_map(
                    plotly.packed(logs),
                    "Viridis",
                    ends[0],
                    ends[-1],
                    x0=1,
                    y0=1,
                    hoverongaps=False,
                    meta={"x": words, "y": words, "log": True},
                    hovertemplate=plotly.hover(
                        _("what enters at step {t} sends to step {k} the norm {v}").format(**PLACES)
                    ),
                    colorbar=plotly.colour_bar(ends, [power_of_ten(end) for end in ends]),
                ),
                z=matrix,
            )
        ],
        matrix_title(matrix, direction, where),
        dark,
        SIDE,
        xaxis=plotly.axis(_("to the state of step k"), grid=False),
        yaxis=plotly.axis(_("enters at step t"), grid=False, autorange="reversed"),
        margin={"l": 64, "r": 24, "t": 48, "b": 52},
    )


def matrix_title(matrix: Array, direction: int = 0, where: str = "") -> str:
    """What the derivative of the step that is read last still is at the one that is read first."""
    if not len(matrix):
        return _("There are no steps")
    last, first = (0, len(matrix) - 1) if direction else (len(matrix) - 1, 0)
    said = _("What enters at step {last} reaches step {first} with norm {norm}").format(
        last=last + 1, first=first + 1, norm=power(float(matrix[last, first]))
    )
    return said + where
