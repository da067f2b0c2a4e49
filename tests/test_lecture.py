import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import ValidationError

from rnnviz.lecture import MOST_BYTES, PAGES, Lecture, Question, Scene

words = some.text(max_size=60)
titles = some.text(min_size=1, max_size=60)
choices = some.lists(titles, min_size=2, max_size=6).flatmap(
    lambda options: some.builds(
        Question,
        text=titles,
        options=some.just(tuple(options)),
        right=some.none() | some.integers(0, len(options) - 1).map(float),
    )
)
spans = some.tuples(some.floats(1e-9, 1e9), some.floats(1.001, 1e6), some.floats(0.0, 1.0))
numbers = spans.flatmap(
    lambda span: some.builds(
        Question,
        text=titles,
        kind=some.just("number"),
        low=some.just(span[0]),
        high=some.just(span[0] * span[1]),
        unit=words.filter(lambda unit: len(unit) <= 40),
        log=some.booleans(),
        right=some.none() | some.just(min(span[0] * (1 + span[2] * (span[1] - 1)), span[0] * span[1])),
    )
)
scenes = some.builds(
    Scene,
    page=some.sampled_from(PAGES),
    settings=some.dictionaries(words, words, max_size=4),
    look=words,
    notes=words,
    question=some.none() | choices | numbers,
)
lectures = some.builds(
    Lecture, title=titles, scenes=some.lists(scenes, min_size=1, max_size=4).map(tuple)
)


@settings(deadline=None, max_examples=50)
@given(lectures)
def test_a_lecture_comes_back_from_its_file_as_it_was(lecture):
    text = lecture.to_json()
    assert Lecture.from_json(text) == lecture
    assert json.loads(text)["title"] == lecture.title  # as any reader of JSON has it


@settings(deadline=None)
@given(some.text(max_size=80) | some.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
def test_what_is_no_lecture_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"^[^\n]+: .*\.$"):
        Lecture.from_json(text)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"scenes": [{}]}, "title: field required."),
        ({"title": "", "scenes": [{}]}, "title: string should have at least 1 character."),
        ({"title": "t", "scenes": []}, "scenes: "),
        ({"title": "t", "scenes": [{"page": "elsewhere"}]}, "scenes.1.page: input should be 'unroll'"),
        ({"title": "t", "scenes": [{}, {"colour": "red"}]}, "scenes.2.colour: extra inputs"),
        ({"title": "t", "scenes": [{"look": "x" * 2001}]}, "scenes.1.look: string should have at most"),
        ({"title": "t", "scenes": [{"settings": {"text": 3}}]}, "scenes.1.settings.text: input should"),
        (
            {"title": "t", "scenes": [{"question": {"text": "?", "options": ["one"]}}]},
            "scenes.1.question: has 1 answers to choose from; allowed are 2 to 6.",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said(wrong, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Lecture.from_json(json.dumps(wrong))


def test_a_file_that_is_too_large_is_not_even_parsed():
    with pytest.raises(ValueError, match="letters; at most 1,000,000 are read"):
        Lecture.from_json("[" * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"options": ("a", "b"), "right": 2}, "the right answer is number 2; there are 2"),
        ({"options": ("a", "b"), "right": 0.5}, "the right answer is number 0.5"),
        ({"options": tuple("abcdefg")}, "at most 6 items"),
        ({"kind": "number", "low": 2.0, "high": 1.0}, "the first must be the smaller"),
        ({"kind": "number", "low": 1.0, "high": 1.0}, "the first must be the smaller"),
        ({"kind": "number", "low": 0.0, "high": 1.0, "log": True}, "and above 0"),
        ({"kind": "number", "low": 0.0, "high": float("inf")}, "finite number"),
        (
            {"kind": "number", "low": 0.0, "high": 1.0, "right": 1.5},
            "right answer is 1.5; allowed are 0",
        ),
        ({"kind": "number", "right": float("nan")}, "finite number"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(asked, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Question(text="How far?", **asked)


def test_answers_are_read():
    choose = Question(text="Which?", options=("a", "b", "c"))
    assert [choose.read(place) for place in (0, 2, 1.0)] == [0.0, 2.0, 1.0]
    number = Question(text="How far?", kind="number", low=0.0, high=10.0)
    assert number.read(10) == 10.0


@pytest.mark.parametrize(
    "answer",
    [3, -1, 0.5, "0", None, True, [0], {"a": 0}, float("nan"), float("inf"), 10**400, -(10**400)],
)
def test_what_is_no_answer_is_refused(answer):
    choose = Question(text="Which?", options=("a", "b", "c"))
    number = Question(text="How far?", kind="number", low=1.0, high=2.0)
    for question in (choose, number):
        with pytest.raises(ValueError, match=r"^The answer is .{1,80}; .*\.$"):
            question.read(answer)
