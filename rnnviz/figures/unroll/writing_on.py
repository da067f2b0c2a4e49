"""The generating loop: each answer y_t goes down and is what the next step reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.html import escape, typed
from rnnviz.figures.base.numbers import percent, short, shortened
from rnnviz.figures.base.plotly import pen
from rnnviz.figures.base.style import ACCENT, FAINT, GROUND, INK, colour_of
from rnnviz.figures.unroll.unit_numbers import writing_sheets
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.writing_on import Written
from rnnviz.text.language import _

HEIGHT = 330
LEAST = 800  # pixels wide
COLUMNS = 9  # that are drawn: some of what was typed, and the first answers
READ = 3  # of them typed


def answer_names(net: Network, written: Written) -> list[str]:
    """The answers as text."""
    if written.answers.ndim == 2:
        return [", ".join(short(float(value)) for value in row[:3]) for row in written.answers]
    tokens = net.vocabulary or tuple(map(str, range(net.inputs)))
    return [tokens[int(token)] for token in written.answers]


def loop(net: Network, read: Typed, written: Written, dark: bool) -> dict[str, Any]:
    """The last steps that were typed, and those that read what was answered."""
    names = answer_names(net, written)
    pieces = [*read.pieces[-READ:], *names[:-1]][:COLUMNS]
    own = len(read.pieces[-READ:])  # columns that were typed
    first = len(read.pieces) - own + 1
    shapes, notes = [], []
    for place, piece in enumerate(pieces):
        given = place < own
        shapes += _boxes(place, given, dark)
        notes += _names(place, piece, first + place, given)
        if place + 1 < len(pieces):
            notes.append(plotly.arrow((place + 0.3, 2), (place + 0.7, 2), INK[dark], 1.5))
        notes.append(plotly.arrow((place, 1.3), (place, 1.7), INK[dark], 1.5))
        notes.append(plotly.arrow((place, 2.3), (place, 2.7), INK[dark], 1.5))
        answered = place - own + 1
        if answered >= 0:
            chance = None if written.chances is None else float(written.chances[answered])
            notes.append(_answer(place, names[answered], chance))
            if place + 1 < len(pieces):
                shapes.append(_back(place, dark))
                ends = (place + 0.5, 1.05), (place + 0.7, 1.05)
                notes.append(plotly.arrow(*ends, colour_of(1, dark), 2.5))
    made = plotly.figure(
        [_unseen(pieces, own, first)],
        _("y_t becomes x_t+1: the network reads what it has answered")
        .replace("y_t", "y<sub>t</sub>")
        .replace("x_t+1", "x<sub>t+1</sub>"),
        dark,
        HEIGHT,
        xaxis=_bare([-0.6, COLUMNS - 0.4]),
        yaxis=_bare([0.3, 3.6]),
        shapes=shapes,
        annotations=notes,
        margin={"l": 6, "r": 6, "t": 44, "b": 6},
        meta={"least": LEAST},
    )
    chances = [] if written.chances is None else [written.chances]
    return told(made, writing_sheets(read, names, written), [written.hidden, *chances])


def _boxes(place: int, given: bool, dark: bool) -> list[dict[str, Any]]:
    """What a step reads, its state and its answer; what nobody typed is dashed."""
    made = []
    for low, dash in ((0.8, None if given else "dash"), (1.75, None), (2.75, None)):
        line = pen(ACCENT[dark] if given or low > 1 else colour_of(1, dark), 2, dash)
        box = ((place - 0.3, place + 0.3), (low, low + 0.5))
        made.append(plotly.frame(*box, line, fillcolor=GROUND[dark], layer="below"))
    return made


def _names(place: int, piece: str, step: int, given: bool) -> list[dict[str, Any]]:
    shown = _stacked(piece)
    word = f"<b>{shown}</b>" if given else shown
    return [
        plotly.label(place, 1.05, word, font={"size": 16}),
        plotly.label(place, 2.0, f"h<sub>{step}</sub>", font={"size": 15}),
        plotly.label(place, 0.5, f"x<sub>{step}</sub>", font={"size": 13}),
    ]


def _answer(place: int, name: str, chance: float | None) -> dict[str, Any]:
    shown = _stacked(name)
    said = shown if chance is None else f"{shown}<br>{escape(percent(chance))}"
    return plotly.label(place, 3.0, said, font={"size": 14})


def _stacked(name: str) -> str:
    """What stands in a box: a token, or numbers below each other."""
    return "<br>".join(escape(shortened(part, 8)) for part in name.split(", "))


def _back(place: int, dark: bool) -> dict[str, Any]:
    """The way from an answer down to the next input."""
    right = place + 0.5
    way = f"M {place + 0.3} 3 L {right} 3 L {right} 1.05"
    return plotly.path(way, pen(colour_of(1, dark), 2.5, "dash"))


def _unseen(pieces: Sequence[str], own: int, first: int) -> dict[str, Any]:
    """Marks that the pointer and the arrow keys find."""
    said = []
    for place, piece in enumerate(pieces):
        how = _("step {step}: reads {piece}, which was typed")
        if place >= own:
            how = _("step {step}: reads {piece}, its own answer")
        said.append(how.format(step=first + place, piece=escape(piece)))
    return plotly.marks(
        list(range(len(pieces))),
        [1.05] * len(pieces),
        {"size": 30, "color": FAINT[False], "opacity": 0.0},
        text=said,
        hovertemplate=plotly.hover("%{text}"),
        showlegend=False,
    )


def _bare(ends: Sequence[float]) -> dict[str, Any]:
    bare = plotly.axis(grid=False, range=list(ends), showticklabels=False, ticks="", fixedrange=True)
    return bare | {"showline": False}


def text_html(net: Network, read: Typed, written: Written, between: str, label: str) -> str:
    """What was typed, and what was written on, in bold."""
    names = answer_names(net, written)
    own = between.join(read.pieces)
    more = between.join(names)
    return f'<p class="written"><small>{label}</small> {typed(own)}{between}<b>{typed(more)}</b></p>'


def in_words(net: Network, read: Typed, written: Written) -> str:
    """The picture for those who cannot see it."""
    names = answer_names(net, written)
    sure = ""
    if written.chances is not None:
        sure = " " + _("On average each was {share} likely.").format(
            share=percent(float(np.mean(written.chances)))
        )
    return (
        _("After {count} typed steps it reads its own answers: {answers}.").format(
            count=len(read.pieces), answers=", ".join(names[:COLUMNS])
        )
        + sure
    )
