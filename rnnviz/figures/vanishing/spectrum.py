"""The spectrum of a chain's matrix: eigenvalues in the complex plane, singular values as bars."""

import numpy as np

from rnnviz.analysis.matrix_chain import Spectrum
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, told
from rnnviz.figures.base.numbers import power
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import FAINT, INK
from rnnviz.figures.vanishing.chain_norms import FALLS, GROWS, line_at_one
from rnnviz.figures.vanishing.chain_numbers import eigenvalue_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

SIDES = (1.25, 1.6, 2.2, 3.2, 4.5, 7.0)  # of the complex plane, in steps, so that the circle rests
MARGIN = {"l": 40, "r": 8, "t": 40, "b": 26}
ONE = 1.0 + 1e-9  # what is larger grows


def eigenvalues(spectrum: Spectrum, dark: bool) -> Part:
    """Eigenvalues of W_hh in the complex plane with the unit circle: those of the first draw large,
    of others small; inside the circle other colour and mark than outside."""
    values = spectrum.eigenvalues
    side = _side(float(np.abs(values).max()))
    first = _("an eigenvalue %{x:digits} %{y:signed} i of the first draw")
    others = _("an eigenvalue %{x:digits} %{y:signed} i of another draw")
    axis = plotly.axis(grid=False, range=[-side, side], tickangle=0, nticks=4)
    axis |= {"zeroline": True, "zerolinecolor": FAINT[dark]}
    if side < 4:
        axis |= {"tickvals": [-1, 0, 1], "ticktext": ["−1", "0", "1"]}
    made = plotly.figure(
        [*_points(values[1:], 5, 0.35, others), *_points(values[:1], 10, 1.0, first)],
        _("Eigenvalues, |λ| ≤ {radius}").format(radius=power(spectrum.radius)),
        dark,
        213,
        xaxis=axis | {"constrain": "domain"},
        yaxis=axis | {"scaleanchor": "x", "ticksuffix": "i"},
        shapes=[plotly.circle((-1, 1), (-1, 1), pen(INK[dark], 1.5), layer="below")],
        margin=MARGIN,
    )
    return told(made, eigenvalue_sheets(spectrum), [values.real, values.imag])


def _points(values: Array, size: int, opacity: float, hover: str) -> list[Part]:
    """Eigenvalues inside the unit circle, and those outside."""
    flat, traces = values.ravel(), []
    for outside, colour, mark in ((False, FALLS, "circle"), (True, GROWS, "diamond")):
        these = flat[(np.abs(flat) > ONE) == outside]
        marker = {"size": size, "color": colour, "symbol": mark}
        look = {"opacity": opacity, "showlegend": False, "hovertemplate": plotly.hover(hover)}
        traces.append(plotly.marks(these.real, these.imag, marker, **look))
    return traces


def _side(most: float) -> float:
    return next((side for side in SIDES if side >= most * 1.05), most * 1.1)


def singular_values(spectrum: Spectrum, dark: bool) -> Part:
    """Singular values of the first draw's W_hh as bars, with the line at 1."""
    values = spectrum.singular[0]
    places = list(range(1, len(values) + 1))
    hover = plotly.hover(_("singular value %{x}: stretches by %{y:digits}"))
    colours = {"color": [GROWS if value > ONE else FALLS for value in values]}
    made = plotly.figure(
        [plotly.bars(places, values, colours, hovertemplate=hover)],
        _("Singular values ≤ {largest}").format(largest=power(values[0])),
        dark,
        163,
        xaxis=plotly.axis(grid=False, tickvals=sorted({1, len(values)})),
        yaxis=plotly.axis(range=[0, _side(float(values[0]))], nticks=4),
        shapes=[line_at_one(dark, layer="above")],
        margin=MARGIN,
        bargap=0.25,
    )
    sheet = NumberSheet([_("number"), _("its singular value")], [np.array(places), values])
    return told(made, lambda: [sheet], [values])
