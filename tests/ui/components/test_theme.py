import pytest
import streamlit as st

from rnnviz.text.language import ENGLISH
from rnnviz.ui.components import theme
from rnnviz.ui.components.theme import Appearance, Contrast


@pytest.mark.parametrize(
    ("chosen", "wanted", "strong"),
    [
        (None, False, False),
        (None, True, True),
        (True, False, True),
        (False, True, False),
    ],
)
def test_what_the_reader_chose_goes_before_what_the_browser_asks_for(
    monkeypatch, chosen, wanted, strong
):
    monkeypatch.setattr(theme, "page_state", lambda kind: Contrast(chosen, wanted))
    assert theme.is_strong() is strong


@pytest.mark.parametrize(("type", "dark"), [("dark", True), ("light", False), (None, False)])
def test_the_browser_says_which_theme(monkeypatch, type, dark):
    class Context:
        class theme:  # noqa: N801 - as Streamlit calls it
            pass

    Context.theme.type = type
    monkeypatch.setattr(st, "context", Context)
    monkeypatch.setattr(theme, "page_state", lambda kind: Contrast())
    assert theme.is_dark() is dark
    assert theme.current_appearance() == Appearance(ENGLISH, dark, False)
