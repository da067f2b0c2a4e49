"""What is said beside the shares of a parameter."""

import numpy as np
import pytest
from support.figure_readers import made, parsed

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.parameter_shares import PARAMETERS
from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.gradients import share_sentences
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.network import Network
from rnnviz.runs.truncation import Truncation


def look(cell="tanh", **settings):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, vocabulary=tuple("helo"), **settings)
    typed, trace = made(net, "hello")
    flow = gradient_flow(net, trace)
    reached = np.ones((5, 5), bool)
    return Look(typed, flow, "h", flow.matrix, 3, (0, 1, 2, 3), Truncation.full(), reached)


@pytest.mark.parametrize("word", PARAMETERS)
def test_every_parameter_has_its_rule(word):
    said = share_sentences.rule_sentence(word, "name", (3, 4), np.arange(2), look(embedding=2))
    assert said.startswith(subscripted(share_sentences.RULES[word]))
    assert "the sum over k = 1 to 5. In PyTorch it is <code>name</code>, 3×4." in said
    assert share_sentences.LETTERS[word]
    assert share_sentences.used(word)


@pytest.mark.parametrize("word", ["whh", "wih"])
def test_what_a_reset_before_the_product_changes(word):
    said = share_sentences.rule_sentence(word, "name", (9, 3), np.arange(2), look("gru_before"))
    assert ("In the rows of n, rk ⊙ hk−1 stands" in parsed(said).text) == (word == "whh")


def test_why_there_are_two_biases():
    assert "both get the same gradient" in share_sentences.two_biases("tanh")
    assert "it gets dt_n ⊙ r" in share_sentences.two_biases("gru")


def test_which_rows_of_an_embedding_were_read():
    said = share_sentences.rule_sentence(
        "embedding", "embedding.weight", (9, 2), np.arange(3), look(embedding=2)
    )
    assert "Of the 9 rows of E those that were read get a gradient, 3: h, e, l." in parsed(said).text
    assert "the other 6 get none" in said
    said = share_sentences.rule_sentence(
        "embedding", "embedding.weight", (4, 2), np.arange(4), look(embedding=2)
    )
    assert parsed(said).text.endswith("All 4 rows of E were read: h, e, l, o, from top to bottom.")
