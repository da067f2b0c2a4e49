from pathlib import Path

import pytest

from rnnviz.lectures import model
from rnnviz.lectures.ready import READY
from rnnviz.text.language import catalogues
from rnnviz.ui.gradients import typed_gradients
from rnnviz.ui.network import typed_unroll
from rnnviz.ui.session.pages import BY_FILE, BY_WORD, FED, PAGES, TYPED, UNLISTED, file_of, word_of

ROOT = Path(__file__).parents[3]
ALL = (*PAGES, *UNLISTED)


def test_every_page_file_is_in_the_table_and_nothing_else():
    files = {"app.py"} | {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert {page.file for page in ALL} == files == set(BY_FILE)


def test_no_two_pages_are_alike():
    for name in ("word", "title", "question", "file"):
        assert len({getattr(page, name) for page in ALL}) == len(ALL)


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.word)
def test_a_page_begins_with_its_title_in_the_table(page):
    source = (ROOT / page.file).read_text("utf-8")
    assert f'begin("{page.title}")' in source


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.word)
def test_words_lead_to_files_and_back(page):
    assert file_of(page.word) == page.file
    assert word_of(page.file) == page.word
    assert BY_WORD[page.word] is BY_FILE[page.file] is page


def test_the_first_page_has_no_word_of_its_own_in_the_address():
    assert [page.file for page in ALL if not page.file.startswith("pages/")] == ["app.py"]


def test_scenes_may_show_pages_of_the_table_only():
    assert set(model.PAGES) == {page.word for page in ALL if page.in_scenes}
    assert {page.word for page in PAGES if not page.in_scenes} == {"lecture"}
    assert not any(page.in_scenes for page in UNLISTED)
    shown = {scene.page for lecture in READY.values() for scene in lecture.scenes}
    assert shown <= set(model.PAGES)


def test_titles_and_questions_are_translated():
    for catalogue in catalogues().values():
        for page in ALL:
            assert catalogue.text(page.title) != page.title
            assert catalogue.text(page.question) != page.question


def test_the_pages_with_a_live_race_are_those_that_are_fed():
    racing = {
        word for word, page in BY_WORD.items() if "live_race(" in (ROOT / page.file).read_text("utf-8")
    }
    assert racing == FED


def test_the_pages_with_typed_pictures_are_those_that_say_so():
    assert {typed_unroll.PAGE.page, typed_gradients.PAGE.page} == TYPED
