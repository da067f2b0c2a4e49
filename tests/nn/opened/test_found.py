"""What was found, in words."""

import re
from dataclasses import replace

import pytest

from rnnviz.nn.opened.found import Found, FoundLayer, FoundMatrix
from rnnviz.text.message import Message

LAYER = FoundLayer("a.rnn", "gru", 3, 4, 2, 2, True, "zrh", ("a.rnn",))


def said(found):
    return "\n".join(map(str, found.sentences()))


def test_which_gru_it_is_is_said():
    other = replace(LAYER, cell="gru_before")
    assert str(other.words()).endswith(
        "z r h. Its reset gate comes before the product with W_hn, in PyTorch after it."
    )
    assert "reset" not in str(LAYER.words())


@pytest.mark.parametrize(
    ("pool", "words"), [("last", "from the last states"), ("mean", "from the mean of all states")]
)
def test_that_the_file_s_readout_answers_once_is_said(pool, words):
    found = Found("Keras", (LAYER,), (LAYER,), (), LAYER, readout=FoundMatrix("a", 2, 8), pool=pool)
    assert f"In the file it answers once, {words}; here it answers at every step." in said(found)


def test_everything_is_said():
    found = Found(
        format="ONNX",
        layers=(LAYER,),
        single=(LAYER,),
        matrices=(),
        layer=LAYER,
        embedding=FoundMatrix("emb.weight", 1000, 3),
        readout=FoundMatrix("fc.weight", 7, 8, "fc.bias"),
        vocabulary=("a", "b"),
        left_over=(("norm.weight", (8,)),),
    )
    assert said(found).split("\n") == [
        "A file of the kind ONNX.",
        "a.rnn: GRU, layers: 2, two directions, units: 4, numbers read at each step: 3. "
        "Gates in the order z r h.",
        "Opened: a.rnn.",
        "Embedding: emb.weight, tokens: 1,000, numbers of each: 3.",
        "Readout: fc.weight, outputs: 7.",
        "Vocabulary: 2 tokens.",
        "Left over: norm.weight (8,).",
    ]


def test_what_a_file_cannot_tell_is_said():
    rnn = FoundLayer("rnn", "tanh", 3, 4, 1, 1, True, "", ("rnn",))
    found = Found("PyTorch", (rnn,), (rnn,), (), rnn)
    assert "Taken as tanh: the weights do not say their activation." in said(found)
    assert "No embedding: it reads numbers or one-hot tokens." in said(found)
    assert "No readout: the states are shown by themselves." in said(found)
    told = FoundLayer("rnn", "relu", 3, 4, 1, 1, True, "", ("rnn",), told=True)
    assert "Taken as" not in said(Found("ONNX", (told,), (told,), (), told))


def test_a_layer_that_cannot_be_opened_says_why():
    broken = FoundLayer("a", "lstm", 3, 4, 1, 1, True, "", ("a",), problem=Message("It has a hole."))
    for layer in (None, broken):
        words = said(Found("PyTorch", (broken,), (broken,), (), layer))
        assert words.endswith("a cannot be opened: it has a hole.")


def test_of_very_much_that_is_left_over_the_first_is_said():
    rest = tuple((f"block{number}.weight", (2, 2)) for number in range(100))
    words = said(Found("PyTorch", (LAYER,), (LAYER,), (), LAYER, left_over=rest))
    assert re.search(r"block11\.weight \(2, 2\), and 88 more\.", words)
    assert "block12" not in words
