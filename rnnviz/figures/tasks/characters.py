"""Texts as a network sees them: coloured by surprise, a mean beside the floors, what may come next.
HTML."""

import html
from collections.abc import Mapping, Sequence

import numpy as np

from rnnviz.figures.base.floor_names import floor_words
from rnnviz.figures.base.html import bar_cell, cell, coloured, share_text, show, value_mark, valued
from rnnviz.figures.base.numbers import number, three_digits
from rnnviz.figures.base.style import NORMS, norm_colour
from rnnviz.figures.training.losses import PERPLEXITY
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _


def surprise(pieces: Sequence[str], losses: Array, most: float, spaced: bool = False) -> str:
    """A text, each piece on the colour of its surprise -log p (T,) in nats from 0 to `most`; a piece
    without one (the first, or one that the vocabulary lacks) has no colour and a dotted line. `spaced`
    puts a space between pieces."""
    spans = []
    for piece, loss in zip(pieces, losses, strict=True):
        if np.isfinite(loss):
            words = _("{loss} nats, p = {chance}").format(
                loss=number(loss), chance=three_digits(float(np.exp(-loss)))
            )
            inside = f'style="{coloured(norm_colour(loss / most))}" title="{_title(piece)}: {words}"'
            inside += value_mark(loss)
        else:
            inside = f'class="none" title="{_title(piece)}: {_("not foreseen")}"'
        shown = "⏎<br>" if piece in ("\n", "\r\n") else html.escape(piece)
        spans.append(f"<span {inside}>{shown}</span>")
    return f'<p class="surprise">{(" " if spaced else "").join(spans)}</p>{_scale(most)}'


def _title(piece: str) -> str:
    return html.escape(f"“{show(piece)}”", quote=True)


def _scale(most: float) -> str:
    """The colours' scale, with its ends in words."""
    return (
        f'<p class="scale"><span>{_("foreseen, 0 nats")}</span>'
        f'<i style="background:linear-gradient(90deg,{",".join(NORMS)})"></i>'
        f"<span>{_('{most} nats, as a mere guess').format(most=number(most))}</span></p>"
    )


def floors(mean: float, known: Mapping[str, float], label: str, unit: str = "nats") -> str:
    """A mean loss in nats among the floors, as bars from the highest to the lowest; for "perplexity" e
    to the power of each."""
    if unit == PERPLEXITY:
        mean, known = float(np.exp(mean)), {name: float(np.exp(value)) for name, value in known.items()}
    words = _("Perplexity") if unit == PERPLEXITY else _("Mean surprise in nats")
    rows = [(value, floor_words(name), "") for name, value in known.items()]
    if np.isfinite(mean):
        rows.append((mean, label, "mine"))
    top = max((value for value, *__ in rows), default=1.0) or 1.0
    shown = "".join(
        f'<tr class="{kind}"><th scope="row">{html.escape(name)}</th>'
        f"{cell(valued(number(value), value))}{bar_cell(value / top)}</tr>"
        for value, name, kind in sorted(rows, key=lambda row: -row[0])
    )
    said = _("{words}: less is better").format(words=words)
    return f'<table class="beside"><caption>{said}</caption>{shown}</table>'


def coming(tokens: Sequence[str], chances: Array, most: int = 8) -> str:
    """The likeliest next tokens and their probabilities `(V,)` as bars."""
    order = np.argsort(-chances, kind="stable")[:most]
    rows = "".join(
        f'<tr><th scope="row">{html.escape(show(tokens[place]))}</th>'
        f"{cell(share_text(chances[place]))}{bar_cell(chances[place])}</tr>"
        for place in order
    )
    left = max(1.0 - float(chances[order].sum()), 0.0)
    rest = len(tokens) - len(order)
    if rest > 0:
        others = _("{rest} others").format(rest=f"{rest:,}")
        rows += f'<tr class="rest"><th scope="row">{others}</th>{cell(share_text(left))}<td></td></tr>'
    return f'<table class="beside coming"><caption>{_("P(next)")}</caption>{rows}</table>'


def sample(prompt: str, drawn: Sequence[str], spaced: bool = False) -> str:
    """What a network wrote after a prompt."""
    gap = " " if spaced else ""
    written = gap.join(drawn)
    before = prompt + gap if prompt else ""
    return f'<p class="written"><b>{html.escape(before)}</b>{html.escape(written)}</p>'
