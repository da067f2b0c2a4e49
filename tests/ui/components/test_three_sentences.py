import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.components import three_sentences
from rnnviz.ui.components.three_sentences import explain, explained, seen_html
from rnnviz.ui.session import presenter_session


def shown():
    def script(explain):
        explain("The task.", "Do this.", ["Seen."])

    at = AppTest.from_function(script, args=(explain,)).run()
    assert not at.exception
    return [element.value for element in at.get("html")]


def test_a_page_says_what_it_is_what_to_do_and_what_was_seen():
    assert shown() == ['<div class="three"><p>The task.</p><p>Do this.</p><p><b>Seen.</b></p></div>']


def test_to_a_class_its_lecturer_says_that(monkeypatch):
    monkeypatch.setattr(presenter_session, "current", lambda: object())
    assert not three_sentences.are_shown()
    assert shown() == []


@pytest.mark.parametrize("seen", [[], [""]])
def test_nothing_seen_is_no_line(seen):
    assert explained("a", "", seen) == '<div class="three"><p>a</p></div>'
    assert seen_html(seen) == '<div class="three"></div>'


def test_what_was_typed_is_text():
    assert "<i>" not in explained("<i>", "<i>", ["<i>"]) + seen_html(["<i>"])
