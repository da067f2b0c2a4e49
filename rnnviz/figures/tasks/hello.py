"""A word answered letter by letter: the letters' probabilities, and the answer after every update.
HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.base.html import cell, coloured, escape, judged, share_text, valued
from rnnviz.figures.base.style import norm_colour
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

MOST_LETTERS = 12  # rows of the table of probabilities


@dataclass(frozen=True)
class Attempt:
    """What a run answered after so many updates."""

    updates: int
    loss: float  # nats
    letters: Sequence[str]
    chances: Array  # (T,) of the right letter


def answer(read: Sequence[str], letters: Sequence[str], wanted: Sequence[str] | None) -> str:
    """The word and its answer in large letters, and whether it is right if that is known."""
    said = ""
    if wanted is not None:
        wrong = sum(one != other for one, other in zip(letters, wanted, strict=True))
        off = _("✗ {wrong} of {count} wrong: it is {word}").format(
            wrong=wrong, count=len(wanted), word=_word(wanted)
        )
        said = judged(not wrong, off if wrong else _("✓ right"))
    return f'<p class="verdict"><b>{_word(read)} → {_word(letters)}</b> {said}</p>'


def probabilities(
    read: Sequence[str], tokens: Sequence[str], chances: Array, wanted: Sequence[str] | None
) -> str:
    """The probability of each letter at each step, `(T, V)`: a column a step, a row a letter; the
    likeliest is framed, the right one has a tick."""
    shown = np.sort(np.argsort(-chances.max(axis=0), kind="stable")[:MOST_LETTERS])
    head = "".join(f"<th>{escape(letter)}</th>" for letter in read)
    rows = []
    for letter in shown:
        cells = ""
        for step, chance in enumerate(chances[:, letter]):
            style = coloured(norm_colour(float(chance)))
            best = " best" if chances[step].argmax() == letter else ""
            tick = " ✓" if wanted is not None and wanted[step] == tokens[letter] else ""
            text = valued(f"{share_text(float(chance))}{tick}", chance)
            cells += cell(text, marks=f' class="{best}" style="{style}"')
        rows.append(f'<tr><th scope="row">{escape(tokens[letter])}</th>{cells}</tr>')
    more = len(tokens) - len(shown)
    note = _(" The {more} least likely letters are left out.").format(more=more) if more > 0 else ""
    said = (
        _("P(letter) at each step; framed is the likeliest.")
        if wanted is None
        else _("P(letter) at each step; framed is the likeliest, ✓ the right one.")
    )
    return (
        f'<div class="letters"><table><caption>{said}{note}</caption>'
        f'<tr><th scope="row">{_("reads")}</th>{head}</tr>{"".join(rows)}</table></div>'
    )


def history(attempts: Sequence[Attempt], wanted: Sequence[str]) -> str:
    """The answer after every update, the newest first: each letter on the colour of the probability
    that the right one has, and struck out where it is wrong."""
    rows = []
    for attempt in reversed(attempts):
        cells = ""
        for letter, right, chance in zip(attempt.letters, wanted, attempt.chances, strict=True):
            style = coloured(norm_colour(float(chance)))
            kind = "" if letter == right else "off"
            title = f"P({escape(right)}) = {numbers.number(chance)}"
            cells += f'<td class="{kind}" title="{title}" style="{style}">{escape(letter)}</td>'
        loss = cell(valued(numbers.loss(attempt.loss), attempt.loss))
        updates = cell(valued(f"{attempt.updates:,}", attempt.updates))
        done = "✓" if list(attempt.letters) == list(wanted) else ""
        rows.append(f"<tr>{updates}{loss}{cells}<td>{done}</td></tr>")
    return (
        '<div class="history" tabindex="0" role="region" '
        f'aria-label="{_("The answer after every update")}"><table><tr><th>{_("update")}</th>'
        f'<th>{_("loss (nats)")}</th><th colspan="{len(wanted)}">{_("its answer")}</th>'
        f"<td></td></tr>{''.join(rows)}</table></div>"
    )


def _word(letters: Sequence[str]) -> str:
    return "".join(map(escape, letters))
