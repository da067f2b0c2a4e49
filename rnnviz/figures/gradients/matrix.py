"""How every loss reaches every step: the T x T matrix of gradient norms."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.hatching import hatching
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import ACCENT, CLEAR, FAINT, INK, NAMED, NORM_SCALE, see_through
from rnnviz.figures.gradients.gradient_numbers import matrix_sheets
from rnnviz.figures.gradients.log_scale import LogScale, scale_of
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.step_labels import step_names, step_ticks, width_of
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

ROWS, COLUMNS = 13, 40  # labels that stand beside each other without touching
MOST_CELLS = 300  # a side; of a longer sequence each cell is the largest of a block
LEFT, RIGHT, WIDE = 92, 20, 104  # pixels beside the matrix; wide where the scale stands at its right
MOST_LEFT, TITLE = 120, 40  # with long labels; for the axis's name of that
OVERFLOWED, NOTHING = NAMED[1], {False: "#eceae6", True: "#26292f"}
CUT = 0.22  # how much is left of the colour of what is cut off


@dataclass(frozen=True)
class _Drawn:
    """The matrix as it is drawn: at most so many cells a side, and which of them say what."""

    look: Look
    norms: Array  # (n, n)
    side: int  # steps that a cell stands for

    @cached_property
    def known(self) -> Array:
        return np.isfinite(self.norms)

    @cached_property
    def logs(self) -> Array:
        """The norms as powers of ten, NaN where there is none."""
        logs = np.full(self.norms.shape, np.nan)
        some = self.known & (self.norms > 0.0)
        logs[some] = np.log10(self.norms[some])
        return logs

    @cached_property
    def lower(self) -> Array:
        return np.tri(len(self.norms), dtype=bool)

    @cached_property
    def reached(self) -> Array:
        """What the cut lets through."""
        return self.look.reached[:: self.side, :: self.side]

    @cached_property
    def nothing(self) -> Array:
        """Where a loss that there is sends exactly 0."""
        started = np.zeros(len(self.norms), dtype=bool)
        started[np.array(self.look.rows) // self.side] = True
        return self.known & (self.norms == 0.0) & self.lower & started[:, None]

    @cached_property
    def spots(self) -> Array:
        """Where the cells stand, in steps from 1."""
        return np.arange(len(self.norms)) * self.side + (self.side + 1) / 2

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """What hovers call the columns and the rows; `static/figure_layout.js` puts it in."""
        pieces = self.look.typed.pieces
        across = step_names(pieces, [""] * len(pieces), self.side)
        return {"x": across, "y": step_names(pieces, _answers(self.look), self.side)}


def matrix(look: Look, dark: bool, text: str, height: int = 300) -> Part:
    """The norms of every loss (or state) at every step, in log colour, under the title `text`.

    The chosen row is framed; what the cut does not let through is faded and hatched, with a line at
    its boundary.
    """
    drawn = _Drawn(look, *blocks(look.values))
    steps, row = len(look.values), look.row
    frames = [_frame(row, 0, steps, 2.5, dark)]
    if look.opened != row:
        frames.append(_frame(row, look.opened, look.opened + 1, 1.5, dark))
    title = _("loss of step t") if look.quantity.loss else _("state of step t")
    made = plotly.figure(
        [*_norms(drawn, dark), *_without_a_norm(drawn, dark)],
        text,
        dark,
        height,
        xaxis=_axis(look, dark) | step_ticks(look.typed.pieces, [""] * steps, COLUMNS, across=True),
        yaxis=_axis(look, dark)
        | row_ticks(look)
        | {"range": [look.slots + 0.5, 0.5], "title": {"text": title, "standoff": 4}},
        shapes=[*frames, *_boundary(drawn)],
        annotations=_notes(drawn),
        images=_hatched(drawn, dark),
        margin={"l": left_of(look), "r": WIDE if is_full(look) else RIGHT, "t": 40, "b": 30},
        meta={"quick": not is_full(look)},
    )
    return told(made, matrix_sheets(look), [look.values, look.reached])


def _answers(look: Look) -> Sequence[str]:
    """What is due at each step, if that is what the rows are about."""
    return look.typed.answers if look.quantity.loss else [""] * len(look.typed.pieces)


def row_ticks(look: Look) -> Part:
    """The labels of the rows."""
    return step_ticks(look.typed.pieces, _answers(look), ROWS, look.row, lanes=2)


def left_of(look: Look) -> int:
    """Pixels at the left of the matrix, where its longest label and the axis's name have room."""
    ticks = row_ticks(look)
    longest = max(
        (width_of(label, ticks["tickfont"]["size"]) for label in ticks["ticktext"]), default=0.0
    )
    return round(min(max(LEFT, longest + TITLE), MOST_LEFT))


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


