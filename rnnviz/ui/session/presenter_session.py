"""A session that holds a lecture: which one, where it stands, and bringing pages to its scenes.

The session keeps the lecture's code and secret; the lecture itself stands in the store, so that another
window of the lecturer's, or another machine, can drive it, too.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.lectures import live_session
from rnnviz.lectures.live_session import Hall, Refused
from rnnviz.lectures.model import Scene
from rnnviz.storage.database import StoreError
from rnnviz.ui.session import language
from rnnviz.ui.session.address import FILE, GIVEN
from rnnviz.ui.session.pages import file_of, word_of
from rnnviz.ui.session.store import open_store

KEY = "presenting"  # of the session: the code and the secret, and where this session has got to
HELD = "held"  # the code and the secret of the lecture that it left
SAID = "_presenting said"  # a sentence about it, to be shown once
CHANGING = 3.0  # seconds that a browser may take to go to another page


@dataclass
class Presenting:
    """What a session remembers of the lecture that it holds."""

    code: str
    secret: str
    token: str  # of this beginning: the keys count anew with every one
    begun: bool = False  # whether the first scene has been asked for
    at: int | None = None  # the scene (from 0) that its settings were brought to
    since: float = 0.0  # seconds of a clock, when that was
    moves: int = 0  # next and back, as far as the keys have been heard
    asks: int = 0  # likewise
    runs: int = 0
    cleared: int | None = None  # the scene (from 0) whose answers have made room again
    marked: int | None = None  # the scene whose right answer has been shown among them
    claims: str | None = None  # the experiment, as JSON, that nobody else may steer
    controls: bool = False  # whether the sidebar is shown


def current() -> Presenting | None:
    """What is presented in this session, None if nothing is."""
    kept = st.session_state.get(KEY)
    if not kept:
        return None
    if "here" not in kept:
        kept["here"] = Presenting(kept["code"], kept["secret"], secrets.token_hex(4))
    here: Presenting = kept["here"]
    return here


def hold(code: str, secret: str) -> Presenting:
    """From now on this session holds a lecture; raises Refused if that is not its secret, StoreError if
    there is no such lecture."""
    live_session.drive(open_store(), code, secret)
    st.session_state.pop(HELD, None)
    st.session_state[KEY] = {"code": code, "secret": secret}
    return current()  # type: ignore[return-value]


def leave(said: str = "") -> None:
    """Hold it no more; the lecture stays where it is and can be gone on with."""
    if (here := current()) and here.claims:
        _claim(here, None)
    kept = st.session_state.pop(KEY, None)
    if kept and not said:
        st.session_state[HELD] = (kept["code"], kept["secret"])
    st.session_state[SAID] = said


def stands(here: Presenting) -> Hall:
    """Where the lecture stands; raises StoreError."""
    return live_session.look(open_store(), here.code)


def begun() -> tuple[Presenting, Hall] | None:
    """What is presented in this session and where it stands; None before its first scene, and where it
    is no more, which the page then says."""
    here = current()
    if here is None or not here.begun:
        return None
    try:
        return here, stands(here)
    except StoreError as problem:
        leave(str(problem))
        return None


def drive(here: Presenting, **to: Any) -> None:
    """Move the lecture; what cannot be is said on the page."""
    try:
        live_session.drive(open_store(), here.code, here.secret, **to)
    except (Refused, StoreError, ValueError) as problem:
        st.session_state[SAID] = str(problem)


def move(by: int) -> None:
    """So many scenes on, or back; the first move of all begins with the scene where it stands. At
    either end it stays and brings the scene back as it was prepared."""
    here = current()
    if here and not here.begun:
        here.begun = True
        return
    if (held := begun()) is None:
        return
    here, now = held
    to = min(max(now.scene + by, 0), len(now.lecture.scenes) - 1)
    here.at = None
    if to != now.scene:
        drive(here, scene=to)


def may_steer(experiment: str) -> bool:
    """Whether this session may start and steer an experiment (as JSON): what a lecture shows, only who
    holds that lecture may. Raises StoreError."""
    here = current()
    if here is None:
        return not live_session.claimed(open_store(), experiment)
    return here.claims == experiment or _claim(here, experiment)


def shown_since() -> float:
    """Seconds since 1970: of what was trained before nothing is shown now, because the scene asks first
    what will come of it; 0 where it asks nothing, and for everybody but the lecturer."""
    held = begun()
    return held[1].begun if held and held[1].current.question else 0.0


def _claim(here: Presenting, experiment: str | None) -> bool:
    try:
        done = live_session.claim(open_store(), here.code, here.secret, experiment)
    except (Refused, StoreError):
        return False
    here.claims = experiment if done else here.claims
    return done


def arrive(file: str) -> None:
    """Bring the session to the scene that the lecture stands at: to its page, and there to its
    settings; once for every scene, so that what the lecturer changes then stays. Every page begins
    with this."""
    st.session_state[FILE] = file
    if (held := begun()) is None:
        return
    here, now = held
    scene = now.current
    there = scene.page == word_of(file)
    if now.scene == here.at:
        # a key pressed while the page changed has asked for the page before it
        if not there and time.monotonic() - here.since < CHANGING:
            open_scene(scene)
        return
    if not there:
        open_scene(scene)
    here.at, here.since = now.scene, time.monotonic()
    here.cleared = here.marked = None
    st.session_state[GIVEN] = (file, dict(scene.settings))


def open_scene(scene: Scene) -> None:
    """Go to a scene's page with its settings."""
    st.session_state[GIVEN] = (file_of(scene.page), dict(scene.settings))
    st.switch_page(file_of(scene.page), query_params=scene.settings | language.query())


def said() -> str:
    """The sentence about the lecture, once."""
    sentence: str = st.session_state.pop(SAID, "")
    return sentence
