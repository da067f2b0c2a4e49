"""The same pictures on the page and for its socket, under the same names."""

from streamlit.testing.v1 import AppTest

from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.components.theme import Appearance

LIGHT = Appearance("en", False, False)


def draw(canvas):
    canvas.html("<p>first</p>")
    left, right = canvas.columns([1, 2])
    left.html("<p>left</p>")
    right.html("")
    right.caption("a < b")
    canvas.at("above").figure({"data": [], "layout": {"height": 9}}, "picture", "its words", main=True)


def test_pictures_are_collected_by_their_names():
    canvas = Canvas("play", LIGHT)
    draw(canvas)
    pieces = canvas.drawn.pieces
    assert list(pieces) == ["play 1", "play 2", "play 4", "picture"]  # what is empty keeps its number
    assert pieces["play 4"].data == '<p class="caption">a &lt; b</p>'
    assert pieces["picture"].data["main"] is True
    assert not canvas.dark


def page(draw, fed):
    import streamlit as st

    from rnnviz.ui.components.canvas import PageCanvas
    from rnnviz.ui.components.theme import Appearance

    slots = {"above": st.container()}
    canvas = PageCanvas("play", Appearance("en", False, False), fed, slots)
    draw(canvas)
    st.session_state.names = list(canvas.drawn.pieces)


def test_the_page_has_them_under_the_same_names_where_they_belong():
    for fed in (False, True):
        at = AppTest.from_function(page, args=(draw, fed)).run()
        assert not at.exception
        assert at.session_state["names"] == ["play 1", "play 2", "play 4", "picture"]
        html = [element.value for element in at.get("html")]
        assert len(html) == 3
        assert ('data-live="play 2"' in html[1]) is fed
        assert "<p>left</p>" in html[1]
        assert len(at.get("bidi_component")) == 1
