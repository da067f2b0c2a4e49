"""What each run of Echo has learned: P(Y = 1) for every combination of the lagged bits."""

from collections.abc import Mapping

from rnnviz.analysis.echo_learned import Learned
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, told
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import FAINT, INK, MARKS, colour_of
from rnnviz.text.language import _


def learned_table(found: Mapping[str, Learned], dark: bool) -> Part:
    """P(Y = 1) for every combination of the lagged bits: the true one a bar, each run's a mark."""
    one = next(iter(found.values()))
    places = list(range(len(one.true)))
    outline = pen(INK[dark], 1)
    true = plotly.bars(
        places,
        one.true,
        {"color": FAINT[dark], "line": outline},
        name=_("true"),
        width=0.8,
        hovertemplate=plotly.hover(_("true: %{y:digits}")),
    )
    answers = []
    for place, (name, run) in enumerate(found.items()):
        shift = 0.7 * ((place + 1) / (len(found) + 1) - 0.5)
        look = {"color": colour_of(place, dark), "symbol": MARKS[place % len(MARKS)]}
        hover = plotly.hover(f"{name}: %{{y:digits}}")
        marker = look | {"size": 11, "line": outline}
        beside = [x + shift for x in places]
        answers.append(plotly.marks(beside, run.found, marker, name=name, hovertemplate=hover))
    named = [
        "<br>".join(f"X[t−{lag}]={bit}" for lag, bit in zip(one.shares, row, strict=False))
        for row in one.bits
    ]
    made = plotly.figure(
        [true, *answers],
        _("What each run answers: P(Y = 1) by the lagged bits"),
        dark,
        300,
        xaxis=plotly.axis(grid=False, tickvals=places, ticktext=named),
        yaxis=plotly.axis("P(Y = 1)", range=[0, 1.08]),
        showlegend=False,
    )
    return told(made, lambda: [_numbers(found)], [one.true, *(run.found for run in found.values())])


def _numbers(found: Mapping[str, Learned]) -> NumberSheet:
    """The lagged bits, the true probability, and each run's."""
    one = next(iter(found.values()))
    heads = [*(f"X[t−{lag}]" for lag in one.shares), _("true P(Y = 1)"), *found]
    lags = [one.bits[:, place] for place in range(len(one.shares))]
    return NumberSheet(heads, [*lags, one.true, *(run.found for run in found.values())])
