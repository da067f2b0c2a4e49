"""A cell as the texts draw it: gates, lines and nodes, with one unit's values at one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import number, short
from rnnviz.figures.base.plotly import pen
from rnnviz.figures.base.style import ACCENT, FAINT, GROUND, INK, colour_of
from rnnviz.figures.unroll.unit_numbers import wire_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

Part = dict[str, Any]
Place = tuple[float, float]
LEAST = 720  # pixels wide
HEIGHT = 430
WIDE, TALL = 100.0, 60.0


@dataclass(frozen=True)
class Plan:
    """How a cell is drawn: boxes with what they compute, nodes, lines with their last place an arrow's
    tip, and values beside them."""

    boxes: Mapping[str, tuple[Place, str]]  # a wire's name -> where, and what it computes
    nodes: Sequence[tuple[Place, str]]
    lines: Sequence[tuple[str, tuple[Place, ...]]]  # "c", "h" or "" and the places
    values: Sequence[tuple[Place, str, str]]  # where, how it is written, the wire's name
    tall: float = TALL


LSTM = Plan(
    boxes={
        "f": ((26, 22), "σ"),
        "i": ((40, 22), "σ"),
        "g": ((54, 22), "tanh"),
        "o": ((68, 22), "σ"),
        "tanh c": ((84, 41), "tanh"),
    },
    nodes=(((26, 52), "×"), ((54, 52), "+"), ((54, 37), "×"), ((84, 28), "×")),
    lines=(
        ("c", ((3, 52), (23.8, 52))),
        ("c", ((28.2, 52), (51.8, 52))),
        ("c", ((56.2, 52), (97, 52))),
        ("h", ((3, 8), (68, 8), (68, 18))),
        ("", ((13, 1), (13, 8))),
        ("", ((26, 8), (26, 18))),
        ("", ((40, 8), (40, 18))),
        ("", ((54, 8), (54, 18))),
        ("", ((26, 26), (26, 48.5))),
        ("", ((40, 26), (40, 37), (51.8, 37))),
        ("", ((54, 26), (54, 33.5))),
        ("", ((54, 40.5), (54, 48.5))),
        ("", ((68, 26), (68, 28), (81.8, 28))),
        ("c", ((84, 52), (84, 45))),
        ("", ((84, 37), (84, 31.5))),
        ("h", ((84, 24.5), (84, 8), (97, 8))),
    ),
    values=(
        ((8, 55), "c_t−1", "c before"),
        ((39, 55), "f ⊙ c_t−1", "f*c"),
        ((93, 55), "c_t", "c"),
        ((7, 11), "h_t−1", "h before"),
        ((20.5, 34), "f", "f"),
        ((45, 40), "i", "i"),
        ((59, 30), "g", "g"),
        ((60.5, 44), "i ⊙ g", "i*g"),
        ((74, 31), "o", "o"),
        ((91.5, 34), "tanh c_t", "tanh c"),
        ((92, 11), "h_t", "h"),
    ),
)
GRU = Plan(
    boxes={
        "r": ((26, 16), "σ"),
        "h part": ((42, 16), "W h + b"),
        "n": ((64, 28), "tanh"),
        "z": ((14, 28), "σ"),
    },
    nodes=(((14, 52), "×"), ((84, 52), "+"), ((42, 28), "×"), ((84, 40), "×"), ((68, 40), "1−")),
    lines=(
        ("h", ((3, 52), (11.8, 52))),
        ("h", ((16.2, 52), (81.8, 52))),
        ("h", ((86.2, 52), (97, 52))),
        ("h", ((6, 52), (6, 6), (64, 6), (64, 24))),
        ("", ((50, 1), (50, 6))),
        ("", ((14, 6), (14, 24))),
        ("", ((26, 6), (26, 12))),
        ("", ((42, 6), (42, 12))),
        ("", ((14, 32), (14, 48.5))),
        ("", ((14, 40), (65.8, 40))),
        ("", ((70.2, 40), (81.8, 40))),
        ("", ((26, 20), (26, 28), (39.8, 28))),
        ("", ((42, 20), (42, 24.5))),
        ("", ((44.2, 28), (60, 28))),
        ("", ((68, 28), (84, 28), (84, 36.5))),
        ("", ((84, 43.5), (84, 48.5))),
    ),
    values=(
        ((4, 55), "h_t−1", "h before"),
        ((48, 55), "z ⊙ h_t−1", "z*h"),
        ((93, 55), "h_t", "h"),
        ((19, 36), "z", "z"),
        ((76, 43), "1 − z", "1-z"),
        ((31, 31), "r", "r"),
        ((49, 22), "", "h part"),
        ((52, 31), "r ⊙ (W h + b)", "r*h"),
        ((76, 31), "n", "n"),
        ((92.5, 46), "(1 − z) ⊙ n", "(1-z)*n"),
    ),
)

GRU_BEFORE = Plan(
    boxes={
        "r": ((26, 16), "σ"),
        "h part": ((42, 28), "W · + b"),
        "n": ((64, 28), "tanh"),
        "z": ((14, 28), "σ"),
    },
    nodes=(((14, 52), "×"), ((84, 52), "+"), ((42, 16), "×"), ((84, 40), "×"), ((68, 40), "1−")),
    lines=(
        *(line for line in GRU.lines if line[1][0] not in ((26, 20), (42, 6), (42, 20), (44.2, 28))),
        ("", ((30, 16), (39.8, 16))),
        ("h", ((42, 6), (42, 12.5))),
        ("", ((42, 19.5), (42, 24))),
        ("", ((47.5, 28), (60, 28))),
    ),
    values=(
        *(value for value in GRU.values if value[2] not in ("r", "h part", "r*h")),
        ((35, 19), "r", "r"),
        ((52.5, 20), "r ⊙ h_t−1", "r*h"),
        ((53.5, 31), "", "h part"),
    ),
)


def plan_of(cell: str) -> Plan:
    """How a kind of cell is drawn."""
    return {"lstm": LSTM, "gru": GRU, "gru_before": GRU_BEFORE}.get(cell) or _elman(cell)


def _elman(cell: str) -> Plan:
    """A cell without gates: one line, one sum, one function."""
    outer = {"identity": "=", "sigmoid": "σ", "relu": "ReLU"}.get(cell, cell)
    return Plan(
        boxes={
            "h part": ((26, 30), "W h + b"),
            "x part": ((44, 14), "W x + b"),
            "h": ((66, 30), outer),
        },
        nodes=(((44, 30), "+"),),
        lines=(
            ("h", ((3, 30), (20.5, 30))),
            ("", ((31.5, 30), (41.8, 30))),
            ("", ((44, 1), (44, 10))),
            ("", ((44, 18), (44, 26.5))),
            ("", ((46.2, 30), (62, 30))),
            ("h", ((70, 30), (97, 30))),
        ),
        values=(
            ((8, 33), "h_t−1", "h before"),
            ((35, 33), "", "h part"),
            ((50, 22), "", "x part"),
            ((54, 33), _("sum"), "sum"),
            ((86, 33), "h_t", "h"),
        ),
        tall=40.0,
    )


def anatomy(
    cell: str,
    wires: Mapping[str, Array],
    unit: int,
    piece: str,
    title: str,
    dark: bool,
    backwards: bool = False,
) -> Part:
    """The picture with the values of one unit (from 0)."""
    plan = plan_of(cell)
    shown = {name: float(values[unit]) for name, values in wires.items()}
    notes = [arrow for kind, places in plan.lines for arrow in _wire(kind, places, dark)[1]]
    shapes = [shape for kind, places in plan.lines for shape in _wire(kind, places, dark)[0]]
    for name, ((x, y), text) in plan.boxes.items():
        half = 5.5 if len(text) > 4 else 4.0
        ground = {"fillcolor": GROUND[dark], "layer": "above"}
        shapes.append(
            plotly.frame((x - half, x + half), (y - 4, y + 4), pen(ACCENT[dark], 2), **ground)
        )
        notes.append(plotly.label(x, y, _box_text(text, name), font={"size": 15}))
    for (x, y), text in plan.nodes:
        ground = {"fillcolor": GROUND[dark], "layer": "above"}
        shapes.append(
            plotly.circle((x - 2.2, x + 2.2), (y - 3.5, y + 3.5), pen(INK[dark], 2), **ground)
        )
        notes.append(plotly.label(x, y, text, font={"size": 17}))
    for (x, y), letters, name in plan.values:
        notes.append(plotly.label(x, y, _value(letters, shown[name], backwards), font={"size": 14}))
    x, y = next(places[0] for kind, places in plan.lines if not kind and places[0][1] == 1)
    said = f"x_t: {escape(piece)}"
    notes.append(plotly.label(x + 1.5, y + 2.5, _lowered(said), xanchor="left", font={"size": 15}))
    made = plotly.figure(
        [_read_out(plan, shown, dark)],
        title,
        dark,
        round(HEIGHT * plan.tall / TALL),
        xaxis=_bare([0, WIDE]),
        yaxis=_bare([-1, plan.tall]),
        annotations=notes,
        shapes=shapes,
        margin={"l": 6, "r": 6, "t": 44, "b": 6},
        meta={"least": LEAST},
    )
    return told(made, wire_sheets(wires), list(wires.values()))


def _wire(kind: str, places: tuple[Place, ...], dark: bool) -> tuple[list[Part], list[Part]]:
    """A line's segments, and the arrow at its end; c and h each have a colour and a dash."""
    colour = {"c": colour_of(1, dark), "h": colour_of(0, dark)}.get(kind, INK[dark])
    width = {"c": 4.0, "h": 2.5}.get(kind, 1.5)
    ends = list(pairwise(places))
    shapes = [
        plotly.segment((one[0], other[0]), (one[1], other[1]), pen(colour, width), layer="below")
        for one, other in ends[:-1]
    ]
    return shapes, [plotly.arrow(*ends[-1], colour, width, arrowsize=0.8, standoff=0)]


