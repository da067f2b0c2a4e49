import re
from pathlib import Path

import pytest
import streamlit

from rnnviz.text import language
from rnnviz.ui.components import browser_words
from rnnviz.ui.components.browser_words import ARRIVALS, DRAW, FIGURE, STREAMLIT, UNROLLED, words
from rnnviz.ui.components.static_files import STATIC

FIELD = re.compile(r"\{\w+\}")
SHARED = ("shared.js", "picture_menu.js", "exact_numbers.js")


@pytest.fixture
def chinese():
    language.speak("zh")
    yield
    language.speak("")


def test_english_needs_no_words():
    assert words(UNROLLED) == {}


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("texts", [UNROLLED, ARRIVALS, DRAW, FIGURE, STREAMLIT])
def test_every_text_is_translated_with_its_fields(texts):
    found = words(texts)
    assert found.keys() == set(texts)
    for english, other in found.items():
        assert set(FIELD.findall(english)) == set(FIELD.findall(other))


@pytest.mark.parametrize(
    ("texts", "modules"),
    [(UNROLLED, "unrolled*.js"), (ARRIVALS, "arrivals*.js"), (DRAW, "draw.js"), (FIGURE, "figure*.js")],
)
def test_the_browser_says_them(texts, modules):
    source = "".join(
        path.read_text("utf-8") for path in [*STATIC.glob(modules), *(STATIC / name for name in SHARED)]
    )
    for text in texts:
        assert text in source, text


def test_streamlit_still_says_its_own():
    """In its modules, where what stands in a text is written ${…}."""
    modules = (Path(streamlit.__file__).parent / "static/static/js").glob("*.js")
    source = "".join(path.read_text("utf-8") for path in modules)
    for text in STREAMLIT:
        said = ".{1,40}".join(map(re.escape, FIELD.split(text)))
        assert re.search(f'[`"]{said}[ `"]', source), text


def test_no_text_is_listed_twice():
    for texts in (UNROLLED, ARRIVALS, DRAW, FIGURE, STREAMLIT):
        assert len(set(texts)) == len(texts)
    assert browser_words.ENGLISH == language.ENGLISH
