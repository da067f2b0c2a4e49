"""What who holds a lecture does: begin, leave, move on, and bring pages to its scenes."""

from contextlib import suppress

import streamlit as st

from rnnviz.lectures import claim, live_session
from rnnviz.lectures.live_session import LiveSession
from rnnviz.lectures.model import PAGES, Scene
from rnnviz.lectures.phase import Answers, Command, GoTo
from rnnviz.lectures.secret import WrongSecret, admit
from rnnviz.lectures.shown_page import load_head
from rnnviz.storage.database import StoreError
from rnnviz.storage.ownership import BEFORE_OWNERS
from rnnviz.text.language import _
from rnnviz.ui.session import address, browser, presence
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import file_of, word_of
from rnnviz.ui.session.presenter_session import PRESENT, Presenter, PresenterState, current, notify
from rnnviz.ui.session.recording import Recording
from rnnviz.ui.session.store import open_store

LONGEST = 2 * live_session.DIGITS  # letters of a code that are read
LECTURE = file_of("lecture")


def hold(code: str, secret: str) -> None:
    """From now on this session holds a lecture, and its browser may go on with it whenever it comes
    back; if it cannot, the page says why."""
    state = page_state(PresenterState)
    state.left = None
    try:
        live_session.drive(open_store(), code, secret)
        if mine := browser.browser_digest():
            admit(open_store(), code, secret, mine, browser.secret_for(code))
    except (WrongSecret, StoreError) as problem:
        state.notice = str(problem)
    else:
        state.presenter, state.ended = Presenter(code, secret), False


def go_on(code: str, secret: str) -> None:
    """Hold a lecture that was held before, where it was left."""
    hold(code, secret)
    if (presenter := current()) is None:
        return
    try:
        presenter.begun = load_head(open_store(), code).page in PAGES
    except StoreError as problem:
        leave(str(problem))
    presenter.returns = presenter.begun


def _come_back() -> None:
    """Go on with the lecture that the address says was presented here, if this browser may; once a
    session, for later the browser sends back what we wrote there."""
    state, code = (
        page_state(PresenterState),
        st.query_params.get(PRESENT, "")[: 2 * live_session.DIGITS],
    )
    if not code or code in state.asked:
        return
    state.asked.add(code)
    if state.presenter is not None:
        return
    try:
        mine = {now.code for now in live_session.held_by(open_store(), browser.browser_digest())}
        live_session.load(open_store(), code)
    except StoreError as problem:
        state.notice = str(problem)
        return
    if code in mine:
        go_on(code, browser.secret_for(code))
    else:
        words = _("Another browser presents the lecture {code}; to follow it, open {there}.")
        state.notice = words.format(code=code, there=f"/join?c={code}")


def leave(notice: str = "") -> None:
    """Hold it no more; the lecture stays where it is and can be gone on with, unless a notice says why
    not. The page Lecture comes next."""
    state = page_state(PresenterState)
    if (presenter := state.presenter) is not None:
        with suppress(StoreError):  # it ends in a minute by itself
            claim.leave(open_store(), presenter.code, presenter.token)
        state.ended = True
        state.asked.add(presenter.code)
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
    if presenter:
        presenter.takes = True
    if presenter and not presenter.begun:
        presenter.begun = True
        return
    if (held := begun()) is None:
        return
    presenter, now = held
    to = min(max(now.scene + by, 0), len(now.lecture.scenes) - 1)
    presenter.at = None
    drive(presenter, Answers.SHOWN if to == now.scene else GoTo(to))


def owners() -> tuple[str, ...]:
    """Whose trainings this session starts and steers, the first it starts: who holds a lecture, with
    its secret, does so for the lecture's owner, too."""
    mine, presenter = browser.owner(), current()
    with suppress(StoreError):  # a lecture that has ended, which the page says
        if presenter is not None and (whose := load(presenter).owner) not in (mine, BEFORE_OWNERS):
            return whose, mine
    return (mine,)


def may_steer(experiment: str) -> bool:
    """Whether this session may start and steer an experiment of its own, by its digest: what a lecture
    shows of the same owner's, only who holds that lecture may. Raises StoreError."""
    presenter = current()
    if presenter is None:
        return not claim.is_claimed(open_store(), experiment, browser.browser_digest(), browser.owner())
    try:
        claim.claim(open_store(), presenter.code, presenter.secret, experiment)
    except (WrongSecret, StoreError):
        return False
    return True


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
    _come_back()
    presence.note()
    held = begun()
    state = page_state(PresenterState)
    ended, state.ended = state.ended, False
    if ended and file != LECTURE:
        st.switch_page(LECTURE, query_params=address.common())
    if held is None:
        return
    presenter, now = held
    scene = _as_left(presenter, now)
    there = scene.page == word_of(file)
    if now.scene == presenter.at:
        if there:
            presenter.reached = True
        elif not presenter.reached:
            # asked from the page before, which was still there: nobody has chosen to go to it
            presenter.at = None
            open_scene(scene)
        return
    if not there:
        open_scene(scene)
    presenter.at, presenter.reached = now.scene, False
    presenter.returns, presenter.brought = False, True
    section = scene.section if scene.page == now.current.page else ""
    presenter.confined = (scene.page, section)
    address.give(file, scene.settings)


def _as_left(presenter: Presenter, now: LiveSession) -> Scene:
    """The scene as it is to be shown: as it was prepared, or as the class has seen it last."""
    if presenter.returns:
        shown = load_head(open_store(), presenter.code)
        if shown.scene == now.scene and shown.page in PAGES:
            return now.current.model_copy(update={"page": shown.page, "settings": dict(shown.settings)})
    return now.current


def is_behind(presenter: Presenter, now: LiveSession) -> bool:
    """Whether another window of the lecturer's has shown the class something else since; if so this one
    is brought to it when its page runs next. Raises StoreError."""
    if now.wall in ("", presenter.token):
        presenter.followed = None
        return False
    shown, recording = load_head(open_store(), presenter.code), page_state(Recording)
    seen = shown.page, dict(shown.settings)
    mine = recording.page, dict(recording.settings)
    if shown.scene != now.scene or shown.page not in PAGES or seen in (mine, presenter.followed):
        return False
    presenter.followed, presenter.at, presenter.returns = seen, None, True
    return True


def open_scene(scene: Scene) -> None:
    """Go to a scene's page with its settings; what a lecture's file says of words that are no page's
    (the language, or how Streamlit is embedded) is passed over."""
    asked = address.of_a_page(scene.settings)
    address.give(file_of(scene.page), asked)
    st.switch_page(file_of(scene.page), query_params=asked | address.common())
