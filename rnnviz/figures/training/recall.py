"""What each run's state still knows of earlier bits, and which of them its gradient reaches."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.lag_reach import LagReach
from rnnviz.analysis.recall import FAR, Recall
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet, told
from rnnviz.figures.base.numbers import percent, power_of_ten, three_digits
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import (
    CLEAR,
    FAINT,
    GROUND,
    INK,
    NORM_SCALE,
    axis_lines,
    colour_of,
    ink_of,
    on_ground,
    see_through,
)
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, listed

LONG = 190  # pixels of the scale of colours
DECADES = 4.0  # of norms that the colours tell apart
HEAD, TITLE, FOOT = 24, 44, 126  # pixels: of a run's name, of the title, of what stands below
LINE = 22  # more of them, for another line of the title
HEIGHTS = {1: 178, 2: 178, 3: 142}  # pixels of a run, by how many there are
LOW = 118  # of more
UP, DOWN = 1.42, -1.3  # ends of a run's axis: bars reach from -1 to 1, their labels further
HIGHER = 1.8  # the upper one of low rows, so that labels do not lie on the run's name
SEEN = 0.01  # below it a mark would lie on the axis
BAR = 0.72  # of the room of a lag
ROOM = 0.7  # of the lags: to the right of one before that there is room for words, which begin
SHIFT = 14  # pixels to the left of it
EACH = 5  # lags from one that is named to the next, beside those of the task


@dataclass(frozen=True)
class RunRecall:
    """One run at a moment."""

    name: str
    now: Recall
    before: Recall  # the same network before training
    reach: LagReach
    readout_only: bool = False  # whether its states are never trained
    note: str = ""  # what else is said of it: when it diverged

    @property
    def asked(self) -> tuple[int, ...]:
        """The lags that its answers depend on."""
        return tuple(sorted(self.now.given))


def recall_bars(runs: Sequence[RunRecall], dark: bool, said: str = "") -> Part:
    """A row a run, one under another over the same lags: upwards how much of the bit so many steps back
    a linear readout of the state finds, with a thin mark where it was before training; downwards the
    share of losses that reach as far, in the colour of what they send there. What is `said` of it
    stands above."""
    lags = sorted({lag for run in runs for lag in run.now.lags})
    places = {lag: _place(number, lag) for number, lag in enumerate(lags)}
    marked = {lag for run in runs for lag in run.asked}
    row = HEIGHTS.get(len(runs), LOW)
    inner = (row + HEAD) * len(runs)
    top, head = _largest(runs), TITLE + (LINE if said else 0)
    title = _(
        "What the state still knows of the bit k steps back (up), and which losses reach it (down)"
    )
    data: list[Part] = []
    labels: list[Part] = []
    axes: dict[str, Part] = {}
    for number, run in enumerate(runs):
        axis = "y" + plotly.number_of(number)
        high = 1.0 - (number * (row + HEAD) + HEAD) / inner
        up = HIGHER if row == LOW else UP
        axes["yaxis" + axis[1:]] = _axis([max(high - row / inner, 0.0), high], up, dark)
        at = [places[lag] for lag in run.now.lags]
        data += [one | {"yaxis": axis} for one in _bars(run, number, at, top, dark)]
        labels += [one | {"yref": axis} for one in _labels(run, places, dark)]
        labels += [one | {"yref": axis} for one in _sides(run, dark)]
        labels.append(_name(run, number, high, dark))
    zeros = [plotly.level(0.0, pen(INK[dark], 1), yref=axis.replace("axis", "")) for axis in axes]
    made = plotly.figure(
        data,
        f"<b>{said}</b><br>{title}" if said else title,
        dark,
        inner + head + FOOT,
        xaxis=_lag_axis(places, marked) | {"anchor": axis},
        shapes=[*(_band(places[lag], dark) for lag in sorted(marked)), *zeros],
        annotations=labels,
        barmode="overlay",
        showlegend=False,
        margin={"l": 64, "r": 24, "t": head, "b": FOOT},
        **axes,
    )
    return told(made, lambda: [_numbers(runs)], [values for run in runs for values in _values(run)])


def _values(run: RunRecall) -> tuple[Array, ...]:
    """By lag what it knows, what it knew, and what the gradient reaches."""
    return np.array(run.now.lags), run.now.held, run.before.held, run.reach.share, run.reach.norm


def _numbers(runs: Sequence[RunRecall]) -> NumberSheet:
    """A line a run and a lag."""
    heads = [_("run"), _("lag k"), _("known of the bit k steps back"), _("known before training")]
    heads += [_("share of losses that reach it"), _("median ‖∂Lₜ/∂hₜ₋ₖ‖")]
    return listed_sheet(
        heads, [(run.name, *line) for run in runs for line in zip(*_values(run), strict=True)]
    )


def _place(number: int, lag: int) -> float:
    """Where a lag stands; those of the task that lie far stand behind a gap."""
    return float(lag) if lag <= FAR else number + 1.0


def _axis(domain: Sequence[float], up: float, dark: bool) -> Part:
    """The axis of a run, upwards to `up` and downwards in percent."""
    ticks = [-1, 0, 1]
    words = [percent(abs(tick)) for tick in ticks]
    look = axis_lines(dark) | {"gridcolor": FAINT[dark], "range": [DOWN, up]}
    return plotly.axis(tickvals=ticks, ticktext=words, domain=list(domain), **look)


def _lag_axis(places: Mapping[int, float], marked: Set[int]) -> Part:
    named = [
        lag
        for lag in places
        if lag in marked or (lag % EACH == 0 and not {lag - 1, lag + 1} & set(marked))
    ]
    return plotly.axis(
        _("lag k: steps back (bold: the answer depends on it)"),
        grid=False,
        tickvals=[places[lag] for lag in named],
        ticktext=[f"<b>{lag}</b>" if lag in marked else str(lag) for lag in named],
        tickfont={"size": 16},
        range=[-0.6, max(places.values()) + 0.6],
        tickangle=0,
    )


def _band(place: float, dark: bool) -> Part:
    """A lag of the task, through all runs."""
    look = {"fillcolor": see_through(FAINT[dark], 0.55), "layer": "below", "yref": "paper"}
    return plotly.frame((place - 0.5, place + 0.5), (0.0, 1.0), pen(CLEAR, 0), **look)


def _largest(runs: Sequence[RunRecall]) -> float:
    """The power of ten of the largest norm."""
    # beside those of a run that has diverged nothing else could be told apart
    scaling = [run for run in runs if not run.note] or runs
    norms = np.concatenate([run.reach.norm for run in scaling])
    known = norms[np.isfinite(norms) & (norms > 0.0)]
    return float(np.log10(known.max())) if len(known) else 0.0


def _bars(run: RunRecall, number: int, places: Sequence[float], top: float, dark: bool) -> list[Part]:
    """What the state knows, what it knew before training, and what the gradient reaches."""
    colour = colour_of(number, dark)
    outline = pen(on_ground(colour, dark), 1)
    knows = plotly.bars(
        places,
        _shown(run.now.held),
        {"color": colour, "line": outline},
        width=BAR,
        name=run.name,
        hoverinfo="text",
        hovertext=_known(run),
    )
    mark = {"size": 1, "color": INK[dark]}
    dash = {"type": "constant", "value": BAR / 2, "thickness": 2.5, "width": 0, "color": INK[dark]}
    began = _shown(run.before.held)
    began = np.where(began >= SEEN, began, np.nan)
    words = {"name": _("before training"), "hoverinfo": "skip"}
    before = plotly.marks(places, began, mark, error_x=dash, **words)
    logs = np.log10(np.where(run.reach.norm > 0.0, run.reach.norm, np.nan))
    shades = np.where(np.isfinite(logs), logs, top - DECADES)
    marker: Part = {"color": shades.tolist(), "colorscale": NORM_SCALE, "line": pen(INK[dark], 1)}
    marker |= {"cmin": top - DECADES, "cmax": top, "showscale": number == 0}
    marker["colorbar"] = _colour_bar(top)
    reached = plotly.bars(
        places,
        -run.reach.share,
        marker,
        width=BAR,
        name=_("gradient"),
        hoverinfo="text",
        hovertext=_reached(run),
    )
    return [knows, before, reached]


def _shown(held: Array) -> Array:
    return np.clip(held, 0.0, 1.0)


def _colour_bar(top: float) -> Part:
    exponents = np.arange(np.ceil(top - DECADES), np.floor(top) + 1)
    title = {"text": _("median ‖∂Lₜ/∂hₜ₋ₖ‖"), "side": "bottom"}
    words = [power_of_ten(exponent) for exponent in exponents]
    # as long on a phone as elsewhere: shorter, its numbers would be turned and lie on its title
    lying = {"orientation": "h", "x": 0.0, "xanchor": "left", "len": LONG, "lenmode": "pixels"}
    lying |= {"tickangle": 0}
    below = {"y": 0.0, "yref": "container", "yanchor": "bottom", "ypad": 4}
    return plotly.colour_bar(exponents.tolist(), words, title=title, **lying, **below)


def _known(run: RunRecall) -> list[str]:
    """What the bars upwards say."""
    plain = _("{name}: the state knows {share} of the bit {lag} steps back; before training {before}")
    cases = _(
        "{name}: the state knows {share} of the bit {lag} steps back, given the bits at {given}; "
        "before training {before}"
    )
    said = []
    for number, lag in enumerate(run.now.lags):
        given = run.now.given.get(lag, ())
        shares = (percent(float(one.held[number])) for one in (run.now, run.before))
        fields = dict(zip(("share", "before"), shares, strict=True))
        text = cases if given else plain
        said.append(text.format(name=run.name, lag=lag, given=listed(map(str, given)), **fields))
    return said


def _reached(run: RunRecall) -> list[str]:
    """What the bars downwards say."""
    some = _("{name}: {share} of the losses reach {lag} steps back; median norm {norm}")
    none = _("{name}: no loss reaches {lag} steps back")
    said = []
    for number, lag in enumerate(run.now.lags):
        share, norm = float(run.reach.share[number]), float(run.reach.norm[number])
        text = some if share else none
        said.append(text.format(name=run.name, lag=lag, share=percent(share), norm=three_digits(norm)))
    return said


def _labels(run: RunRecall, places: Mapping[int, float], dark: bool) -> list[Part]:
    """At each lag of the task how much is known, and how many losses reach it; that none does stands in
    words once, at the last of them, so that a phone has room."""
    unreached = [lag for lag in run.asked if not run.reach.share[run.now.lags.index(lag)]]
    # on a phone they lie over the bars beside them
    halo = ", ".join([f"0 0 3px {GROUND[dark]}"] * 4)
    look = {"font": {"size": 16, "color": INK[dark], "shadow": halo}}
    made = []
    for lag in run.asked:
        number = run.now.lags.index(lag)
        held, share = float(run.now.held[number]), float(run.reach.share[number])
        ends = np.nan_to_num([held, run.before.held[number]])
        high = float(np.clip(ends, 0.0, 1.0).max())
        up, down = {"yanchor": "bottom", "yshift": 2}, Part(yanchor="top", yshift=-2)
        made.append(plotly.label(places[lag], high, f"<b>{percent(held)}</b>", **up, **look))
        reach = _("no gradient") if lag in unreached[-1:] else percent(share)
        # words stand where no bar is: nothing reaches further
        if lag in unreached[-1:] and lag <= ROOM * max(places):
            down |= {"xanchor": "left", "xshift": -SHIFT}
        made.append(plotly.label(places[lag], -share, f"<b>{reach}</b>", **down, **look))
    return made


def _sides(run: RunRecall, dark: bool) -> list[Part]:
    """What the two sides of a row are, at its right end, where mostly nothing is known."""
    look = {"xref": "paper", "xanchor": "right", "font": {"size": 14, "color": INK[dark]}}
    reach = _("its readout alone is trained") if run.readout_only else _("losses that reach it")
    words = _("known of the bit (– before training)")
    return [
        plotly.label(1.0, 1.0, words, yanchor="top", name="roomy", **look),
        plotly.label(1.0, -1.0, reach, yanchor="bottom", name="roomy", **look),
    ]


def _name(run: RunRecall, number: int, high: float, dark: bool) -> Part:
    """A run's name above its row."""
    look = {"xanchor": "left", "yanchor": "bottom", "font": {"size": 16, "color": ink_of(number, dark)}}
    text = f"{run.name} ({run.note})" if run.note else run.name
    return plotly.label(0.0, high, f"<b>{text}</b>", **plotly.PAPER, **look)
