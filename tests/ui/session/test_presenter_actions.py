"""What who holds a lecture does; what a lecture keeps for itself: its training, and what came of it
before."""

import time
from unittest import mock

import pytest
import streamlit as st
from support.sessions import Session

from rnnviz.lectures import live_session
from rnnviz.lectures.model import PAGES, Lecture, Question, Scene
from rnnviz.lectures.phase import GoTo
from rnnviz.lectures.shown_page import ShownPage, show
from rnnviz.server.browser_secret import NAME
from rnnviz.storage.ownership import BEFORE_OWNERS, MACHINE
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session import address, presenter_actions, presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.presenter_session import Presenter
from rnnviz.ui.session.recording import Recording
from rnnviz.ui.training import steering

ASKED = Question(text="Which?", options=("a", "b"))
SCENES = (Scene(page="truncate", question=ASKED), Scene(page="truncate"))


@pytest.fixture
def lecturer(store, monkeypatch):
    """Makes this session that of a new lecture's lecturer; None makes it anybody's."""

    def be(scene=0):
        here = None
        if scene is not None:
            code, secret = live_session.begin(store, Lecture(title="t", scenes=SCENES))
            live_session.drive(store, code, secret, GoTo(scene))
            here = Presenter(code, secret, "token", begun=True)
        monkeypatch.setattr(presenter_actions, "current", lambda: here)
        return here

    return be


def trained(store, status="finished"):
    """An experiment that was trained just now."""
    experiment = Experiment.model_validate({"runs": [{}]})
    name = store.add(experiment)
    with store.transaction() as run:
        run(
            "UPDATE experiments SET status = ?, heartbeat = ? WHERE id = ?", (status, time.time(), name)
        )
    return experiment


@pytest.mark.parametrize("status", ["finished", "paused", "stopped", "died"])
def test_where_a_class_is_asked_first_an_older_training_does_not_tell(store, lecturer, status):
    experiment = trained(store, status)
    lecturer()
    assert steering.find(store, experiment) is None
    trained(store, status)  # in this lecture
    assert steering.find(store, experiment) is not None


def test_where_nothing_is_asked_and_to_everybody_else_it_is_shown(store, lecturer):
    experiment = trained(store)
    for scene in (1, None):
        lecturer(scene)
        assert steering.find(store, experiment) is not None


def test_what_a_lecture_trains_only_its_lecturer_steers(store, lecturer):
    words = trained(store).to_json()
    first = lecturer()
    assert presenter_actions.may_steer(words)
    lecturer(None)
    assert not presenter_actions.may_steer(words)
    lecturer()  # a new lecture is not locked by an old one
    assert presenter_actions.may_steer(words)
    lecturer(None)
    live_session.end(store, first.code, first.secret)
    with store.transaction() as run:  # a minute without a sign of the other one
        run("UPDATE halls SET alive = alive - 61")
    assert presenter_actions.may_steer(words)


# -- holding, leaving, moving --------------------------------------------------------------------------

PLAIN = Lecture(title="t", scenes=(Scene(settings={"text": "abc"}), Scene(page="vanish"), Scene()))


@pytest.fixture
def begun(store):
    """A session that holds a lecture; its code and secret."""
    code, secret = live_session.begin(store, PLAIN)
    session = Session()
    session(presenter_actions.hold, code, secret)
    return session, code, secret


def test_who_has_the_secret_holds_the_lecture_and_nobody_else(store, begun):
    session, code, _ = begun
    assert session(presenter_session.current).code == code
    other = Session()
    other(presenter_actions.hold, code, "guessed")
    assert other(presenter_session.current) is None
    assert "secret" in other(presenter_session.take_notice)


def test_who_leaves_can_go_on_unless_there_is_nothing_to_go_on_with(store, begun):
    session, code, secret = begun
    session(presenter_actions.leave)
    assert session(presenter_session.current) is None
    assert session(presenter_session.left) == (code, secret)
    session(presenter_actions.hold, code, secret)
    assert session(presenter_session.left) is None
    session(presenter_actions.leave, "It is no more.")
    assert session(presenter_session.left) is None
    assert session(presenter_session.take_notice) == "It is no more."


def test_who_leaves_lets_go_of_the_training(store, begun):
    session, _, _ = begun
    assert session(presenter_actions.may_steer, "words")
    assert not Session()(presenter_actions.may_steer, "words")
    session(presenter_actions.leave)
    assert Session()(presenter_actions.may_steer, "words")


def test_the_page_lecture_comes_after_the_end(store, begun, monkeypatch):
    session, _, _ = begun
    places = []
    monkeypatch.setattr(
        presenter_actions.st, "switch_page", lambda page, query_params: places.append(page)
    )
    session(presenter_actions.leave)
    session(presenter_actions.arrive, "app.py")
    session(presenter_actions.arrive, "app.py")
    assert places == ["pages/lecture.py"]


