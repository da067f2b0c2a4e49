"""What a file of the reader's own holds, before anything is trained on it: first rows, and a column."""

import html
from collections.abc import Sequence

from rnnviz.figures.base import plotly
from rnnviz.figures.base.html import escape, typed
from rnnviz.figures.base.numbers import shortened
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import INK, NAMED
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

LONGEST = 28  # letters of a cell
WIDEST = 12  # columns


def first_rows(
    names: Sequence[str], rows: Sequence[Sequence[str]], chosen: str = "", longest: int = LONGEST
) -> str:
    """The first rows of a table, cells cut at so many letters; the chosen column is marked."""
    shown = list(names[:WIDEST])
    head = "".join(
        f'<th scope="col"{" class=chosen" if name == chosen else ""}>{_cell(name, longest)}'
        f"{' ✓' if name == chosen else ''}</th>"
        for name in shown
    )
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell, longest)}</td>" for cell in row[: len(shown)]) + "</tr>"
        for row in rows
    )
    caption = _("The first rows")
    return (
        f'<div class="preview" tabindex="0" role="region" aria-label="{html.escape(caption)}">'
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(text: str, longest: int) -> str:
    return typed(shortened(text, longest))


def column(values: Array, trained: int, name: str, dark: bool) -> Part:
    """A column's values in their order: those that are trained on, and the unseen ones."""
    count = len(values)
    places = range(1, count + 1)
    return plotly.figure(
        [
            plotly.line(list(places)[:trained], values[:trained], pen(INK[dark], 1.5)),
            plotly.line(list(places)[trained - 1 :], values[trained - 1 :], pen(NAMED[1], 2, "dot")),
        ],
        _("“{name}”; dotted: unseen").format(name=escape(shortened(name, 20))),
        dark,
        190,
        xaxis=plotly.axis(_("row"), grid=False),
        yaxis=plotly.axis(),
        margin={"l": 44, "r": 8, "t": 40, "b": 40},
    )
