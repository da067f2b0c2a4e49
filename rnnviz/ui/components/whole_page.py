"""What a page as a whole tells the browser: its language, and which page it is."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from rnnviz.text import language
from rnnviz.text.language import _
from rnnviz.ui.components.browser_words import DRAWN, STREAMLIT, words
from rnnviz.ui.components.static_files import loader

SCRIPTS = {"zh": "zh-Hans"}  # languages that are written in more than one way


def tag(word: str) -> str:
    """A language as HTML names it (BCP 47), from the name of its file."""
    return SCRIPTS.get(word, word)


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_whole_page",
        html="<span></span>",
        js=loader("whole_page.js"),
        isolate_styles=False,
    )


def whole_page(page: str, title: str) -> None:
    """Tell the browser the page's language, and its word and title, which takes the focus when it has
    come in another's place."""
    names = {name: tag(word) for word, name in language.languages().items()}
    data = {
        "lang": tag(language.current()),
        "page": page,
        "title": title,
        "names": names,
        "pages": _("Pages"),
        "scrolls": _("Scrolls sideways"),
        "words": words(STREAMLIT + DRAWN),
    }
    _component()(key="whole page", data=data, height=1)
