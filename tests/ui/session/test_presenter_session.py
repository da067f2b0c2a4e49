from support.sessions import Session

from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.presenter_session import Presenter, PresenterState


def test_nobody_presents_until_somebody_does():
    session = Session()
    assert session(presenter_session.current) is None
    assert session(presenter_session.left) is None

    def present():
        page_state(PresenterState).presenter = Presenter("ABCDE", "secret")

    session(present)
    presenter = session(presenter_session.current)
    assert (presenter.code, presenter.secret, presenter.begun) == ("ABCDE", "secret", False)
    assert session(presenter_session.current) is presenter
    assert Session()(presenter_session.current) is None


def test_the_keys_of_every_beginning_count_anew():
    assert Presenter("ABCDE", "secret").token != Presenter("ABCDE", "secret").token


def test_a_notice_is_shown_once():
    session = Session()
    assert session(presenter_session.take_notice) == ""
    session(presenter_session.notify, "It is over.")
    assert session(presenter_session.take_notice) == "It is over."
    assert session(presenter_session.take_notice) == ""
