import pytest

from rnnviz.lectures import model
from rnnviz.text.language import catalogues
from rnnviz.ui.session.section_table import REFERENCES, SECTIONS

ALL = [(page, section) for page, there in SECTIONS.items() for section in there]


def test_the_core_knows_the_same_sections():
    assert set(model.SECTIONS) == set(model.PAGES)
    for page, there in SECTIONS.items():
        assert tuple(section.word for section in there) == model.SECTIONS[page]


def test_no_two_sections_of_a_page_are_alike():
    for there in SECTIONS.values():
        for name in ("word", "title", "names"):
            assert len({getattr(section, name) for section in there}) == len(there)


def test_every_page_ends_with_its_references():
    assert all(there[-1] == REFERENCES for there in SECTIONS.values())


@pytest.mark.parametrize(("page", "section"), ALL, ids=lambda one: getattr(one, "word", one))
def test_titles_are_short_and_names_say_more(page, section):
    assert len(section.title) <= 20
    assert len(section.title) < len(section.names) <= 90
    for catalogue in catalogues().values():
        for said in (section.title, section.names):
            assert catalogue.text(said) != said
