"""What a notebook shows in an output: sentences and figures as HTML, drawn by Plotly's own script.

The sentences and each picture's words stand in the HTML itself, for screen readers and for whoever
opens the notebook without trusting its scripts.
"""

import html
import json
from collections.abc import Sequence
from functools import cache

from rnnviz.figures.base.style import FONT, GROUND, INK
from rnnviz.plot.loop_pictures import WordedFigure

OPTIONS = {"displayModeBar": False, "displaylogo": False, "responsive": True}
# which ground the notebook has: signs of JupyterLab, Colab and Visual Studio Code, then the browser's
DRAW = """(() => {
  const { body, documentElement: whole } = document
  const own = body.dataset.jpThemeLight ?? whole.getAttribute("theme")
  const is = name => body.classList.contains(name)
  const dark = GIVEN ?? (own ? ["false", "dark"].includes(own) :
    is("vscode-dark") || !is("vscode-light") && matchMedia("(prefers-color-scheme: dark)").matches)
  const figures = FIGURES
  for (const place of document.querySelectorAll(".NAME:not([data-drawn])")) {
    place.dataset.drawn = dark ? "dark" : "light"
    place.querySelectorAll("[role=img]").forEach((node, at) => {
      if (!window.Plotly) return
      const { data, layout } = figures[at][dark ? 1 : 0]
      node.replaceChildren()
      node.style.height = `${layout.height}px`
      void window.Plotly.newPlot(node, data, layout, OPTIONS)
    })
  }
})()"""


@cache
def plotly_script() -> str:
    """Plotly's script, for an output of its own: what the others draw with. It needs no internet."""
    from plotly.offline import get_plotlyjs

    return f"<script>if (!window.Plotly) {{\n{get_plotlyjs()}\n}}</script>"


def page(
    name: str, sentences: Sequence[str], pictures: Sequence[WordedFigure], dark: bool | None
) -> str:
    """Sentences above pictures; `name` is a class that no other output has. On a `dark` ground or on a
    light one, on the notebook's own if None."""
    said = "".join(f'<p style="margin:0.2em 0">{html.escape(one)}</p>' for one in sentences)
    ground = "" if dark is None else f"background:{GROUND[dark]};color:{INK[dark]};"
    places = "".join(_place(one) for one in pictures)
    return (
        f'<div class="{name}" style="{ground}font-family:{html.escape(FONT)};max-width:72em">'
        f"{said}{places}<script>{_script(name, pictures, dark)}</script></div>"
    )


def _place(picture: WordedFigure) -> str:
    words = html.escape(picture.words)
    height = picture.light["layout"]["height"]  # from the start, so that nothing jumps
    return f'<div role="img" aria-label="{words}" style="min-height:{height}px">{words}</div>'


def _script(name: str, pictures: Sequence[WordedFigure], dark: bool | None) -> str:
    # of what is not drawn nothing is sent
    figures = [[None if dark else one.light, None if dark is False else one.dark] for one in pictures]
    from plotly.utils import PlotlyJSONEncoder

    data = json.dumps(figures, cls=PlotlyJSONEncoder).replace("</", "<\\/")
    parts = {"GIVEN": json.dumps(dark), "NAME": name, "OPTIONS": json.dumps(OPTIONS), "FIGURES": data}
    script = DRAW
    for part, text in parts.items():
        script = script.replace(part, text)
    return script


def in_words(sentences: Sequence[str], pictures: Sequence[WordedFigure]) -> str:
    """The same as plain text."""
    return "\n".join([*sentences, *(one.words for one in pictures)])
