"""A slider to the moments of a watched loop that are stored."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.session.replaced_widget import while_placed
from rnnviz.watch.loop_store import Loop, LoopHead


def loop_slider(
    place: str, loop: Loop, heads: Sequence[LoopHead], shown: LoopHead, holds: bool, field: str
) -> None:
    """Stands at the one that is shown; what it is turned to goes into the session's `field`, None at
    its end, which is the newest and follows the loop."""
    if len(heads) < 2:
        return
    numbers = [head.number for head in heads]
    steps = {head.number: f"{head.call:,}" for head in heads}
    newest = numbers[-1]
    # one that is turned from outside is another one
    key = f"{place} moment {loop.id} {holds} {'' if holds else newest}"

    def turned() -> None:
        at = st.session_state[key]
        st.session_state[field] = None if at == newest else at

    st.select_slider(
        _("Moment"),
        numbers,
        shown.number,
        key=key,
        format_func=lambda number: steps.get(number, ""),
        label_visibility="collapsed",
        on_change=while_placed(f"{place} moment", key, turned),
    )
