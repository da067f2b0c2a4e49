"""A page's state in its address: what is written is read again, what cannot be is said."""

import json
import math
import re
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from support import app_test_private

from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import MOST_FORGET_BIAS, MOST_LAYERS
from rnnviz.nn.tokenizer import MODES, MOST_TOKENS
from rnnviz.pretrained import registry
from rnnviz.runs.run import STARTS
from rnnviz.ui.network import chooser, selection
from rnnviz.ui.session import address
from rnnviz.ui.session.address import OpenPage
from rnnviz.ui.session.page_state import key_of

few = settings(deadline=None, derandomize=True)
FIELDS = {field.name: field for field in chooser.FIELDS}
TYPED = st.text(max_size=40)
VALUES = {
    "net": st.sampled_from([*selection.NETWORKS, "task.addition", "task.translate.decoder"]),
    "mode": st.sampled_from(MODES),
    "cell": st.sampled_from(list(CELLS)),
    "hidden": st.integers(1, chooser.MOST_HIDDEN),
    "layers": st.integers(1, MOST_LAYERS),
    "both": st.booleans(),
    "seed": st.integers(0, 999_999),
    "gain": st.floats(0.0, 4.0),
    "start": st.sampled_from(STARTS),
    "forget": st.floats(-MOST_FORGET_BIAS, MOST_FORGET_BIAS),
    "activation": st.sampled_from(chooser.ELMAN),
    "weights": st.lists(st.floats(-1e6, 1e6), min_size=18, max_size=18),
    "text": TYPED,
    "with": TYPED,
    "target": TYPED,
    "source": TYPED,
    "step": st.integers(1, MOST_TOKENS),
}


# reading and writing single values


def test_every_field_is_tried():
    assert VALUES.keys() == FIELDS.keys()


@pytest.mark.parametrize("name", VALUES)
@few
@given(data=st.data())
def test_what_a_field_writes_it_reads(name, data):
    field, value = FIELDS[name], data.draw(VALUES[name])
    written = field.write(value)
    assert isinstance(written, str)
    assert field.read(written) == value


@few
@given(st.lists(st.integers(1, 9), max_size=9))
def test_several_values_are_joined_by_commas(values):
    assert address.many(address.whole(1, 9))(address.join(values)) == values


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no(value):
    assert address.flag(address.write_flag(value)) is value


WRONG = [
    (address.choice(("ab", "cd")), ["", "x", "AB", "ab ", "ab,cd"], "ab, cd"),
    (
        address.whole(2, 30),
        ["", "x", "1", "31", "2.0", "1e1", "nan", "-5"],
        "whole numbers from 2 to 30",
    ),
    (
        address.real(0.5, 4.0),
        ["", "x", "0.4", "4.1", "nan", "inf", "-inf", "1,0"],
        "numbers from 0.5 to 4",
    ),
    (address.text(3), ["abcd", "    "], "texts of up to 3 characters"),
    (address.flag, ["", "Yes", "true", "1"], "yes, no"),
    (address.many(address.whole(1, 3)), ["0", "1,4", "1,x", "1;2"], "whole numbers from 1 to 3"),
]


@pytest.mark.parametrize(
    ("read", "text", "allowed"),
    [(read, text, allowed) for read, texts, allowed in WRONG for text in texts],
    ids=lambda value: repr(value) if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_with_what_is_allowed(read, text, allowed):
    with pytest.raises(ValueError, match=f"^{re.escape(allowed)}$"):
        read(text)


@few
@given(st.text(), st.sampled_from(list(FIELDS)))
def test_any_text_is_read_or_refused_with_words(text, name):
    try:
        value = FIELDS[name].read(text)
    except ValueError as allowed:
        words = str(allowed)  # it follows "allowed are"
    else:
        words = "numbers"
        if isinstance(value, float):
            assert math.isfinite(value)
    assert words
    assert not re.search("invalid literal|could not convert|digits", words)


def test_limits_are_those_of_the_network():
    assert FIELDS["hidden"].read("128") == 128
    assert FIELDS["step"].read("2000") == 2000
    assert FIELDS["net"].read("english-lstm") == "english-lstm"
    assert FIELDS["weights"].read(",".join(["-2.5"] * 17) + ",1e3") == [-2.5] * 17 + [1000.0]
    assert len(FIELDS["text"].read("x" * chooser.MOST_TYPED)) == 20_000


def test_a_networks_text_is_its_example_unless_something_is_typed():
    for name, recipe in registry.RECIPES.items():
        assert FIELDS["text"].default({"net": name}) == recipe.example
    for mode, example in selection.EXAMPLES.items():
        assert FIELDS["text"].default({"net": "random", "mode": mode}) == example
    assert FIELDS["text"].default({"net": "srn", "mode": "words"}) == "1 1; 1 1; 2 2"


@pytest.mark.parametrize("name", chooser.SCENES)
def test_every_scene_can_be_set(name):
    scene = dict(chooser.SCENES[name])
    scene.pop("show", None)  # a field of the page itself
    assert scene.keys() <= FIELDS.keys()
    for field, text in scene.items():
        assert FIELDS[field].write(FIELDS[field].read(text)) == text


# a session


def page():
    """A page with three fields, in a session of its own."""
    import streamlit as st

    from rnnviz.ui.session import address
    from rnnviz.ui.session.address import Field, always
    from rnnviz.ui.session.history import Step

    address.open_page("app.py")
    fields = (
        Field("size", always(3), address.whole(1, 9)),
        Field("word", lambda state: "ab" * state["size"], address.text(30), step=Step.TYPED),
        Field("signs", always([1, 2]), address.many(address.whole(1, 5)), address.join),
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
