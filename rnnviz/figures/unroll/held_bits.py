"""Which earlier bits stand in the state of a network of Echo."""

from collections.abc import Collection, Sequence

import numpy as np

from rnnviz.analysis.echo_held import Held
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, exactly, told
from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import FAINT, INK, NAMED, SIGNED_SCALE
from rnnviz.text.language import _, _n, listed

KEPT = 0.5  # of a bit that is told at least, for it to count as kept


def held_bits(found: Held, wanted: Collection[int], dark: bool) -> Part:
    """How much of each earlier bit all units together tell, the bits that the answer depends on
    named."""
    places = list(range(len(found.lags)))
    colours = [NAMED[0] if lag in wanted else FAINT[dark] for lag in found.lags]
    text = [bit_name(lag) if lag in wanted else "" for lag in found.lags]
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
            [bit_name(lag), percent(share)]
            for lag, share in zip(found.lags, found.explained, strict=True)
        ],
        hovertemplate=plotly.hover(_("%{customdata[0]}: the state explains %{customdata[1]} of it")),
    )
    made = plotly.figure(
        [bars],
        _("How much of each earlier bit the state tells"),
        dark,
        280,
        xaxis=_lag_axis(found.lags),
        yaxis=plotly.share_axis(0.0, 1.15, (0, 0.5, 1), title={"text": _("explained")}),
        showlegend=False,
    )
    lags = np.array(found.lags)
    sheet = NumberSheet([_("steps back"), _("explained")], [lags, found.explained])
    return told(made, lambda: [sheet], [lags, found.explained])


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
    heat = exactly(heat, x=np.array(found.lags), z=found.units)
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
    """How much the state tells of the bits that count, and which bits it keeps."""
    shares = dict(zip(found.lags, found.explained.tolist(), strict=True))
    said = listed(
        _("{share} of {bit}").format(share=percent(shares[lag]), bit=bit_name(lag))
        for lag in sorted(wanted)
    )
    if not said:
        return _("The answer depends on no bit.")
    told = _("Read by a straight line, the state tells {said}.").format(said=said)
    return f"{told} {_kept([lag for lag, share in shares.items() if share >= KEPT])}"


def _kept(lags: Sequence[int]) -> str:
    """Of which bits most is told."""
    if not lags:
        return _("Of no bit it tells more than half.")
    if lags == [*range(len(lags))]:
        said = _n(
            "It tells more than half of the newest bit alone, {first}.",
            "It tells more than half of each of the {count} newest bits, {first} to {last}.",
            len(lags),
        )
    else:
        said = _("It tells more than half of {bits}.")
    bits = [*map(bit_name, lags)]
    return said.format(count=len(lags), first=bits[0], last=bits[-1], bits=listed(bits))


def bit_name(lag: int) -> str:
    """The bit so many steps back, as the page writes it."""
    return f"X[t−{lag}]" if lag else "X[t]"
