"""What who presents sees on every page: the scene's number and sentence, the question, a few buttons;
large type, and the controls out of the way."""

import html
from pathlib import Path

import streamlit as st

from rnnviz.lectures.live_session import LiveSession
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.lectures import join_link, question_panel
from rnnviz.ui.lectures.presenter_keys import keys
from rnnviz.ui.session import presence, presenter_actions, presenter_session, recording
from rnnviz.ui.session.presenter_session import Presenter
from rnnviz.ui.session.streamlit_private import is_fragment_run

LOOK = Path(__file__).with_name("presenter.css")
LONG = 100  # letters of a sentence that would take three lines in the largest type
EVERY = 0.5  # seconds between looks at where the lecture stands: other windows may have moved it


def bar(presenter: Presenter) -> None:
    """The bar at the top of a page, with the keys."""
    st.html(LOOK)
    # first on the page: what a late run of it sends may come when the next page has only begun
    _standing()
    keys(presenter)


@st.fragment(run_every=EVERY)
def _standing() -> None:
    """Where the lecture stands; looked at by itself, because other windows may move it."""
    presenter = presenter_session.current()
    if presenter is None:
        st.rerun()
    try:
        now = presenter_actions.load(presenter)
    except StoreError as problem:
        presenter_actions.leave(str(problem))
        st.rerun()
    presence.note()
    if is_fragment_run():
        presenter.reached = True
    if presenter.begun and (now.scene != presenter.at or presenter_actions.is_behind(presenter, now)):
        st.rerun()
    with st.container(key="presenter"):
        _scene(presenter, now)
        _buttons(presenter, now)
    if presenter.begun:
        question_panel.panel(now)
    if presenter.unseen:
        st.html(f'<div class="notice" role="status"><b>!</b> {html.escape(presenter.unseen)}</div>')
    recording.flush()


def _scene(presenter: Presenter, now: LiveSession) -> None:
    """Which scene, and what to look at; "alone" stands for the sidebar that is not shown beside it."""
    scenes = now.lecture.scenes
    where = f"{now.scene + 1 if presenter.begun else 0} / {len(scenes)}"
    look = now.sentence if presenter.begun else now.lecture.title
    kind = f"look{' long' if len(look) > LONG else ''}{'' if presenter.controls else ' alone'}"
    st.html(f'<p class="{kind}" role="status"><b>{where}</b> <span>{html.escape(look)}</span></p>')


def _buttons(presenter: Presenter, now: LiveSession) -> None:
    """Back, next, ask, the way to follow, the controls, the end."""

    def turn() -> None:
        presenter.controls = not presenter.controls

    with st.container(horizontal=True, key="presenter buttons", vertical_alignment="center"):
        st.button(
            _("Back"),
            icon=":material/chevron_left:",
            key="presenter back",
            help=_("← or Page Up"),
            on_click=presenter_actions.move,
            args=(-1,),
        )
        st.button(
            _("Next"),
            icon=":material/chevron_right:",
            key="presenter next",
            help=_("→ or Page Down"),
            on_click=presenter_actions.move,
            args=(1,),
        )
        if presenter.begun and now.current.question:
            st.button(
                question_panel.label(now),
                icon=":material/front_hand:",
                key="presenter ask",
                type="primary",
                help=_("b or the full stop"),
                on_click=question_panel.step,
            )
        with st.popover(now.code, icon=":material/qr_code_2:", help=_("How to follow")):
            join_link.shown(now.code)
        st.button(
            _("Hide the controls") if presenter.controls else _("Controls"),
            icon=":material/tune:",
            key="presenter controls",
            on_click=turn,
            help=_("Settings can be changed; next and back return to the prepared ones"),
        )
        st.button(
            _("End"),
            icon=":material/close:",
            key="presenter end",
            help=_("Escape"),
            on_click=presenter_actions.leave,
        )
