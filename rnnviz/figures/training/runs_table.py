"""The runs of a race as a table: what they have learned and what they cost, at one moment."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.base.floor_names import floor_name
from rnnviz.figures.base.html import cells, share_cell, valued
from rnnviz.figures.base.numbers import NO_VALUE
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.text.language import _
from rnnviz.training.frame import RunStatus


def runs_table(
    losses: Sequence[RunLosses],
    runs: Sequence[Any],
    shares: Sequence[Mapping[str, float]],
    bytes_per_update: Sequence[int],
    samples: float,
    unit: str = "nats",
    right: Sequence[float] = (),
) -> str:
    """One row a run as HTML: its loss at a moment, the share of its answers that are `right` where that
    is known, what it has learned as `shares` from 0 to 1 by name, what its updates cost in time and
    memory. Of several seeds the loss is the median, and their mean, standard deviation and number stand
    beside it."""
    several = any(one.seeds is not None for one in losses)
    named = list(dict.fromkeys(name for one in shares for name in one))
    heads = [
        _("run"),
        *_loss_heads(unit, several),
        *([_("right answers")] if right else []),
        *map(floor_name, named),
        _("updates a second"),
        _("time an update"),
        _("memory an update"),
        _("updates made"),
    ]
    rows = []
    for place, (one, run, learned, size) in enumerate(
        zip(losses, runs, shares, bytes_per_update, strict=True)
    ):
        rows.append(
            [
                html.escape(one.name),
                valued(numbers.loss(one.at(samples), 4), one.at(samples)),
                *(_spread(one, samples) if several else []),
                *([_right(right[place])] if right else []),
                *(share_cell(learned[name]) if name in learned else NO_VALUE for name in named),
                *_speed(run),
                numbers.size(size),
                _updates(run),
            ]
        )
    head = cells([html.escape(head) for head in heads], "th")
    body = "".join(f"<tr>{cells(row)}</tr>" for row in rows)
    return f'<table class="runs"><tr>{head}</tr>{body}</table>'


def _right(share: float) -> str:
    return valued(html.escape(numbers.tenths_percent(share)), share)


def _updates(run: Any) -> str:
    """How many a run has made."""
    if run.status == RunStatus.DIVERGED:
        return f"{run.updates:,} ({_('diverged')})"
    return valued(f"{run.updates:,}", run.updates)


def _loss_heads(unit: str, several: bool) -> list[str]:
    """What the columns of losses are called."""
    fields = {"unit": _(unit)}
    if not several:
        return [_("loss ({unit})").format(**fields)]
    return [
        _("median loss ({unit})").format(**fields),
        _("mean ({unit})").format(**fields),
        _("standard deviation ({unit})").format(**fields),
        _("seeds"),
    ]


def _spread(one: RunLosses, samples: float) -> list[str]:
    """Mean, standard deviation and number of a run's losses at a moment, and how many have diverged."""
    if one.seeds is None:
        return [NO_VALUE, NO_VALUE, "1"]
    ends = one.seeds.ends(samples)
    spread, count = ends.spread, str(ends.spread.count)
    if ends.lost:
        count = _("{count} ({lost} more diverged)").format(count=count, lost=ends.lost)
    found = [valued(numbers.loss(one, 4), one) for one in (spread.mean, spread.deviation)]
    return [*found, html.escape(count)]


def noted(sentence: str) -> str:
    """What is said above the table, as HTML; nothing if it is empty."""
    return f'<p class="caption">{html.escape(sentence)}</p>' if sentence else ""


def _speed(run: Any) -> tuple[str, str]:
    """A run's updates a second, and the time of one."""
    pace = run.updates / run.seconds if run.seconds else float("nan")
    if not pace > 0.0:
        return NO_VALUE, NO_VALUE
    return valued(numbers.whole(pace), pace), _time(1.0 / pace)


def _time(seconds: float) -> str:
    if np.isnan(seconds):
        return NO_VALUE
    return (
        f"{numbers.whole(1e6 * seconds)} µs" if seconds < 0.01 else f"{numbers.whole(1e3 * seconds)} ms"
    )
