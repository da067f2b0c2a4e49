import pytest
from support.component_page import ComponentPage

from rnnviz.ui.components.drawing import drawing

CELLS = "8040201008040201"


@pytest.fixture
def page():
    return ComponentPage(lambda note: drawing(CELLS, 3, "draw", note))


def test_the_picture_is_sent_with_its_stamp_and_words(page):
    assert page.data == {"cells": CELLS, "stamp": 3, "words": {}}


def test_a_drawn_picture_is_heard(page):
    assert page.send(cells="ff" * 8) == [("ff" * 8,)]


@pytest.mark.parametrize("sent", [None, "", "xyz", "f" * 15, "f" * 17, "g" * 16, 12, ["f" * 16]])
def test_what_is_no_picture_is_not(page, sent):
    assert page.send(cells=sent) == []