def test_the_first_move_begins_and_others_stay_within_the_lecture(store, begun):
    session, code, _ = begun
    seen = []
    for by in (1, 1, 1, 1, -1, -5):
        session(presenter_actions.move, by)
        seen.append(live_session.load(store, code).scene)
    assert seen == [0, 1, 2, 2, 1, 0]
    assert session(presenter_session.current).at is None  # the scene is brought back as it was prepared


def test_a_page_is_brought_to_its_scene_once(store, begun):
    session, _, _ = begun

    def arrive():
        presenter_actions.arrive("app.py")
        given = page_state(address.OpenPage).given
        page_state(address.OpenPage).given = None
        return given

    assert session(arrive) is None  # not before the first scene
    session(presenter_actions.move, 1)
    assert session(arrive) == ("app.py", {"text": "abc"})
    assert session(arrive) is None
    session(presenter_actions.move, -1)  # at the beginning: it is brought back
    assert session(arrive) == ("app.py", {"text": "abc"})


def test_a_scene_confines_its_page_to_its_section(store):
    scenes = (Scene(page="vanish", section="slopes"), Scene(page="vanish"))
    session = Session()
    session(presenter_actions.hold, *live_session.begin(store, Lecture(title="t", scenes=scenes)))
    for confined in (("vanish", "slopes"), ("vanish", "")):
        session(presenter_actions.move, 1)
        session(presenter_actions.arrive, "pages/vanish.py")
        assert session(presenter_session.current).confined == confined


def test_a_lecture_that_is_no_more_is_left(store, begun):
    session, code, secret = begun
    session(presenter_actions.move, 1)
    live_session.end(store, code, secret)
    assert session(presenter_actions.begun) is None
    assert session(presenter_session.current) is None
    assert "There is no lecture" in session(presenter_session.take_notice)


def test_what_cannot_be_driven_is_said(store, begun):
    session, _, _ = begun

    def drive():
        presenter_actions.drive(presenter_session.current(), GoTo(7))

    session(drive)
    assert session(presenter_session.take_notice) == "There is no scene 8; there are 3."


# -- going on ------------------------------------------------------------------------------------------

MINE, THEIRS = "a" * 32, "b" * 32


@pytest.fixture
def browser():
    """Makes all sessions those of a browser, by its secret."""
    cookies = {}
    with mock.patch.object(type(st.context), "cookies", cookies):
        yield lambda secret: cookies.update({NAME: secret})


def given():
    """Where the page that is open is to be brought to."""
    page = page_state(address.OpenPage)
    found, page.given = page.given, None
    return found


def arrive(session, file="app.py", **query):
    """A page is opened at an address; where it is brought to, and who presents."""

    def act():
        st.query_params.from_dict(query)
        presenter_actions.arrive(file)
        return given(), presenter_session.current()

    return session(act)


@pytest.fixture
def shown(store, browser):
    """A lecture that a browser has shown a scene of, with a setting that was changed in it; its code
    and where it stands."""
    browser(MINE)
    code, secret = live_session.begin(store, PLAIN)
    Session()(presenter_actions.hold, code, secret)
    show(store, code, secret, ShownPage("unroll", {"text": "changed"}, scene=0), "window")
    return code, secret


def test_a_page_loaded_anew_goes_on_where_it_was(store, shown):
    code, secret = shown
    where, presenter = arrive(Session(), present=code)
    assert where == ("app.py", {"text": "changed"})
    assert (presenter.code, presenter.begun, presenter.at) == (code, True, 0)
    assert presenter.secret != secret and live_session.drive(store, code, presenter.secret, GoTo(0))


def test_where_the_lecture_has_moved_on_the_scene_is_as_it_was_prepared(store, shown):
    code, secret = shown
    live_session.drive(store, code, secret, GoTo(2))
    where, presenter = arrive(Session(), present=code)
    assert (where, presenter.at) == (("app.py", {}), 2)


def test_a_copied_address_lets_nobody_in(store, shown, browser):
    code, _ = shown
    browser(THEIRS)
    session = Session()
    assert arrive(session, present=code) == (None, None)
    said = session(presenter_session.take_notice)
    assert f"Another browser presents the lecture {code}" in said and f"/join?c={code}" in said
    assert arrive(session, present=code) == (None, None)
    assert session(presenter_session.take_notice) == ""  # once a session


def test_a_lecture_that_has_ended_is_said_to_be_none(store, shown):
    code, secret = shown
    live_session.end(store, code, secret)
    session = Session()
    assert arrive(session, present=code) == (None, None)
    assert "There is no lecture" in session(presenter_session.take_notice)


