import pytest
from streamlit.testing.v1 import AppTest
from support.sessions import Session

from rnnviz.text import language as texts
from rnnviz.ui.session import language
from rnnviz.ui.session.language import SWITCH, Reader
from rnnviz.ui.session.page_state import key_of, page_state


def page():
    import streamlit as st

    from rnnviz.text.language import _
    from rnnviz.ui.session import language

    st.text(language.settle())
    language.switch()
    st.text(_("Speed"))
    st.text(language.query())
    st.selectbox("box", ["Speed", "Seed"], key="box", format_func=_)


@pytest.fixture
def opened():
    def go(**query):
        at = AppTest.from_function(page, default_timeout=30)
        at.query_params.update(query)
        at.run()
        assert not at.exception
        return at

    yield go
    texts.speak("")


def shown(at):
    return [element.value for element in at.text]


def test_english_unless_somebody_asks_for_another(opened):
    assert shown(opened()) == ["", "Speed", "{}"]
    assert language.current() == texts.ENGLISH  # outside of a session


def test_the_address_asks_for_one_once_a_session(opened):
    at = opened(lang="zh")
    assert shown(at) == ["", "速度", "{'lang': 'zh'}"]
    texts.speak("zh")  # as the browser reads the labels
    at.query_params["lang"] = "en"  # out of date
    at.run()
    assert shown(at)[1] == "速度"
    assert at.session_state[key_of(Reader)].language == "zh"


def test_one_that_we_lack_is_a_sentence(opened):
    assert shown(opened(lang="x" * 50))[0] == (
        f"The address asks for the language “{'x' * 20}”; there are en, zh."
    )


def test_a_switch_keeps_what_was_chosen(opened):
    at = opened()
    at.selectbox(key="box").set_value("Seed").run()
    at.get("button_group")[0].set_value("zh").run()
    assert not at.exception
    assert shown(at) == ["", "速度", "{'lang': 'zh'}"]
    assert at.session_state["box"] == "Seed"
    assert at.session_state[SWITCH] == "zh"


def test_within_a_run_the_language_is_asked_for_once_and_a_change_is_heard_at_once():
    def act():
        state = page_state(Reader)
        heard = [language.current()]
        for word in ("zh", "en"):
            state.language = word
            heard.append(language.current())
        return heard

    assert Session()(act) == ["en", "zh", "en"]
    assert language.current() == "en"  # outside of a session
    assert Session()(language.current) == "en"  # and another one's is its own
