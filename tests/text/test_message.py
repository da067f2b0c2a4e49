"""A message stays the same sentence in every language, in JSON, and through pickle."""

import json
import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnnviz.text import language
from rnnviz.text.message import NOTHING, Message, Refusal


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")


def test_a_message_is_its_text_with_its_fields():
    assert str(Message("Run {place} diverged at update {update:,}.", place=1, update=1234)) == (
        "Run 1 diverged at update 1,234."
    )


def test_lists_are_joined_and_messages_within_are_sentences():
    inner = Message("no settings")
    assert str(Message("allowed are {allowed}", allowed=("a", inner))) == "allowed are a, no settings"


def test_lists_are_joined_as_the_language_joins_them(chinese):
    assert str(Message("no {parts}", parts=("a", "b"))) == "no a、b"


def test_a_list_is_quoted_as_python_writes_it():
    assert str(Message("lags are {lags!r}", lags=[1, "a"])) == "lags are [1, 'a']"


def test_an_error_within_is_what_it_says(monkeypatch):
    outer = Message("no network: {error}", error=Refusal("no settings"))
    assert str(outer) == "no network: no settings"
    monkeypatch.setattr(language, "_found", lambda: "zh")
    assert "settings" not in str(outer)
    outer = Message("no network: {error}", error=OSError("disk {full}"))
    assert str(outer) == "no network: disk {full}"


def test_numbers_of_numpy_are_numbers():
    message = Message("{whole:,} {real:.2f}", whole=np.int64(1234), real=np.float32(0.5))
    assert str(message) == "1,234 0.50"
    assert str(Message.from_json(message.to_json())) == "1,234 0.50"


def test_a_message_may_be_a_part_of_a_sentence():
    inner = Message("Input should be a valid integer.")
    assert str(Message("seed: {words:clause}; {words}", words=inner)) == (
        "seed: input should be a valid integer; Input should be a valid integer."
    )
    assert str(Message("{words:clause}.", words=Message.plain(""))) == "."
    with pytest.raises(ValueError, match="upper"):
        str(Message("{words:upper}", words=inner))


def test_the_reader_at_hand_decides_the_language(monkeypatch):
    message = Message("no settings")
    english = str(message)
    monkeypatch.setattr(language, "_found", lambda: "zh")
    assert str(message) != english
    assert str(Refusal("allowed are {allowed}", allowed=message)) != "allowed are no settings"


def test_a_count_decides_between_singular_and_plural():
    texts = "{count} row is empty", "{count} rows are empty"
    assert str(Message(*texts, count=1)) == "1 row is empty"
    assert str(Message(*texts, count=3)) == "3 rows are empty"
    with pytest.raises(TypeError, match="count"):
        Message(*texts)


def test_several_sentences_are_one_message():
    one, two = Message("One."), Message("Two {n}.", n=2)
    assert str(Message.join(one, NOTHING, two)) == "One. Two 2."
    assert Message.join(one) is one
    assert not Message.join()
    assert str(Message.join()) == ""


def test_several_sentences_are_found_again_and_stand_as_the_language_has_it(chinese):
    one, other, third = Message("No gradient yet"), Message("{n} steps.", n=1), Message("There.")
    said = Message.from_json(Message.join(one, other, third).to_json())
    assert said.parts() == [one, other, third]
    assert str(said) == f"{one}{other}{third}"  # no blanks between them
    assert one.parts() == [one]
    assert NOTHING.parts() == [NOTHING]


def test_words_of_others_are_shown_as_they_are(chinese):
    assert str(Message.plain("No space left {on} device")) == "No space left {on} device"


VALUES = st.recursive(
    st.text(max_size=9) | st.integers() | st.floats(allow_nan=False) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | inner.map(lambda value: Message("x {v}", v=value)),
    max_leaves=4,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.dictionaries(st.sampled_from("abcd"), VALUES))
def test_json_gives_the_same_message_again(fields):
    message = Message(" ".join(f"{{{name}}}" for name in fields) or "none", **fields)
    again = Message.from_json(message.to_json())
    assert again == message
    assert str(again) == str(message)
    json.loads(message.to_json())


def test_an_empty_message_is_an_empty_text():
    assert NOTHING.to_json() == ""
    assert Message.from_json("") == NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "3",
        '{"text": 3}',
        '{"fields": {}}',
        '{"text": "a", "fields": []}',
        "{",
        '"It starts."',
        '{"text": "{count} row", "plural": "{count} rows"}',
    ],
)
def test_what_is_no_message_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Message.from_json(text)


def test_a_refusal_is_a_value_error_that_carries_its_message():
    refusal = Refusal("seed is {seed!r}; allowed are whole numbers from 0.", seed="x")
    assert isinstance(refusal, ValueError)
    assert str(refusal) == "seed is 'x'; allowed are whole numbers from 0."
    assert refusal.message.fields == {"seed": "x"}
    again = pickle.loads(pickle.dumps(refusal))
    assert type(again) is Refusal
    assert again.message == refusal.message


def test_a_refusal_says_what_another_error_says():
    assert str(Refusal.of(OSError("disk {full}"))) == "disk {full}"
    first = Refusal("no settings")
    assert Refusal.of(first).message is first.message


def test_a_text_from_right_to_left_does_not_turn_a_sentence_round():
    said = Message("{text!r} is “{text}”; there are {parts}.", text="שלום", parts=["א", "b"])
    assert str(said).startswith("\u2068'שלום'\u2069 is “\u2068שלום\u2069”; there are ")
    assert "\u2068א\u2069, b" in str(said)
    assert said.to_data()["fields"]["text"] == "שלום"


def test_a_name_of_a_million_letters_is_not_shown_whole():
    assert str(Message("{name} is long.", name="x" * 10**6)) == f"{'x' * 2000}… is long."
