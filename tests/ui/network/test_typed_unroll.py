"""What is typed on Unroll, by the page's script and by its socket: the same to the last byte."""

import json

import pytest
from support import typed_pages
from support.reader import Reader
from support.typed_pages import by_turns, reading, sent

from rnnviz.pretrained.registry import RECIPES
from rnnviz.text.message import Refusal
from rnnviz.ui.network.selection import BY_HAND, RANDOM
from rnnviz.ui.network.typed_unroll import EXPLAINED, PAGE, READ, SAID, UNROLLED

TASKS = ("task.addition", "task.translate.encoder", "task.translate.decoder", "task.sentiment")
NETWORKS = [
    *({"net": name} for name in (*RECIPES, BY_HAND, *TASKS)),
    *({"net": RANDOM, "mode": mode} for mode in ("characters", "words", "bits", "numbers")),
    {"net": RANDOM, "cell": "lstm", "layers": "2", "both": "yes", "vectors": "3", "gain": "1.25"},
    {"net": "hello", "first": "random", "first_seed": "3", "digits": "4", "step": "2"},
]
TEXTS = ("", "hello", "1 0 1", "1 0; 0 1", "1011 + 0111", "€ ☃ ß", "dog bites man", "1 2; 3")
QUICK = ("hello", "random", BY_HAND)  # the others are asked of one text


def both(page: Reader, **boxes: str) -> dict:
    found = typed_pages.both(PAGE, page, UNROLLED, **boxes)
    assert found.keys() == {READ, EXPLAINED, UNROLLED, SAID}
    return found


@pytest.fixture
def read(opened):
    yield from reading(opened, "app.py")


@by_turns(NETWORKS)
def test_both_ways_lead_to_the_same(read, query, lang):
    page = read(lang, **query)
    for text in TEXTS if query["net"] in QUICK else ("", "1 0 1"):
        both(page, text=text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_also_with_a_second_text_and_answers(read, lang):
    page = read(lang, net="random", mode="words")
    both(page, **{"with": "man bites dog"})
    both(page, target="bites man dog")
    both(page, text="a dog bites", target="")


def test_what_cannot_be_read_is_told_and_what_was_read_last_stays(read):
    page = read(net=BY_HAND)
    for text in ("1 2; 3 4", "1 2; 3", "1 2; 3 x"):
        found = both(page, text=text)
    assert found[UNROLLED]["pieces"] == ["1 2", "3 4"]
    assert 'class="notice"' in found[READ]


def test_the_socket_goes_on_from_what_it_has_drawn_itself(read):
    page = read(net=BY_HAND)
    for text in ("1 2; 3 4", "1 2; 3 4; 5"):
        picture = sent(PAGE, page, text=text)[UNROLLED]
    assert picture["pieces"] == ["1 2", "3 4"]
    page.type("1 2; 3 4; 5")  # the script has not seen the readable one
    assert json.dumps(page.picture) == json.dumps(picture)


def test_the_step_of_a_text_that_is_gone_is_not_asked_for(read):
    page = read(text="hell", step="2")
    assert both(page, text="")[UNROLLED]["step"] == 4


def test_what_the_script_places_is_another_one_when_the_socket_has_drawn(read):
    page = read()
    before = page.sent(UNROLLED)
    page.run()
    assert page.sent(UNROLLED) == before
    both(page, text="hel")
    page.type("hello")
    after = page.sent(UNROLLED)
    assert (after["live"], after["text"]) == (before["live"], before["text"])
    assert after["placed"] != before["placed"]


def test_how_the_reader_looks_is_asked_for(read):
    found = sent(PAGE, read(), dark="1", alone="0", **{"with": "h"})
    assert found[UNROLLED]["dark"] is True
    assert found[EXPLAINED] == ""  # a lecturer does


def test_words_that_no_page_writes_are_refused(read):
    page = read()
    for more in ({"language": "xx"}, {"hidden": "100000"}, {"text": "h" * 20_001}, {"net": "nothing"}):
        with pytest.raises(Refusal):
            sent(PAGE, page, **more)
