"""One row of the matrix as a chain: what arrives at every step, as plain data.

The browser's side (`static/arrivals.js`) only draws what stands here.
"""

from typing import Any

import numpy as np

from rnnviz.figures.base.html import coloured, escape, show, value_mark
from rnnviz.figures.base.numbers import fine, number
from rnnviz.figures.base.style import ACCENT, NORMS, signed_colour
from rnnviz.figures.gradients.log_scale import scale_of
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.matrix import NOTHING, OVERFLOWED, RIGHT, WIDE, is_full, left_of
from rnnviz.nn.cells.base import Array
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.text.language import _

DARKEST = 0.85  # of a token's ground, on the signed scale


def arrivals(look: Look, dark: bool) -> dict[str, Any]:
    """What arrives at every step from the loss (or state) of the chosen row, as far as the cut lets it;
    with the margins of the matrix, so that both stand level."""
    step, typed, quantity = look.row, look.typed, look.quantity
    cost = _cost(look)
    return {
        "pieces": [show(piece) for piece in typed.pieces],
        "slots": look.slots,
        "step": step,
        "rows": list(look.rows),
        **_at_states(look),
        **_at_inputs(look),
        "start": _("loss") + cost
        if quantity.loss
        else _("{gets} of step {step}").format(gets=quantity.gets, step=step + 1),
        "say": _("Step {step} of {count}, {after}").format(
            step=step + 1, count=len(look.values), after=_after(look)
        )
        + (cost if quantity.loss else ""),
        "axis": _("arrives at") if quantity.loss else _("a push at"),
        "letter": quantity.gets if quantity.gets != "x" else "h",
        "loss": quantity.loss,
        "backwards": look.backwards,
        "first": _first(look),
        "cut": str(cut_phrase(look.cut)),
        "left": left_of(look),
        "right": WIDE if is_full(look) else RIGHT,
        "colours": NORMS,
        "nothing": NOTHING[dark],
        "overflow": OVERFLOWED,
        "accent": ACCENT[dark],
        "dark": dark,
        "alt": _("What arrives at every step from step {step}.").format(step=step + 1),
    }


def _after(look: Look) -> str:
    """Where the row starts: what was read there, and what is due."""
    answer = look.typed.answers[look.row]
    said = _("after “{piece}” comes “{answer}”") if answer else _("after “{piece}”")
    return said.format(piece=show(look.typed.pieces[look.row]), answer=show(answer))


def _cost(look: Look) -> str:
    """The loss of the row, behind its name."""
    loss = float(look.flow.trace.losses[look.row])
    unit = _("half the squared error") if look.net.output == "linear" else _("nats")
    if not np.isfinite(loss):
        return _(": overflowed")
    return _(": {loss} {unit}").format(loss=number(loss), unit=unit)


def _first(look: Look) -> int | None:
    """The first step that the cut lets the row reach, None if it reaches all."""
    reached, step = look.reached[look.row], look.row
    if reached[: step + 1].all():
        return None
    return int(np.flatnonzero(reached & (np.arange(len(reached)) <= step)).min(initial=step))


def _at_states(look: Look) -> dict[str, Any]:
    """What arrives at each state: its kind, its place on the scale, and how it is written."""
    values, scale = look.at_states, scale_of(look.values)
    pairs = enumerate(zip(values, look.reached[look.row], strict=True))
    kinds = [_kind(float(value), bool(within), k, look.row) for k, (value, within) in pairs]
    labels = [
        fine(float(v)) if kind in ("some", "cut") else "0" if kind == "zero" else ""
        for v, kind in zip(values, kinds, strict=True)
    ]
    places = [scale.place(float(value)) for value in values]
    exact = [float(value) if np.isfinite(value) else None for value in values]
    return {"kinds": kinds, "places": places, "labels": labels, "norms": exact}


def _kind(value: float, reached: bool, k: int, step: int) -> str:
    if not np.isfinite(value):
        return "lost"
    if value > 0.0:
        return "some" if reached else "cut"
    return "zero" if k <= step else "none"


def _at_inputs(look: Look) -> dict[str, Any]:
    """How dark each token is, and what for, if that is looked at."""
    read = look.at_inputs
    if read is None:
        return {"shades": None, "shadeLabels": None, "readNorms": None}
    shades = _shades(read, look.reached[look.row])
    return {
        "shades": shades,
        "shadeLabels": [fine(float(norm)) for norm in read],
        "readNorms": [float(norm) if np.isfinite(norm) else None for norm in read],
    }


def _shades(read: Array, reached: Array) -> list[tuple[str, str] | None]:
    """The ground of each token and an ink for it: its share of the largest norm, on a linear scale;
    None for no ground."""
    norms = np.where(np.isfinite(read) & reached, read, 0.0)
    most = float(norms.max(initial=0.0))
    return [signed_colour(DARKEST * float(norm / most)) if norm > 0.0 else None for norm in norms]


def shaded_text(look: Look, spaced: bool) -> str:
    """The typed text as HTML, each piece as dark as the chosen loss leaned on it; `spaced` puts spaces
    between pieces. Empty where that is not looked at."""
    read, typed, step = look.at_inputs, look.typed, look.row
    if read is None:
        return ""
    shades = _shades(read, look.reached[step])
    parts = []
    for k, (piece, shade) in enumerate(zip(typed.pieces, shades, strict=True)):
        style = coloured(shade) if shade else ""
        mark = " class='chosen'" if k == step else ""
        tells = _("step {k}: {read}").format(k=k + 1, read=fine(float(read[k])))
        mark += value_mark(read[k])
        parts.append(f'<span{mark} style="{style}" title="{tells}">{escape(piece)}</span>')
    answer = typed.answers[step]
    due = f"<small>{_('→ what is due:')} <b>{escape(answer)}</b></small>" if answer else ""
    return f'<p class="leaned">{(" " if spaced else "").join(parts)} {due}</p>'
