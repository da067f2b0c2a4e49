"""The lecturer's second window: a clock, this scene's notes, the next one's sentence, next and back."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.figures.lectures.answers import counts
from rnnviz.figures.lectures.scenes import question_html
from rnnviz.lectures import live_session
from rnnviz.lectures.live_session import LiveSession
from rnnviz.lectures.model import Answer
from rnnviz.lectures.phase import NEXT, Act, Command, GoTo
from rnnviz.lectures.secret import WrongSecret, admit
from rnnviz.storage.clock import clock
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _, _n
from rnnviz.ui.components.static_files import loader
from rnnviz.ui.lectures.begin import CODE, SECRET
from rnnviz.ui.lectures.question_panel import forget_button
from rnnviz.ui.session import address, browser
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.store import open_store

LOOK = Path(__file__).with_name("notes.css")
EVERY = 0.5  # seconds between looks at where the lecture stands


@dataclass
class NotesState:
    """What the window remembers."""

    proved: tuple[str, str] = ("", "")  # the code and the secret that were found to be right
    notice: str = ""  # to be shown once


@cache
def _clock_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_clock",
        html='<div class="clock"><span><b></b><small class="time"></small></span>'
        '<span><b></b><small class="since"></small></span></div>',
        js=loader("clock.js"),
        isolate_styles=False,
    )


def _asked() -> tuple[str, str]:
    """The lecture that the address names, with the secret that stood there when it was opened, or the
    browser's own."""
    code = st.query_params.get(CODE, "").strip().upper()[:12]
    proved, secret = page_state(NotesState).proved, st.query_params.get(SECRET, "")[:100]
    known = proved[1] if proved[0] == code else browser.secret_for(code)
    return code, secret or known


def refused() -> str:
    """Why this window may not see the notes, as a sentence; "" if it may."""
    asked, state = _asked(), page_state(NotesState)
    if state.proved == asked:
        return ""
    try:
        live_session.drive(open_store(), *asked)
        # the secret leaves the address, so that loading the window anew is by the browser's own
        if mine := browser.browser_digest():
            admit(open_store(), *asked, mine, browser.secret_for(asked[0]))
    except (WrongSecret, StoreError) as problem:
        return str(problem)
    state.proved = asked
    return ""


def write_address() -> None:
    """Leave the lecture in the address, without the secret: what is on a screen is seen."""
    address.write_address((), {CODE: _asked()[0]})


def _drive(command: Command) -> None:
    try:
        live_session.drive(open_store(), *_asked(), command)
    except (WrongSecret, StoreError, ValueError) as problem:
        page_state(NotesState).notice = str(problem)


@st.fragment(run_every=EVERY)
def live() -> None:
    """All of it, as the lecture stands."""
    st.html(LOOK)
    try:
        now = live_session.load(open_store(), _asked()[0])
        given = live_session.answers(open_store(), now.code, now.scene)
    except StoreError as problem:
        st.html(f'<div class="notice" role="status">{html.escape(str(problem))}</div>')
        return
    _clock_component()(
        key="clock",
        data={
            "since": now.begun,
            "now": clock.now(),
            "time": _("time"),
            "passed": _("since the start"),
        },
    )
    _buttons(now)
    state = page_state(NotesState)
    if state.notice:
        st.html(f'<div class="notice" role="status"><b>!</b> {html.escape(state.notice)}</div>')
        state.notice = ""
    st.html(notes_html(now, given))


def _buttons(now: LiveSession) -> None:
    """Next and back, ask and reveal."""
    last = len(now.lecture.scenes) - 1
    with st.container(horizontal=True, vertical_alignment="center", key="notes buttons"):
        st.button(
            _("Back"),
            icon=":material/chevron_left:",
            key="notes back",
            disabled=now.scene == 0,
            on_click=_drive,
            args=(GoTo(now.scene - 1),),
        )
        st.button(
            _("Next"),
            icon=":material/chevron_right:",
            key="notes next",
            type="primary",
            disabled=now.scene == last,
            on_click=_drive,
            args=(GoTo(now.scene + 1),),
        )
        if now.current.question:
            again = _("Ask again") if now.solved else _("Ask")
            words = {Act.ASK: again, Act.REVEAL: _("Reveal"), Act.SOLVE: _("Right answer")}
            st.button(
                words[NEXT[now.phase]],
                icon=":material/front_hand:",
                key="notes ask",
                on_click=_drive,
                args=(NEXT[now.phase],),
            )
            forget_button(now, "notes forget", lambda: _drive(Act.FORGET))


def notes_html(now: LiveSession, given: list[Answer]) -> str:
    """This scene's sentence, notes and answers, and what comes next."""
    scenes, scene = now.lecture.scenes, now.current
    parts = [
        f'<p class="which">{now.scene + 1} / {len(scenes)} · {html.escape(now.lecture.title)}</p>',
        f'<p class="look">{html.escape(scene.look)}</p>',
        f'<p class="own">{html.escape(scene.notes or _("No notes for this scene."))}</p>',
    ]
    if question := scene.question:
        counted = _n("{count} answer", "{count} answers", len(given)).format(count=len(given))
        # here they may be seen before the class sees them
        each = (
            " · ".join(
                f"{chr(65 + place)} {count}" for place, count in enumerate(counts(question, given))
            )
            if question.kind == "choose"
            else ""
        )
        parts.append(f'<p class="question">{question_html(question)}</p>')
        parts.append(f'<p class="count" role="status"><b>{counted}</b> {each}</p>')
    after = scenes[now.scene + 1].look if now.scene + 1 < len(scenes) else _("This is the last scene.")
    parts.append(f'<p class="after"><b>{_("Next")}</b> {html.escape(after)}</p>')
    return f'<div class="notes-window">{"".join(parts)}</div>'
