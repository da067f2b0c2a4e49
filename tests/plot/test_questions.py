from rnnviz import plot
from rnnviz.lectures.model import Question, Scene


def test_what_a_class_answered():
    asked = Question(kind="choose", text="Which?", options=("a", "b"), right=1)
    assert list(plot.answers(asked, [0, 1, 1]).data[0].x) == [1, 2]
    assert "<u>b ✓</u>" in plot.question(asked).source
    shown = Scene(page="unroll", look="Look at it")
    assert "Look at it" in plot.scene(1, "Unroll", shown).source


def test_what_a_class_drew():
    asked = Question(kind="sketch", text="How?", unit="nats", last=3, truth=(0.0, 0.5, 1.0, 1.0))
    assert plot.sketches(asked, []).layout.title.text
