"""The pieces of HTML that pictures share, and user text in them."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.figure_readers import parsed

from rnnviz.figures.base.html import (
    bar_cell,
    cells,
    coloured,
    escape,
    judged,
    share_cell,
    share_text,
    show,
)

few = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("token", "shown"), [(" ", "␣"), ("\n", "⏎"), ("\r\n", "⏎"), ("\t", "⇥"), ("a b", "a b"), ("", "")]
)
def test_white_space_is_made_visible(token, shown):
    assert show(token) == shown


@few
@given(st.text())
@example("<b>bold</b> & <sub>x</sub>")
@example("&lt;")
def test_user_text_is_shown_as_it_was_typed(text):
    safe = escape(text)
    assert "<" not in safe
    assert ">" not in safe
    assert html.unescape(safe) == html.unescape(html.escape(show(text)))
    assert not re.search(r"&(?!amp;|lt;|gt;)", safe)


def test_a_share_is_a_bar_with_its_percentage_on_it():
    bar = parsed(share_cell(0.25)).one("span")
    assert bar.text == "25 %"
    assert bar.attributes == {"class": "share", "style": "--share:0.250"}
    assert parsed(share_cell(0.998)).text == "> 99 %"
    assert parsed(share_cell(0.5, "✓ 12")).text == "✓ 12"
    assert parsed(bar_cell(0.5)).one("i").attributes["style"] == "width:50.0%"


def test_verdicts_cells_and_colours():
    assert [
        parsed(judged(right, "said")).one("span").attributes["class"] for right in (True, False)
    ] == [
        "right",
        "wrong",
    ]
    assert cells(["a", "b"]) == "<td>a</td><td>b</td>"
    assert cells(["a", ""], "th") == "<th>a</th><td></td>"
    assert coloured(("#000000", "#ffffff")) == "background:#000000;color:#ffffff"


@pytest.mark.parametrize(("share", "words"), [(0.004, "< 1 %"), (0.999, "> 99 %"), (0.5, "50 %")])
def test_a_share_is_no_tag(share, words):
    assert "<" not in share_text(share)
    assert parsed(share_text(share)).text == words
