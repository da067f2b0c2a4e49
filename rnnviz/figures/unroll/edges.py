"""The small network by hand as a graph: a node for each number, and every weight named on its edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.html import cells, valued
from rnnviz.figures.base.numbers import given, writer
from rnnviz.figures.base.plotly import pen
from rnnviz.figures.base.style import ACCENT, FAINT, GROUND, INK, ink_of
from rnnviz.figures.unroll.unit_numbers import named_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _

LEAST = 640  # pixels wide
HEIGHT = 430
# the matrix, and the names of its entries row by row
NAMES = {
    "rnn.weight_ih_l0": ("W_ih", ("w1", "w2", "w3", "w4")),
    "rnn.weight_hh_l0": ("W_hh", ("U1", "U2", "U3", "U4")),
    "readout.weight": ("W_hy", ("w5", "w6", "w7", "w8")),
}
PLACES = {"x": (0.0, 3.4), "before": (7.0, 10.4), "h": (3.0, 7.4), "y": (3.0, 7.4)}  # along
LEVELS = {"x": 0.0, "before": 0.0, "h": 1.0, "y": 2.0}


@dataclass(frozen=True)
class NamedWeight:
    """One weight: its name and value, from which number to which."""

    name: str
    value: float
    start: tuple[str, int]  # the row of nodes and the place in it
    end: tuple[str, int]


def edges_of(net: Network) -> list[NamedWeight]:
    """Every weight of a network with two inputs, two units and two outputs."""
    ends = {
        "rnn.weight_ih_l0": ("x", "h"),
        "rnn.weight_hh_l0": ("before", "h"),
        "readout.weight": ("h", "y"),
    }
    found = []
    for matrix, (start, end) in ends.items():
        for place, name in enumerate(NAMES[matrix][1]):
            row, column = divmod(place, 2)
            value = float(net.parameters[matrix][row, column])
            found.append(NamedWeight(name, value, (start, column), (end, row)))
    return found


def edges(net: Network, trace: Trace, step: int, digits: int, dark: bool) -> dict[str, Any]:
    """The graph with the numbers of one step (from 0)."""
    values = _values(trace, step)
    shapes, notes = [], []
    for edge in edges_of(net):
        start, end = _place(*edge.start), _place(*edge.end)
        recurrent = edge.start[0] == "before"
        colour = ink_of(1, dark) if recurrent else ink_of(0, dark)
        line = pen(colour, 2, "dash" if recurrent else None)
        shapes.append(plotly.segment((start[0], end[0]), (start[1], end[1]), line, layer="below"))
        notes.append(_edge_label(edge, start, end, colour, dark))
    for row in LEVELS:
        for place in (0, 1):
            shapes.append(_node(row, place, dark))
            x, y = _place(row, place)
            text = f"{_name(row, place, step)}<br><b>{writer(digits)(float(values[row][place]))}</b>"
            notes.append(plotly.label(x, y, text, font={"size": 14, "color": INK[dark]}))
    title = _("Every weight on its edge, at step {step}").format(step=step + 1)
    made = plotly.figure(
        [_unseen(values, step, digits)],
        title,
        dark,
        HEIGHT,
        xaxis=_bare([-1.6, 12.4]),
        yaxis=_bare([-0.35, 2.35]),
        shapes=shapes,
        annotations=notes,
        margin={"l": 6, "r": 6, "t": 44, "b": 6},
        meta={"least": LEAST},
    )
    named = [(edge.name, edge.value) for edge in edges_of(net)]
    named += [
        (plain_name(_name(row, place, step)), float(values[row][place]))
        for row in LEVELS
        for place in (0, 1)
    ]
    return told(made, named_sheets(named), [[value for _name, value in named]])


def names_html(net: Network) -> str:
    """The same names in their matrices."""
    rows = []
    for name, (matrix, names) in NAMES.items():
        values = net.parameters[name].ravel()
        letters = _bracketed(names)
        numbers = valued(_bracketed([given(float(value)) for value in values]), values)
        rows.append(f'<tr><th scope="row">{matrix}</th>{cells([letters, numbers])}</tr>')
    said = _(
        "w1 to w4 lead from the inputs to the units, w5 to w8 from the units to the outputs, U1 to U4 "
        "from the units of the step before; row: where it leads, column: where it comes from."
    )
    return f'<div class="checked"><table>{"".join(rows)}</table><p class="caption">{said}</p></div>'


def in_words(net: Network, trace: Trace, step: int, digits: int) -> str:
    """The graph for those who cannot see it."""
    weights = ", ".join(f"{edge.name} = {given(edge.value)}" for edge in edges_of(net))
    said = "; ".join(_said(_values(trace, step), step, digits))
    return _("The network as a graph at step {step}. {numbers}. Weights: {weights}").format(
        step=step + 1, numbers=said, weights=weights
    )


def _values(trace: Trace, step: int) -> dict[str, Array]:
    return {
        "x": trace.read[0][step],
        "before": trace.before(0)[step],
        "h": trace.hidden[0, step],
        "y": trace.logits[step],
    }


def _place(row: str, place: int) -> tuple[float, float]:
    return PLACES[row][place], LEVELS[row]


def _name(row: str, place: int, step: int) -> str:
    """A number's name as the picture has it: h₁ at step 2, and what it was at step 1."""
    letter = "h" if row == "before" else row
    time = step if row == "before" else step + 1
    return f"{letter}<sub>{place + 1}</sub> (t={time})"


def _node(row: str, place: int, dark: bool) -> dict[str, Any]:
    x, y = _place(row, place)
    line = pen(ACCENT[dark], 2, "dash" if row == "before" else None)
    return plotly.frame((x - 1.0, x + 1.0), (y - 0.19, y + 0.19), line, fillcolor=GROUND[dark])


def _edge_label(
    edge: NamedWeight, start: tuple[float, float], end: tuple[float, float], colour: str, dark: bool
) -> dict[str, Any]:
    """A weight's name and value on its edge, away from where edges cross; neighbours on two levels."""
    share = (0.58 if edge.end[0] == "h" else 0.66) if edge.end[1] else 0.33
    x, y = (one + share * (other - one) for one, other in zip(start, end, strict=True))
    text = f"<b>{edge.name}</b> = {given(edge.value)}"
    return plotly.label(x, y, text, font={"size": 14, "color": colour}, bgcolor=GROUND[dark])


def _bracketed(texts: Sequence[str]) -> str:
    return f"[[{texts[0]}, {texts[1]}], [{texts[2]}, {texts[3]}]]"


def _said(values: dict[str, Array], step: int, digits: int) -> list[str]:
    named = [(row, place) for row in LEVELS for place in (0, 1)]
    said = [f"{_name(*one, step)} = {writer(digits)(float(values[one[0]][one[1]]))}" for one in named]
    return list(map(plain_name, said))


def plain_name(text: str) -> str:
    """A name without its marks."""
    return text.replace("<sub>", "").replace("</sub>", "")


def _unseen(values: dict[str, Array], step: int, digits: int) -> dict[str, Any]:
    """Marks that the pointer and the arrow keys find."""
    places = [_place(row, place) for row in LEVELS for place in (0, 1)]
    return plotly.marks(
        [x for x, _y in places],
        [y for _x, y in places],
        {"size": 34, "color": FAINT[False], "opacity": 0.0},
        text=_said(values, step, digits),
        hovertemplate=plotly.hover("%{text}"),
        showlegend=False,
    )


def _bare(ends: Sequence[float]) -> dict[str, Any]:
    bare = plotly.axis(grid=False, range=list(ends), showticklabels=False, ticks="", fixedrange=True)
    return bare | {"showline": False}
