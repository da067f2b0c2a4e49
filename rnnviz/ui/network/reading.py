"""The boxes that a page's text is typed into, and what the chosen network makes of it."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed, Unreadable, read, split
from rnnviz.nn.trace import Trace, unroll
from rnnviz.pretrained.registry import RECIPES
from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.network import chooser


@dataclass(frozen=True)
class Reading:
    """A network and what it computed over the typed text, and over a second one if there is one."""

    net: Network
    typed: Typed
    trace: Trace
    second: tuple[Typed, Trace] | None
    example: bool  # nothing was typed, the example stands in

    @property
    def steps(self) -> int:
        """T of the longer text."""
        return max(self.trace.steps, self.second[1].steps if self.second else 0)


def typing_boxes(compare: bool = True) -> None:
    """The boxes for the text, a second one to `compare` with, and the right answers."""
    state = st.session_state
    mode, example = chooser.mode_of(state), chooser.example_of(state)
    label = {
        "characters": _("Type characters"),
        "words": _("Type words"),
        "bits": _("Type bits"),
        "numbers": _("Type rows of numbers, ; between rows"),
    }
    boxes = st.columns([5, 3, 2] if compare else [7, 3])
    boxes[0].text_input(
        label[mode],
        key="text",
        placeholder=example,
        max_chars=chooser.MOST_TYPED,
        live="0ms",
        persist_state="session",
    )
    if compare:
        boxes[1].text_input(
            _("Compare with"),
            key="with",
            placeholder=_("a second text"),
            max_chars=chooser.MOST_TYPED,
            live="0ms",
            persist_state="session",
        )
    boxes[-1].text_input(
        _("Target"),
        key="target",
        placeholder=_("the right answers"),
        max_chars=chooser.MOST_TYPED,
        live="0ms",
        persist_state="session",
        help=_("What the network should answer, step by step. Empty: the next piece of the text."),
    )


def reading() -> Reading:
    """What stands in the boxes, unrolled by the chosen network; if it cannot be read, the reason is
    said, and what was last read by the same network stands in."""
    state = st.session_state
    boxes = (state.text, state["with"], state.target)
    try:
        now = _read(*boxes)
    except Unreadable as problem:
        notice(str(problem))
        readers, kept = state.get("_readable", ((), ("", "", "")))
        same = readers == (state.net, chooser.mode_of(state))
        return _read(*(kept if same else ("", "", "")))
    state._readable = ((state.net, chooser.mode_of(state)), boxes)
    return now


def _read(text: str, other: str, target: str) -> Reading:
    state = st.session_state
    mode = chooser.mode_of(state)
    empty = not split(text, mode)
    if empty:
        text = chooser.example_of(state)
    target = target or _trained_target(text)
    net, made = chooser.network([text, other, target]), chooser.opened(state)
    first = made.first(state.source) if made else None

    def typed_in(words: str, wanted: str = "") -> Typed:
        return made.read(words, wanted) if made else read(words, mode, net, wanted)

    typed = typed_in(text, target)
    if not typed.pieces:  # a plus and nothing to add
        return _read("", other, target)
    second = typed_in(other) if split(other, mode) else None
    return Reading(
        net=net,
        typed=typed,
        trace=unroll(net, typed.inputs, typed.targets, first),
        second=(second, unroll(net, second.inputs, second.targets, first))
        if second is not None and second.pieces
        else None,
        example=empty,
    )


def _trained_target(text: str) -> str:
    """The answers that a ready-trained network has learned for its example."""
    recipe = RECIPES.get(st.session_state.net)
    return recipe.target or "" if recipe is not None and text == recipe.example else ""
