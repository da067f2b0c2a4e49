"""What is done against vanishing and exploding gradients, side by side."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.matrix_chain import MOST_HIDDEN
from rnnviz.analysis.remedies import Remedy
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.numbers import given, number, power
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, NAMED
from rnnviz.figures.vanishing.chain_norms import distance_axis, half_of, line_at_one, log_axis
from rnnviz.figures.vanishing.chain_numbers import remedy_sheets
from rnnviz.figures.vanishing.chain_sentences import fate, fate_words
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

HEIGHT, PLOTTED = 420, 324  # pixels, and those between title and axis


def remedies(found: Sequence[Remedy], dark: bool) -> Part:
    """The median norm of each network's gradient against distance, on a log axis around 1."""
    bands = [band(one.norms) for one in found]
    # what falls far below all the others may leave the picture: its label says where it ended
    half = min(half_of(np.concatenate([rows[2] for rows in bands])), 40.0)
    steps = len(found[0].norms) - 1
    ends = [
        _end(one, rows[2], place, half, dark)
        for place, (one, rows) in enumerate(zip(found, bands, strict=True))
    ]
    made = plotly.figure(
        [_median(one, rows, place) for place, (one, rows) in enumerate(zip(found, bands, strict=True))],
        _("What is done about it: the gradient’s norm against distance, medians"),
        dark,
        HEIGHT,
        xaxis=distance_axis(steps),
        yaxis=log_axis(half, _("norm of the gradient (log scale)")),
        shapes=[line_at_one(dark)],
        annotations=plotly.apart(ends, PLOTTED / (2 * half), 20.0),
        margin={"l": 72, "r": 320, "t": 44, "b": 52},
        hovermode="closest",
    )
    return told(made, remedy_sheets(found), [one.norms for one in found])


def _median(one: Remedy, rows: Array, place: int) -> Part:
    """One network's median, and in its hover what the middle of the draws does."""
    words = _("{name}, {steps} back: median {middle}<br>10–90 % of draws: {lower} to {upper}")
    hovers = [
        words.format(
            name=one.name, steps=d, middle=power(middle), lower=power(lower), upper=power(upper)
        )
        + f"<br>{one.what}"
        for d, (lower, middle, upper) in enumerate(rows[1:4].T)
    ]
    return plotly.line(
        range(len(rows[2])),
        np.where(rows[2] > 0.0, rows[2], np.nan),
        pen(NAMED[place], 3, DASHES[place]),
        name=str(one.name),
        hoverinfo="text",
        hovertext=hovers,
    )


def _end(one: Remedy, middle: Array, place: int, half: float, dark: bool) -> Part:
    """A network's name at the end of its line, with what its median came to."""
    last, what = fate(middle)
    at = float(np.clip(np.log10(middle[last]), -half, half))
    came_to = fate_words(what, last) if what else power(middle[last])
    return plotly.line_end(
        len(middle) - 1,
        at,
        _("{name}: {value}").format(name=one.name, value=came_to),
        NAMED[place],
        dark,
    )


def remedies_sentence(found: Sequence[Remedy], limit: float, forget: float, steps: int) -> str:
    """What clipping did here, and what an LSTM's forget bias stands for."""
    factor = float(np.median(found[1].norms[0] / found[0].norms[0]))
    capped = (
        _(
            "Clipping here multiplied the whole gradient by {factor} (median), so that its norm "
            "by all parameters is at most {limit}: the curve moves down as it is. It caps the "
            "size and brings no vanished signal back."
        ).format(factor=power(factor), limit=power(limit))
        if factor < 1.0
        else _(
            "Clipping changes nothing here: the gradient is within the limit. It brings no vanished "
            "signal back."
        )
    )
    gate = 1.0 / (1.0 + np.exp(-forget))
    return _(
        "{capped} An LSTM’s cell keeps a share of its gradient at each step, at first about σ(forget "
        "bias): σ(1) = 0.73 leaves {left} after {steps} steps, σ({forget}) = {gate} leaves {more}."
    ).format(
        capped=capped,
        left=power(0.7310585786300049**steps),
        steps=steps,
        forget=given(forget),
        gate=number(float(gate)),
        more=power(float(gate**steps)),
    )


def size_sentence(size: int) -> str:
    """That the compared networks are smaller than a wide matrix; "" where they are as large."""
    if size <= MOST_HIDDEN:
        return ""
    return _("Compared are networks of {count} units, not of {size:,}.").format(
        count=MOST_HIDDEN, size=size
    )
