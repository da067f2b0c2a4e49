"""The keys of who presents, by the keyboard or a presenter's remote, as the browser counts them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import streamlit as st

from rnnviz.ui.components.static_files import loader
from rnnviz.ui.lectures import question_panel
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session.presenter_session import Presenter
from rnnviz.ui.session.streamlit_private import is_of_page_left

MOST_MOVES, MOST_ASKS = 50, 3  # that are made up for at once


@dataclass(frozen=True)
class Pressed:
    """How often each key has been pressed since the lecture was begun here: what a change of page loses
    on its way is made up for by the next."""

    token: str  # of the beginning that they count from
    moves: int  # next, less back
    asks: int
    runs: int
    ends: bool

    @classmethod
    def read(cls, sent: object) -> Self | None:
        """What the browser sent, which is client input; None if it is nothing that can be."""
        if not isinstance(sent, list) or len(sent) != 6:  # the last is the number of the message
            return None
        token, *counts, ends, _number = sent
        if not all(isinstance(count, int | float) and abs(count) < 1e9 for count in counts):
            return None
        moves, asks, runs = map(int, counts)
        return cls(str(token), moves, asks, runs, bool(ends))


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("rnnviz_keys", html="<span></span>", js=loader("keys.js"))


def keys(presenter: Presenter) -> None:
    """Listen to next, back, ask, start or pause, and leave."""

    def heard() -> None:
        # with a change of page on the way it may be gone; the browser says it again
        pressed = Pressed.read(st.session_state.get("presenter keys", {}).get("said"))
        if pressed is not None and pressed.token == presenter.token:
            if is_of_page_left():
                presenter.at = None  # so that the scene's page is opened again
            obey(presenter, pressed)

    _component()(
        key="presenter keys",
        data={
            "token": presenter.token,
            "heard": [presenter.moves, presenter.asks, presenter.runs],
        },
        on_said_change=heard,
        height=1,
    )


def obey(presenter: Presenter, pressed: Pressed) -> None:
    """Do what the keys say that has not been done yet."""
    # the run that a newer request replaces may still be at it, and is broken off at any of these
    with presenter.obeying:
        for by, count in ((1, pressed.moves - presenter.moves), (-1, presenter.moves - pressed.moves)):
            for _again in range(min(max(count, 0), MOST_MOVES)):
                presenter_actions.move(by)
                presenter.moves += by
        for _again in range(min(max(pressed.asks - presenter.asks, 0), MOST_ASKS)):
            question_panel.step()
            presenter.asks += 1
        if pressed.runs != presenter.runs:
            question_panel.make_room()
        presenter.moves, presenter.asks, presenter.runs = pressed.moves, pressed.asks, pressed.runs
    if pressed.ends:
        presenter_actions.leave()
