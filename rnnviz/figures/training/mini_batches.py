"""Mini-batches: the long sequence cut into rows, and the window of all rows that one update reads.
HTML."""

import html
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnviz.figures.base.html import cells, show, unseen
from rnnviz.figures.base.numbers import exact_percent
from rnnviz.runs.run import Run
from rnnviz.tasks.base import Task
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.mini_batches import BatchRow, MiniBatches
from rnnviz.tasks.text import TextTask
from rnnviz.tasks.words import SENTENCE, Words, reference_starts
from rnnviz.text.language import _, _n, listed

MOST_MARKS = 100  # rows whose places are drawn; of more those that are evenly spread
NARROWEST = 0.4  # percent of the sequence that a window is drawn wide


def batches(named: Sequence[tuple[str, Run, MiniBatches]], task: Task) -> str:
    """The layout of each run; runs that are alike in it have one picture."""
    shown: dict[tuple[object, ...], list[int]] = {}
    for place, (_name, run, _found) in enumerate(named):
        shown.setdefault(_alike(run), []).append(place)
    parts = []
    for places in shown.values():
        title = listed(named[place][0] for place in places)
        parts.append(_run(title, named[places[0]][1], named[places[0]][2], task))
    return f'<div class="batches">{"".join(parts)}</div>'


def _alike(run: Run) -> tuple[object, ...]:
    return run.batch, run.truncation, run.carry, run.delay


def _run(title: str, run: Run, found: MiniBatches, task: Task) -> str:
    said = " ".join(
        filter(None, (cut_sentence(found, task), place_sentence(found, run), as_known(found, task)))
    )
    spaced = task.reads == "words"
    heads = [_("row"), _("begins at"), _("read before"), "", _("this window"), "", _("read next")]
    rows = []
    for before, row in pairwise([None, *found.rows]):
        assert row is not None
        if before is not None and row.number > before.number + 1:
            rows.append(f"<tr>{cells(['⋮'] * 2 + [''] * 5)}</tr>")
        rows.append(f"<tr>{cells(_cells(row, found, run, spaced))}</tr>")
    return (
        f"<section><h3>{html.escape(title)}</h3><p>{html.escape(said)}</p>{strip(found)}"
        f"<table><tr>{cells(heads, 'th')}</tr>{''.join(rows)}</table></section>"
    )


def cut_sentence(found: MiniBatches, task: Task) -> str:
    """How the long sequence is cut into rows, and where each begins."""
    count = len(found.starts)
    shown = (
        found.starts.tolist() if count <= 6 else [*found.starts[:3].tolist(), None, found.starts[-1]]
    )
    starts = listed("…" if start is None else f"{start:,}" for start in shown)
    if count == 1:
        said = _("A sequence of {total}, read by one row.")
    elif isinstance(task, Echo) and task.length:
        said = _(
            "An epoch of {total} is cut into {rows} rows of {length}; they begin at {starts}. The next "
            "epoch is drawn anew."
        )
    elif isinstance(task, Echo):
        said = _("A sequence of {total} is cut into {rows} rows of {length}; they begin at {starts}.")
    elif found.turn:
        said = _(
            "A text of {total} is cut into {rows} rows of {length}; they begin at {starts}, and each "
            "begins again at its own part’s end."
        )
    elif isinstance(task, TextTask) and task.rows == "pairs":
        said = _(
            "A text of {total} is read by {rows} rows at once, which begin at {starts}; at the end "
            "each goes on with the beginning."
        )
    else:
        said = _(
            "A text of {total} is read by {rows} rows at once, which begin at {starts}; each goes on "
            "into the next one’s part, and at the end with the beginning."
        )
    return said.format(
        total=_counted(found.total, task),
        rows=f"{count:,}",
        length=f"{found.length:,}",
        starts=starts,
    )


def _counted(count: int, task: Task) -> str:
    if isinstance(task, Echo):
        said = _n("{count} bit", "{count} bits", count)
    elif task.reads == "words":
        said = _n("{count} word", "{count} words", count)
    else:
        said = _n("{count} character", "{count} characters", count)
    return said.format(count=f"{count:,}")


