import zlib

import pytest
from support.component_page import ComponentPage

from rnnviz.text.message import Refusal
from rnnviz.ui.components import live_channels, live_feed, typed_line
from rnnviz.ui.components.live_feed import AT_ONCE, PATH, REST, rest
from rnnviz.ui.components.live_piece import html_piece
from rnnviz.ui.components.typed_line import TypedMemory, TypedPage
from rnnviz.ui.session.address_fields import Field, always, text

FIELDS = (Field("text", always("a"), text(5)), Field("target", always(""), text(5)))
PAGE = TypedPage("unroll", FIELDS, ("text", "target"), lambda state, asked: {"a": html_piece("a")})
MEMORY = TypedMemory(drawn=4)


@pytest.fixture
def page():
    def place(note):
        import streamlit as st

        st.session_state.setdefault("text", "é")
        st.session_state.setdefault("target", "")
        note(rest("unroll"), typed_line.mark(PAGE, MEMORY))
        typed_line.typed_line(PAGE)

    return ComponentPage(place)


def test_the_browser_is_sent_all_that_is_asked_for(page):
    data = page.data
    assert data["socket"] == f"/{PATH}?page=unroll&asks="
    typed = data["typed"]
    assert typed["boxes"] == ["text", "target"]
    assert typed["text"] == zlib.crc32("é\0".encode())
    assert typed["asked"].items() >= {"text": "é", "target": "", "alone": "1"}.items()
    assert (typed["open"], typed["asks"]) == (False, False)


def test_the_script_waits_for_rest_only_where_there_is_a_connection(page):
    ((rest, mark),) = page.heard
    assert (rest, mark.drawn) == (AT_ONCE, 4)
    assert page.send(open="yes")[-1][0] == REST
    assert page.data["typed"]["open"] is True
    assert page.send(open="no")[-1][0] == AT_ONCE


def test_a_lecturers_page_hears_every_key(page, monkeypatch):
    page.send(open="yes")
    monkeypatch.setattr(live_feed.presenter_session, "current", lambda: object())
    page.heard.clear()
    page.run()
    assert page.heard[-1][0] == AT_ONCE


def test_the_page_opens_its_channels(monkeypatch):
    monkeypatch.setattr(live_channels, "_openers", {})
    PAGE.announce()
    query = {"page": "unroll", "language": "en", "own": "", "dark": "0", "strong": "0", "alone": "1"}
    channel = live_channels.open_channel(None, frozenset({"unroll"}), query | {"text": "b"})
    assert set(channel.newer().pieces) == {"a"}
    with pytest.raises(Refusal):
        live_channels.open_channel(None, frozenset({"unroll"}), {"page": "unroll"})
