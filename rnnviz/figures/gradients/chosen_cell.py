"""The matrix of norms once more, small, beside what is said of one of its cells."""

from dataclasses import replace

from rnnviz.figures.base import plotly
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import ACCENT, CLEAR
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.matrix import matrix
from rnnviz.figures.gradients.step_labels import step_ticks
from rnnviz.text.language import _

HEIGHT = 264
LABELS = 10  # that stand below each other without touching


def chosen_cell(look: Look, k: int, dark: bool) -> Part:
    """The matrix with the cell of the chosen loss and of step `k` (from 0) framed, without a scale."""
    title = _("The cell t = {t}, k = {k}").format(t=look.row + 1, k=k + 1)
    made = matrix(replace(look, opened=k), dark, title, HEIGHT)
    pieces, shown = look.typed.pieces, made["layout"]
    for trace in made["data"]:
        trace.pop("colorbar", None)
        trace["showscale"] = False
    wide, tall = (k + 0.5, k + 1.5), (look.row + 0.5, look.row + 1.5)
    shown["shapes"] = [
        *shown["shapes"],
        plotly.frame(wide, tall, pen(ACCENT[dark], 5), fillcolor=CLEAR),
    ]
    shown["annotations"] = []
    shown["xaxis"] |= step_ticks(pieces, [""] * len(pieces), LABELS)
    shown["margin"] |= {"r": 8}
    return made
