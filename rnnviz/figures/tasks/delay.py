"""What it is worth to look ahead: the losses of runs that answer later, between those of one that
answers at once and of one that reads in both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnviz.figures.base import numbers, plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet, told
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import INK, MARKS, colour_of, on_ground
from rnnviz.text.language import _

BIG = 15


@dataclass(frozen=True)
class Late:
    """A run's loss in nats, and how many steps late it answers; None for both directions."""

    name: str
    delay: int | None
    loss: float


def delays(
    runs: Sequence[Late], floors: Mapping[int, float], both: float, dark: bool, unit: str = "nats"
) -> Part:
    """Each run's loss over its delay as a mark, the best that can be reached with each delay as a line,
    and `both` directions, which know all, as another."""
    # a run of both directions stands behind the longest delay
    steps = sorted({*floors, *(run.delay for run in runs if run.delay is not None)})
    end = steps[-1] + max(1.0, 0.15 * steps[-1])
    places = [end if run.delay is None else float(run.delay) for run in runs]
    high = 1.12 * max([*floors.values(), both, *(run.loss for run in runs if run.loss < 1e3)])
    marks = [_mark(run, x, n, unit, dark) for n, (run, x) in enumerate(zip(runs, places, strict=True))]
    names = [_mark_name(run, x, n, dark) for n, (run, x) in enumerate(zip(runs, places, strict=True))]
    made = plotly.figure(
        [_floors(floors, unit, dark), *marks],
        _("The later the answer, the more is known: losses (marks) over the best possible (dotted)"),
        dark,
        340,
        xaxis=plotly.axis(
            _("delay, in steps"),
            grid=False,
            tickvals=[*steps, end],
            ticktext=[*map(str, steps), _("both<br>directions")],
            range=[-0.35, end + 0.35],
        ),
        yaxis=plotly.axis(_("loss ({unit})").format(unit=_(unit)), range=[both - 0.16 * high, high]),
        shapes=[plotly.level(both, pen(INK[dark], 1.5, "dash"), layer="below")],
        annotations=[*_floor_names(floors, dark), *names],
        showlegend=False,
    )
    losses = [*floors.values(), both, *(run.loss for run in runs)]
    return told(made, lambda: [_numbers(runs, floors, both, unit)], [losses])


def _numbers(runs: Sequence[Late], floors: Mapping[int, float], both: float, unit: str) -> NumberSheet:
    """Each run's delay and loss, and the best that can be reached with it."""
    everything = _("both directions")
    best: dict[int | None, float] = {delay: floors[delay] for delay in floors}
    best[None] = both
    heads = [
        _("run"),
        _("delay, in steps"),
        _("loss ({unit})").format(unit=_(unit)),
        _("best possible"),
    ]
    lines = [
        (name, everything if delay is None else delay, loss, best.get(delay))
        for name, delay, loss in [
            *((run.name, run.delay, run.loss) for run in runs),
            *(("", delay, None) for delay in best),
        ]
    ]
    return listed_sheet(heads, lines)


def _floors(floors: Mapping[int, float], unit: str, dark: bool) -> Part:
    """The best that can be reached with each delay."""
    hover = _("best possible with a delay of %{{x}}: %{{y:digits}} {unit}").format(unit=_(unit))
    stroke = {"symbol": "line-ew-open", "size": 22, "color": INK[dark], "line": {"width": 2}}
    return plotly.line(
        list(floors),
        list(floors.values()),
        pen(INK[dark], 1.5, "dot"),
        legend=True,
        mode="lines+markers",
        name=_("best possible"),
        marker=stroke,
        hovertemplate=plotly.hover(hover),
    )


def _floor_names(floors: Mapping[int, float], dark: bool) -> list[Part]:
    side = {"yanchor": "top", "yshift": -5, "xanchor": "right", "xshift": -4}
    return [_note(x, y, INK[dark], dark) | side for x, y in floors.items()]


def _mark(run: Late, x: float, place: int, unit: str, dark: bool) -> Part:
    look = {"color": colour_of(place, dark), "symbol": MARKS[place % len(MARKS)], "size": 13}
    hover = plotly.hover(f"{run.name}: %{{y:digits}} {_(unit)}")
    marker = look | {"line": pen(INK[dark], 1)}
    return plotly.marks([x], [run.loss], marker, name=run.name, hovertemplate=hover)


def _mark_name(run: Late, x: float, place: int, dark: bool) -> Part:
    side = {"xanchor": "right" if run.delay is None else "left", "yanchor": "bottom", "yshift": 9}
    return _note(x, run.loss, colour_of(place, dark), dark) | side


def _note(x: float, y: float, colour: str, dark: bool) -> Part:
    """A loss in the colour of what it belongs to."""
    font = {"size": BIG, "color": on_ground(colour, dark)}
    return plotly.label(x, y, numbers.loss(y), font=font)
