import pytest
from support.component_page import ComponentPage

from rnnviz.ui.components.unrolled_network import unrolled_network


def place(note):
    unrolled_network({"pieces": ["a"]}, "net", lambda *s: note("step", *s), lambda *u: note("unit", *u))


@pytest.fixture
def page():
    return ComponentPage(place)


def test_the_picture_is_sent_with_the_theme_and_words(page):
    assert page.data == {"pieces": ["a"], "dark": False, "words": {}}


def test_steps_and_units_are_heard(page):
    assert page.send(step=2) == [("step", 2)]
    assert page.send(unit=[1, 3]) == [("unit", 1, 3)]


@pytest.mark.parametrize(
    "sent", [{"step": "2"}, {"step": -1}, {"step": [1]}, {"unit": 3}, {"unit": [1]}, {"unit": [1, "x"]}]
)
def test_what_is_none_is_not(page, sent):
    assert page.send(**sent) == []
