import pytest

from rnnviz.server.picture_sockets import NotYet
from rnnviz.text.message import Refusal
from rnnviz.ui.components import live_channels

PAGES = frozenset({"tasks"})


def test_a_page_that_was_shown_opens_its_channels(monkeypatch):
    monkeypatch.setattr(live_channels, "_openers", {})
    with pytest.raises(NotYet):
        live_channels.open_channel(None, PAGES, {"page": "tasks"})
    live_channels.announce("tasks", lambda store, query: (store, query["id"]))
    assert live_channels.open_channel("store", PAGES, {"page": "tasks", "id": "x"}) == ("store", "x")


@pytest.mark.parametrize("query", [{}, {"page": "vanish"}])
def test_other_pages_have_none(query):
    with pytest.raises(Refusal, match=r"There are no such pictures\."):
        live_channels.open_channel(None, PAGES, query)