def place_sentence(found: MiniBatches, run: Run) -> str:
    """Which window it is, and what it gets from the one before."""
    named = {
        "first": f"{found.start - found.begun + 1:,}",
        "last": f"{found.stop - found.begun:,}",
        "number": f"{found.start // found.window + 1:,}",
        "window": f"{found.window:,}",
    }
    said = (
        _("Update {number} has read steps {first} to {last} of every row, a window of {window}.")
        if found.is_read
        else _("The first update reads steps {first} to {last} of every row, a window of {window}.")
    ).format(**named)
    return " ".join(filter(None, (said, _again(found), _handed(found, run))))


def _again(found: MiniBatches) -> str:
    """How often the rows have begun, where they begin again and have done so."""
    count = found.start // found.turn + 1 if found.turn else 1
    if count < 2:
        return ""
    return _n(
        "So far each row has begun {count} time.", "So far each row has begun {count} times.", count
    ).format(count=f"{count:,}")


def _handed(found: MiniBatches, run: Run) -> str:
    if not run.carry:
        return _("No state is handed on: each window begins at zero.")
    if found.turn and found.start == found.begun and found.start:
        return _("Here every row has begun again, with a state of zeros.")
    if found.reach < found.start:
        return _n(
            "Each row’s state comes from the window before; the gradient goes {count} step further "
            "back than the window and stops there.",
            "Each row’s state comes from the window before; the gradient goes {count} steps further "
            "back than the window and stops there.",
            found.start - found.reach,
        ).format(count=found.start - found.reach)
    return _("Each row’s state comes from the window before; the gradient stops between the two.")


def as_known(found: MiniBatches, task: Task) -> str:
    """Where the rows of the program begin that the sentence of Words is known from, "" for all "
    "others."""
    if not isinstance(task, Words) or task.text != SENTENCE or len(found.starts) < 2:
        return ""
    pairs, rows = len(task.parts) - 1, len(found.starts)
    starts = reference_starts(pairs, rows)
    if np.array_equal(starts, found.starts):
        return ""
    return _(
        "The program that many know this sentence from counts {pairs} pairs of words and starts its "
        "rows ({pairs} − 1) // {rows} = {apart} apart: at {starts}."
    ).format(
        pairs=pairs,
        rows=rows,
        apart=int(starts[1] - starts[0]),
        starts=listed(map(str, starts.tolist())),
    )


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
    share = exact_percent((found.start % found.length) / found.length) if found.length else "0 %"
    said = html.escape(
        _("Each row is {share} of the way to where the next one begins.").format(share=share),
        quote=True,
    )
    return f'<div class="strip" role="img" aria-label="{said}">{now}{begins}</div>'


def _cells(row: BatchRow, found: MiniBatches, run: Run, spaced: bool) -> list[str]:
    gap = " " if spaced else ""

    def written(tokens: Sequence[str]) -> str:
        return html.escape(gap.join(map(show, tokens)))

    left = f" <i>… {found.left_out:,} …</i> " if found.left_out else ""
    if found.left_out:
        middle = written(row.first) + left + written(row.last)
    else:
        middle = written((*row.first, *row.last))
    return [
        f"{row.number:,}",
        f"{row.start:,}",
        f'<span class="around">{"…" if row.before else ""}{written(row.before)}</span>',
        _edge(run.carry and found.start > found.begun),
        f'<span class="window">{middle}</span>',
        _edge(run.carry),
        f'<span class="around">{written(row.after)}…</span>',
    ]


def _edge(carried: bool) -> str:
    """What crosses from a window to the next: the state, if it is carried, and no gradient."""
    if not carried:
        return f'<span class="edge"><b>0</b>{unseen(_("state of zeros"))}</span>'
    said = unseen(_("the state goes on, the gradient does not"))
    return f'<span class="edge"><b>h →</b><s>← ∂L</s>{said}</span>'
