"""What who holds a lecture does: begin, leave, move on, and bring pages to its scenes."""

import time

import streamlit as st

from rnnviz.lectures import live_session
from rnnviz.lectures.live_session import LiveSession, WrongSecret
from rnnviz.lectures.model import Scene
from rnnviz.lectures.phase import Answers, Command, GoTo
from rnnviz.storage.database import StoreError
from rnnviz.ui.session import address, language
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import file_of, word_of
from rnnviz.ui.session.presenter_session import Presenter, PresenterState, current, notify
from rnnviz.ui.session.store import open_store

CHANGING = 3.0  # seconds that a browser may take to go to another page


def hold(code: str, secret: str) -> None:
    """From now on this session holds a lecture; if it cannot, the page says why."""
    state = page_state(PresenterState)
    state.left = None
    try:
        live_session.drive(open_store(), code, secret)
    except (WrongSecret, StoreError) as problem:
        state.notice = str(problem)
    else:
        state.presenter = Presenter(code, secret)


def leave(notice: str = "") -> None:
    """Hold it no more; the lecture stays where it is and can be gone on with, unless a notice says why
    not."""
    state = page_state(PresenterState)
    if (presenter := state.presenter) is not None:
        if presenter.claims:
            _claim(presenter, None)
        if not notice:
            state.left = (presenter.code, presenter.secret)
    state.presenter, state.notice = None, notice


def load(presenter: Presenter) -> LiveSession:
    """Where the lecture stands; raises StoreError."""
    return live_session.load(open_store(), presenter.code)


def begun() -> tuple[Presenter, LiveSession] | None:
    """Who presents in this session and where the lecture stands; None before its first scene, and where
    it is no more, which the page then says."""
    presenter = current()
    if presenter is None or not presenter.begun:
        return None
    try:
        return presenter, load(presenter)
    except StoreError as problem:
        leave(str(problem))
        return None


def drive(presenter: Presenter, *commands: Command) -> None:
    """Drive the lecture; if it cannot be done, the page says why."""
    try:
        live_session.drive(open_store(), presenter.code, presenter.secret, *commands)
    except (WrongSecret, StoreError, ValueError) as problem:
        notify(str(problem))


def move(by: int) -> None:
    """So many scenes on, or back; the first move of all begins with the scene where it stands. At
    either end it stays and brings the scene back as it was prepared."""
    presenter = current()
    if presenter and not presenter.begun:
        presenter.begun = True
        return
    if (held := begun()) is None:
        return
    presenter, now = held
    to = min(max(now.scene + by, 0), len(now.lecture.scenes) - 1)
    presenter.at = None
    if to != now.scene:
        drive(presenter, GoTo(to))


def may_steer(experiment: str) -> bool:
    """Whether this session may start and steer an experiment, by its digest: what a lecture shows, only
    who holds that lecture may. Raises StoreError."""
    presenter = current()
    if presenter is None:
        return not live_session.is_claimed(open_store(), experiment)
    return presenter.claims == experiment or _claim(presenter, experiment)


def _claim(presenter: Presenter, experiment: str | None) -> bool:
    try:
        done = live_session.claim(open_store(), presenter.code, presenter.secret, experiment)
    except (WrongSecret, StoreError):
        return False
    presenter.claims = experiment if done else presenter.claims
    return done


def shown_since() -> float:
    """Seconds since 1970: of what was trained before nothing is shown now, because the scene asks first
    what will come of it; 0 where it asks nothing, and for everybody but the lecturer."""
    held = begun()
    return held[1].begun if held and held[1].current.question else 0.0


def arrive(file: str) -> None:
    """Bring the session to the scene that the lecture stands at: to its page, and there to its
    settings; once for every scene, so that what the lecturer changes then stays. Every page begins
    with this."""
    address.open_page(file)
    if (held := begun()) is None:
        return
    presenter, now = held
    scene = now.current
    there = scene.page == word_of(file)
    if now.scene == presenter.at:
        # a key pressed while the page changed has asked for the page before it
        if not there and time.monotonic() - presenter.since < CHANGING:
            open_scene(scene)
        return
    if not there:
        open_scene(scene)
    presenter.at, presenter.since = now.scene, time.monotonic()
    presenter.answers = Answers.SHOWN
    address.give(file, scene.settings)


def open_scene(scene: Scene) -> None:
    """Go to a scene's page with its settings."""
    address.give(file_of(scene.page), scene.settings)
    st.switch_page(file_of(scene.page), query_params=scene.settings | language.query())
