"""A layer of a watched loop on Unroll and Backpropagate: where its loop is, a hold, and a slider to any
moment."""

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.hold_button import hold_button
from rnnviz.ui.components.html import caption
from rnnviz.ui.network.loop_channel import loop_feed
from rnnviz.ui.network.loop_networks import LayerMoment
from rnnviz.ui.network.loop_slider import loop_slider
from rnnviz.ui.network.selection import HELD, Selection
from rnnviz.watch.loop_store import LoopStatus


def loop_bar(chosen: Selection) -> None:
    """How the chosen layer's loop is; the page's script runs again when there is a newer moment."""
    now = chosen.loop
    if now is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="follow"):
        _hold(now)
        loop_slider("loop", now.loop, now.heads, now.head, now.holds, HELD)
        caption(sentence(now))
        loop_feed("loop feed", now.loop, now.holds)


def sentence(now: LayerMoment) -> str:
    """Which loop it is, and how far it has come."""
    fields = {"name": now.loop.name, "step": f"{now.head.call:,}", "last": f"{now.loop.calls:,}"}
    if now.is_followed:
        return _("{name} runs: this is its step {step}, and all below follows it.").format(**fields)
    if now.loop.status == LoopStatus.LIVE:
        return _("{name}: step {step} is held; the loop is at step {last}.").format(**fields)
    return _("{name} has come to step {last}; this is step {step}.").format(**fields)


def _hold(now: LayerMoment) -> None:
    """Hold the moment that is shown, or go on with the newest."""
    if not (now.holds or now.is_followed):
        return
    hold_button("loop hold", now.holds, _held, (None if now.holds else now.head.number,))


def _held(number: int | None) -> None:
    st.session_state[HELD] = number
