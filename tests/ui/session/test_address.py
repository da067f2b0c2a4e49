"""A page's state in its address: it comes back from there, and what cannot be is said."""

import json
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest
from support import app_test_private

from rnnviz.ui.session.address import OpenPage
from rnnviz.ui.session.page_state import key_of


def page():
    """A page with three fields, in a session of its own."""
    import streamlit as st

    from rnnviz.ui.session import address, address_fields
    from rnnviz.ui.session.address_fields import Field, always
    from rnnviz.ui.session.history import Step

    address.open_page("app.py")
    fields = (
        Field("size", always(3), address_fields.whole(1, 9)),
        Field("word", lambda state: "ab" * state["size"], address_fields.text(30), step=Step.TYPED),
        Field(
            "signs",
            always([1, 2]),
            address_fields.many(address_fields.whole(1, 5), 5),
            address_fields.join,
        ),
    )
    scenes = {"far": {"size": "9", "word": "far"}}
    for complaint in address.open_address(fields, scenes):
        st.text(complaint)
    st.number_input("Size", 1, 9, key="size", persist_state="session")
    st.text_input("Word", key="word", persist_state="session")
    st.button("Far", on_click=address.set_state, args=(fields, scenes["far"]))
    st.button("Home", on_click=address.set_state, args=(fields, {}))
    st.button("Reset", on_click=address.reset)
    address.write_address(fields)


@pytest.fixture
def opened():
    def go(**query):
        at = AppTest.from_function(page, default_timeout=30)
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        return at

    return go


def go_back(at, **query):
    """Run once more, as Back in the browser asks, with the address of that entry."""
    with app_test_private.history_step():
        come_back(at, **query)


def state(at):
    return at.session_state["size"], at.session_state["word"], at.session_state["signs"]


def said(at):
    return [text.value for text in at.text]


def written(at):
    """What the browser is asked to write into the address."""
    return dict(parse_qsl(sent(at)["query"], keep_blank_values=True))


def sent(at):
    """All that the browser is sent about it."""
    (bar,) = (json.loads(element.proto.json) for element in at.get("bidi_component"))
    return bar


def come_back(at, **query):
    """Run once more, with the address that the browser sends."""
    for name in list(at.query_params):
        del at.query_params[name]
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception


def test_defaults_are_left_out_of_the_address(opened):
    at = opened()
    assert state(at) == (3, "ababab", [1, 2])
    assert written(at) == {}
    assert said(at) == []


def test_a_default_follows_the_fields_before_it(opened):
    at = opened(size="2")
    assert state(at) == (2, "abab", [1, 2])
    assert written(at) == {"size": "2"}


@pytest.mark.parametrize("word", ["", "x y&z=1", "é👩\u200d👩 +%", "<b>", "a,b;c"])
def test_a_link_restores_all_that_was_set(opened, word):
    at = opened(size="5", word=word, signs="5,1")
    assert state(at) == (5, word, [5, 1])
    assert written(at) == {"size": "5", "word": word, "signs": "5,1"}
    assert state(opened(**written(at))) == state(at)


@pytest.mark.parametrize(
    ("query", "words", "values"),
    [
        ({"size": "12"}, "size = “12”; allowed are whole numbers from 1 to 9. It stays at 3.", 3),
        ({"size": "<b>"}, "size = “<b>”; allowed are whole numbers from 1 to 9. It stays at 3.", 3),
        (
            {"size": "7", "word": "x" * 31},
            f"word = “{'x' * 31}”; allowed are texts of up to 30 characters. It stays at {'ab' * 7}.",
            7,
        ),
        ({"signs": "1,9"}, "signs = “1,9”; allowed are whole numbers from 1 to 5. It stays at 1,2.", 3),
    ],
)
def test_what_cannot_be_is_said_and_replaced_by_the_default(opened, query, words, values):
    at = opened(**query)
    assert said(at) == [f"The address asks for {words}"]
    assert state(at) == (values, "ab" * values, [1, 2])


def test_a_long_wrong_value_is_quoted_in_part(opened):
    (words,) = said(opened(size="9" * 500))
    assert f"“{'9' * 60}”" in words


def test_every_wrong_value_has_its_sentence_and_the_right_ones_count(opened):
    at = opened(size="0", signs="x", word="fine", unheard="of")
    assert len(said(at)) == 2
    assert state(at) == (3, "fine", [1, 2])


