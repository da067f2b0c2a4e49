import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from support.shown_pages import news, page

from rnnviz.lectures import snapshot
from rnnviz.lectures.live_session import LiveSession
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Phase
from rnnviz.lectures.shown_page import ShownPage
from rnnviz.lectures.snapshot import Snapshot

ASKS = Question(text="Which?", options=("a", "b"), right=1)
LECTURE = Lecture(title="Cuts", scenes=(Scene(look="see", notes="mine"), Scene(question=ASKS)))
FIRST = LiveSession("ABCDE", LECTURE, scene=0, phase=Phase.IDLE, version=1, changed=0.0, begun=0.0)


def state(version=1, **texts):
    return Snapshot(replace(FIRST, version=version), page(**texts))


def read(now, known=()):
    plain = now.message(known, packed=False)
    packed = now.message(known, packed=True)
    assert gzip.decompress(packed) == plain
    return news(packed)


def test_a_message_holds_what_a_follower_lacks():
    first = state(1, a="1", b={"x": [1]})
    second = state(2, b={"x": [1]}, a="2", c="3")
    assert read(first)["pieces"] == {"a": "1", "b": {"x": [1]}}
    assert read(second, first.digests)["pieces"] == {"a": "2", "c": "3"}
    assert read(second)["pieces"] == {"b": {"x": [1]}, "a": "2", "c": "3"}
    assert read(second, first.digests)["order"] == ["b", "a", "c"]
    third = state(3, b={"x": [1]})
    found = read(third, second.digests)
    assert (found["pieces"], found["order"]) == ({}, ["b"])
    made = third.message(second.digests, packed=True)
    assert made is third.message(first.digests, packed=True)  # made once


def test_messages_for_odd_followers_are_not_kept_without_end(monkeypatch):
    monkeypatch.setattr(snapshot, "MOST_MADE", 2)
    now = state(1, a="1", b="2")
    every = [(), *([digest] for digest in now.digests), now.digests]
    assert len({now.message(known, packed=False) for known in every}) == 4
    assert len(now._made) == 2


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
    known, mine = (), {}
    for number, texts in enumerate(pages, 1):
        now = state(number, **texts)
        if number == len(pages) or data.draw(some.booleans()):
            head, *came = map(json.loads, now.message(known, packed=False).split(b"\n"))
            pieces = mine | dict(zip(head["sent"], came, strict=True))
            mine = {digest: pieces[digest] for _, digest in head["order"]}
            known = now.digests
    shown = {name: mine[digest]["data"] for name, digest in head["order"]}
    assert (shown, list(shown)) == (pages[-1], list(pages[-1]))


def test_it_says_where_the_lecture_stands():
    shown = ShownPage("truncate", {"axis": "log"}, True, 12.5)
    assert read(Snapshot(FIRST, shown)) == {
        "version": 1,
        "title": "Cuts",
        "scene": 0,
        "scenes": 2,
        "look": "see",
        "question": None,
        "asking": False,
        "round": 0,
        "page": "truncate",
        "settings": {"axis": "log"},
        "dark": True,
        "made": 12.5,
        "order": [],
        "sent": [],
        "pieces": {},
    }
    assert read(Snapshot(FIRST, ShownPage()))["order"] == []  # nothing has been shown yet


def test_what_a_page_calls_its_settings_does_not_hide_where_the_lecture_stands():
    shown = ShownPage(settings={"scene": "7", "version": "9", "order": "x"})
    found = read(Snapshot(FIRST, shown))
    assert (found["scene"], found["version"], found["order"]) == (0, 1, [])


@pytest.mark.parametrize(
    ("phase", "there"),
    [
        (Phase.IDLE, None),
        (Phase.ASKING, False),
        (Phase.REVEALED, False),
        (Phase.SOLVED, True),
    ],
)
def test_the_class_learns_the_right_answer_when_it_is_solved_and_the_notes_never(phase, there):
    now = Snapshot(replace(FIRST, scene=1, phase=phase), page())
    message = now.message((), packed=False).decode()
    question = json.loads(message)["question"]
    if there is None:
        assert question is None
    else:
        assert question["text"] == "Which?"
        assert ("right" in question) is there
    assert "notes" not in message
    assert "mine" not in message


def test_the_true_curve_is_not_sent_before_it_is_solved():
    truth = (1.0, 0.4304, 0.18)
    falls = Question(text="How?", kind="sketch", last=2, at=1, right=0.43, truth=truth)
    lecture = Lecture(title="Norms", scenes=(Scene(question=falls),))
    for known in (False, True):
        phase = Phase.SOLVED if known else Phase.REVEALED
        question = read(Snapshot(replace(FIRST, lecture=lecture, phase=phase), page()))["question"]
        assert (question["last"], question["at"]) == (2, 1)
        told = {name: question.get(name) for name in ("right", "truth")}
        assert told == ({"right": 0.43, "truth": list(truth)} if known else dict.fromkeys(told))
        assert ("0.4304" in json.dumps(question)) is known
