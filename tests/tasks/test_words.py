"""Words: the reference curve of perplexities, words as typed text has them."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnnviz.nn.network import Network
from rnnviz.tasks import Words
from rnnviz.tasks.languages import LANGUAGES
from rnnviz.tasks.words import reference

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "words.json").read_text())["perplexity"]


def test_the_reference_curve():
    found = [perplexity for perplexity, _ in reference()]
    assert len(GOLDEN) == 100
    np.testing.assert_allclose(found, GOLDEN, rtol=0, atol=0.0051)  # they are printed to 2 decimals


def test_the_reference_network_is_float32_and_moves_on():
    run = reference()
    _, net = next(run)
    before = {name: array.copy() for name, array in net.parameters.items()}
    assert net.dtype == np.float32
    assert net.vocabulary[:3] == ("After", "learning", "his")
    next(run)
    still = [name for name, array in before.items() if (net.parameters[name] == array).all()]
    assert still == ["rnn.bias_hh_l0"]


def test_words_are_those_of_typed_text():
    task = Words("It's so, isn't it? So it is.")
    assert list(task.parts) == ["It's", "so", ",", "isn't", "it", "?", "So", "it", "is", "."]
    assert len(task.tokens) == 9


def test_floors_by_hand():
    assert Words("a b a c").floors() == {
        "nothing": pytest.approx(np.log(3)),
        "unigram": pytest.approx(1.5 * np.log(2)),
        # after a come b or c, after the others always a
        "bigram": pytest.approx(0.5 * np.log(2)),
    }


# I grew up in France

FRENCH = Words(source="language", distance=6)


def test_the_floors_of_sentences_fall_from_bigram_over_forgetting_to_the_grammar():
    floors = FRENCH.floors()
    assert list(floors) == ["nothing", "unigram", "bigram", "all but the country", "the grammar"]
    assert floors["the grammar"] == pytest.approx(np.log(5) / 13)
    assert floors["all but the country"] == pytest.approx(2 * np.log(5) / 13)
    # of two words in a row, "i" is followed by grew or speak, too
    assert floors["bigram"] == pytest.approx(2 * (np.log(5) + np.log(2)) / 13, rel=0.01)


def rememberer(task, keeps):
    """A network that always says the language of the last country, or of none if it does not keep."""
    size, countries = len(task.tokens), list(LANGUAGES)
    net = Network.random("relu", size, 5, size, vocabulary=task.tokens)
    for array in net.parameters.values():
        array[...] = 0.0
    place = {token: number for number, token in enumerate(task.tokens)}
    net.parameters["rnn.weight_hh_l0"][...] = np.eye(5) * keeps
    for unit, country in enumerate(countries):
        net.parameters["rnn.weight_ih_l0"][unit, place[country]] = 1.0
        net.parameters["rnn.weight_ih_l0"][unit, place["."]] = -10.0  # a sentence is over
        net.parameters["readout.weight"][place[LANGUAGES[country]], unit] = 30.0
    for language in LANGUAGES.values():
        net.parameters["readout.bias"][place[language]] = 30.0
    return net


@pytest.mark.parametrize("up_to", [False, True])
def test_who_keeps_the_country_knows_the_language_at_every_distance(up_to):
    task = Words(source="language", distance=30, up_to=up_to)
    asked = task.distances()
    assert asked == ((5, 20, 30) if up_to else (30,))
    np.testing.assert_allclose(task.knows(rememberer(task, 1.0), asked), 1.0, atol=1e-6)
    np.testing.assert_allclose(task.knows(rememberer(task, 0.0), asked), 0.2, atol=1e-6)
    # half of it is left each word: known nearby, forgotten far away
    near, far = task.knows(rememberer(task, 0.5), (2, 30))
    assert near > 0.9 and far == pytest.approx(0.2, abs=1e-3)
    found = task.measures(rememberer(task, 1.0))
    assert list(found) == [f"language, {number} words on" for number in asked]


def test_a_text_of_ones_own_has_no_distance_and_its_json_is_what_it_was():
    assert Words().measures(None) == {}
    assert set(Words().to_words()) == {"text"}
    words = json.loads(json.dumps(FRENCH.to_words()))
    assert set(words) == {"source", "distance", "up_to"}
    assert Words.from_words(words) == FRENCH
    with pytest.raises(ValueError, match="There is a text, but the source is 'language'"):
        Words(text="a b", source="language")
    for distance in (1, 101, 2.5):
        with pytest.raises(ValueError, match="distance is"):
            Words(source="language", distance=distance)
