"""Who holds a lecture in this session: its code and secret, and how far the session has got with it.

The lecture itself stands in the store, so that another window of the lecturer's, or another machine,
can drive it, too.
"""

import secrets
from dataclasses import dataclass, field
from threading import Lock

from rnnviz.ui.session.page_state import page_state

PRESENT = "present"  # in the address: the code of the lecture that is presented there


@dataclass
class Presenter:
    """What a session remembers of the lecture that it holds."""

    code: str
    secret: str
    # of this beginning: the keys count anew with every one
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    begun: bool = False  # whether the first scene has been asked for
    at: int | None = None  # the scene (from 0) that its settings were brought to
    reached: bool = False  # whether the browser has asked for something from that scene's page since
    moves: int = 0  # next and back, as far as the keys have been heard
    asks: int = 0  # likewise
    runs: int = 0
    # whether the scene is shown as the class has seen it last, not as it was prepared
    returns: bool = False
    # what another window showed last that this one was brought to: a page's word and its settings
    followed: tuple[str, dict[str, str]] | None = None
    takes: bool = True  # whether the class is to see this window, not another one of the lecturer's
    brought: bool = False  # whether the page was brought to its settings by this run
    controls: bool = False  # whether the sidebar is shown
    # a page and its section, by their words: what its scene confines the page to; "" shows all
    confined: tuple[str, str] = ("", "")
    unseen: str = ""  # why the class does not see the page, "" if it does
    obeying: Lock = field(default_factory=Lock, repr=False, compare=False)  # while keys are obeyed


@dataclass
class PresenterState:
    """The lecture that the session holds or has left, and a sentence about it."""

    presenter: Presenter | None = None
    left: tuple[str, str] | None = None  # the code and the secret of the one that it left
    asked: set[str] = field(default_factory=set)  # codes that an address has asked to go on with
    ended: bool = False  # whether it has just been left, so that the page Lecture comes next
    notice: str = ""  # to be shown once


def current() -> Presenter | None:
    """Who presents in this session, None if nobody does."""
    return page_state(PresenterState).presenter


def left() -> tuple[str, str] | None:
    """The code and the secret of the lecture that this session has left and can go on with."""
    return page_state(PresenterState).left


def query() -> dict[str, str]:
    """What stands in the address for the lecture that is held, so that the page goes on with it when it
    is loaded anew."""
    presenter = current()
    return {PRESENT: presenter.code} if presenter else {}


def notify(sentence: str) -> None:
    """Show a sentence about the lecture on the next page that is drawn."""
    page_state(PresenterState).notice = sentence


def take_notice() -> str:
    """The sentence about the lecture, once."""
    state = page_state(PresenterState)
    sentence, state.notice = state.notice, ""
    return sentence
