"""How every loss reaches every step: the T x T matrix, and the words for one of its rows. A figure as a
plain dictionary in Plotly's form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.figures.base.html import escape, show
from rnnviz.figures.base.numbers import power
from rnnviz.figures.base.style import FAINT, INK, NORM_SCALE, layout
from rnnviz.figures.gradients.look import Look, Quantity
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

ROWS = 13  # labels that stand below each other without touching
MOST_CELLS = 300  # a side; of a longer sequence each cell is the largest of a block
LEFT, RIGHT, WIDE = 92, 20, 104  # pixels beside the matrix; wide where the scale stands at its right
OVERFLOWED, NOTHING = "#d55e00", {False: "#eceae6", True: "#26292f"}
ACCENT = {False: "#542788", True: "#b2abd2"}


@dataclass(frozen=True)
class Scale:
    """The log scale that a matrix and the arrows below it share, in powers of ten."""

    low: float
    high: float


_STEPS = (0.0, float(np.log10(2.0)), float(np.log10(5.0)), 1.0)  # 1, 2, 5, 10


def scale_of(values: Array) -> Scale:
    """From 1, 2 or 5 times a power of ten to another, around the norms (the smallest few apart)."""
    good = values[np.isfinite(values) & (values > 0.0)]
    if not good.size:
        return Scale(-1.0, 0.0)
    # a few false zeros must not take all colour from the rest
    least = float(np.log10(good.min() if good.size < 200 else np.quantile(good, 0.02)))
    most = float(np.log10(good.max()))
    high = np.floor(most) + next(step for step in _STEPS if step >= most - np.floor(most) - 1e-9)
    low = np.floor(least) + next(
        step for step in _STEPS[::-1] if step <= least - np.floor(least) + 1e-9
    )
    return Scale(float(min(low, high - _STEPS[2])), float(high))


def blocks(values: Array, most: int = MOST_CELLS) -> tuple[Array, int]:
    """A matrix `(T, T)` with at most so many cells a side, each the largest of a block, and the
    block's side; a block with something that overflowed has."""
    steps = len(values)
    side = -(-steps // most)
    if side == 1:
        return values, 1
    starts = np.arange(0, steps, side)
    with np.errstate(invalid="ignore"):
        return np.maximum.reduceat(np.maximum.reduceat(values, starts, 0), starts, 1), side


def matrix(look: Look, dark: bool, text: str, height: int = 300) -> dict[str, Any]:
    """The norms of every loss (or state) at every step, in log colour, under the title `text`.

    The chosen row is framed; what the cut does not let through is faded, with a line at its boundary.
    """
    values, quantity, row, lost = look.values, look.quantity, look.row, look.lost
    pieces, answers, reached = look.typed.pieces, look.typed.answers, look.reached
    drawn, side = blocks(values)
    kept = reached[::side, ::side] if side > 1 else reached
    known = np.isfinite(drawn)
    scale = scale_of(values)
    logs = np.full(drawn.shape, np.nan)
    some = known & (drawn > 0.0)
    logs[some] = np.log10(drawn[some])
    lower = np.tri(len(drawn), dtype=bool)
    full = is_full(look)
    started = np.zeros(len(drawn), dtype=bool)
    started[np.array(look.rows) // side] = True
    nothing = known & (drawn == 0.0) & lower & started[:, None]
    spots = np.arange(len(drawn)) * side + (side + 1) / 2
    words = {
        "x": _words(pieces, [""] * len(pieces), side),
        "y": _words(pieces, answers if quantity.loss else [""] * len(pieces), side),
    }
    shared = {"type": "heatmap", "x": spots.tolist(), "y": spots.tolist(), "hoverongaps": False}
    places = {"t": "%{customdata[0]}", "k": "%{customdata[1]}"}
    said = _(quantity.hover).format(v="%{customdata[2]}", **places)
    colour = {
        "colorscale": NORM_SCALE,
        "zmin": scale.low,
        "zmax": scale.high,
        "meta": words | {"log": True},
    }
    scale_bar = _colour_bar(scale, quantity, full, dark)
    traces: list[dict[str, Any]] = [
        shared
        | colour
        | {
            "z": _sent(np.where(kept, logs, np.nan)),
            "colorbar": scale_bar,
            "hovertemplate": said + "<extra></extra>",
        }
    ]
    if not kept[lower].all():
        traces.append(
            shared
            | colour
            | {
                "z": _sent(np.where(kept, np.nan, logs)),
                "opacity": 0.22,
                "showscale": False,
                "hovertemplate": _("cut: without the cut<br>{said}").format(said=said)
                + "<extra></extra>",
            }
        )
    for mask, tint, tells in (
        (nothing, NOTHING[dark], _("exactly 0")),
        (~known, OVERFLOWED, _("overflowed: more than a 64-bit number can hold")),
    ):
        if mask.any():
            traces.append(
                shared
                | {
                    "z": _sent(np.where(mask, 1.0, np.nan)),
                    "showscale": False,
                    "meta": words,
                    "colorscale": [[0, tint], [1, tint]],
                    "hovertemplate": _(quantity.tells).format(tells=tells, **places)
                    + "<extra></extra>",
                }
            )
    steps = len(values)
    notes = []
    if not full and steps > 2:
        notes.append(
            _note(
                _("a loss reaches no later step")
                if quantity.loss
                else _("a state reaches no earlier one")
            )
        )
    idle = [] if not quantity.loss or steps > ROWS else [t for t in range(steps) if t not in look.rows]
    notes += [
        {
            "text": _("nothing is due here: no loss"),
            "x": 0.5,
            "y": t + 1,
            "xanchor": "left",
            "xshift": 8,
            "showarrow": False,
            "opacity": 0.6,
            "font": {"size": 14},
        }
        for t in idle
    ]
    if not known.all():
        mark = (
            _("✕ overflowed at step {lost}").format(lost=lost)
            if lost
            else _("✕ overflowed on the way back")
        )
        notes.append(_overflow_note(mark, ~known, spots))
    faint = FAINT[dark]
    axis = {
        "showgrid": False,
        "zeroline": False,
        "automargin": False,
        "ticks": "",
        "linecolor": faint,
        "range": [0.5, look.slots + 0.5],
        "autorange": False,
    }
    return {
        "data": traces,
        "layout": layout(
            text,
            dark,
            height,
            xaxis=axis | _ticks(pieces, [""] * steps, 40),
            yaxis=axis
            | _ticks(pieces, answers if quantity.loss else [""] * steps, ROWS, row)
            | {
                "range": [look.slots + 0.5, 0.5],
                "title": {
                    "text": _("loss of step t") if quantity.loss else _("state of step t"),
                    "standoff": 4,
                },
            },
            shapes=[
                _frame(row, 0, steps, 2.5, dark),
                *([_frame(row, look.opened, look.opened + 1, 1.5, dark)] if look.opened != row else []),
                *_boundary(kept, side),
            ],
            annotations=notes,
            margin={"l": LEFT, "r": WIDE if full else RIGHT, "t": 40, "b": 30},
        ),
    }


def is_full(look: Look) -> bool:
    """Whether there is no empty triangle in which the scale could stand."""
    return look.net.bidirectional


def cell(look: Look, row: int, column: int) -> tuple[int, int]:
    """The steps (from 0) that a drawn cell stands for."""
    _, side = blocks(look.values)
    last = len(look.values) - 1
    return min(row * side + side // 2, last), min(column * side + side // 2, last)


def title(look: Look) -> str:
    """What became of the chosen row on its way, in a sentence without its full stop."""
    values, row, quantity = look.values[look.row], look.row, look.quantity
    if not np.isfinite(values).all():
        said = (
            _("The numbers overflowed at step {step}: there is no gradient to follow")
            if look.lost
            else _("The numbers overflowed on the way from step {step}: there is no gradient to follow")
        )
        return said.format(step=look.lost or row + 1)
    stops = np.flatnonzero(look.reached[row, : row + 1])[0]
    if stops > 0 and (values[:stops] > 0.0).any():
        return _("{cut} stops the way back from step {row} at step {stops}").format(
            cut=look.cut, row=row + 1, stops=stops + 1
        )
    known = np.flatnonzero(values > 0.0)
    what = _("the gradient") if quantity.loss else _("what a push does")
    if not known.size:
        return _("Nothing of step {row} reaches any step").format(row=row + 1)
    if len(values) == 1:
        return _("One step: there is nothing to reach back to")
    near, far = known[-1], known[0]
    if look.net.bidirectional and near != far:
        most, least = known[values[known].argmax()] + 1, known[values[known].argmin()] + 1
        return _(
            "From step {row}, {what} arrives most at step {most} and least at step {least}"
        ).format(row=row + 1, what=what, most=most, least=least)
    if near == far:
        return _("At step {near}, {what} is {value}").format(
            near=near + 1, what=what, value=power(float(values[near]))
        )
    if not quantity.loss:
        return _(
            "A push of 1 to {gets} at step {far} moves that of step {row} by up to {value}"
        ).format(gets=quantity.gets, far=far + 1, row=row + 1, value=power(float(values[far])))
    with np.errstate(over="ignore", under="ignore"):
        factor = float(values[far] / values[near])
    said = (
        _("From step {near} to step {far}, {what} shrinks to {factor} of its size")
        if factor < 0.8
        else _("From step {near} to step {far}, {what} grows to {factor} times its size")
        if factor > 1.25
        else _("From step {near} to step {far}, {what} about keeps its size (× {factor})")
    )
    return said.format(near=near + 1, far=far + 1, what=what, factor=power(factor))


def describe(look: Look) -> str:
    """The picture in words, for those who cannot see it."""
    pieces, values = look.typed.pieces, look.values[look.row]
    named = [
        _("step {step} “{piece}” {value}").format(
            step=k + 1, piece=show(pieces[k]), value=power(float(values[k]))
        )
        for k in np.flatnonzero(np.isfinite(values) & (values > 0.0))
    ]
    said = (
        _(
            "Matrix of the norms of {name} over {count} steps. {title}. Row {row}: {named} and {more} "
            "earlier steps."
        )
        if len(named) > 12
        else _("Matrix of the norms of {name} over {count} steps. {title}. Row {row}: {named}.")
    )
    return said.format(
        name=look.quantity.plain,
        count=len(pieces),
        title=title(look),
        row=look.row + 1,
        named=", ".join(named[-12:]) or _("nothing"),
        more=len(named) - 12,
    )


def _words(pieces: Sequence[str], answers: Sequence[str], side: int) -> list[str]:
    """What hovers call each step, or each block of steps."""
    found = []
    for first in range(0, len(pieces), side):
        last = min(first + side, len(pieces))
        if side > 1:
            text = escape("".join(pieces[first:last])[:24])
            found.append(
                _("“{text}” (steps {first}–{last})").format(text=text, first=first + 1, last=last)
            )
            continue
        said = (
            _("“{piece}” (step {step}, due “{answer}”)")
            if answers[first]
            else _("“{piece}” (step {step})")
        )
        found.append(
            said.format(piece=escape(pieces[first]), step=first + 1, answer=escape(answers[first]))
        )
    return found


def _ticks(
    pieces: Sequence[str], answers: Sequence[str], most: int, always: int | None = None
) -> dict[str, Any]:
    """A label a step, with what is due there if there is room, and fewer of a long sequence; the one of
    the step `always` is among them, in bold."""
    long = max((len(piece) for piece in (*pieces, *answers)), default=1)
    with_answers = len(pieces) <= most and any(answers) and long <= 4
    each = max(1, -(-len(pieces) // most))
    places = [i for i in range(0, len(pieces), each) if always is None or abs(i - always) >= each]
    places = sorted({*places, *([] if always is None else [always])})
    labels = []
    for i in places:
        label = escape(pieces[i] if len(pieces[i]) < 9 else pieces[i][:8] + "…")
        label += f" → {escape(answers[i])}" if with_answers and answers[i] else ""
        labels.append(f"<b>{label}</b>" if i == always else label)
    return {
        "tickmode": "array",
        "tickvals": [i + 1 for i in places],
        "ticktext": labels,
        "tickangle": 0,
        "tickfont": {"size": 16 if len(pieces) <= most else 13},
    }


def _sent(values: Array) -> list[list[float | None]]:
    """Numbers as JSON has them, as short as a colour can show."""
    rows = np.round(values, 3).tolist()
    return [[None if v != v else v for v in row] for row in rows]


def _colour_bar(scale: Scale, quantity: Quantity, beside: bool, dark: bool) -> dict[str, Any]:
    """The log scale: in the empty triangle, or beside a matrix that has none."""
    span = scale.high - scale.low
    if span > 2.1:
        each = max(1, -(-int(span) // 5))
        ticks = [float(t) for t in range(int(np.ceil(scale.low)), int(np.floor(scale.high)) + 1, each)]
        names = [f"10<sup>{t:.0f}</sup>".replace("-", "−") if t else "1" for t in ticks]
    else:
        decades = range(int(np.floor(scale.low)), int(np.ceil(scale.high)) + 1)
        ticks = [decade + step for decade in decades for step in _STEPS[:3]]
        ticks = [t for t in ticks if scale.low - 1e-6 <= t <= scale.high + 1e-6]
        names = [power(float(f"{10.0**t:.1g}")) for t in ticks]
    bar: dict[str, Any] = {
        "tickvals": ticks,
        "ticktext": names,
        "thickness": 12,
        "outlinewidth": 0,
        "tickfont": {"size": 13, "color": INK[dark]},
        "title": {"text": f"‖{quantity.letters}‖", "font": {"size": 15}, "side": "top"},
    }
    if beside:
        return bar | {"x": 1.01, "xanchor": "left", "len": 0.95}
    return bar | {
        "orientation": "h",
        "x": 0.985,
        "xanchor": "right",
        "y": 0.97,
        "yanchor": "top",
        "len": 0.32,
    }


def _frame(row: int, first: int, last: int, width: float, dark: bool) -> dict[str, Any]:
    """A frame around some columns of a row."""
    return {
        "type": "rect",
        "x0": first + 0.5,
        "x1": last + 0.5,
        "y0": row + 0.5,
        "y1": row + 1.5,
        "line": {"color": ACCENT[dark], "width": width},
        "fillcolor": "rgba(0,0,0,0)",
    }


def _boundary(kept: Array, side: int) -> list[dict[str, Any]]:
    """A stepped line where the cut stops what would go on."""
    cut = np.tri(len(kept), dtype=bool) & ~kept
    if not cut.any():
        return []
    path, last = "", None
    for row in range(len(kept)):
        first = int(kept[row].argmax()) * side + 0.5
        high, low = row * side + 0.5, (row + 1) * side + 0.5
        path += f"{'L' if last is not None else 'M'}{first},{high}L{first},{low}"
        last = first
    return [{"type": "path", "path": path, "line": {"color": OVERFLOWED, "width": 3}}]


def _overflow_note(text: str, broken: Array, spots: Array) -> dict[str, Any]:
    """Words in the middle of what overflowed."""
    rows, columns = np.nonzero(broken)
    return {
        "text": f"<b>{text}</b>",
        "x": float(spots[columns].mean()),
        "y": float(spots[rows].mean()),
        "showarrow": False,
        "font": {"size": 16, "color": "#000000"},
        "bgcolor": "rgba(255,255,255,0.85)",
        "borderpad": 4,
    }


def _note(text: str) -> dict[str, Any]:
    """Words below the scale, where there is room for them (`static/figure.js` knows the name)."""
    return {
        "name": "roomy",
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0.985,
        "y": 0.97,
        "xanchor": "right",
        "yanchor": "top",
        "yshift": -74,
        "showarrow": False,
        "opacity": 0.6,
        "font": {"size": 14},
    }
