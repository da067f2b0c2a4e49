import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.components import html


def shown(place, *words):
    def script(place, words):
        place(*words)

    at = AppTest.from_function(script, args=(place, words))
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("place", [html.notice, html.caption])
def test_what_was_typed_is_shown_letter_by_letter(place):
    (element,) = shown(place, '<script>alert("x")</script> &amp; $a$').get("html")
    assert "<script>" not in element.value
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp;amp; $a$" in element.value


def test_a_notice_is_read_out_by_screen_readers():
    (element,) = shown(html.notice, "Wrong.").get("html")
    assert 'role="status"' in element.value


def test_no_caption_is_no_element():
    assert len(shown(html.caption, "").get("html")) == 0


def test_markup_is_shown_as_it_is():
    (element,) = shown(html.markup, "<b>bold</b>").get("html")
    assert element.value == "<b>bold</b>"


def test_a_heading_is_a_heading():
    at = shown(html.heading, "All steps")
    assert [heading.value for heading in at.header] == ["All steps"]


def test_all_that_is_placed_is_recorded(monkeypatch):
    recorded = []
    monkeypatch.setattr(html, "record", lambda *piece: recorded.append(piece))
    shown(html.heading, "a < b")
    shown(html.notice, "Wrong.")
    shown(html.caption, "")
    assert [kind for kind, _, _ in recorded] == ["html", "html"]
    assert recorded[0] == ("html", "", "<h2>a &lt; b</h2>")


def test_an_unseen_heading_is_one():
    (element,) = shown(html.unseen_heading, "a < b").get("html")
    assert element.value == '<h2 class="unseen">a &lt; b</h2>'


@pytest.mark.parametrize("place", [html.notice, html.caption, html.markup])
def test_what_only_who_has_the_controls_can_do_is_not_sent_to_a_class(place, monkeypatch):
    recorded = []
    monkeypatch.setattr(html, "record", lambda *piece: recorded.append(piece))
    (element,) = shown(place, "Press Start.", False).get("html")
    assert "Press Start." in element.value
    assert recorded == []


def test_no_markup_is_no_element():
    assert len(shown(html.markup, "").get("html")) == 0


def test_markdown_in_a_label_is_no_markdown():
    assert html.as_label("a*b*_c_ [d](e) <f> 好") == r"a\*b\*\_c\_ \[d\]\(e\) \<f\> 好"