def _box_text(text: str, name: str) -> str:
    return text if name in ("tanh c", "h part", "x part", "h") else f"{text}<sub>{name}</sub>"


def _value(letters: str, value: float, backwards: bool) -> str:
    """A value with its letters, as h<sub>t−1</sub> = 0.31."""
    if backwards:
        letters = letters.replace("t−1", "t+1")
    return f"{_lowered(letters)} = <b>{short(value)}</b>" if letters else f"<b>{short(value)}</b>"


def _lowered(text: str) -> str:
    """Letters with what stands below them."""
    for step in ("t−1", "t+1", "t"):
        text = text.replace(f"_{step}", f"<sub>{step}</sub>")
    return text


def _read_out(plan: Plan, shown: Mapping[str, float], dark: bool) -> Part:
    """Unseen marks at the values, which the pointer and the arrow keys find."""
    places = [place for place, _letters, _name in plan.values]
    said = [
        f"{letters or name} = {number(shown[name])}".replace("_", "")
        for _p, letters, name in plan.values
    ]
    return plotly.marks(
        [x for x, _y in places],
        [y for _x, y in places],
        {"size": 22, "color": FAINT[dark], "opacity": 0.0},
        text=said,
        hovertemplate=plotly.hover("%{text}"),
        showlegend=False,
    )


