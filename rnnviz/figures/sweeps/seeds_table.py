"""The runs of one cell of a map as a table: each seed by itself."""

import html
from collections.abc import Sequence

from rnnviz.figures.base import numbers
from rnnviz.figures.base.html import cells, share_cell, valued
from rnnviz.figures.base.numbers import NO_VALUE
from rnnviz.text.language import _


def seeds_table(
    first: int, losses: Sequence[float], shares: Sequence[float], diverged: Sequence[bool]
) -> str:
    """One row a seed as HTML, from the `first` on: its loss at the end, and the share learned."""
    heads = [_("seed"), _("loss ({unit})").format(unit=_("nats")), _("learned")]
    rows = [
        [
            str(first + place),
            valued(numbers.loss(loss, 4), loss) if not gone else html.escape(_("diverged")),
            NO_VALUE if gone else _learned(share),
        ]
        for place, (loss, share, gone) in enumerate(zip(losses, shares, diverged, strict=True))
    ]
    head = cells([html.escape(head) for head in heads], "th")
    body = "".join(f"<tr>{cells(row)}</tr>" for row in rows)
    return f'<div style="max-width:34rem"><table class="runs"><tr>{head}</tr>{body}</table></div>'


def _learned(share: float) -> str:
    """A share, which its noise may carry beyond 0 and 1."""
    return valued(share_cell(min(max(share, 0.0), 1.0), numbers.decimals(share, 2)), share)
