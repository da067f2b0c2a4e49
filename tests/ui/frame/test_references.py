import re

import pytest

from rnnviz.lectures.model import PAGES
from rnnviz.ui.frame.references import REFERENCES, listed_html
from rnnviz.ui.session.page_state import key_of
from rnnviz.ui.session.presenter_session import Presenter, PresenterState

ALL = list(dict.fromkeys(one for found in REFERENCES.values() for one in found))
NAMES = (
    "Williams & Peng (1990)",
    "Werbos (1990)",
    "Elman (1990)",
    "Hochreiter & Schmidhuber (1997)",
    "Cho et al. (2014)",
    "Pascanu, Mikolov & Bengio (2013)",
)


def test_every_page_has_a_short_list():
    assert set(REFERENCES) == set(PAGES)
    assert all(2 <= len(found) <= 6 for found in REFERENCES.values())


@pytest.mark.parametrize("name", NAMES)
def test_what_pages_stand_on_is_named(name):
    assert any(one.cited.startswith(name) for one in ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.cited[:20])
def test_each_has_authors_a_year_a_title_and_an_address(one):
    assert re.match(r"[^(]+ \((19|20)\d\d\)\. \S.*\.$", one.cited)
    assert re.match(
        r"https://(doi\.org/10\.\d{4}/\S+|arxiv\.org/abs/\d{4}\.\d{4,5}|\w+\.\S+)$", one.address
    )
    assert one.address in listed_html((one,))


@pytest.mark.parametrize(
    "file",
    ["app.py", *(f"pages/{page}.py" for page in ("backpropagate", "vanish", "truncate", "tasks"))],
)
def test_the_list_stands_on_the_page(opened, file):
    page = opened(file)
    assert "References" in [one.label for one in page.at.expander]


def test_a_scene_may_be_made_of_the_list_and_others_do_without(opened, held, monkeypatch):
    page = opened("pages/vanish.py")
    assert page.has("section-references")
    session = page.at.session_state
    session[key_of(PresenterState)] = PresenterState(Presenter(*held))
    page.run()
    assert not page.has("section-references")
    session[key_of(PresenterState)].presenter.confined = ("vanish", "references")
    page.run()
    assert page.has("section-references")
    assert not page.has("section-norms")
