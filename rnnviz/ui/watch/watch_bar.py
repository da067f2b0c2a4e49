"""The controls of the page Watch: which loop and layer, a hold, and a slider to any moment."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.figures.base.numbers import shortened
from rnnviz.figures.base.sentences import row_name
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.components.hold_button import hold_button
from rnnviz.ui.components.html import as_label, caption
from rnnviz.ui.network.loop_channel import loop_feed
from rnnviz.ui.network.loop_slider import loop_slider
from rnnviz.ui.session import presenter_actions, presenter_session
from rnnviz.ui.session import watched_loops as loops
from rnnviz.ui.training.save_menu import save_loop
from rnnviz.ui.watch.watch_view import KEY, LETTERS, MOST_ROW, Watched, status_sentence, watched
from rnnviz.watch.loop_store import Loop, LoopStatus


def controls(there: Sequence[Loop]) -> None:
    """The sidebar: which of one's own loops, the newest first, and which of its layers; raises
    StoreError."""
    if not there:
        return
    _choose_loop(there)
    if (now := watched(there)) is not None:
        _choose_layer(now)
    if not presenter_session.current():
        _remove(st.session_state[KEY + "loop"], there)


def _choose_loop(there: Sequence[Loop]) -> None:
    named = _named(there)
    state = st.session_state
    if state[KEY + "loop"] not in named:
        state[KEY + "loop"] = there[0].id
    st.selectbox(
        _("Loop"),
        list(named),
        key=KEY + "loop",
        format_func=lambda id: named.get(id, id),
        on_change=_another,
        persist_state="session",
    )


def _remove(chosen: str, there: Sequence[Loop]) -> None:
    named = {one.id: one.name for one in there}
    with st.popover(_("Remove"), icon=":material/delete:", width="stretch", key="loop remove"):
        st.markdown(
            _("“{name}” and all that was seen of it go for good; its training is not touched.").format(
                name=as_label(named[chosen])
            )
        )
        st.button(_("Remove it"), key="loop remove it", on_click=_removed, args=(chosen,))


def _named(there: Sequence[Loop]) -> dict[str, str]:
    """Their names by their ids, in the same order, all different."""
    found: dict[str, str] = {}
    for one in there:
        name = shortened(one.name, LETTERS)
        found[one.id] = f"{name} · {one.id[:4]}" if name in found.values() else name
    return found


def _another() -> None:
    for name, usual in (("layer", ""), ("row", MOST_ROW), ("frame", None)):
        st.session_state[KEY + name] = usual


def _another_layer() -> None:
    st.session_state[KEY + "row"] = MOST_ROW


def _removed(id: str) -> None:
    try:
        loops.open_loops().remove_loop(id, presenter_actions.owners())
    except StoreError as problem:
        presenter_session.notify(str(problem))
    st.session_state[KEY + "loop"] = ""
    _another()


def _choose_layer(now: Watched) -> None:
    """Which of the watched layers, and which of its rows."""
    names = list(now.frame.layers)
    state = st.session_state
    if len(names) > 1:
        if state[KEY + "layer"] not in names:
            state[KEY + "layer"] = names[0]
        st.selectbox(
            _("Module"), names, key=KEY + "layer", on_change=_another_layer, persist_state="session"
        )
    if now.rows > 1:
        state[KEY + "row"] = now.row
        st.selectbox(
            _("Layer"),
            range(now.rows),
            key=KEY + "row",
            format_func=lambda row: row_name(row, now.layer.directions),
            persist_state="session",
        )


def watch_bar(now: Watched) -> None:
    """Where the loop is, with what holds and turns it back; the page's script runs again when there is
    more to be seen."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="follow"):
        _hold(now)
        loop_slider("watch", now.loop, now.heads, now.head, now.holds, KEY + "frame")
        caption(status_sentence(now))
        loop_feed("watch feed", now.loop, now.holds)
        save_loop(loops.open_loops(), now.loop.id, now.layer.name)


def _hold(now: Watched) -> None:
    live = now.loop.status == LoopStatus.LIVE
    if not (now.holds or live):
        return
    hold_button("watch hold", now.holds, _held, (None if now.holds else now.head.number,), live)


def _held(number: int | None) -> None:
    st.session_state[KEY + "frame"] = number
