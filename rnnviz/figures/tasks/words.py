"""At which distance a network still knows what a word depends on."""

from collections.abc import Sequence

from rnnviz.figures.base import plotly
from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import INK, NAMED
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _


def known(distances: Sequence[int], chances: Array, guess: float, dark: bool) -> Part:
    """The probability of the right language over the words since its country `(N,)`; dotted is what who
    has forgotten the country would `guess`."""
    words = [percent(float(chance)) for chance in chances]
    hover = plotly.hover(_("{distance} words on: %{{text}}").format(distance="%{x}"))
    low, high = distances[0], distances[-1]
    return plotly.figure(
        [
            plotly.line(
                list(distances),
                list(map(float, chances)),
                pen(NAMED[0], 2.5),
                mode="lines+markers",
                marker={"size": 9, "color": NAMED[0]},
                text=words,
                hovertemplate=hover,
            )
        ],
        _("Probability of the right language, by the words since its country"),
        dark,
        260,
        xaxis=plotly.axis(
            _("words between"), grid=False, range=[low - 1.0, high + 0.06 * (high - low) + 1.0]
        ),
        yaxis=plotly.share_axis(-0.02, 1.08),
        shapes=[plotly.level(guess, pen(INK[dark], 1.5, "dot"))],
        annotations=[
            plotly.label(
                1.0,
                guess,
                _("forgotten: {guess}").format(guess=percent(guess)),
                xref="paper",
                xanchor="right",
                yanchor="bottom",
                font={"size": 15},
            )
        ],
        margin={"l": 56, "r": 16, "t": 56, "b": 48},
    )


def known_sentence(distances: Sequence[int], chances: Array, count: int) -> str:
    """The same in words: up to which distance the language is more likely right than not."""
    far = [distance for distance, chance in zip(distances, chances, strict=True) if chance > 0.5]
    guess = percent(1.0 / count)
    if len(distances) == 1:
        return _(
            "{distance} words on it gives the right language {chance}; who has forgotten the country, "
            "{guess}."
        ).format(distance=distances[0], chance=percent(float(chances[0])), guess=guess)
    if not far:
        return _(
            "At no distance does it give the right language more than a half; who has forgotten the "
            "country gives it {guess}."
        ).format(guess=guess)
    return _(
        "Up to {far} words on it gives the right language more than a half, at {last} words {chance}; "
        "who has forgotten the country, {guess}."
    ).format(far=max(far), last=distances[-1], chance=percent(float(chances[-1])), guess=guess)
