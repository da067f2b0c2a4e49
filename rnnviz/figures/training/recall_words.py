"""What states still know of earlier bits and what gradients reach, in sentences; all of it computed."""

import html
from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.recall import FAR
from rnnviz.figures.base.html import cells, share_cell, valued
from rnnviz.figures.base.numbers import NO_VALUE, decimals, number, percent
from rnnviz.figures.training.recall import RunRecall
from rnnviz.text.language import N_, _, listed

KNOWN = 0.5  # of a bit's variance: as much counts as known
PARTS = N_("; ")


def recall_sentence(run: RunRecall, lag: int) -> str:
    """What reaches a lag of the task, and what is known of it."""
    place = run.now.lags.index(lag)
    held, share = float(run.now.held[place]), float(run.reach.share[place])
    fields = {
        "run": run.name[:1].upper() + run.name[1:],
        "lag": lag,
        "held": percent(held),
        "before": percent(float(run.before.held[place])),
        "share": percent(share),
    }
    if not np.isfinite(held):
        return _("{run}: its state overflows.").format(**fields)
    if run.readout_only:
        return _(
            "{run}: its state is never trained, and knows {held} of the bit {lag} steps back."
        ).format(**fields)
    if share:
        return _(
            "{run}: {share} of the losses reach {lag} steps back, and the state knows {held} of that "
            "bit (before training {before})."
        ).format(**fields)
    if held >= KNOWN:
        return _(
            "{run}: no loss reaches {lag} steps back, and still the state knows {held} of that bit "
            "(before training {before})."
        ).format(**fields)
    return _(
        "{run}: no loss reaches {lag} steps back, and the state knows only {held} of that bit (before "
        "training {before})."
    ).format(**fields)


def recall_title(runs: Sequence[RunRecall]) -> str:
    """What tells most, in a line: of the longest lag that the answers of a run depend on, that no loss
    reaches it and its state knows it; else that it knows little of it, or that losses reach it. "" if
    there is nothing to say."""
    asked = [(run, run.now.lags.index(run.asked[-1])) for run in runs if run.asked]
    known = [(run, place) for run, place in asked if np.isfinite(run.now.held[place])]
    if not known:
        return ""
    run, place = max(known, key=lambda one: _tells(*one))
    held, share = float(run.now.held[place]), float(run.reach.share[place])
    said = (
        _("{run}: its state is never trained, and knows {held} of the bit {lag} steps back")
        if run.readout_only
        else _(
            "{run}: {share} of the losses reach {lag} steps back, and the state knows {held} of that "
            "bit"
        )
        if share
        else _("{run}: no loss reaches {lag} steps back, and still the state knows {held} of that bit")
        if held >= KNOWN
        else _("{run}: no loss reaches {lag} steps back, and the state knows only {held} of that bit")
    )
    name = run.name[:1].upper() + run.name[1:]
    return said.format(run=name, lag=run.now.lags[place], held=percent(held), share=percent(share))


def _tells(run: RunRecall, place: int) -> tuple[int, float]:
    """How much a run tells of a lag: what no loss has taught most of all, and what it cannot next."""
    held = float(run.now.held[place])
    if run.readout_only:
        return 0, held
    if run.reach.share[place]:
        return 1, held
    return (3, held) if held >= KNOWN else (2, -held)


def recall_said(runs: Sequence[RunRecall]) -> str:
    """The same of each run for the longest lag that its answers depend on, and what is meant, as
    HTML."""
    said = [recall_sentence(run, run.asked[-1]) for run in runs if run.asked]
    meant = _(
        "Known is how much of the bit’s variance the best linear readout of h finds on new data; at "
        "the lags of the task one for each case of the other bits, averaged."
    )
    return "".join(
        f'<p class="caption">{"<br/>".join(map(html.escape, lines))}</p>' for lines in (said, [meant])
    )


def recall_in_words(runs: Sequence[RunRecall]) -> str:
    """The picture for those who cannot see it."""
    said = [recall_sentence(run, lag) for run in runs for lag in run.asked]
    far = _("{run}: the state knows at least half of every bit up to {steps} steps back")
    said.append(listed((far.format(run=run.name, steps=_reaches(run)) for run in runs), PARTS) + ".")
    head = _(
        "How much of the bit k steps back a linear readout of the state finds, for each run, and how "
        "many losses reach as far."
    )
    return " ".join([head, *said])


def _reaches(run: RunRecall) -> int:
    """The last lag up to which all are known."""
    steps = 0
    for lag, held in zip(run.now.lags, run.now.held, strict=True):
        if not held >= KNOWN or lag > FAR:
            break
        steps = lag
    return steps


def plain_table(runs: Sequence[RunRecall]) -> str:
    """Jaeger's numbers, a column a run: the memory capacity, and the squared correlations at each lag
    from a single readout that it is the sum of, as an HTML table."""
    rows = [
        [name, *(valued(number(of(run).capacity), of(run).capacity) for run in runs)]
        for name, of in (
            (_("memory capacity"), lambda run: run.now),
            (_("before training"), lambda run: run.before),
        )
    ]
    for lag in range(FAR + 1):
        shares = (float(run.now.plain[run.now.lags.index(lag)]) for run in runs)
        rows.append([f"k = {lag}", *map(_plain, shares)])
    head = cells(["", *(html.escape(run.name) for run in runs)], "th")
    body = "".join(f"<tr>{cells(row)}</tr>" for row in rows)
    return f'<table class="runs"><tr>{head}</tr>{body}</table>'


def _plain(share: float) -> str:
    return share_cell(share, decimals(share, 2)) if np.isfinite(share) else NO_VALUE
