import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.components.html import markup
from rnnviz.ui.components.section import section
from rnnviz.ui.session import sections


@pytest.fixture
def drawn(monkeypatch):
    """What a section places, if the open page shows some section."""

    def script(place, word, given, more):
        place(word, *given, **more)

    def go(word, *given, shown="", **more):
        monkeypatch.setattr(sections, "title_of", str.upper)
        monkeypatch.setattr(sections, "only", lambda: shown)
        at = AppTest.from_function(script, args=(section, word, given, more)).run()
        assert not at.exception
        return [*(e.value for e in at.header), *(e.value for e in at.get("html"))]

    return go


def place(text):
    markup(f"<p>{text}</p>")


def test_a_section_has_a_heading_that_is_seen_or_one_that_is_read_out(drawn):
    assert drawn("reach", place, "a", head="How far?") == ["How far?", "<p>a</p>"]
    assert drawn("reach", place, "a") == ['<h2 class="unseen">REACH</h2>', "<p>a</p>"]


def test_a_section_that_is_not_shown_is_not_drawn(drawn):
    def fail():
        raise AssertionError

    assert drawn("reach", fail, shown="matrix") == []
    assert drawn("matrix", place, "b", shown="matrix", head="M") == ["M", "<p>b</p>"]
