"""The bound's numbers, when they are unfolded, and clipping's formula."""

import pytest

PAGE = "pages/vanish.py"

pytestmark = pytest.mark.usefixtures("store_file")


def test_the_bound_has_the_numbers_of_the_chain_on_screen(opened):
    def said(page):
        return " ".join(one.text for one in page.arithmetic)

    assert "βW" not in said(opened(PAGE))
    page = opened(PAGE, bound="yes")
    assert "βW = " in said(page)
    before = said(page)
    page.choose(**{"chain gain": 1.2})
    assert said(page) != before


def test_clipping_has_its_formula(opened):
    page = opened(PAGE)
    assert any("every component is multiplied by" in one.text for one in page.arithmetic)
