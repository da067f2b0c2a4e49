"""Every run's matrix of gradients on typed bits, cut as the run is cut."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.hatching import hatching
from rnnviz.figures.base.numbers import power_of_ten
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import CLEAR, GROUND, INK, NORM_SCALE, see_through
from rnnviz.figures.training.strip_frame import RunPanel, Stack, Strip, scaling, stacked
from rnnviz.figures.training.strip_numbers import with_gradients
from rnnviz.nn.cells.base import Array
from rnnviz.text import language
from rnnviz.text.language import _

PANEL = 150  # pixels of a matrix
DECADES = 4.0  # of norms that the colours tell apart
STROKES = 16  # of the hatching, along a side
VEIL = 0.72  # how much of what is cut off is covered


def strip_gradients(strips: Sequence[Strip], dark: bool) -> Part:
    """For each run ||dL_t/dh_k|| of each loss (down) at each state (across, under its bit); what its
    cut does not use is faded and hatched."""
    stack = Stack([PANEL] * len(strips))
    largest = max((_largest(one.typed.norms) for one in scaling(strips)), default=0.0)
    top = float(np.log10(largest)) if largest > 0.0 else 0.0
    panels = [_panel(strip, top, n == 0, stack, dark) for n, strip in enumerate(strips)]
    title = _("What each loss sends back to each state; hatched is what the cut does not use")
    made = stacked(strips, panels, stack, title, dark, INK[dark], {"strip": "gradients"})
    return with_gradients(made, strips)


def _panel(strip: Strip, top: float, scale: bool, stack: Stack, dark: bool) -> RunPanel:
    steps = len(strip.typed.bits)
    unused = (np.tri(steps, dtype=bool) & ~strip.typed.reached).tobytes()
    cover = plotly.path(
        _outline(unused, steps), pen(CLEAR, 0), fillcolor=see_through(GROUND[dark], VEIL)
    )
    return RunPanel(
        _heat(strip, top, scale, stack),
        steps,
        _("loss of step t"),
        [1, *range(10, steps + 1, 10)],
        [cover],
        [_hatched(unused, steps, INK[dark])],
    )


def _largest(norms: Array) -> float:
    return float(norms[np.isfinite(norms)].max(initial=0.0))


def _heat(strip: Strip, top: float, scale: bool, stack: Stack) -> Part:
    norms, steps = strip.typed.norms, len(strip.typed.bits)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where((norms > 0.0) & np.isfinite(norms), np.log10(norms), np.nan)
    exponents = np.arange(np.ceil(top - DECADES), np.floor(top) + 1)
    beside = {"len": PANEL, "lenmode": "pixels", "y": 1, "yanchor": "top"}
    words = _("the loss of %{customdata[0]} at h of %{customdata[1]}: %{customdata[2]}")
    named = _step_names(language.current(), steps)
    return plotly.heat_map(
        plotly.packed(logs),
        NORM_SCALE,
        top - DECADES,
        top,
        x0=1,
        y0=1,
        name=strip.name,
        showscale=scale,
        hoverongaps=False,
        hovertemplate=plotly.hover(f"{strip.name}<br>{words}"),
        meta={"x": named, "y": named, "log": True},
        colorbar=plotly.colour_bar(
            exponents.tolist(), [power_of_ten(one) for one in exponents], tickfont={"size": 12}
        )
        | beside,
    )


@lru_cache(maxsize=64)
def _step_names(word: str, steps: int) -> list[str]:
    """What hovers call the steps, in the language of that word, which is the reader's."""
    return [_("step {step}").format(step=step) for step in range(1, steps + 1)]


# what a cut does not use is the same for every network
@lru_cache(maxsize=64)
def _outline(unused: bytes, steps: int) -> str:
    """The cells of a mask `(T, T)` as an SVG path, a rectangle for those beside each other."""
    cells = np.frombuffer(unused, np.int8).reshape(steps, steps)
    ends = np.diff(cells, prepend=0, append=0, axis=1)
    return " ".join(
        f"M{left + 0.5},{row + 0.5}H{right + 0.5}V{row + 1.5}H{left + 0.5}Z"
        for row, edge in enumerate(ends)
        for left, right in zip(
            np.flatnonzero(edge > 0).tolist(), np.flatnonzero(edge < 0).tolist(), strict=True
        )
    )


@lru_cache(maxsize=64)
def _hatched(unused: bytes, steps: int, colour: str) -> Part:
    """Strokes over the same cells."""
    cells = np.frombuffer(unused, bool).reshape(steps, steps)
    return hatching(cells, colour, ("x", "y"), 0.5, 1.0, apart=max(steps // STROKES, 1))
