"""A sentence whose words are part of a name or not: its names, and how the network's mind changes from
word to word. HTML."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from rnnviz.figures.base.html import cell, coloured, judged, share_text, typed
from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.style import norm_colour
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _


def names(words: Sequence[str], labels: Sequence[bool]) -> list[str]:
    """The names of a sentence: words beside each other that are part of one."""
    found = groupby(zip(words, labels, strict=True), key=lambda pair: bool(pair[1]))
    return [" ".join(word for word, __ in group) for named, group in found if named]


def verdict(words: Sequence[str], chances: Array, right: Sequence[int] | None) -> str:
    """The sentence with the names that are found in it, and whether that is right if it is known."""
    labels = [bool(chance > 0.5) for chance in chances]
    marked = " ".join(
        f"<u><b>{typed(word)}</b></u>" if label else typed(word)
        for word, label in zip(words, labels, strict=True)
    )
    found = ", ".join(f"<b>{typed(name)}</b>" for name in names(words, labels))
    said = ""
    if right is not None:
        wrong = sum(label != bool(due) for label, due in zip(labels, right, strict=True))
        off = _("✗ {wrong} of {count} words wrong").format(wrong=wrong, count=len(words))
        said = judged(not wrong, off if wrong else _("✓ right"))
    return f'<p class="verdict">{marked} → {found or _("no name")} {said}</p>'


def unfolding(words: Sequence[str], chances: Array) -> str:
    """How likely each word is part of a name after each word that is read, `(T, T)`: a row a word that
    is read, a column a word that is judged."""
    head = "".join(f"<th>{typed(word)}</th>" for word in words)
    rows = []
    for word, row in zip(words, chances, strict=True):
        cells = "".join(map(_cell, row))
        rows.append(f'<tr><th scope="row">… {typed(word)}</th>{cells}</tr>')
    title = _(
        "P(part of a name) of each word, after each word that is read; framed is more than a half. "
        "The last row is the answer."
    )
    corner = _("read up to")
    return (
        f'<div class="letters" tabindex="0" role="region" aria-label="{corner}"><table>'
        f'<caption>{title}</caption><tr><th scope="row">{corner}</th>{head}</tr>'
        f"{''.join(rows)}</table></div>"
    )


def _cell(chance: float) -> str:
    if np.isnan(chance):
        return "<td></td>"
    best = ' class="best"' if chance > 0.5 else ""
    marks = f'{best} style="{coloured(norm_colour(float(chance)))}"'
    return cell(share_text(float(chance)), marks=marks)


def changes(words: Sequence[str], chances: Array) -> str:
    """What the picture shows: the word whose chance moved most as more was read, or that none did."""
    if len(words) < 2:
        return ""
    low, high = np.nanmin(chances, axis=0), np.nanmax(chances, axis=0)
    at = int((high - low).argmax())
    if high[at] - low[at] < 0.05:
        return _("No word that follows changes what it says: it answers from what it has read so far.")
    return _(
        "As it reads on, “{word}” is part of a name with {low} at least and {high} at most: the words "
        "behind it count."
    ).format(word=words[at], low=percent(low[at]), high=percent(high[at]))


def score(words: float, whole: float, count: int) -> str:
    """How many words and sentences it labels right."""
    return _(
        "Of {count} random sentences it labels {words} of the words right, and {whole} of the "
        "sentences without a mistake."
    ).format(count=count, words=percent(words), whole=percent(whole))
