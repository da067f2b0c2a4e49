import html
import re

import pytest

from rnnviz.plot.drawn import DrawnPicture
from rnnviz.text.message import Refusal

SAID = DrawnPicture("a <b>", '<p class="caption">1 &lt; 2</p>', "one is less")


def test_a_notebook_shows_it_in_a_frame_of_its_own():
    shown = SAID._repr_html_()
    page = html.unescape(re.search(r'srcdoc="([^"]*)"', shown)[1])
    assert page == SAID.page()
    assert 'title="a &lt;b&gt;"' in shown
    assert str(SAID) == "one is less"
    assert str(DrawnPicture("its title", "")) == "its title"


def test_it_saves_itself_as_a_page_that_needs_nothing_else(tmp_path):
    SAID.save(tmp_path / "made.html")
    page = (tmp_path / "made.html").read_text("utf-8")
    assert '<p class="caption">1 &lt; 2</p>' in page
    assert "<title>a &lt;b&gt;</title>" in page
    assert ".arithmetic" in page  # the styles come along
    assert not re.search(r"(src|href)=|url\(|@import", page)
    with pytest.raises(Refusal, match="png"):
        SAID.save(tmp_path / "made.png")


def test_dark_is_another_ground():
    assert "color-scheme:dark" in DrawnPicture("", "", dark=True).page()
    assert "color-scheme:light" in SAID.page()
