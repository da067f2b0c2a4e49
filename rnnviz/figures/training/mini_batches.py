"""Mini-batches: the long sequence cut into rows, and the window of all rows that one update reads.
HTML."""

import html
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnviz.figures.base.html import cells, show, unseen
from rnnviz.figures.training.row_places import where
from rnnviz.runs.run import Run
from rnnviz.tasks.base import Task
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.mini_batches import BatchRow, MiniBatches
from rnnviz.tasks.words import SENTENCE, Words, reference_starts
from rnnviz.text.language import _, _n, listed


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
    state = unseen(_("State"))
    heads = [_("row"), _("begins at"), _("read before"), state, _("this window"), state, _("read next")]
    rows = []
    for before, row in pairwise([None, *found.rows]):
        assert row is not None
        if before is not None and row.number > before.number + 1:
            rows.append(f"<tr>{cells(['⋮'] * 2 + [''] * 5)}</tr>")
        rows.append(f"<tr>{cells(_cells(row, found, run, spaced))}</tr>")
    return (
        f"<section><h3>{html.escape(title)}</h3><p>{html.escape(said)}</p>{where(found)}"
        f"<table><tr>{cells(heads, 'th')}</tr>{''.join(rows)}</table></section>"
    )


def cut_sentence(found: MiniBatches, task: Task) -> str:
    """How the long sequence is cut into rows, and where each begins."""
    count = len(found.starts)
    shown = (
        found.starts.tolist() if count <= 6 else [*found.starts[:3].tolist(), None, found.starts[-1]]
    )
    starts = listed("…" if start is None else f"{start:,}" for start in shown)
    return _cut(found, count).format(
        total=_counted(found.total, task),
        pairs=f"{found.total:,}",
        rows=f"{count:,}",
        length=f"{found.length:,}",
        starts=starts,
        turn=f"{found.turn:,}",
        apart=f"{int(found.starts[min(1, count - 1)]):,}",
    )


def _cut(found: MiniBatches, count: int) -> str:
    """The same with names for its numbers."""
    if found.kind == "passes":
        return (
            _("A sequence of {total}, read by one row, which begins again after {turn} steps.")
            if count == 1
            else _(
                "A sequence of {total} is cut into {rows} rows of {length}; they begin at {starts}, "
                "and again after {turn} steps."
            )
        )
    if found.kind == "epochs":
        return _(
            "An epoch of {total} is cut into {rows} rows of {length}; they begin at {starts}. The next "
            "epoch is drawn anew."
        )
    if count == 1:
        return _("A sequence of {total}, read by one row.")
    if found.kind == "pairs":
        return _(
            "{pairs} pairs of a token and the next one are read by {rows} rows at once, which begin "
            "({pairs} − 1) // {rows} = {apart} apart, at {starts}; each goes on into the next one’s "
            "part."
        )
    if found.kind == "cut":
        return _("A sequence of {total} is cut into {rows} rows of {length}; they begin at {starts}.")
    return _(
        "A text of {total} is read by {rows} rows at once, which begin at {starts}; each goes on "
        "into the next one’s part, and at the end with the beginning."
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
    if not found.is_read:
        said = _("The first update reads steps {first} to {last} of every row, a window of {window}.")
    elif found.turn:
        said = _(
            "Update {number} has read steps {first} to {last} of every row, a window of {window}, in "
            "pass {pass_number}."
        )
    else:
        said = _("Update {number} has read steps {first} to {last} of every row, a window of {window}.")
    named = {
        "first": f"{found.offset + 1:,}",
        "last": f"{found.offset + found.window:,}",
        "number": f"{found.start // found.window + 1:,}",
        "window": f"{found.window:,}",
        "pass_number": f"{found.start // found.turn + 1:,}" if found.turn else "",
    }
    return f"{said.format(**named)} {_handed(found, run)}"


def _handed(found: MiniBatches, run: Run) -> str:
    if not run.carry:
        return _("No state is handed on: each window begins at zero.")
    if found.begins:
        return _("Each row’s state begins at zero here, and goes on into the next window.")
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
    """Where the rows of the program begin that the sentence of Words is known from, "" for all
    others."""
    if not isinstance(task, Words) or list(task.parts) != SENTENCE.split() or len(found.starts) < 2:
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


def _cells(row: BatchRow, found: MiniBatches, run: Run, spaced: bool) -> list[str]:
    gap = " " if spaced else ""

    def written(tokens: Sequence[str]) -> str:
        return html.escape(gap.join(map(show, tokens)))

    if found.left_out:
        middle = f"{written(row.first)} <i>… {found.left_out:,} …</i> {written(row.last)}"
    else:
        middle = written((*row.first, *row.last))
    reached = min(len(row.before), found.start - found.reach)
    far, near = row.before[: len(row.before) - reached], row.before[len(row.before) - reached :]
    before = f"{'…' if row.before else ''}{written(far)}{gap if far and near else ''}"
    before += f"<u>{written(near)}</u>" if near else ""
    return [
        f"{row.number:,}",
        f"{row.start:,}",
        f'<span class="around before"><span>{before}</span></span>',
        edge(run.carry and not found.begins, bool(reached)),
        f'<span class="window{" spaced" if spaced else ""}">{middle}</span>',
        edge(run.carry and not found.ends, run.truncation.before > 0),
        f'<span class="around">{written(row.after)}…</span>',
    ]


def edge(carried: bool, crossed: bool) -> str:
    """What crosses from a window to the next: the state, if it is carried, and no gradient, unless the
    cut is even."""
    if not carried:
        return f'<span class="edge"><b>0</b>{unseen(_("state of zeros"))}</span>'
    if crossed:
        said = unseen(_("the state goes on, and the gradient comes back a little"))
        return f'<span class="edge"><b>h →</b><b>← ∂L</b>{said}</span>'
    said = unseen(_("the state goes on, the gradient does not"))
    return f'<span class="edge"><b>h →</b><s>← ∂L</s>{said}</span>'


def legend() -> str:
    """What the signs between the windows mean."""
    return _(
        "Between two windows: h → the state goes on; ← ∂L struck out: no gradient comes back; 0: the "
        "state begins at zero."
    )
