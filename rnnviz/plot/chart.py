"""A figure of ours as one of Plotly's own, for notebooks and scripts."""

import re
import textwrap
from typing import TYPE_CHECKING

from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import GROUND
from rnnviz.plot.lone_figure import lone_figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LINE = 96  # letters of a title on one line: it stands above a picture as wide as a notebook
LINE_HEIGHT = 22  # pixels
TAG = re.compile(r"<[^>]*>|&\w+;")
WHOLE = re.compile(r"<(\w+)[^>]*>[^<]*</\1>")
BLANK = "\N{NO-BREAK SPACE}"  # within a tag, where no line is to be broken


def chart(figure: Part, dark: bool = False) -> "Figure":
    """A `plotly.graph_objects.Figure`: it shows itself in a notebook; `write_html` and, with Kaleido,
    `write_image` keep it."""
    from plotly.graph_objects import Figure  # half a second

    made = lone_figure(figure)
    layout = made["layout"] | {"paper_bgcolor": GROUND[dark], "plot_bgcolor": GROUND[dark]}
    return Figure({"data": made["data"], "layout": _titled(layout)})


def _titled(layout: Part) -> Part:
    """A title that is too long for one line on several, and room for them."""
    text = layout["title"]["text"]
    lines = _lines(text)
    if len(lines) < 2 or "<br>" in text:
        return layout
    margin, more = layout["margin"], LINE_HEIGHT * (len(lines) - 1)
    return layout | {
        "title": layout["title"] | {"text": "<br>".join(lines)},
        "margin": margin | {"t": margin["t"] + more},
        "height": layout["height"] + more,
    }


def _lines(text: str) -> list[str]:
    if len(TAG.sub("", text)) <= LINE:
        return [text]
    kept = WHOLE.sub(lambda tag: tag[0].replace(" ", BLANK), text)
    return [line.replace(BLANK, " ") for line in textwrap.wrap(kept, LINE, break_long_words=False)]