def test_the_own_address_that_comes_back_late_changes_nothing(opened):
    at = opened()
    at.text_input(key="word").set_value("one").run()
    late = written(at)
    at.text_input(key="word").set_value("two").run()
    come_back(at, **late)
    assert state(at) == (3, "two", [1, 2])
    come_back(at)
    assert state(at) == (3, "two", [1, 2])
    assert written(at) == {"word": "two"}


def test_an_address_read_once_is_not_read_again(opened):
    at = opened(size="12", word="one")
    assert len(said(at)) == 1
    at.text_input(key="word").set_value("two").run()
    assert said(at) == []
    assert state(at) == (3, "two", [1, 2])


def test_another_address_is_read(opened):
    at = opened(size="5")
    at.text_input(key="word").set_value("typed").run()
    come_back(at, size="6", signs="4")
    assert state(at) == (6, "ab" * 6, [4])


def test_a_scene_may_be_named_by_the_address_or_set_by_a_button(opened):
    at = opened(scene="far")
    assert state(at) == (9, "far", [1, 2])
    assert written(at) == {"size": "9", "word": "far"}
    at.button[1].click().run()
    assert state(at) == (3, "ababab", [1, 2])
    at.button[0].click().run()
    assert state(at) == (9, "far", [1, 2])


def test_a_scene_that_is_not_there_is_said(opened):
    at = opened(scene="nowhere")
    assert state(at) == (3, "ababab", [1, 2])
    (words,) = said(at)
    assert words.startswith("There is no example “nowhere”; there are ")
    assert "far" in words


def test_two_readers_do_not_share_a_state(opened):
    one, other = opened(size="5"), opened()
    one.text_input(key="word").set_value("one").run()
    other.run()
    assert state(other) == (3, "ababab", [1, 2])


def test_who_comes_from_another_page_keeps_what_the_pages_share(opened):
    at = opened(size="5")
    at.text_input(key="word").set_value("typed").run()
    # as on the first visit of another page, which has read no address yet
    at.session_state[key_of(OpenPage)].known.clear()
    del at.session_state["signs"]
    come_back(at)
    assert state(at) == (5, "typed", [1, 2])
    assert written(at) == {"size": "5", "word": "typed"}


# the browser's history


def test_the_browser_is_told_which_step_it_is(opened):
    at = opened(size="5")
    first = sent(at)
    assert (first["step"], first["page"], first["answers"], first["held"]) == (
        "passed",
        "",
        None,
        False,
    )
    assert "truncate" in first["pages"]
    assert "unroll" not in first["pages"]
    at.number_input(key="size").set_value(6).run()
    assert sent(at)["step"] == "made"
    at.text_input(key="word").set_value("typed").run()
    assert (sent(at)["step"], sent(at)["dial"]) == ("typed", "")
    at.run()
    assert sent(at)["step"] == "passed"
    at.button[0].click().run()
    assert (sent(at)["step"], sent(at)["dial"]) == ("made", "")
    assert sent(at)["stamp"] != first["stamp"]


def test_back_brings_the_page_to_the_address_that_it_had(opened):
    at = opened(size="5")
    at.text_input(key="word").set_value("typed").run()
    at.button[0].click().run()
    go_back(at, size="5", word="typed")
    assert state(at) == (5, "typed", [1, 2])
    assert (sent(at)["step"], sent(at)["answers"]) == ("passed", "size=5&word=typed")
    assert at.number_input(key="size").value == 5
    go_back(at)  # where nothing stands in the address all is as usual
    assert state(at) == (3, "ababab", [1, 2])
    assert sent(at)["answers"] == ""
    come_back(at)  # the browser sends the same address with what comes next
    at.text_input(key="word").set_value("on").run()
    assert state(at) == (3, "on", [1, 2])
    assert (sent(at)["step"], sent(at)["answers"]) == ("typed", "")
    go_back(at, size="5", word="typed")
    assert state(at) == (5, "typed", [1, 2])


def test_reset_is_a_step_that_can_be_undone(opened):
    at = opened(size="5", word="typed", signs="3")
    at.button[2].click().run()
    assert state(at) == (3, "ababab", [1, 2])
    assert (written(at), sent(at)["step"]) == ({}, "made")
    go_back(at, size="5", word="typed", signs="3")
    assert state(at) == (5, "typed", [3])


def test_what_a_widget_took_along_when_it_went_is_known(opened):
    at = opened(size="5", word="typed", signs="3")
    del at.session_state["signs"]
    come_back(at)
    assert state(at) == (5, "typed", [3])
