"""What is typed on Backpropagate, by the page's script and by its socket: the same to the last byte."""

import pytest
from support.typed_pages import both, by_turns, reading, sent

from rnnviz.pretrained.registry import RECIPES
from rnnviz.ui.gradients import text_gradients
from rnnviz.ui.gradients.text_gradients import LastLook
from rnnviz.ui.gradients.typed_gradients import ARRIVALS, MATRIX, PAGE, REFUSED, SAID, SHADED
from rnnviz.ui.network.selection import BY_HAND, RANDOM
from rnnviz.ui.session.page_state import key_of

NETWORKS = [
    *({"net": name} for name in (*RECIPES, BY_HAND, "task.addition", "task.translate.decoder")),
    *({"net": RANDOM, "mode": mode} for mode in ("words", "bits", "numbers")),
    {"net": RANDOM, "cell": "lstm", "layers": "2", "both": "yes", "row": "1"},
    {"net": "english-lstm", "by": "cc"},
    {"net": "english-gru", "by": "x", "cut": "windows", "n": "2"},
    {"net": "hello", "step": "3", "k": "2", "cut": "sliding", "n": "2"},
]
TEXTS = ("hello", "h", "1 0; 0 1", "€ ☃ ß", "1 2; 3", "")


@pytest.fixture
def read(opened):
    yield from reading(opened, "pages/backpropagate.py")


@by_turns(NETWORKS)
def test_both_ways_lead_to_the_same(read, query, lang):
    page = read(lang, **query)
    for text in TEXTS if query["net"] in ("hello", BY_HAND) else TEXTS[:2]:
        found = both(PAGE, page, MATRIX, ARRIVALS, text=text)
        assert found.keys() > {SHADED, SAID}
    both(PAGE, page, MATRIX, ARRIVALS, target="1 0")


def test_what_cannot_be_computed_is_told_by_both(read, monkeypatch):
    page = read(text="hell")

    def refuse(*_):
        raise ValueError("Too much.")

    monkeypatch.setattr(text_gradients, "gradient_flow", refuse)
    found = both(PAGE, page, MATRIX, ARRIVALS, text="hello")
    assert "Too much." in found[REFUSED]


def test_what_takes_longer_than_a_key_may_waits_for_the_script(read, monkeypatch):
    page = read(by="hh", text="hell")
    monkeypatch.setattr(text_gradients, "jacobian_seconds", lambda steps, size: 1.0)
    assert sent(PAGE, page, text="hello") == {}
    page.type("hello")
    assert page.notices == []


def test_the_script_goes_on_with_what_the_socket_has_computed(read):
    page = read(text="hell")
    sent(PAGE, page, text="hello")
    flow = page.state(key_of(LastLook)).look.flow
    page.type("hello")
    assert page.state(key_of(LastLook)).look.flow is flow


def test_a_cell_of_what_the_socket_has_drawn_is_what_is_chosen(read):
    page = read(text="hell")
    sent(PAGE, page, text="hellohello")
    page.at.text_input(key="text").set_value("hellohello")  # the click sends it along
    page.tell(MATRIX, cell=[7, 4, 1])
    assert page.state("step") is not None
