"""One row of the matrix as a chain: what arrives at every step, as plain data.

The browser's side (`static/arrivals.js`) only draws what stands here.
"""

from typing import Any

import numpy as np

from rnnviz.figures.base.html import escape, show
from rnnviz.figures.base.numbers import fine, number
from rnnviz.figures.base.style import NORMS, signed_colour
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.matrix import (
    ACCENT,
    LEFT,
    NOTHING,
    OVERFLOWED,
    RIGHT,
    WIDE,
    Scale,
    is_full,
    scale_of,
)
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _


def arrivals(look: Look, dark: bool) -> dict[str, Any]:
    """What arrives at every step from the loss (or state) of the chosen row, as far as the cut lets it;
    with the margins of the matrix, so that both stand level."""
    values, step, quantity, typed = look.at_states, look.row, look.quantity, look.typed
    reached, scale, read = look.reached[step], scale_of(look.values), look.at_inputs
    loss = float(look.flow.trace.losses[step])
    pairs = enumerate(zip(values, reached, strict=True))
    kinds = [_kind(float(value), bool(kept), k, step) for k, (value, kept) in pairs]
    answer = typed.answers[step]
    said = _("after “{piece}” comes “{answer}”") if answer else _("after “{piece}”")
    after = said.format(piece=show(typed.pieces[step]), answer=show(answer))
    unit = _("half the squared error") if look.net.output == "linear" else _("nats")
    cost = f": {number(loss)} {unit}" if np.isfinite(loss) else _(": overflowed")
    start = (
        _("loss") + cost
        if quantity.loss
        else _("{gets} of step {step}").format(gets=quantity.gets, step=step + 1)
    )
    known = int(np.flatnonzero(reached & (np.arange(len(values)) <= step)).min(initial=step))
    return {
        "pieces": [show(piece) for piece in typed.pieces],
        "slots": look.slots,
        "step": step,
        "rows": list(look.rows),
        "kinds": kinds,
        "places": _places(values, scale),
        "labels": [
            fine(float(v)) if kind in ("some", "cut") else "0" if kind == "zero" else ""
            for v, kind in zip(values, kinds, strict=True)
        ],
        "shades": None if read is None else _shades(read, reached),
        "shadeLabels": None if read is None else [fine(float(v)) for v in read],
        "start": start,
        "say": _("Step {step} of {count}, {after}").format(
            step=step + 1, count=len(values), after=after
        )
        + (cost if quantity.loss else ""),
        "axis": _("arrives at") if quantity.loss else _("a push at"),
        "letter": quantity.gets if quantity.gets != "x" else "h",
        "loss": quantity.loss,
        "backwards": look.backwards,
        "first": known if not reached[: step + 1].all() else None,
        "cut": str(look.cut),
        "left": LEFT,
        "right": WIDE if is_full(look) else RIGHT,
        "colours": NORMS,
        "nothing": NOTHING[dark],
        "overflow": OVERFLOWED,
        "accent": ACCENT[dark],
        "dark": dark,
        "alt": _(
            "What arrives at every step from step {step}. The arrow keys choose another step."
        ).format(step=step + 1),
    }


def _kind(value: float, reached: bool, k: int, step: int) -> str:
    if not np.isfinite(value):
        return "lost"
    if value > 0.0:
        return "some" if reached else "cut"
    return "zero" if k <= step else "none"


def _places(values: Array, scale: Scale) -> list[float | None]:
    """Where each norm stands on the log scale, from 0 to 1; None for what is not drawn."""
    places: list[float | None] = []
    for value in values:
        if not np.isfinite(value) or value <= 0.0:
            places.append(None)
            continue
        place = (np.log10(value) - scale.low) / (scale.high - scale.low)
        places.append(round(float(np.clip(place, 0.0, 1.0)), 4))
    return places


def _shades(read: Array, reached: Array) -> list[tuple[str, str] | None]:
    """The ground of each token and an ink for it: its share of the largest norm, on a linear scale;
    None for no ground."""
    kept = np.where(np.isfinite(read) & reached, read, 0.0)
    most = float(kept.max(initial=0.0))
    return [signed_colour(0.85 * float(norm / most)) if norm > 0.0 else None for norm in kept]


def shaded_text(look: Look, spaced: bool) -> str:
    """The typed text as HTML, each piece as dark as the chosen loss leaned on it; `spaced` puts spaces
    between pieces. Empty where that is not looked at."""
    read, typed, step = look.at_inputs, look.typed, look.row
    if read is None:
        return ""
    shades = _shades(read, look.reached[step])
    parts = []
    for k, (piece, shade) in enumerate(zip(typed.pieces, shades, strict=True)):
        style = f"background:{shade[0]};color:{shade[1]}" if shade else ""
        mark = " class='chosen'" if k == step else ""
        tells = _("step {k}: {read}").format(k=k + 1, read=fine(float(read[k])))
        parts.append(f'<span{mark} style="{style}" title="{tells}">{escape(piece)}</span>')
    answer = typed.answers[step]
    due = f"<small>{_('→ what is due:')} <b>{escape(answer)}</b></small>" if answer else ""
    return f'<p class="leaned">{(" " if spaced else "").join(parts)} {due}</p>'
