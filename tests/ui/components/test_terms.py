import pytest
from support.component_page import ComponentPage
from support.figure_readers import parsed

from rnnviz.text.language import catalogues
from rnnviz.ui.components.terms import TERMS, button, explained_within, terms, with_terms


def test_every_term_is_translated_with_its_meaning():
    for catalogue in catalogues().values():
        for term, meaning in TERMS.items():
            assert catalogue.text(meaning) != meaning
            assert catalogue.text(term) != term


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_a_button_that_says_whether_it_is_open(term):
    (found,) = parsed(button(term, term)).all("button")
    assert found.text == term
    assert 'aria-expanded="false"' in button(term, term)


def test_the_first_place_of_a_term_can_be_asked():
    made = with_terms("<p title='nats'>Nats, nats, donats</p>", ["nats"])
    assert made.count("<button") == 1
    assert ">Nats</button>, nats, donats" in made
    assert "title='nats'" in made


def test_a_term_that_does_not_stand_there_comes_before_it():
    made = with_terms("<p>a flag</p>", ["lag", "nats"])
    assert made.startswith('<p class="more"><button')
    assert made.endswith("<p>a flag</p>")
    assert [found.text for found in parsed(made).all("button")] == ["lag", "nats"]


def test_of_terms_within_a_part_only_those_that_stand_there_can_be_asked():
    made = explained_within("<p>its Jacobian</p>", ["Jacobian", "spectral norm"])
    assert [found.text for found in parsed(made).all("button")] == ["Jacobian"]
    assert made.startswith("<p>its <button")


def test_every_page_places_what_answers():
    assert ComponentPage(lambda note: terms()).data == {}
