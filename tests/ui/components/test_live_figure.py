import json

import pytest
from support.component_page import ComponentPage

from rnnviz.figures.base.high_contrast import strengthened
from rnnviz.text.language import ENGLISH
from rnnviz.ui.components.live_figure import figure_data, live_figure
from rnnviz.ui.components.theme import Appearance

FIGURE = {"data": [{"type": "scatter", "y": [1.0, 2.0]}], "layout": {"height": 200}}
PLAIN, STRONG = Appearance(ENGLISH, False, False), Appearance(ENGLISH, False, True)


@pytest.fixture
def page():
    return ComponentPage(lambda note: live_figure(FIGURE, "figure", "words", True, note))


def test_a_figure_is_sent_as_json_with_its_words(page):
    assert json.loads(page.data["figure"]) == FIGURE
    assert (page.data["height"], page.data["alt"], page.data["main"]) == (200, "words", True)


def test_a_cell_is_heard(page):
    assert page.send(cell=[2, 3, 17]) == [(2, 3)]


@pytest.mark.parametrize("sent", [None, 3, [], [1], ["1", 2], [1, None], [-1, 0], {"0": 1}])
def test_what_is_no_cell_is_not(page, sent):
    assert page.send(cell=sent) == []


def test_nobody_has_to_listen():
    page = ComponentPage(lambda note: live_figure(FIGURE, "figure", "words"))
    assert page.send(cell=[2, 3]) == []
    assert page.data["main"] is False


def test_the_stamp_tells_figures_apart():
    other = {**FIGURE, "layout": {"height": 201}}
    stamps = [figure_data(figure, "", PLAIN)["stamp"] for figure in (FIGURE, {**FIGURE}, other)]
    assert stamps[0] == stamps[1] != stamps[2]


def test_high_contrast_is_drawn_into_the_figure():
    figure = {"data": [{"type": "scatter", "line": {"width": 1.0}}], "layout": {"height": 200}}
    assert json.loads(figure_data(figure, "", STRONG)["figure"]) == strengthened(figure, False)
    assert json.loads(figure_data(figure, "", PLAIN)["figure"]) == figure
