"""What a truncation does: which loss reaches which step, drawn as arrows under the unrolled chain."""

from collections.abc import Sequence

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet, told
from rnnviz.figures.base.html import share_text
from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import FAINT, INK, NAMED
from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.text.language import _, _n, listed

FIRST, LANE = -0.8, 0.42  # where the arrows begin below the chain, and how far they stand apart
GRADIENT = NAMED[1]
ROUND = 26  # pixels of a state


def reach_picture(
    truncation: Truncation, lags: Sequence[int], steps: int, dark: bool, carry: bool = True
) -> Part:
    """The unrolled chain with, under it, which loss reaches back to which step; the cuts as dashed
    lines, which the state crosses (if it is carried) and the gradient does not."""
    every = truncation.every or steps
    lanes = min(every, steps)
    cuts = [
        plotly.segment((edge - 0.5,) * 2, (0.8, -lanes * LANE - 1.1), pen(INK[dark], 1.5, "dash"))
        for edge in range(every, steps, every)
    ]
    losses, arrows = _gradients(truncation, steps, lanes)
    made = plotly.figure(
        [_chain(steps, dark), losses],
        _title(truncation, lags),
        dark,
        int(74 + 11 * lanes),
        xaxis={"visible": False, "range": [-0.6, steps - 0.4]},
        yaxis={"visible": False, "range": [-1.3 - LANE * lanes, 0.9]},
        shapes=cuts,
        annotations=_states(steps, every, carry, dark) + arrows,
        margin={"l": 8, "r": 8, "t": 34, "b": 2},
    )
    return told(made, lambda: [_numbers(truncation, steps)], [])


def _numbers(truncation: Truncation, steps: int) -> NumberSheet:
    """Which loss reaches which step, a line a pair."""
    pairs = [(t, k) for t in range(steps) for k in range(t + 1)]
    heads = [_("loss of step t"), _("step k"), _("reaches it")]
    return listed_sheet(heads, [(t + 1, k + 1, int(truncation.reaches(t, k))) for t, k in pairs])


def _title(truncation: Truncation, lags: Sequence[int]) -> str:
    if not lags:
        return _("How far each loss reaches back with {truncation}").format(
            truncation=cut_phrase(truncation)
        )
    reached = [
        _("lag {lag}: {share}").format(lag=lag, share=share_text(truncation.share(lag))) for lag in lags
    ]
    return _("How far each loss reaches back with {truncation} (losses that reach {reached})").format(
        truncation=cut_phrase(truncation), reached=listed(reached)
    )


def readout_only_sentence(truncation: Truncation) -> str:
    """What a cut does to a run whose recurrent weights stay as they start."""
    if truncation.every is None:
        return _("The readout alone is trained: no loss sends gradient to any state.")
    return _n(
        "The readout alone is trained: no loss sends gradient to any state, and the cut only says that "
        "there is an update at every step.",
        "The readout alone is trained: no loss sends gradient to any state, and the cut only says that "
        "there is an update every {every} steps.",
        truncation.every,
    ).format(every=truncation.every)


def two_styles_sentence(steps: int, n: int) -> str:
    """Over how many steps each loss of a short sequence reaches in the two styles of a cut by n."""
    windows, even = (_spans(cut, steps) for cut in (Truncation.windows(n), Truncation.even(n)))
    return _(
        "{steps} steps cut by {n}. In windows, as frameworks do it, their losses reach over {windows} "
        "steps, their own counted; evenly over {even}. So of the {all} pairs of a loss and a step "
        "before "
        "or at it windows keep {kept}, an even cut {more}: who says “cut by {n}” has to say in "
        "which style."
    ).format(
        steps=steps,
        n=n,
        windows=listed(map(str, windows)),
        even=listed(map(str, even)),
        all=steps * (steps + 1) // 2,
        kept=sum(windows),
        more=sum(even),
    )


def _spans(cut: Truncation, steps: int) -> list[int]:
    """Over how many steps each loss reaches, its own among them."""
    return [t - _first(cut, t) + 1 for t in range(steps)]


def reach_words(truncation: Truncation, lags: Sequence[int], steps: int) -> str:
    """The picture for those who cannot see it."""
    spans = [t - _first(truncation, t) for t in range(steps)]
    if not lags:
        return _(
            "Which loss reaches back to which step with {truncation}: over {steps} steps losses reach "
            "back {least} to {most} steps"
        ).format(truncation=cut_phrase(truncation), steps=steps, least=min(spans), most=max(spans))
    return _(
        "Which loss reaches back to which step with {truncation}: over {steps} steps losses reach back "
        "{least} to {most} steps; losses that reach {reached}"
    ).format(
        truncation=cut_phrase(truncation),
        steps=steps,
        least=min(spans),
        most=max(spans),
        reached=listed(
            _("lag {lag}: {share}").format(lag=lag, share=percent(truncation.share(lag)))
            for lag in lags
        ),
    )


def _chain(steps: int, dark: bool) -> Part:
    """Each state as a circle with its step's number on it."""
    text, font = [str(step) for step in range(1, steps + 1)], {"size": 14, "color": INK[dark]}
    ring = {"size": ROUND, "color": FAINT[dark], "line": {"color": INK[dark], "width": 1.2}}
    more = {"mode": "markers+text", "marker": ring, "meta": {"roomy": True}, "cliponaxis": False}
    return plotly.words(range(steps), [0.0] * steps, text, font, **more)


def _states(steps: int, every: int, carry: bool, dark: bool) -> list[Part]:
    """An arrow from each state to the next, across a cut only if it is carried."""
    return [
        plotly.arrow((t + 0.3, 0.0), (t + 0.7, 0.0), INK[dark], 2, arrowsize=1)
        for t in range(steps - 1)
        if carry or (t + 1) % every
    ]


def _gradients(truncation: Truncation, steps: int, lanes: int) -> tuple[Part, list[Part]]:
    """Each loss as a dot, and an arrow from it to the first step that it reaches."""
    heights, arrows = [], []
    for t in range(steps):
        first = _first(truncation, t)
        y = FIRST - LANE * (t % lanes)
        heights.append(y)
        if first < t:
            arrows.append(plotly.arrow((t, y), (first, y), GRADIENT, 2, arrowsize=1))
    dots = {"mode": "markers", "marker": {"size": 7, "color": GRADIENT}}
    return plotly.words(range(steps), heights, [], {}, **dots), arrows


def _first(truncation: Truncation, step: int) -> int:
    """The first step that the loss of a step reaches."""
    return next(k for k in range(step + 1) if truncation.reaches(step, k))
