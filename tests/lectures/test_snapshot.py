import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rnnviz.lectures.live_session import Hall
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.snapshot import Relay

ASKS = Question(text="Which?", options=("a", "b"), right=1)
LECTURE = Lecture(title="Cuts", scenes=(Scene(look="see", notes="mine"), Scene(question=ASKS)))


def hall(scene=0, asking=False, revealed=False, told=False):
    return Hall(
        "ABCDE",
        LECTURE,
        scene=scene,
        asking=asking,
        revealed=revealed,
        told=told,
        version=0,
        changed=0.0,
        begun=0.0,
    )


def shown(**pieces):
    return json.dumps({"page": "truncate", "settings": {"axis": "log"}, "pieces": pieces})


def read(relay, seen):
    plain = json.loads(relay.since(seen, packed=False))
    assert json.loads(gzip.decompress(relay.since(seen, packed=True))) == plain
    return plain


def test_a_message_holds_what_has_changed_since():
    first = Relay().after(hall(), 1, shown(a="1", b={"x": [1]}))
    second = first.after(hall(), 2, shown(b={"x": [1]}, a="2", c="3"))
    assert read(first, 0)["pieces"] == {"a": "1", "b": {"x": [1]}}
    assert read(second, 1)["pieces"] == {"a": "2", "c": "3"}
    assert read(second, 0)["pieces"] == {"b": {"x": [1]}, "a": "2", "c": "3"}
    assert read(second, 1)["order"] == ["b", "a", "c"]
    third = second.after(hall(), 3, shown(b={"x": [1]}))
    assert (read(third, 2)["pieces"], read(third, 2)["order"]) == ({}, ["b"])
    assert third.since(2, packed=True) is third.since(2, packed=True)  # made once


@settings(deadline=None)
@given(
    some.lists(
        some.dictionaries(some.sampled_from("abcd"), some.integers(0, 2), max_size=4),
        min_size=1,
        max_size=8,
    ),
    some.data(),
)
def test_however_many_versions_a_follower_misses_the_page_is_the_lecturers(pages, data):
    relay, seen, mine = Relay(), 0, {}
    for number, page in enumerate(pages, 1):
        relay = relay.after(hall(), number, shown(**page))
        if number == len(pages) or data.draw(some.booleans()):
            news = read(relay, seen)
            mine = {name: news["pieces"].get(name, mine.get(name)) for name in news["order"]}
            seen = news["version"]
    assert (mine, list(mine)) == (pages[-1], list(pages[-1]))


def test_it_says_where_the_lecture_stands():
    found = read(Relay().after(hall(), 1, shown()), 0)
    assert found == {
        "version": 1,
        "title": "Cuts",
        "scene": 0,
        "scenes": 2,
        "look": "see",
        "question": None,
        "asking": False,
        "page": "truncate",
        "settings": {"axis": "log"},
        "order": [],
        "pieces": {},
    }
    assert read(Relay().after(hall(), 1, ""), 0)["order"] == []  # nothing has been shown yet


def test_what_a_page_calls_itself_does_not_hide_where_the_lecture_stands():
    page = json.dumps({"scene": 7, "version": 9, "order": ["x"], "pieces": {}})
    found = read(Relay().after(hall(), 1, page), 0)
    assert (found["scene"], found["version"], found["order"]) == (0, 1, [])


@pytest.mark.parametrize(
    ("state", "there"),
    [
        ((False, False, False), None),
        ((True, False, False), False),
        ((False, True, False), False),
        ((False, True, True), True),
    ],
)
def test_the_class_learns_the_right_answer_when_it_is_told_and_the_notes_never(state, there):
    message = Relay().after(hall(1, *state), 1, shown()).since(0, packed=False).decode()
    question = json.loads(message)["question"]
    if there is None:
        assert question is None
    else:
        assert question["text"] == "Which?"
        assert ("right" in question) is there
    assert "notes" not in message
    assert "mine" not in message


def test_the_true_curve_is_not_sent_before_it_is_told():
    truth = (1.0, 0.4304, 0.18)
    falls = Question(text="How?", kind="sketch", last=2, at=1, right=0.43, truth=truth)
    lecture = Lecture(title="Norms", scenes=(Scene(question=falls),))
    for known in (False, True):
        now = replace(hall(0, False, True, known), lecture=lecture)
        question = read(Relay().after(now, 1, shown()), 0)["question"]
        assert (question["last"], question["at"]) == (2, 1)
        told = {name: question.get(name) for name in ("right", "truth")}
        assert told == ({"right": 0.43, "truth": list(truth)} if known else dict.fromkeys(told))
        assert ("0.4304" in json.dumps(question)) is known


def test_figures_keep_six_digits_of_each_number_and_texts_every_letter():
    figure = {"data": [{"x": [0, 1234567, 0.123456789, None], "text": ["3.14159265358979"]}]}
    pieces = {
        "figure": {"kind": "figure", "data": {"figure": json.dumps(figure), "alt": "1.23456789"}},
        "text": {"kind": "html", "data": "<p>3.14159265358979</p>"},
    }
    found = read(Relay().after(hall(), 1, shown(**pieces)), 0)["pieces"]
    assert found["text"] == pieces["text"]
    assert found["figure"]["data"]["alt"] == "1.23456789"
    (trace,) = json.loads(found["figure"]["data"]["figure"])["data"]
    assert trace == {"x": [0, 1234567, 0.123457, None], "text": ["3.14159265358979"]}
