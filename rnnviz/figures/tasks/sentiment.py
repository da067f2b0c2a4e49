"""How a verdict moves while a review is read, and which verdicts are mistaken for which."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.html import cells, escape, share_cell
from rnnviz.figures.base.numbers import percent, shortened, tenths_percent
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import INK, on_ground, signed_colour
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

CLASSES = (N_("negative"), N_("positive"))
LETTER = 9.0  # pixels that a letter takes up, about
WIDTH = 1000.0  # pixels that all words have beside each other, about
NUMBERED = 16  # words at most that have their number written at the bar
LABELLED = 40  # words at most that are all written
LONGEST = 18  # letters of a word that are written


def moved_most(chances: Array) -> int | None:
    """Which word (from 0) changed the probability of positive `(T,)` most against the word before;
    None if there is no word before, or if none changed it by 1 %."""
    moves = np.abs(np.diff(chances))
    return int(moves.argmax()) + 1 if moves.max(initial=0.0) >= 0.01 else None


def verdict_of(chance: float) -> str:
    """The verdict that a probability of positive is."""
    return CLASSES[int(chance > 0.5)]


def verdict_sentence(words: Sequence[str], chances: Array, fewest: int = 0) -> str:
    """The verdict after the last word, and the word that moved it most; of less words than the `fewest`
    of a review that was trained on, what the network would say without ever having been asked."""
    last = float(chances[-1])
    said = _("{verdict} ({chance})").format(
        verdict=_(verdict_of(last)), chance=percent(max(last, 1.0 - last))
    )
    if len(words) < fewest:
        return _("A fragment, and it learned from whole reviews: it would say {said}").format(said=said)
    place = moved_most(chances)
    if place is None:
        found = (
            _("Verdict: {said}. No word moved it by 1 %") if len(words) > 1 else _("Verdict: {said}")
        )
        return found.format(said=said)
    return _("Verdict: {said}. Moved most by “{word}”: from {low} positive to {high}").format(
        said=said, word=words[place], low=percent(chances[place - 1]), high=percent(chances[place])
    )


def verdict(words: Sequence[str], chances: Array, dark: bool, fewest: int = 0) -> Part:
    """The probability of positive `(T,)` after each word: a bar from one half up or down. The
    word that moved it most is framed."""
    place = moved_most(chances)
    labels, turned = _labels(words, place)
    return plotly.figure(
        [_bars(words, chances, place, dark)],
        escape(verdict_sentence([word[:40] for word in words], chances, fewest)),
        dark,
        380 if turned else 340,
        xaxis=plotly.axis(
            grid=False,
            tickvals=[at for at, _text in labels],
            ticktext=[text for _at, text in labels],
            tickangle=-90 if turned else 0,
            tickfont={"size": 16},
            title={"text": _("read so far: up to this word"), "standoff": 8},
            autorangeoptions={"minallowed": 0.4, "maxallowed": len(words) + 0.6},
        ),
        yaxis=plotly.share_axis(
            -0.12,
            1.12,
            (0.0, 0.25, 0.5, 0.75, 1.0),
            tickfont={"size": 15},
            title={"text": _("probability of positive")},
        ),
        shapes=[plotly.level(0.5, pen(INK[dark], 1.5))],
        annotations=_class_names(dark),
        showlegend=False,
        bargap=0,
        margin={"l": 72, "r": 104, "t": 44, "b": 60},
    )


def _bars(words: Sequence[str], chances: Array, place: int | None, dark: bool) -> Part:
    """A bar a word, from one half to what the network then thinks."""
    hover = _("after “{word}”: {chance} positive")
    hovers = [
        hover.format(word=escape(word[:40]), chance=percent(chance))
        for word, chance in zip(words, chances, strict=True)
    ]
    frames = [3.0 if n == place else 0.75 for n in range(len(words))]
    colours = [signed_colour(2.0 * float(chance) - 1.0)[0] for chance in chances]
    bars = plotly.bars(
        range(1, len(words) + 1),
        (chances - 0.5).tolist(),
        {"color": colours, "line": {"color": INK[dark], "width": frames}},
        base=0.5,
        width=0.86,
        hovertext=hovers,
        hovertemplate=plotly.hover("%{hovertext}"),
        text=["" if len(words) > NUMBERED else percent(chance) for chance in chances],
        textposition="outside",
        textfont={"size": 16, "color": INK[dark]},
        textangle=0,
        cliponaxis=False,
        constraintext="none",
    )
    return exactly(bars, y=chances)


def _class_names(dark: bool) -> list[Part]:
    """What the bars below and above one half stand for."""
    side = {"xref": "paper", "xanchor": "left", "xshift": 8, "yanchor": "middle"}
    names = []
    for name, y, sign in (("negative", 0.1, -1.0), ("positive", 0.9, 1.0)):
        font = {"size": 18, "color": on_ground(signed_colour(sign * 0.8)[0], dark)}
        names.append(plotly.label(1, y, f"<b>{_(name)}</b>", font=font, **side))
    return names


def _labels(words: Sequence[str], place: int | None) -> tuple[list[tuple[int, str]], bool]:
    """The words and where they stand, and whether they are turned because there are too many."""
    every = -(-len(words) // LABELLED)
    shown = [n for n in range(len(words)) if n % every == 0 or n == place]
    if place is not None and every > 1:  # its neighbours make room for it
        shown = [n for n in shown if n == place or abs(n - place) >= every]
    short = [shortened(word, LONGEST) for word in words]
    turned = max(map(len, short)) * LETTER * len(words) > WIDTH
    texts = [(n + 1, f"<b>{escape(short[n])}</b>" if n == place else escape(short[n])) for n in shown]
    return texts, turned


def confusion_table(counts: Array) -> str:
    """How many reviews of each class (rows) were taken for which (columns) `(2, 2)`, as HTML: counts,
    and shares of the row as bars."""
    head = "".join(f"<th>{_('taken for {name}').format(name=_(name))}</th>" for name in CLASSES)
    rows = []
    for truth, row in zip(CLASSES, counts, strict=True):
        total = max(int(row.sum()), 1)
        shown = []
        for said, count in zip(CLASSES, row, strict=True):
            mark = "✓" if said == truth else "✗"
            share = count / total
            shown.append(share_cell(share, f"{mark} {int(count):,} ({percent(share)})"))
        name = _("{name} in truth").format(name=_(truth))
        rows.append(f"<tr>{cells([name, *shown])}</tr>")
    return f'<table class="runs"><tr><th>{_("unseen reviews")}</th>{head}</tr>{"".join(rows)}</table>'


def confusion_sentence(counts: Array, bag: float) -> str:
    """How many verdicts are right, beside those of a bag of words."""
    total, right = int(counts.sum()), int(np.trace(counts))
    return _(
        "Of {total:,} unseen reviews {right:,} are judged right: {share}. Logistic "
        "regression on the words, which knows nothing of their order, gets {bag} right."
    ).format(total=total, right=right, share=tenths_percent(right / total), bag=tenths_percent(bag))


def loaded_sentence(read: int, positive: int, blank: int, used: int, used_positive: int) -> str:
    """What was read of a file, and what is used of it."""
    said = (
        _(
            "{read:,} rows read: {positive:,} positive, {negative:,} negative; {blank:,} without a "
            "word left out."
        )
        if blank
        else _("{read:,} rows read: {positive:,} positive, {negative:,} negative.")
    ).format(read=read, positive=positive, negative=read - positive, blank=blank)
    more = _(
        "{used:,} used: {positive:,} positive, {negative:,} negative; a fifth of them stays unseen."
    ).format(used=used, positive=used_positive, negative=used - used_positive)
    return f"{said} {more}"


def lengths_sentence(lengths: Array, whole: Array, trained: int, kept: int) -> str:
    """How long reviews are as they are read `(N,)`, and as they stand in the file, and how many are
    kept apart."""
    said = _(
        "As they are read they have {least:,} to {most:,} words, half of them up to {middle:,}; "
        "shorter ones are padded to the longest beside them, of all {most:,}. {trained:,} are learned "
        "from, {kept:,} are kept apart."
    ).format(
        least=int(lengths.min()),
        most=int(lengths.max()),
        middle=int(np.median(lengths)),
        trained=trained,
        kept=kept,
    )
    if (whole == lengths).all():
        return said
    more = _("In the file they have up to {most:,}.").format(most=int(whole.max()))
    return f"{said} {more}"
