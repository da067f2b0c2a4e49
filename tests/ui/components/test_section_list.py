import pytest
from support.component_page import ComponentPage

from rnnviz.ui.components.section_list import section_list
from rnnviz.ui.session import sections
from rnnviz.ui.session.sections import SECTIONS


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(sections, "of_page", lambda: SECTIONS["backpropagate"])
    return ComponentPage(lambda note: section_list())


def test_the_list_names_the_sections_and_which_open(page):
    assert page.data["label"] == "Pictures on this page"
    assert page.data["asked"] == ""
    assert page.data["sections"][0] == ["matrix", "Matrix", False]
    assert [word for word, _title, folded in page.data["sections"] if folded] == [
        "formula",
        "first",
        "graph",
        "slope",
        "rows",
        "shares",
        "check",
        "cells",
        "depth",
        "names",
    ]
