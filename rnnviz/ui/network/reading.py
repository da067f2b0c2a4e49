"""The boxes that a page's text is typed into, and what the chosen network makes of it."""

from dataclasses import dataclass, replace

import streamlit as st

from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed, Unreadable, within_limit
from rnnviz.nn.trace import Trace, unroll
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import _
from rnnviz.text.number_lists import rows
from rnnviz.ui.components.at_length import at_length_if_ever
from rnnviz.ui.components.html import caption_html, notice_html
from rnnviz.ui.components.live_feed import rest
from rnnviz.ui.components.typed_line import TypedMemory
from rnnviz.ui.network.chooser import MOST_TYPED
from rnnviz.ui.network.first_state import NO_STATE, Start, chosen_start, pieces_before, state_of
from rnnviz.ui.network.selection import Selection
from rnnviz.ui.session import page_clock
from rnnviz.ui.session.address_fields import SessionValues
from rnnviz.ui.session.own_memory import own_memory


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
    said: str = ""  # HTML: why the text cannot be read, or how it was
    refused: bool = False  # what stands in the boxes cannot be read: this is what could be read last

    @property
    def steps(self) -> int:
        """T of the longer text."""
        return max(self.trace.steps, self.second[1].steps if self.second else 0)


@dataclass
class LastReadable(TypedMemory):
    """What could be read last, found in the boxes by the page's script or told to its socket."""

    read: tuple[tuple[str, str], Boxes] = (("", ""), Boxes())  # by which network in which mode
    text: str = ""  # that the script has found last
    steps: int = 1  # T of what is shown


def typing_boxes(chosen: Selection, page: str, compare: bool = True) -> None:
    """The boxes of a page for the text, a second one to `compare` with, and the right answers."""
    live = rest(page)
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
        live=live,
        persist_state="session",
    )
    if compare:
        boxes[1].text_input(
            _("Compare with"),
            key="with",
            placeholder=_("a second text"),
            max_chars=MOST_TYPED,
            live=live,
            persist_state="session",
        )
    boxes[-1].text_input(
        _("Target"),
        key="target",
        placeholder=_("the right answers"),
        max_chars=MOST_TYPED,
        live=live,
        persist_state="session",
        help=_("What the network should answer, step by step. Empty: the next piece of the text."),
    )


def reading(chosen: Selection) -> Reading:
    """What stands in the boxes, unrolled by the chosen network; if it cannot be read, what was last
    read by the same network stands in."""
    state, last = st.session_state, own_memory(LastReadable)
    with at_length_if_ever(reserved=True):
        now = read_or_stand_in(chosen, boxes_of(state, chosen), last)
    if now.emptied:
        state.step = None  # it was one of the text that is gone
    if not now.refused:
        last.text = state.text
    return now


def boxes_of(state: SessionValues, chosen: Selection) -> Boxes:
    """What stands in the boxes."""
    start = chosen_start(chosen, state)
    return Boxes(state["text"], state["with"], state["target"], state["source"], start)


def read_or_stand_in(chosen: Selection, boxes: Boxes, last: LastReadable) -> Reading:
    """The boxes as the chosen network reads them; if it cannot, what could be read `last`, and why."""
    reader = (chosen.word, chosen.mode)
    try:
        now = read_boxes(chosen, boxes)
    except (Unreadable, TooMuch) as problem:
        page_clock.grant()
        of, before = last.read
        now = _stand_in(chosen, before if of == reader else Boxes())
        now = replace(now, said=notice_html(str(problem)), refused=True)
    else:
        last.read = reader, boxes
        noted = str(rows(boxes.text, chosen.width).note) if chosen.mode == "numbers" else ""
        said = caption_html(noted) if noted else ""
        now = replace(now, emptied=bool(last.text and now.example), said=said)
    last.steps = now.steps
    return now


def _stand_in(chosen: Selection, boxes: Boxes) -> Reading:
    """What was last read, or the example where it cannot be read any more."""
    try:
        return read_boxes(chosen, boxes)
    except (Unreadable, TooMuch):
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
