"""Hello on the page Tasks: letters as they are typed, one's own word, an answer after every update."""

import json
import re

from support.tasks_page import said, shown

from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import Hello
from rnnviz.training.experiment import Experiment


def test_letters_are_answered_as_they_are_typed(opened):
    page = opened(task="hello")
    page.type("lo", "hello typed")
    made = opening("hello")
    answered = re.search(r"lo → (\w+)", said(page, "verdict"))[1]
    assert len(answered) == 2
    assert "✓" not in said(page, "verdict")  # nobody has said what is right
    page.type("lox", "hello typed")
    assert page.notices == ["The network has no “x”; it knows only the letters e, h, l, o."]
    assert f"lo → {answered}" in said(page, "verdict")
    assert made.task.answer(made.model).right


def test_words_that_cannot_be_are_said(opened):
    page = opened(task="hello", word="abc", answer="ab", of="1")
    assert any("every letter needs its answer" in words for words in page.notices)
    assert "hello → ohlol" in said(page, "verdict")
    assert not any(button.label == "Start" for button in page.at.button)
    page.type("full.h0", "hello runs")
    (both,) = page.notices
    assert "every letter needs its answer" in both and "hidden is 0" in both
    page.type("full.h3", "hello runs")
    page.type("abx", "hello answer")
    assert page.notices == []
    assert any(button.label == "Start" for button in page.at.button)
    assert page.address["of"] == "1"  # what was played with before it was wrong


def test_after_training_the_answers_of_its_updates_are_listed(opened, trained):
    experiment = Experiment(task=Hello(), samples=40, runs=(Run(**Hello.usual),))
    trained(experiment)
    page = opened(task="hello", of="1")
    assert "hello → ohlol" in said(page, "verdict")
    rows = re.findall(r"<tr><td[^>]*>(\d+)</td>", shown(page, "history"))
    assert rows[0] == "40" and rows[-1] == "0"
    assert "tanh, 8 units, 2 layers" in said(page, "runs")
    assert json.loads(page.data("hello losses")["figure"])["data"]


def test_at_a_pace_that_can_be_watched_every_update_is_listed(opened, trained):
    trained(Experiment(task=Hello(), samples=6, runs=(Run(**Hello.usual),)), speed=5.0)
    page = opened(task="hello", of="1", samples="6")
    assert re.findall(r"<tr><td[^>]*>(\d+)</td>", shown(page, "history")) == list("6543210")
