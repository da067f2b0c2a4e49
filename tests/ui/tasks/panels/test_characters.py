"""Characters on the page Tasks: what surprises the network, what it writes, and a text of one's own."""

import json
import re

import numpy as np
from support.tasks_page import said, shown

from rnnviz.pretrained.task_networks import opening
from rnnviz.tasks import Characters


def test_what_is_typed_is_coloured_by_its_surprise(opened):
    page = opened(task="characters")
    page.type("the value", "characters typed")
    made = opening("characters")
    from rnnviz.nn.trace import unroll

    numbers = np.array([made.task.tokens.index(letter) for letter in "the value"])
    costs = unroll(made.model, numbers[:-1], numbers[1:]).losses
    found = [float(text) for text in re.findall(r": (\d+\.\d\d) nats", shown(page, "surprise"))]
    np.testing.assert_allclose(found, costs, atol=0.006)
    assert f"{costs.mean():.2f}" in said(page, "beside")


def test_the_same_draw_writes_the_same_and_another_another(opened):
    page = opened(task="characters", length="60", prompt="the ")
    first = said(page, "written")
    assert "the " in first
    page.choose(**{"characters draw": 1})
    second = said(page, "written")
    page.choose(**{"characters draw": 0})
    assert said(page, "written") == first != second
    page.choose(**{"characters temperature": 0.0})
    cold = said(page, "written")
    page.choose(**{"characters draw": 2})
    assert said(page, "written") == cold  # the likeliest letter leaves nothing to chance


def test_a_prompt_with_a_letter_that_the_text_has_not_is_said(opened):
    page = opened(task="characters", length="20", prompt="the")
    page.type("the ☃", "characters prompt")
    assert page.notices == ["The prompt has “☃”, which the text does not have."]
    assert "the" in said(page, "written")


def test_a_text_of_one_letter_is_said_and_kept(opened):
    page = opened(task="characters", text="own")
    page.at.text_area(key="characters own").set_value("aaaa")
    page.run()
    assert any("it has only one, “a”" in words for words in page.notices)
    assert page.at.text_area(key="characters own").value == "aaaa"
    assert shown(page, "written")  # the ready-trained network still writes
    page.at.text_area(key="characters own").set_value("abab")
    page.run()
    assert page.notices == []
    assert page.address == {"task": "characters", "text": "own", "own": "abab"}


def test_a_grammar_shows_its_floor(opened):
    page = opened(task="characters", text="reber")
    figure = json.loads(page.data("characters losses")["figure"])
    words = [note["text"].replace("<br>", " ") for note in figure["layout"]["annotations"]]
    floor = Characters("reber").floors()["the grammar"]
    assert any(text.startswith(f"{floor:.2f}") and "the grammar" in text for text in words)