def _bare(ends: Sequence[float]) -> Part:
    return plotly.axis(
        grid=False, range=list(ends), showticklabels=False, ticks="", fixedrange=True
    ) | {"showline": False}


def in_words(cell: str, wires: Mapping[str, Array], unit: int, title: str) -> str:
    """The picture for those who cannot see it: every value."""
    said = [
        f"{letters or name} = {number(float(wires[name][unit]))}".replace("_", "")
        for _place, letters, name in plan_of(cell).values
    ]
    return f"{title}: {', '.join(said)}"


def c_sentence(largest: tuple[int, int, float] | None) -> str:
    """What is to be said of c and ±1; nothing without a cell state."""
    if largest is None:
        return ""
    step, unit, value = largest
    why = _(
        "f ⊙ c + i ⊙ g adds up to 1 to what is kept at every step, so after t steps c may be as large "
        "as t; only tanh(c), and so h, lies between −1 and 1."
    )
    said = (
        _(
            "c leaves ±1: unit {unit} is at {value} at step {step}. That c lies between −1 and 1, as "
            "one often reads, is not so: {why}"
        )
        if abs(value) > 1.0
        else _(
            "In this text c stays within ±1 (farthest: {value}, unit {unit}, step {step}), but nothing "
            "holds it there: {why}"
        )
    )
    return said.format(unit=unit + 1, value=number(value), step=step + 1, why=why)
