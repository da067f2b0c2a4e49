"""Labelling on the page Tasks: a sentence as it is typed, its names, and the runs over their delays."""

import json

import numpy as np
import pytest
from support.tasks_page import said, shown

from rnnviz.figures.base.numbers import percent
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Hello, Labelling
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.panels.labelling import MOST_WORDS, compare


def test_the_same_two_words_are_a_person_or_woods(opened):
    page = opened(task="labelling")
    assert "→ rusty woods" in " ".join(said(page, "verdict").split())
    assert "✓ right" in said(page, "verdict")
    page.type("Rusty Woods look old", "labelling text")
    assert "→ no name" in said(page, "verdict") and "✓ right" in said(page, "verdict")
    made = opening("labelling")
    found = made.task.unfolding(made.model, made.task.read("rusty woods look old"))
    assert shown(page, "letters").count("<td") == 16
    for chance in found[~np.isnan(found)]:
        assert percent(chance).replace("<", "&lt;").replace(">", "&gt;") in shown(page, "letters")
    assert page.address["text"] == "Rusty Woods look old"


def test_words_that_it_never_met_are_named_and_too_many_are_refused(opened):
    page = opened(task="labelling", text="the zebra went home")
    assert "never learned “zebra”" in said(page, "caption")
    assert "✓" not in said(page, "verdict") and "✗" not in said(page, "verdict")
    page.type("rose " * (MOST_WORDS + 1), "labelling text")
    assert page.notices == [f"The sentence has {MOST_WORDS + 1} words; allowed are up to {MOST_WORDS}."]
    assert "zebra" in said(page, "verdict")
    page.type("\u200b", "labelling text")  # nothing that can be seen
    assert "rusty woods" in " ".join(said(page, "verdict").split())


def test_an_example_is_put_into_the_box(opened):
    page = opened(task="labelling")
    page.at.button(key="labelling example 1").click().run()
    assert page.state("labelling text") == "rusty woods look old"
    assert "no name" in said(page, "verdict")


def test_how_well_it_does_is_said(opened):
    page = opened(task="labelling")
    made = opening("labelling")
    words, whole = made.task.score(made.model.astype("float32"))
    assert f"{percent(words)} of the words right, and {percent(whole)} of the sent" in said(
        page, "caption"
    ).replace("&gt;", ">").replace("&lt;", "<")


def test_runs_that_look_ahead_are_drawn_over_their_delays():
    runs = [Run(truncation=Truncation.full(), delay=delay) for delay in (0, 2)]
    runs.append(Run(truncation=Truncation.full(), bidirectional=True))
    task = Labelling()
    losses = [("at once", 0.14), ("later", 0.01), ("both", 0.0)]
    figure, words = compare(Experiment(task=task, runs=runs), losses, False)
    best, *marks = json.loads(json.dumps(figure))["data"]
    assert best["x"] == [0, 1, 2]
    assert best["y"] == [pytest.approx(task.delayed(n)) for n in (0, 1, 2)]
    assert [mark["name"] for mark in marks] == ["at once", "later", "both"]
    assert "later" in words
    assert compare(Experiment(task=task, runs=runs[:1]), losses[:1], False) is None
    assert compare(Experiment(task=Hello(), runs=runs), losses, False) is None
