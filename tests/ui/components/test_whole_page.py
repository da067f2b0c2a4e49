import pytest
from support.component_page import ComponentPage

from rnnviz.text import language
from rnnviz.ui.components.whole_page import tag, whole_page


@pytest.mark.parametrize(("word", "said"), [("en", "en"), ("zh", "zh-Hans")])
def test_the_browser_hears_the_language_and_the_page(monkeypatch, word, said):
    monkeypatch.setattr(language, "current", lambda: word)
    page = ComponentPage(lambda note: whole_page("vanish", "Vanish & explode"))
    assert page.data == {
        "lang": said,
        "page": "vanish",
        "title": "Vanish & explode",
        "names": {"English": "en", "中文": "zh-Hans"},
    }


def test_every_language_has_a_tag():
    assert all(tag(word) for word in language.languages())
