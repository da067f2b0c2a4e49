"""Where the rows of a mini-batch begin in the long sequence, and where in them its window is. HTML."""

import html

import numpy as np

from rnnviz.figures.base.numbers import exact_percent
from rnnviz.nn.cells.base import Array
from rnnviz.tasks.mini_batches import MiniBatches, even_starts
from rnnviz.tasks.words import reference_starts
from rnnviz.text.language import _, listed

MOST_MARKS = 100  # rows whose places are drawn; of more those that are evenly spread
NARROWEST = 0.4  # percent of the picture that a window is drawn wide
MOST_CUTS = 200  # between rows that are drawn
MOST_EDGES = 60  # windows of a row whose edges are drawn


def where(found: MiniBatches) -> str:
    """Rows that end where the next one begins below each other, others on the text that all read."""
    return stack(found) if found.kind == "cut" else strip(found)


def strip(found: MiniBatches) -> str:
    """The long sequence with the beginning of each row and the window that each reads."""
    scale = 100.0 / found.total
    marked = np.arange(len(found.starts))
    if len(marked) > MOST_MARKS:
        marked = np.unique(np.linspace(0, len(found.starts) - 1, MOST_MARKS).astype(int))
    wide = max(min(found.window, found.length) * scale, NARROWEST)
    now = "".join(
        f'<i class="now" style="left:{x:.2f}%;width:{wide:.2f}%"></i>'
        for x in found.places[marked] * scale
    )
    begins = "".join(f'<i style="left:{x:.2f}%"></i>' for x in found.starts[marked] * scale)
    return f'<div class="strip" role="img" aria-label="{_said(found)}">{now}{begins}</div>'


def _said(found: MiniBatches) -> str:
    share = exact_percent((found.offset % found.length) / found.length) if found.length else "0 %"
    said = _("Each row is {share} of the way to where the next one begins.").format(share=share)
    return html.escape(said, quote=True)


def stack(found: MiniBatches) -> str:
    """The long sequence cut at the beginning of each row; under it the rows that are written out, one
    below the other, with the window that is read now in all of them."""
    length = max(found.length, 1)
    left = 100.0 * min(found.offset / length, 1.0)
    wide = max(100.0 * found.window / length, NARROWEST)
    left, wide = min(left, 100.0 - NARROWEST), min(wide, 100.0)
    named = {"number": f"{found.start // found.window + 1:,}", "count": f"{found.windows:,}"}
    now = _("window {number} of {count}").format(**named)
    edges = found.windows if found.windows <= MOST_EDGES else 1
    bars, before = [], 0
    for row in found.rows:
        if row.number > before + 1:
            bars.append("<b>⋮</b><span></span>")
        bars.append(f'<b>{row.number:,}</b><span class="bar"></span>')
        before = row.number
    side = "right" if left > 50.0 else "left"
    at = 100.0 - min(left + wide, 100.0) if side == "right" else left
    return (
        f'<div class="stack" role="img" aria-label="{_said(found)}">'
        f'<div class="long" style="--cut:{min(len(found.starts), MOST_CUTS)}"></div>'
        f'<div class="rows" style="--cut:{edges}">{"".join(bars)}<div class="over">'
        f'<em style="{side}:{at:.2f}%">{html.escape(now)}</em>'
        f'<i class="now" style="left:{left:.2f}%;width:{wide:.2f}%"></i></div></div></div>'
    )


def examples() -> str:
    """The offsets that texts show, in a sentence."""
    letters, pairs, bits = 1_000, 20, 1_000_000
    few, five, many = even_starts(letters, 2), reference_starts(pairs, 5), even_starts(bits, 200)
    length, window = int(many[1]), 5
    return _(
        "As texts have it: {letters} letters in {few} rows, offsets {two}; the {pairs} pairs of the "
        "sentence in {five} rows, offsets {three}; {bits} bits in {many} rows of {length}, cut into "
        "windows of {window}: {updates} updates."
    ).format(
        letters=f"{letters:,}",
        few=len(few),
        two=_offsets(few),
        pairs=pairs,
        five=len(five),
        three=_offsets(five),
        bits=f"{bits:,}",
        many=len(many),
        length=f"{length:,}",
        window=window,
        updates=f"{length // window:,}",
    )


def _offsets(starts: Array) -> str:
    return f"[{listed(map(str, starts.tolist()))}]"
