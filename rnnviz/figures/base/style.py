"""The colours and the type that every picture shares, in light and in dark."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array

# signed values, centred on 0: ColorBrewer's PuOr, safe for the colour-blind (Brewer & Harrower 2003)
SIGNED = (
    "#2d004b",
    "#542788",
    "#8073ac",
    "#b2abd2",
    "#d8daeb",
    "#f7f7f7",
    "#fee0b6",
    "#fdb863",
    "#e08214",
    "#b35806",
    "#7f3b08",
)
# things with an identity of their own: Okabe & Ito (2008); each also gets a dash or a mark
NAMED = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
# (floors and limits are dotted, so no run is)
DASHES = ("solid", "dash", "10px,3px,2px,3px,2px,3px", "dashdot", "longdash", "longdashdot")
MARKS = ("circle", "diamond", "square", "triangle-up", "cross", "star")
SIGNED_SCALE = [[i / (len(SIGNED) - 1), colour] for i, colour in enumerate(SIGNED)]

# norms, on a log scale: cividis (Nuñez, Anderton & Renslow 2018), which any colour vision sees alike
NORMS = (
    "#00224e",
    "#123570",
    "#3b496c",
    "#575d6d",
    "#707173",
    "#8a8678",
    "#a59c74",
    "#c3b369",
    "#e1cc55",
    "#fee838",
)
NORM_SCALE = [[i / (len(NORMS) - 1), colour] for i, colour in enumerate(NORMS)]

# probabilities: from the page's own ground, so that what is impossible is not what one sees first
CHANCE_SCALE = {
    False: [[0.0, "#f3f5f7"], [1.0, "#56b4e9"]],
    True: [[0.0, "#1c2026"], [1.0, "#1f6f9f"]],
}

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
INK = {False: "#1f1d1a", True: "#e8e6e3"}
FAINT = {False: "#d9d6d0", True: "#3a3d44"}
GROUND = {False: "#ffffff", True: "#14161a"}
ACCENT = {False: "#542788", True: "#b2abd2"}  # of what the reader has chosen
CLEAR = "rgba(0,0,0,0)"

# rows and columns of a matrix shown with all its numbers; beyond it one unit is shown
SMALL_ROWS, SMALL_COLUMNS = 8, 12


def signed_colour(value: float, scale: float = 1.0) -> tuple[str, str]:
    """The colour of a signed value in [-scale, scale], and an ink that can be read on it."""
    value, scale = (
        float(value),
        float(scale),
    )  # faster one by one than NumPy
    if not math.isfinite(value):
        return _colour(SIGNED, math.nan)
    return _colour(SIGNED, (min(max(value / scale, -1.0), 1.0) + 1.0) / 2.0)


def norm_colour(share: float) -> tuple[str, str]:
    """The colour of a share from 0 to 1 on the scale of norms, and an ink that can be read on it."""
    return _colour(NORMS, share)


def _colour(scale: Sequence[str], share: float) -> tuple[str, str]:
    if not math.isfinite(share):
        return "#000000", "#ffffff"
    place = min(max(float(share), 0.0), 1.0) * (len(scale) - 1)
    low = min(int(place), len(scale) - 2)
    pairs = zip(_rgb(scale[low]), _rgb(scale[low + 1]), strict=True)
    red, green, blue = (round(one + (other - one) * (place - low)) for one, other in pairs)
    colour = f"#{red:02x}{green:02x}{blue:02x}"
    return colour, _ink_on(colour)


@lru_cache(maxsize=4096)
def _ink_on(colour: str) -> str:
    """Black or white, whichever can be read better (WCAG 2.1, contrast ratio)."""
    return "#000000" if _luminance(np.array(_rgb(colour))) > 0.179 else "#ffffff"


@lru_cache(maxsize=4096)
def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@lru_cache(maxsize=256)
def on_ground(colour: str, dark: bool, least: float = 4.5) -> str:
    """A line's colour for letters: mixed with white on the dark ground, with black on the light one,
    as far as it takes to read them (a contrast ratio of at least 4.5, WCAG 2.1)."""
    ground, end = np.array(_rgb(GROUND[dark])), 255.0 if dark else 0.0
    start = np.array(_rgb(colour), dtype=float)
    for share in np.linspace(0.0, 1.0, 21):
        mixed = np.round(start + (end - start) * share)
        light, other = sorted((_luminance(mixed), _luminance(ground)), reverse=True)
        if (light + 0.05) / (other + 0.05) >= least:
            break
    return "#" + "".join(f"{int(value):02x}" for value in mixed)


def colour_of(place: int, dark: bool) -> str:
    """The colour of a run or a unit by its place, the same in every picture."""
    colour = NAMED[place % len(NAMED)]
    return INK[dark] if colour == "#000000" else colour


def ink_of(place: int, dark: bool) -> str:
    """The same for letters."""
    return on_ground(colour_of(place, dark), dark)


def see_through(colour: str, share: float | str) -> str:
    """A colour of which only a share covers what lies below it."""
    red, green, blue = _rgb(colour)
    return f"rgba({red},{green},{blue},{share})"


def _luminance(rgb: Array) -> float:
    """The relative luminance of a colour (WCAG 2.1)."""
    part = rgb / 255
    linear = np.where(part <= 0.03928, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def reach(values: Array, least: float = 1.0) -> float:
    """The largest finite magnitude, at least `least`: both ends of a signed colour scale."""
    finite = np.abs(values[np.isfinite(values)])
    return float(max(finite.max(initial=0.0), least))


def colour_scale(values: Array) -> float:
    """Both ends of the states' colour scale: 1, 0.5, 0.2, 0.1, ... or what lies above 1, so that weak
    states show colour, too, and the scale does not move with every key."""
    largest = reach(values, 0.0)
    if largest > 1.0:
        return largest
    steps = (power * lead for power in (1e-3, 1e-2, 1e-1) for lead in (1.0, 2.0, 5.0))
    return next((step for step in steps if step >= largest), 1.0)


def axis_lines(dark: bool) -> dict[str, Any]:
    """How the lines beside an axis look."""
    return {"linecolor": FAINT[dark], "tickcolor": FAINT[dark], "automargin": True}


def layout(title: str, dark: bool, height: int, **extra: Any) -> dict[str, Any]:
    """What every figure's layout shares: quiet ground, our type, a title that says what is shown."""
    axes = {"gridcolor": FAINT[dark], **axis_lines(dark)}
    shared: dict[str, Any] = {
        "template": "none",
        "title": {
            "text": title,
            "x": 0,
            "xref": "container",
            "font": {"size": 17},
            "pad": {"l": 6},
        },
        "font": {"family": FONT, "size": 14, "color": INK[dark]},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 64, "r": 24, "t": 44, "b": 52},
        "height": height,
        "uirevision": "kept",  # what the reader zoomed stays when the numbers change
        "hoverlabel": {"font": {"family": FONT, "size": 14}, "align": "left"},
        "xaxis": axes | extra.pop("xaxis", {}),
        "yaxis": axes | extra.pop("yaxis", {}),
    }
    return shared | extra
