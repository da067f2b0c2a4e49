"""The boxes that a page's text is typed into, and what the chosen network makes of it."""

from dataclasses import dataclass, replace

import streamlit as st

from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed, Unreadable, within_limit
from rnnviz.nn.trace import Trace, unroll
from rnnviz.text.language import _
from rnnviz.text.number_lists import rows
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.network.chooser import MOST_TYPED
from rnnviz.ui.network.first_state import NO_STATE, Start, chosen_start, pieces_before, state_of
from rnnviz.ui.network.selection import Selection
from rnnviz.ui.session.page_state import page_state


@dataclass(frozen=True)
class Boxes:
    """What stands in the boxes."""

    text: str = ""
    other: str = ""  # to compare with
    target: str = ""
    source: str = ""  # what the encoder of a chosen decoder reads
    start: Start = NO_STATE  # the first state


@dataclass(frozen=True)
class Reading:
    """A network and what it computed over the typed text, and over a second one if there is one."""

    chosen: Selection
    net: Network
    typed: Typed
    trace: Trace
    second: tuple[Typed, Trace] | None
    example: bool  # nothing was typed, the example stands in
    emptied: bool = False  # what was typed has just been taken away

    @property
    def steps(self) -> int:
        """T of the longer text."""
        return max(self.trace.steps, self.second[1].steps if self.second else 0)


@dataclass
class LastReadable:
    """What could be read last, and by which network in which mode."""

    reader: tuple[str, str] = ("", "")
    boxes: Boxes = Boxes()


def typing_boxes(chosen: Selection, compare: bool = True) -> None:
    """The boxes for the text, a second one to `compare` with, and the right answers."""
    label = {
        "characters": _("Type characters"),
        "words": _("Type words"),
        "bits": _("Type bits"),
        "numbers": _("Type rows of numbers, ; between rows"),
    }
    boxes = st.columns([5, 3, 2] if compare else [7, 3])
    boxes[0].text_input(
        label[chosen.mode],
        key="text",
        placeholder=chosen.example,
        max_chars=MOST_TYPED,
        live="0ms",
        persist_state="session",
    )
    if compare:
        boxes[1].text_input(
            _("Compare with"),
            key="with",
            placeholder=_("a second text"),
            max_chars=MOST_TYPED,
            live="0ms",
            persist_state="session",
        )
    boxes[-1].text_input(
        _("Target"),
        key="target",
        placeholder=_("the right answers"),
        max_chars=MOST_TYPED,
        live="0ms",
        persist_state="session",
        help=_("What the network should answer, step by step. Empty: the next piece of the text."),
    )


def reading(chosen: Selection) -> Reading:
    """What stands in the boxes, unrolled by the chosen network; if it cannot be read, a
    notice tells why, and what was last read by the same network stands in."""
    state, last = st.session_state, page_state(LastReadable)
    boxes = Boxes(state.text, state["with"], state.target, state.source, chosen_start(chosen))
    reader = (chosen.word, chosen.mode)
    try:
        now = read_boxes(chosen, boxes)
    except Unreadable as problem:
        notice(str(problem), to_class=False)
        return _stand_in(chosen, last.boxes if last.reader == reader else Boxes())
    emptied = bool(last.boxes.text and now.example)
    if emptied:
        state.step = None  # it was one of the text that is gone
    last.reader, last.boxes = reader, boxes
    if chosen.mode == "numbers":
        caption(str(rows(boxes.text, chosen.width).note))
    return replace(now, emptied=emptied)


def _stand_in(chosen: Selection, boxes: Boxes) -> Reading:
    """What was last read, or the example where it cannot be read any more."""
    try:
        return read_boxes(chosen, boxes)
    except Unreadable:
        return read_boxes(chosen, Boxes())


def read_boxes(chosen: Selection, boxes: Boxes) -> Reading:
    """The boxes as the chosen network reads them, or its example where they hold nothing to read;
    raises Unreadable."""
    now = _read(chosen, boxes) or _read(chosen, replace(boxes, text=""))
    if now is None:
        raise Unreadable("This network has no example yet; type what it is to read.")
    return now


def _read(chosen: Selection, boxes: Boxes) -> Reading | None:
    """The same, each box split once; None if nothing comes of the text."""
    words = within_limit(chosen.pieces(boxes.text))
    other = within_limit(chosen.pieces(boxes.other))
    text = boxes.text if words else chosen.example
    target = boxes.target or (chosen.answer if text == chosen.example else "")
    wanted = chosen.pieces(target) if target else None
    pieces = words or chosen.pieces(text)
    before = within_limit(pieces_before(chosen, boxes.start))
    net = chosen.network([pieces, other, wanted or [], before], boxes.source)
    typed = chosen.read(net, pieces, wanted)
    if not typed.pieces:  # a plus and nothing to add
        return None
    first = chosen.first_state(boxes.source) or state_of(chosen, net, boxes.start, before)
    second = chosen.read(net, other) if other else None
    return Reading(
        chosen=chosen,
        net=net,
        typed=typed,
        trace=unroll(net, typed.inputs, typed.targets, first),
        second=(second, unroll(net, second.inputs, second.targets, first))
        if second is not None and second.pieces
        else None,
        example=not words,
    )
