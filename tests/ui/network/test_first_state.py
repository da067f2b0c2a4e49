import numpy as np
from support.reader import Reader

from rnnviz.nn.first_state import random_state
from rnnviz.pretrained import registry


def test_another_first_state_other_states():
    page = Reader("app.py")
    zeros = page.states()
    page.choose(first="random")
    assert not np.allclose(page.states(), zeros, atol=0.01)
    drawn = page.states()
    page.choose(first_seed=7)
    assert not np.allclose(page.states(), drawn, atol=0.01)
    assert page.address == {"first": "random", "first_seed": "7"}
    page.choose(first="zeros")
    np.testing.assert_array_equal(page.states(), zeros)


def test_a_random_first_state_is_that_of_its_seed():
    page = Reader("app.py", first="random", first_seed="3")
    net = registry.load("hello")
    wanted = random_state(net, 3)[0][:, None]
    shown = page.states(
        {"states": page.picture["initial"], "scale": page.picture["scale"], "pieces": "0"}
    )
    np.testing.assert_allclose(shown, wanted, atol=1e-3)


def test_a_typed_state_of_another_size_is_a_sentence_and_the_last_good_one_stays():
    page = Reader("app.py", net="srn", first="typed", first_numbers="1 1")
    good = page.states()
    page.type("1 2 3", "first_numbers")
    (said,) = page.notices
    assert said == "Row 1 of the first state has 3 numbers; each needs 2, one a unit."
    np.testing.assert_array_equal(page.states(), good)
    page.type("", "first_numbers")
    assert page.notices == []


def test_what_another_text_leaves_is_where_this_one_begins():
    whole = Reader("app.py", net="english-lstm", text="the answer").states()
    page = Reader("app.py", net="english-lstm", text="answer", first="text", first_text="the ")
    np.testing.assert_allclose(page.states(), whole[:, 4:], atol=1e-3)


def test_a_random_network_knows_the_words_of_the_text_before():
    page = Reader(
        "app.py", net="random", mode="words", text="bites man", first="text", first_text="a dog"
    )
    assert page.notices == []
    assert len(page.picture["pieces"]) == 2


def test_a_decoder_starts_from_what_its_encoder_has_read():
    page = Reader("app.py", net="task.translate.decoder", first="random")
    assert page.notices == []
    assert not any(box.key == "first" for box in page.at.selectbox)


def test_backpropagate_starts_there_too(opened):
    page = opened("pages/backpropagate.py", first="random", first_seed="1")
    assert page.notices == []
    assert page.address["first_seed"] == "1"