def test_who_has_left_is_not_brought_back_by_the_address(store, shown, monkeypatch):
    monkeypatch.setattr(presenter_actions.st, "switch_page", lambda page, query_params: None)
    code, _ = shown
    session = Session()
    arrive(session, present=code)
    session(presenter_actions.leave)
    assert arrive(session, present=code) == (None, None)


def test_a_browser_without_cookies_presents_as_long_as_its_session_lasts(store, begun):
    session, code, secret = begun
    assert store.rows("SELECT * FROM presenters") == []
    assert session(presenter_session.query) == {"present": code}
    assert arrive(Session(), present=code) == (None, None)
    session(presenter_actions.go_on, code, secret)
    assert session(presenter_session.current).begun is False  # nothing has been shown


def test_a_window_follows_what_another_one_has_shown_since(store, shown):
    code, secret = shown
    session = Session()
    arrive(session, present=code)

    def behind():
        presenter = presenter_session.current()
        return presenter_actions.is_behind(presenter, presenter_actions.load(presenter))

    def other(text, wall="window"):
        show(store, code, secret, ShownPage("unroll", {"text": text}, scene=0), wall)

    def drawn(text):  # as the page's script notes it
        recording = page_state(Recording)
        recording.page, recording.settings = "unroll", {"text": text}

    session(drawn, "changed")
    assert not session(behind)
    other("hello")
    assert session(behind)
    assert arrive(session)[0] == ("app.py", {"text": "hello"})
    assert not session(behind)  # what cannot be brought about is not tried again and again
    session(drawn, "hello")
    other("again", session(presenter_session.current).token)  # what it shows itself
    assert not session(behind)


def test_what_the_page_before_still_asks_for_is_no_choice_of_another_page(store, shown, monkeypatch):
    """However long the browser takes to show the scene's page; once it has, the lecturer may go."""
    places = []
    monkeypatch.setattr(
        presenter_actions.st, "switch_page", lambda page, query_params: places.append(page)
    )
    session = Session()
    _, presenter = arrive(session, present=shown[0])
    assert (presenter.at, presenter.reached, places) == (0, False, [])
    for _again in range(2):
        arrive(session, "pages/vanish.py")
        assert places.pop() == "app.py"
        arrive(session)
        assert (presenter.at, presenter.reached, places) == (0, False, [])
    arrive(session)  # asked for by the page itself
    assert presenter.reached
    arrive(session, "pages/vanish.py")
    assert (presenter.at, presenter.reached, places) == (0, True, [])


@pytest.mark.parametrize("page", PAGES)
def test_a_scene_brings_nothing_along_that_is_no_pages_own(monkeypatch, page):
    """A lecture's file may name what is Streamlit's, what is every page's, and what is nothing."""
    gone = []
    monkeypatch.setattr(
        presenter_actions.st, "switch_page", lambda file, query_params: gone.append(query_params)
    )
    foreign = ("embed", "embed_options", "lang", "section", "present")
    settings = dict.fromkeys((*foreign, "__proto__", "constructor"), "true") | {"hidden": "4"}
    there = Session()
    given = there(
        lambda: presenter_actions.open_scene(Scene(page=page, settings=settings)) or address_given()
    )
    assert given == gone[0] == {"__proto__": "true", "constructor": "true", "hidden": "4"}


def address_given():
    """Where the next page is to be brought to."""
    return page_state(address.OpenPage).given[1]


def test_who_holds_a_lecture_steers_for_its_owner_too_and_nobody_else(store, lecturer, monkeypatch):
    monkeypatch.setattr(presenter_actions.browser, "owner", lambda: "mine")
    assert presenter_actions.owners() == ("mine",)
    here = lecturer()
    for whose, wanted in (
        ("theirs", ("theirs", "mine")),
        ("mine", ("mine",)),
        (MACHINE, (MACHINE, "mine")),
        (BEFORE_OWNERS, ("mine",)),
    ):
        store.rows("UPDATE halls SET owner = ? WHERE code = ?", whose, here.code)
        assert presenter_actions.owners() == wanted
    live_session.end(store, here.code, here.secret)
    assert presenter_actions.owners() == ("mine",)


def test_a_lecture_shows_what_a_stranger_trains_and_takes_nothing_of_it(store, lecturer, monkeypatch):
    experiment = trained(store, "running")
    (row,) = store.experiments()
    store.rows("UPDATE experiments SET owner = 'theirs'")
    lecturer(1)
    assert steering.find(store, experiment).id == row.id
    assert steering.is_anothers(store.row(row.id))
    assert presenter_actions.may_steer(experiment.digest)  # a training of its own
    lecturer(None)
    monkeypatch.setattr(presenter_actions.browser, "owner", lambda: "theirs")
    assert presenter_actions.may_steer(experiment.digest)  # they go on with theirs
