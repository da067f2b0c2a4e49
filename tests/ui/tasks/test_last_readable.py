"""What stands in a box while it cannot be read."""

import pytest

from rnnviz.ui.session import page_state
from rnnviz.ui.tasks import last_readable as boxes
from rnnviz.ui.tasks.last_readable import last_readable, last_text


@pytest.fixture
def said(monkeypatch):
    monkeypatch.setattr(page_state.st, "session_state", {})
    sentences: list[str] = []
    monkeypatch.setattr(boxes, "notice", lambda text, to_class: sentences.append(text))
    return sentences


def test_what_can_be_read_is_read(said):
    assert last_readable("box", "12", "1", int) == 12
    assert said == []


def test_an_empty_box_is_the_example(said):
    assert last_readable("box", "  ", "7", int) == 7


def test_the_last_one_stays_and_it_is_said_why(said):
    last_readable("box", "12", "1", int)
    assert last_readable("box", "12x", "1", int) == 12
    assert "12x" in said[0]
    assert last_text("box", "1") == "12"


def test_before_there_was_one_the_example_stands_in(said):
    assert last_readable("box", "x", "1", int) == 1
    assert last_text("box", "1") == "1"


def test_each_box_has_its_own(said):
    last_readable("one", "12", "1", int)
    assert last_readable("other", "x", "1", int) == 1


def test_another_network_may_not_be_able_to_read_it(said):
    last_readable("box", "abc", "1", str)
    assert last_readable("box", "abcd", "1", int) == 1
