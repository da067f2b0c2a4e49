from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.frame import page as frame
from rnnviz.ui.session.pages import PAGES, UNLISTED

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.usefixtures("store_file")


@pytest.mark.parametrize("page", [*PAGES, *UNLISTED], ids=lambda page: page.word)
def test_a_page_begins_with_its_title_and_question(monkeypatch, page):
    if page.file != "app.py":  # links to pages beside it could not be followed here
        monkeypatch.setattr(frame, "PAGES", ())
    at = AppTest.from_file(str(ROOT / page.file), default_timeout=60).run()
    assert not at.exception
    (head,) = (e.value for e in at.get("html") if 'class="head"' in e.value)
    assert f"<h1>{page.title}</h1>" in head
    assert page.question in head


def test_the_navigation_lists_the_pages_in_order(opened):
    links = opened("app.py").at.get("page_link")
    assert [link.proto.label for link in links] == [page.title for page in PAGES]
    assert [link.proto.help for link in links] == [page.question for page in PAGES]


def test_a_page_alone_has_nobody_to_link_to(opened):
    assert len(opened("pages/vanish.py").at.get("page_link")) == 0


def test_every_page_has_the_switches(opened):
    for file in ("app.py", "pages/vanish.py"):
        page = opened(file)
        assert page.has("language switch")
        assert page.has("contrast switch")
