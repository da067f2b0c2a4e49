import pytest
from support.component_page import ComponentPage

from rnnviz.text import language
from rnnviz.ui.components.browser_words import DRAWN, STREAMLIT, words
from rnnviz.ui.components.whole_page import tag, whole_page


@pytest.mark.parametrize(
    ("word", "said", "pages", "scrolls"),
    [("en", "en", "Pages", "Scrolls sideways"), ("zh", "zh-Hans", "页面", "可左右滚动")],
)
def test_the_browser_hears_the_language_and_the_page(monkeypatch, word, said, pages, scrolls):
    monkeypatch.setattr(language, "current", lambda: word)
    page = ComponentPage(lambda note: whole_page("vanish", "Vanish & explode"))
    assert page.data == {
        "lang": said,
        "page": "vanish",
        "title": "Vanish & explode",
        "names": {"English": "en", "中文": "zh-Hans"},
        "pages": pages,
        "scrolls": scrolls,
        "words": words(STREAMLIT + DRAWN),
    }


def test_every_language_has_a_tag():
    assert all(tag(word) for word in language.languages())
