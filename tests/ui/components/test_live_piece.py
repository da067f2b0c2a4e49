import json

import pytest
from streamlit.testing.v1 import AppTest
from support.component_page import ComponentPage

from rnnviz.text.language import ENGLISH
from rnnviz.ui.components import live_piece
from rnnviz.ui.components.live_piece import figure_piece, html_piece, place
from rnnviz.ui.components.theme import Appearance

LOOK = Appearance(ENGLISH, False, False)
FIGURE = {"data": [], "layout": {"height": 100}}


def test_equal_pictures_have_equal_stamps():
    one, same = figure_piece(FIGURE, "words", LOOK), figure_piece({**FIGURE}, "words", LOOK)
    other = figure_piece({"data": [], "layout": {"height": 101}}, "words", LOOK)
    assert one.stamp == same.stamp != other.stamp
    assert html_piece("<p>a</p>").stamp != html_piece("<p>b</p>").stamp


def test_a_figure_that_is_fed_is_placed_anew_in_every_run():
    page = ComponentPage(lambda note: place("losses", figure_piece(FIGURE, "words", LOOK), True))
    assert (page.data["live"], page.data["placed"]) == ("losses", 1)
    page.run()
    assert page.data["placed"] == 2
    assert json.loads(page.data["figure"]) == FIGURE


def test_one_that_rests_is_sent_once():
    page = ComponentPage(lambda note: place("losses", figure_piece(FIGURE, "words", LOOK), False))
    first = page.data
    assert "live" not in first
    page.run()
    assert page.data == first


@pytest.mark.parametrize("fed", [True, False])
def test_html_is_placed_with_or_without_its_name(fed):
    def script(place, piece, fed):
        place("table", piece, fed)

    at = AppTest.from_function(script, args=(place, html_piece("<p>a</p>"), fed)).run()
    assert not at.exception
    (element,) = at.get("html")
    assert "<p>a</p>" in element.value
    assert ('data-live="table"' in element.value) is fed


def test_the_class_is_shown_what_is_placed(monkeypatch):
    recorded = []
    monkeypatch.setattr(live_piece, "record", lambda *piece: recorded.append(piece))
    ComponentPage(lambda note: place("losses", figure_piece(FIGURE, "words", LOOK), True))
    kind, name, data = recorded[0]
    assert (kind, name, data["alt"]) == ("figure", "losses", "words")
    assert "live" not in data
