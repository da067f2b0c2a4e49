"""How the data of a run on an endless sequence lie in mini-batches: where each row begins, and which
window of all rows one update reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.data.stream import PairStream, Stream, TextStream, row_starts
from rnnviz.nn.cells.base import Array
from rnnviz.runs.run import Run
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.text import TextTask

ROWS = 6  # written out; of more the first ones and the last
LONGEST = {"words": 10, "characters": 40}  # tokens of a window that are written out
AROUND = {"words": 3, "characters": 8}  # and of those before and after it


@dataclass(frozen=True)
class BatchRow:
    """What one row reads around a window."""

    number: int  # from 1
    start: int  # where it begins in the long sequence, from 0
    before: tuple[str, ...]  # the last tokens of the windows before
    first: tuple[str, ...]  # of this window
    last: tuple[str, ...]  # the rest of it, behind what is left out
    after: tuple[str, ...]


@dataclass(frozen=True)
class MiniBatches:
    """The layout of a run's data at one of its updates; steps are counted from 0 in every row."""

    total: int  # tokens of the long sequence; of pairs of tokens their number
    starts: Array  # (B,) where each row begins in it
    length: int  # steps of a row up to where the next one begins, the shortest
    window: int  # steps
    start: int  # the first step of the window
    reach: int  # the first step that the window's gradient comes to
    left_out: int  # tokens in the middle of the window that are not written out
    rows: tuple[BatchRow, ...]  # as far as they are written out
    is_read: bool  # whether the update has been made, else it is the first one
    # "cut" into rows that end where the next one begins, likewise in "epochs", or how rows read a text
    kind: str = "cut"
    turn: int = 0  # steps after which each row begins again, 0 for rows that go on and on

    @property
    def stop(self) -> int:
        """The step behind the window."""
        return self.start + self.window

    @property
    def offset(self) -> int:
        """How far the window is from where its row begins, in steps."""
        return self.start % self.turn if self.turn else self.start

    @property
    def begins(self) -> bool:
        """Whether the rows begin with this window, so that no state comes from before it."""
        return self.offset == 0

    @property
    def ends(self) -> bool:
        """Whether they begin again behind it."""
        return self.turn > 0 and self.stop % self.turn == 0

    @property
    def places(self) -> Array:
        """Where each row's window begins in the long sequence, `(B,)`."""
        found: Array = (self.starts + self.offset) % self.total
        return found

    @property
    def windows(self) -> int:
        """How many windows a row has up to where the next one begins, or it begins again."""
        return -(-(self.turn or self.length) // self.window)


def even_starts(count: int, rows: int) -> Array:
    """Where rows begin that are evenly spread over so many tokens, `(B,)`."""
    return row_starts(count, rows)


def mini_batches(task: Echo | TextTask, run: Run, seed: int, samples: int, updates: int) -> MiniBatches:
    """The window that was read last by a run of so many samples that has made so many updates."""
    steps = -(-samples // run.batch)
    window, start = run.truncation.every or steps, 0
    if updates:
        start = (updates - 1) * window
    source: Stream | TextStream
    if isinstance(task, Echo):
        source, tokens = task.stream(seed, run.batch, window), task.vocabulary
        total = task.length or run.batch * steps
        starts = np.arange(run.batch) * (total // run.batch)
    else:
        source, tokens = task.stream(seed, run.batch, window), task.tokens
        starts, total = source.starts, len(source.tokens)
        if isinstance(source, PairStream):
            total = source.pairs
    words = "words" if task.reads == "words" else "characters"
    turn = source.turn
    begun = start - start % turn if turn else 0
    kind = task.rows if isinstance(task, TextTask) else "epochs" if task.length else "cut"
    return MiniBatches(
        total=total,
        starts=starts,
        length=total // run.batch,
        window=window,
        start=start,
        reach=max(start - run.truncation.before, 0),
        left_out=max(window - LONGEST[words], 0),
        rows=_rows(source, tokens, starts, (begun, start, start + window), words, run),
        is_read=updates > 0,
        kind=kind,
        turn=turn,
    )


def _rows(
    source: Stream | TextStream,
    tokens: Sequence[str],
    starts: Array,
    window: tuple[int, int, int],
    words: str,
    run: Run,
) -> tuple[BatchRow, ...]:
    count = len(starts)
    chosen = list(range(count)) if count <= ROWS else [*range(ROWS - 2), count - 1]
    (begun, start, stop), half, around = window, LONGEST[words] // 2, AROUND[words]
    whole = stop - start <= LONGEST[words]
    parts = (
        (max(start - around, begun), start),
        (start, stop if whole else start + half),
        (stop if whole else stop - half, stop),
        (stop, stop + around),
    )
    # who answers late has read on meanwhile
    read = [source.read(chosen, a + run.delay, b + run.delay) for a, b in parts]
    return tuple(
        BatchRow(
            number + 1,
            int(starts[number]),
            *(tuple(tokens[n] for n in part[:, place]) for part in read),
        )
        for place, number in enumerate(chosen)
    )
