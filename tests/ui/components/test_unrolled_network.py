import numpy as np
import pytest
from support.component_page import ComponentPage

from rnnviz.figures.base.exact_numbers import FigureNumbers, NumberSheet
from rnnviz.text.language import ENGLISH
from rnnviz.ui.components.live_piece import Mark
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.components.unrolled_network import unrolled_network, unrolled_piece

NUMBERS = FigureNumbers(lambda: [NumberSheet(("h",), [np.zeros(1)])], [np.zeros(1)])
PIECE = unrolled_piece({"pieces": ["a"]}, Appearance(ENGLISH, False, False), NUMBERS)


def place(note):
    steps, units = (lambda *s: note("step", *s)), (lambda *u: note("unit", *u))
    unrolled_network(PIECE, "net", steps, units, Mark(7, 2))


@pytest.fixture
def page():
    return ComponentPage(place)


def test_the_picture_is_sent_with_the_theme_and_words(page):
    marks = {"live": "net", "placed": f"2 {PIECE.stamp}", "text": 7}
    assert PIECE.data["exactAt"]
    assert PIECE.data == {
        "pieces": ["a"],
        "dark": False,
        "words": {},
        "exactAt": PIECE.data["exactAt"],
    }
    assert page.data == PIECE.data | marks


def test_steps_and_units_are_heard(page):
    assert page.send(step=2) == [("step", 2)]
    assert page.send(unit=[1, 3]) == [("unit", 1, 3)]


@pytest.mark.parametrize(
    "sent", [{"step": "2"}, {"step": -1}, {"step": [1]}, {"unit": 3}, {"unit": [1]}, {"unit": [1, "x"]}]
)
def test_what_is_none_is_not(page, sent):
    assert page.send(**sent) == []
