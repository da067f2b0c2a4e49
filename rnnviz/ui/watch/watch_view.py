"""What the page Watch shows: which loop, which of its layers, and at which moment."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.figures.base.numbers import shortened
from rnnviz.figures.watch import moment_words
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _
from rnnviz.ui.session import address_fields
from rnnviz.ui.session import watched_loops as loops
from rnnviz.ui.session.address_fields import Field, always
from rnnviz.ui.session.history import Step
from rnnviz.watch.layer_frame import LayerFrame, WatchedFrame
from rnnviz.watch.loop_store import Loop, LoopHead, LoopStatus

KEY = "watch "
LETTERS = 40  # of a loop's name
MOST_ROW, MOST_FRAME = 255, 1_000_000_000
FIELDS = (
    Field("loop", always(""), address_fields.text(20), key=KEY + "loop"),
    Field("layer", always(""), address_fields.text(200), key=KEY + "layer"),
    # the top one from left to right, where the output is, until another is chosen
    Field("row", always(MOST_ROW), address_fields.whole(0, MOST_ROW), key=KEY + "row"),
    Field(
        "frame",
        always(None),
        address_fields.whole(0, MOST_FRAME),
        lambda number: "" if number is None else str(number),
        key=KEY + "frame",
        step=Step.PASSED,
    ),
    address_fields.flag_field("matrix", KEY + "matrix"),
)


@dataclass(frozen=True)
class Watched:
    """One moment of one layer of one loop."""

    loop: Loop
    heads: Sequence[LoopHead]  # the moments that are stored, the oldest first
    head: LoopHead  # this one
    holds: bool  # whether it is held here, and does not go with the loop
    frame: WatchedFrame
    layer: LayerFrame
    row: int  # of the L rows, from 0

    @property
    def rows(self) -> int:
        """L."""
        return len(self.layer.hidden)

    @property
    def where(self) -> str:
        """Which row, behind a title; "" where there is but one."""
        return moment_words.where(self.layer, self.row)

    @property
    def direction(self) -> int:
        """1 for a row that reads from right to left, else 0."""
        return self.row % self.layer.directions

    @property
    def top(self) -> str:
        """The same of the top layer in the row's direction."""
        top = self.rows - self.layer.directions + self.direction
        return moment_words.where(self.layer, top)


def watched(there: Sequence[Loop]) -> Watched | None:
    """What the page shows, None while the loop has no frame; raises StoreError."""
    state = st.session_state
    loop = next((one for one in there if one.id == state[KEY + "loop"]), there[0])
    heads = loops.open_loops().heads(loop.id)
    if not heads:
        return None
    held = state[KEY + "frame"]
    head = next((one for one in reversed(heads) if held is None or one.number <= held), heads[0])
    frame = loops.frame_of(loop, head.number)
    name = state[KEY + "layer"] if state[KEY + "layer"] in frame.layers else next(iter(frame.layers))
    layer = frame.layers[name]
    chosen, rows = int(state[KEY + "row"]), len(layer.hidden)
    row = chosen if chosen < rows else rows - layer.directions
    return Watched(loop, heads, head, held is not None, frame, layer, row)


def current() -> Watched | None:
    """The same of one's own loops as they are now, None while there is nothing to be seen; raises
    StoreError."""
    there = loops.newest()
    return watched(there) if there else None


def quantities(now: Watched) -> dict[str, Array]:
    """h, c and the gates of the chosen row by their letters, `(T, H)` each."""
    return moment_words.quantities(now.layer, now.row)


def matrix(now: Watched) -> Array:
    """`(T, T)`: what the derivative that enters the top layer at step t sends to step k, in the chosen
    row's direction; raises ValueError, a sentence, where that is not known."""
    return now.layer.matrix(now.direction)


def norms(now: Watched) -> tuple[list[int], list[dict[str, float]]]:
    """The loop's steps up to the moment that is shown, and each parameter's gradient norm there."""
    found = loops.open_loops().norms(now.loop.id)
    kept = [(head.call, norms) for head, norms in found if head.number <= now.head.number and norms]
    return [call for call, _norms in kept], [norms for _call, norms in kept]


def status_sentence(now: Watched) -> str:
    """How the loop is, and how far it has come."""
    name = shortened(now.loop.name, LETTERS)
    fields = {"name": name, "step": f"{now.head.call:,}", "last": f"{now.loop.calls:,}"}
    if now.loop.status == LoopStatus.LIVE:
        if now.holds:
            return _("{name}: step {step} is held; the loop is at step {last}.").format(**fields)
        return _("{name} runs: step {step}.").format(**fields)
    if now.loop.status == LoopStatus.CLOSED:
        return _("{name} has ended: step {step} of {last}.").format(**fields)
    if now.head.call == now.loop.calls:
        return _("{name} was last heard of at step {last}.").format(**fields)
    return _("{name} was last heard of at step {last}; this is step {step}.").format(**fields)


def seen_sentences(now: Watched) -> list[str]:
    """What was just seen: what the loop does with its windows, what that leaves out, what could not be
    seen, and what its output alone would hide."""
    return moment_words.seen_sentences(now.loop.message, now.layer, now.row)


def doubts(now: Watched) -> list[str]:
    """What could not be seen, and a recomputed output that is not the layer's own."""
    return moment_words.doubts(now.layer)


def agreement(now: Watched) -> str:
    """That the recomputed output is the layer's own."""
    return moment_words.agreement(now.layer)
