"""Lectures that this browser's reader holds: to go on with, or to end for everybody."""

import html
from contextlib import suppress

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.live_session import LiveSession
from rnnviz.lectures.secret import WrongSecret
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.session import browser, presenter_actions, presenter_session

MOST = 5  # that are listed


def own(store: Store) -> list[tuple[LiveSession, str]]:
    """The lectures that this browser holds, and the one that the session has left, each with a secret,
    the one driven last first. Raises StoreError."""
    held = live_session.held_by(store, browser.browser_digest())
    listed = [(now, browser.secret_for(now.code)) for now in held]
    if (left := presenter_session.left()) and left[0] not in {now.code for now in held}:
        with suppress(StoreError):  # it may have been ended
            listed.insert(0, (live_session.load(store, left[0]), left[1]))
    return listed


def running(store: Store) -> None:
    """All of them with what can be done. Raises StoreError."""
    for now, secret in own(store)[:MOST]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"running {now.code}"):
            st.html(f'<p class="running">{html.escape(_where(now))}</p>')
            st.button(
                _("Go on"),
                type="primary",
                icon=":material/resume:",
                key=f"go on {now.code}",
                help=_("Lecture {code}").format(code=now.code),
                on_click=presenter_actions.go_on,
                args=(now.code, secret),
            )
            st.button(
                _("End"),
                icon=":material/close:",
                key=f"end {now.code}",
                help=_("For all who follow the lecture {code}; its answers go with it").format(
                    code=now.code
                ),
                on_click=_end,
                args=(store, now.code, secret),
            )


def _where(now: LiveSession) -> str:
    return _("{title}: scene {number} of {count}, code {code}").format(
        title=now.lecture.title,
        number=now.scene + 1,
        count=len(now.lecture.scenes),
        code=now.code,
    )


def _end(store: Store, code: str, secret: str) -> None:
    try:
        live_session.end(store, code, secret)
    except (WrongSecret, StoreError) as problem:
        presenter_session.notify(str(problem))
    else:
        presenter_session.notify(_("The lecture {code} has ended.").format(code=code))
