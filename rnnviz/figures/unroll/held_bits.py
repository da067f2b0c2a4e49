"""Which earlier bits stand in the state of a network of Echo."""

from collections.abc import Collection, Sequence

from rnnviz.analysis.echo_held import Held
from rnnviz.figures.base import plotly
from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import FAINT, INK, NAMED, SIGNED_SCALE
from rnnviz.text.language import _, listed


def held_bits(found: Held, wanted: Collection[int], dark: bool) -> Part:
    """How much of each earlier bit all units together tell, the bits that the answer depends on
    named."""
    places = list(range(len(found.lags)))
    colours = [NAMED[0] if lag in wanted else FAINT[dark] for lag in found.lags]
    text = [f"X[t−{lag}]" if lag in wanted else "" for lag in found.lags]
    bars = plotly.bars(
        places,
        found.explained,
        {"color": colours, "line": plotly.pen(INK[dark], 1)},
        text=text,
        textposition="outside",
        textangle=0,
        textfont={"size": 14},
        constraintext="none",
        cliponaxis=False,
        customdata=[
            [lag, percent(share)] for lag, share in zip(found.lags, found.explained, strict=True)
        ],
        hovertemplate=plotly.hover(
            _("X[t−%{customdata[0]}]: the state explains %{customdata[1]} of it")
        ),
    )
    return plotly.figure(
        [bars],
        _("How much of each earlier bit the state tells"),
        dark,
        280,
        xaxis=_lag_axis(found.lags),
        yaxis=plotly.share_axis(0.0, 1.15, (0, 0.5, 1), title={"text": _("explained")}),
        showlegend=False,
    )


def held_by_units(found: Held, dark: bool) -> Part:
    """The correlation of each unit with each earlier bit."""
    heat = plotly.heat_map(
        plotly.packed(found.units),
        SIGNED_SCALE,
        -1.0,
        1.0,
        x0=0,
        y0=1,
        hovertemplate=plotly.hover(_("unit %{y}, bit %{x} steps back: correlation %{z:digits}")),
        colorbar=plotly.colour_bar((-1, 0, 1), ("−1", "0", "1")),
    )
    count = len(found.units)
    return plotly.figure(
        [heat],
        _("Correlation of each unit with each earlier bit"),
        dark,
        280,
        xaxis=_lag_axis(found.lags),
        yaxis=plotly.axis(
            _("unit"),
            grid=False,
            autorange="reversed",
            tickvals=list(range(1, count + 1, -(-count // 8))),
        ),
    )


def _lag_axis(lags: Sequence[int]) -> Part:
    each = -(-len(lags) // 14)
    places = list(range(0, len(lags), each))
    return plotly.axis(
        _("steps back"),
        grid=False,
        tickvals=places,
        ticktext=[str(lags[place]) for place in places],
        range=[-0.6, len(lags) - 0.4],
    )


def held_sentence(found: Held, wanted: Collection[int]) -> str:
    """How much the state tells of the bits that count, and of which other one it tells most."""
    shares = dict(zip(found.lags, found.explained.tolist(), strict=True))
    said = listed(
        _("{share} of X[t−{lag}]").format(share=percent(shares[lag]), lag=lag) for lag in sorted(wanted)
    )
    others = {lag: share for lag, share in shares.items() if lag not in wanted}
    most = max(others, key=others.__getitem__)
    if not said:
        return _("The answer depends on no bit.")
    return _(
        "Read by a straight line, the state tells {said}; of the other bits most of X[t−{most}]: "
        "{share}."
    ).format(said=said, most=most, share=percent(others[most]))
