"""A lecture's scenes as a list: all that was written is there, as text."""

import pytest
from support.figure_readers import parsed

from rnnviz.figures.lectures.scenes import question_html, scene_html
from rnnviz.lectures.model import Question, Scene

PICK = Question(text="Which <i>?", options=("five <b>", "ten"), right=1)
NORM = Question(text="How large?", kind="number", low=0.0, high=10.0, unit="nats", right=2.5)
SKETCH = Question(text="?", kind="sketch", low=0.0, high=1.0, last=3, at=2)


def test_a_scene_says_what_was_written():
    scene = Scene(page="vanish", look="<see>", notes="a note & more", question=PICK)
    shown = parsed(scene_html(3, "Vanish & explode", scene))
    assert shown.one(".which").text == "3 Vanish & explode"
    assert shown.one(".sentence").text == "<see>"
    assert shown.one(".notes").text == "a note & more"
    assert "Which <i>?" in shown.one(".question").text


def test_an_empty_scene_asks_for_its_sentence():
    shown = parsed(scene_html(1, "Unroll", Scene(page="unroll", look="")))
    assert "No sentence yet" in shown.one(".sentence").text
    assert not shown.all(".notes") and not shown.all(".question")


@pytest.mark.parametrize(
    ("question", "words", "right"),
    [
        (PICK, "five <b> · ten ✓", "ten ✓"),
        (NORM, "0 – 10 nats · 2.5 ✓", "2.5 ✓"),
        (SKETCH, "0 – 1 · lag 2", None),
    ],
)
def test_a_question_is_one_line_with_the_right_answer_marked(question, words, right):
    shown = parsed(question_html(question))
    assert shown.one("small").text == words
    assert [mark.text for mark in shown.all("u")] == ([right] if right else [])