def cell(look: Look, row: int, column: int) -> tuple[int, int]:
    """The steps (from 0) that a drawn cell stands for."""
    _norms, side = blocks(look.values)
    last = len(look.values) - 1
    return min(row * side + side // 2, last), min(column * side + side // 2, last)


def is_full(look: Look) -> bool:
    """Whether there is no empty triangle in which the scale could stand."""
    return look.net.bidirectional


# -- colours ---------------------------------------------------------------------------------------


def _norms(drawn: _Drawn, dark: bool) -> list[Part]:
    """The norms in colours, and faintly those that the cut does not let through."""
    scale, quantity = scale_of(drawn.look.values), drawn.look.quantity
    said = _(quantity.hover).format(v="%{customdata[2]}", **_PLACES)
    bar = _colour_bar(scale, quantity.letters, is_full(drawn.look), dark)

    def heat(z: Array, hover: str, **more: object) -> Part:
        shown = plotly.heat_map(_rounded(z), NORM_SCALE, scale.low, scale.high, **_sides(drawn))
        return (
            shown | {"meta": drawn.words | {"log": True}, "hovertemplate": plotly.hover(hover)} | more
        )

    traces = [heat(np.where(drawn.reached, drawn.logs, np.nan), said, colorbar=bar)]
    if not drawn.reached[drawn.lower].all():
        cut = _("cut: without the cut<br>{said}").format(said=said)
        faded = np.where(drawn.reached, np.nan, drawn.logs)
        traces.append(heat(faded, cut, opacity=CUT, showscale=False))
    return traces


def _without_a_norm(drawn: _Drawn, dark: bool) -> list[Part]:
    """Cells that have no place on the scale: exactly 0, or overflowed."""
    cells = (
        (drawn.nothing, NOTHING[dark], _("exactly 0")),
        (~drawn.known, OVERFLOWED, _("overflowed: more than a 64-bit number can hold")),
    )
    return [
        plotly.tint(
            _rounded(np.where(mask, 1.0, np.nan)),
            colour,
            name=tells,
            meta=drawn.words,
            hovertemplate=plotly.hover(_(drawn.look.quantity.tells).format(tells=tells, **_PLACES)),
            **_sides(drawn),
        )
        for mask, colour, tells in cells
        if mask.any()
    ]


_PLACES = {"t": "%{customdata[0]}", "k": "%{customdata[1]}"}  # in the texts of hovers


def _sides(drawn: _Drawn) -> Part:
    spots = drawn.spots.tolist()
    return {"x": spots, "y": spots, "hoverongaps": False}


def _rounded(values: Array) -> list[list[float | None]] | Array:
    """Numbers as short as a colour can show; those of a long sequence stay an array, which is sent
    packed."""
    rounded = np.round(values, 3)
    return rounded if len(rounded) >= plotly.MANY else plotly.sent(rounded)


def _colour_bar(scale: LogScale, letters: str, beside: bool, dark: bool) -> Part:
    """The log scale: in the empty triangle, or beside a matrix that has none."""
    title = {"text": f"‖{letters}‖", "font": {"size": 15}, "side": "top"}
    bar = plotly.colour_bar(*scale.ticks(), tickfont={"size": 13, "color": INK[dark]}, title=title)
    if beside:
        return bar | {"x": 1.01, "xanchor": "left", "len": 0.95}
    corner = {"x": 0.985, "xanchor": "right", "y": 0.97, "yanchor": "top"}
    return bar | corner | {"orientation": "h", "len": 0.32}


# -- axes ------------------------------------------------------------------------------------------


def _axis(look: Look, dark: bool) -> Part:
    fixed = {"range": [0.5, look.slots + 0.5], "autorange": False, "automargin": False}
    return plotly.axis(grid=False, ticks="", showline=True, linecolor=FAINT[dark]) | fixed


# -- what lies over it -----------------------------------------------------------------------------


def _frame(row: int, first: int, last: int, width: float, dark: bool) -> Part:
    """A frame around some columns of a row."""
    wide, tall = (first + 0.5, last + 0.5), (row + 0.5, row + 1.5)
    return plotly.frame(wide, tall, pen(ACCENT[dark], width), fillcolor=CLEAR)


def _boundary(drawn: _Drawn) -> list[Part]:
    """A stepped line where the cut stops what would go on."""
    reached, side = drawn.reached, drawn.side
    if not (drawn.lower & ~reached).any():
        return []
    path = ""
    for row in range(len(reached)):
        first = int(reached[row].argmax()) * side + 0.5
        high, low = row * side + 0.5, (row + 1) * side + 0.5
        path += f"{'L' if path else 'M'}{first},{high}L{first},{low}"
    return [plotly.path(path, pen(OVERFLOWED, 3))]


def _hatched(drawn: _Drawn, dark: bool) -> list[Part]:
    """Strokes over what the cut does not let through, which would else look like another norm."""
    unused = drawn.lower & ~drawn.reached
    return [hatching(unused, INK[dark], ("x", "y"), 0.5, drawn.side)] if unused.any() else []


def _notes(drawn: _Drawn) -> list[Part]:
    """Words where there is nothing to see, or no number."""
    look, notes = drawn.look, []
    if not is_full(look) and len(look.values) > 2:
        notes.append(_below_the_scale(look.quantity.loss, bool(drawn.nothing.any())))
    if look.quantity.loss and len(look.values) <= ROWS:
        text = _("nothing is due here: no loss")
        quiet = {"xanchor": "left", "xshift": 8, "opacity": 0.6, "font": {"size": 14}}
        idle = [step for step in range(len(look.values)) if step not in look.rows]
        notes += [plotly.label(0.5, step + 1, text, **quiet) for step in idle]
    if not drawn.known.all():
        notes.append(_overflow_note(drawn))
    return notes


def _overflow_note(drawn: _Drawn) -> Part:
    """Words in the middle of what overflowed."""
    lost = drawn.look.lost
    text = (
        _("✕ overflowed at step {lost}").format(lost=lost)
        if lost
        else _("✕ overflowed in the backward pass")
    )
    rows, columns = np.nonzero(~drawn.known)
    x, y = float(drawn.spots[columns].mean()), float(drawn.spots[rows].mean())
    ground = {"bgcolor": see_through("#ffffff", 0.85), "borderpad": 4}
    return plotly.label(x, y, f"<b>{text}</b>", font={"size": 16, "color": "#000000"}, **ground)


def _below_the_scale(of_loss: bool, nothing: bool) -> Part:
    """What the empty triangle means, and cells in grey where there are, below the scale
    (`static/figure_layout.js` knows the name)."""
    text = _("a loss reaches no later step") if of_loss else _("a state reaches no earlier one")
    text += f"<br>{_('grey: exactly 0, nothing arrives')}" if nothing else ""
    look = {"name": "roomy", "opacity": 0.6, "font": {"size": 14}}
    corner = {"xanchor": "right", "yanchor": "top", "yshift": -74, "align": "right"}
    return plotly.label(0.985, 0.97, text, **plotly.PAPER, **corner, **look)
