import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import ValidationError

from rnnviz.lectures.model import MOST_BYTES, MOST_LAGS, PAGES, SECTIONS, Lecture, Question, Scene
from rnnviz.server.follower_socket import MOST_BYTES as MOST_SENT

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


@some.composite
def sketches(draw):
    low, factor, share = draw(spans)
    high, last = low * factor, draw(some.integers(1, MOST_LAGS))
    truth = draw(some.just(()) | some.tuples(*[some.floats(low, high)] * (last + 1)))
    at = draw(some.integers(0, last))
    right = truth[at] if truth else min(low + share * (high - low), high)
    return Question(
        text=draw(titles),
        kind="sketch",
        low=low,
        high=high,
        log=draw(some.booleans()),
        last=last,
        at=at,
        across=draw(words.filter(lambda across: len(across) <= 40)),
        right=draw(some.none() | some.just(right)),
        truth=truth,
    )


scenes = some.builds(
    Scene,
    page=some.sampled_from(PAGES),
    settings=some.dictionaries(words, words, max_size=4),
    look=words,
    notes=words,
    question=some.none() | choices | numbers | sketches(),
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
        ({"kind": "sketch", "low": 0.0, "log": True}, "and above 0"),
        ({"kind": "sketch", "right": 2.0}, "right answer is 2; allowed are 0 to 1"),
        ({"kind": "sketch", "last": 0}, "greater than or equal to 1"),
        ({"kind": "sketch", "last": 41}, "less than or equal to 40"),
        ({"kind": "sketch", "last": 2.5}, "integer"),
        ({"kind": "sketch", "at": -1}, "greater than or equal to 0"),
        (
            {"kind": "sketch", "last": 4, "at": 5},
            "the lag that is asked about is 5; allowed are 0 to 4",
        ),
        ({"kind": "sketch", "last": 2, "truth": (0.1, 0.2)}, "has 2 numbers; allowed are 3, or none"),
        ({"kind": "sketch", "last": 1, "truth": (0.1, 1.2)}, "holds 1.2; allowed are 0 to 1"),
        ({"kind": "sketch", "last": 1, "truth": (0.1, float("nan"))}, "finite number"),
        (
            {"kind": "sketch", "last": 1, "at": 1, "truth": (1.0, 0.5), "right": 0.6},
            "right answer is 0.6, but the true curve is at 0.5 there",
        ),
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


# -- sketches

FALLS = Question(text="How does it fall?", kind="sketch", low=0.01, high=1.0, log=True, last=3, at=2)


@settings(deadline=None)
@given(some.data())
def test_a_sketch_is_read_as_it_was_drawn_also_after_its_way_through_json(data):
    question = data.draw(sketches())
    points = some.floats(question.low, question.high)
    drawn = data.draw(some.lists(points, min_size=question.last + 1, max_size=question.last + 1))
    read = question.read(drawn)
    assert read == tuple(drawn)
    assert question.read(json.loads(json.dumps(drawn))) == question.read(read) == read
    assert question.counted(read) == drawn[question.at]


# with four digits each, as the browser rounds them
@given(some.lists(some.floats(-1e300, 1e300), min_size=MOST_LAGS + 1, max_size=MOST_LAGS + 1))
def test_the_longest_sketch_fits_into_a_message(drawn):
    rounded = [float(f"{value:.4g}") for value in drawn]
    assert len(json.dumps({"answer": rounded, "follower": "x" * 40})) <= MOST_SENT


whatever = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=9),
    lambda inside: some.lists(inside, max_size=6) | some.dictionaries(some.text(max_size=3), inside),
    max_leaves=12,
)


@settings(deadline=None)
@given(whatever | some.lists(some.floats() | whatever, min_size=4, max_size=4))
def test_a_sketch_is_read_or_refused_in_a_sentence(answer):
    good = isinstance(answer, list) and len(answer) == 4
    good = good and all(type(v) in (int, float) and 0.01 <= v <= 1.0 for v in answer)
    if good:
        assert FALLS.read(answer) == tuple(answer)
    else:
        with pytest.raises(
            ValueError, match=r"(?s)^The (answer is|sketch is|sketch has) .*; allowed are .*\.$"
        ):
            FALLS.read(answer)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (0.5, "The answer is 0.5; allowed are sketches of 4 numbers."),
        ("1111", "The answer is 1111; allowed are sketches of 4 numbers."),
        ([1, 1, 1], "The sketch has 3 points; allowed are 4, one for each lag."),
        ([1, 1, True, 1], "The sketch is True at lag 2; allowed are numbers."),
        ([1, [1], 1, 1], "The sketch is [1] at lag 1; allowed are numbers."),
        ([1, 1, 1, 2], "The sketch is 2 at lag 3; allowed are 0.01 to 1."),
        ([0, 1, 1, 1], "The sketch is 0 at lag 0; allowed are 0.01 to 1."),
        ([float("nan"), 1, 1, 1], "The sketch is nan at lag 0; allowed are 0.01 to 1."),
        ([10**400, 1, 1, 1], "The sketch is inf at lag 0; allowed are 0.01 to 1."),
    ],
)
def test_what_is_wrong_with_a_sketch_is_said(answer, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        FALLS.read(answer)


def test_a_sketch_is_no_answer_to_the_other_kinds():
    for question in (
        Question(text="Which?", options=("a", "b")),
        Question(text="How far?", kind="number"),
    ):
        with pytest.raises(ValueError, match=r"allowed are numbers\.$"):
            question.read([0.5] * 4)
        assert question.counted(question.read(1)) == 1.0


def test_the_true_curve_says_what_is_right_where_nobody_else_does():
    assert FALLS.known is None
    drawn = FALLS.model_copy(update={"truth": (1.0, 0.5, 0.25, 0.125)})
    assert drawn.known == 0.25
    assert drawn.model_copy(update={"right": 0.251}).known == 0.251


def test_lags_have_the_word_that_was_chosen_for_them():
    assert FALLS.place(8) == "lag 8"
    assert FALLS.model_copy(update={"across": "layers back"}).place(8) == "layers back = 8"


def test_a_byte_order_mark_before_a_lecture_does_no_harm():
    made = Lecture(title="t", scenes=(Scene(),))
    assert Lecture.from_json("\ufeff" + made.to_json()) == made


def test_a_scene_may_show_one_section_of_its_page_and_older_ones_show_all():
    for page, words in SECTIONS.items():
        for word in ("", *words):
            assert Scene(page=page, section=word).section == word
    with pytest.raises(ValidationError, match="the page vanish has norms, slopes, bound, clipping"):
        Scene(page="vanish", section="losses")
    older = Lecture.from_json('{"title": "a", "scenes": [{"page": "vanish", "look": "b"}]}')
    assert older.scenes[0].section == ""
    assert "section" not in older.to_json()
