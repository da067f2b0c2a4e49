from contextlib import contextmanager

import pytest

from rnnviz.analysis.gradient_check import Check
from rnnviz.ui.gradients import step_back

PAGE = "pages/backpropagate.py"


def checked(page):
    return any("class='checked'" in element.value for element in page.at.get("html"))


def test_the_opened_step_has_its_numbers(opened):
    page = opened(PAGE, k="2")
    assert "One step back at step 2, number by number" in page.headings
    one = page.arithmetic[0].text
    page.choose(**{"flow of": "all"})
    assert page.arithmetic[0].text != one


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"cut": "sliding", "n": "1", "k": "1"}, "the gradient stops before it gets to step 1"),
        ({"step": "2", "k": "4"}, "The loss of step 2 does not depend on step 4"),
    ],
)
def test_what_the_step_has_to_do_with_the_loss(opened, query, words):
    assert any(words in sentence for sentence in opened(PAGE, **query).captions)
    assert not any(words in sentence for sentence in opened(PAGE, **query, of="all").captions)


def test_a_check_holds_for_what_was_checked(opened, monkeypatch):
    told = []

    @contextmanager
    def at_length(words):
        told.append(words)
        yield lambda share, name: told.append((share, name))

    def compare(net, trace, layer, progress):
        progress(0.5, "rnn.weight_hh_l0")
        return {"rnn.weight_hh_l0": Check(1e-9, 1e-13, 9, 16)}

    monkeypatch.setattr(step_back, "compare_gradients", compare)
    monkeypatch.setattr(step_back, "at_length", at_length)
    page = opened(PAGE)
    assert not checked(page)
    page.press("Check these gradients")
    assert checked(page)
    words, half = told
    assert words.startswith("Checking")
    assert half == (0.5, "rnn.weight_hh_l0")
    page.tell("arrivals", step=1)
    assert checked(page)
    page.type("hell")
    assert not checked(page)


def test_a_check_that_fails_leaves_the_page(opened, monkeypatch):
    def refuse(*_):
        raise ValueError("Because.")

    monkeypatch.setattr(step_back, "compare_gradients", refuse)
    page = opened(PAGE)
    page.press("Check these gradients")
    assert page.notices == ["These gradients cannot be checked: Because."]
    assert not checked(page)
