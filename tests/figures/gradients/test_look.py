"""What the page Backpropagate looks at."""

import numpy as np
import pytest
from support.figure_readers import made
from support.looks import looked

from rnnviz.figures.gradients.look import QUANTITIES
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry
from rnnviz.text import language


@pytest.mark.parametrize("name", QUANTITIES)
def test_hovers_have_a_place_for_all_that_they_name(name):
    quantity = QUANTITIES[name]
    for found in (lambda: "en", lambda: "zh"):
        language.use(found)
        said = language._(quantity.hover).format(t="T", k="K", v="V")
        assert all(letter in said for letter in "TKV")
        assert "?" in language._(quantity.tells).format(t="T", k="K", tells="?")
    language.use(lambda: "en")


def test_what_arrives_at_the_states_is_the_row_itself_but_for_inputs():
    net = registry.load("english-lstm")
    for name in ("h", "c"):
        look = looked(net, "the value", name)
        np.testing.assert_array_equal(look.at_states, look.values[look.row])
        assert look.at_inputs is None
    look = looked(net, "the value", "x")
    np.testing.assert_array_equal(look.at_states, look.flow.matrix[look.row])
    np.testing.assert_array_equal(look.at_inputs, look.values[look.row])


def test_a_short_text_does_not_fill_the_picture():
    net = registry.load("hello")
    assert [looked(net, text, "hh").slots for text in ("h", "hell", "hello")] == [4, 4, 5]


def test_a_row_that_reads_backwards_is_known():
    letters = tuple("helo")
    net = Network.random("gru", inputs=4, outputs=4, vocabulary=letters, bidirectional=True)
    assert made(net, "hello")[1].hidden.shape[0] == 2
    assert looked(net, "hello").backwards
    assert not looked(registry.load("hello"), "hello").backwards
