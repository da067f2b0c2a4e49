"""Words: the reference curve of perplexities, words as typed text has them."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnnviz.tasks import Words
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
