"""The main picture: what is sent to the browser is the trace, and can be sent whatever was computed."""

import json
import math

import numpy as np
import pytest
from scipy import special
from support.figure_readers import made, unpacked
from support.network_kinds import cells, stacks

from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.style import SIGNED
from rnnviz.figures.unroll.unrolled import unrolled
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed, read, vocabulary
from rnnviz.nn.trace import unroll
from rnnviz.pretrained import registry
from rnnviz.runs.run_words import cell_name

TEXT = "hello hello"
LETTERS = vocabulary([TEXT], "characters")


def network(cell="tanh", **kind):
    kind = {"inputs": len(LETTERS), "vocabulary": LETTERS} | kind
    return Network.random(cell, **{"outputs": kind["inputs"]} | kind)


def assert_shows(chain, trace, scale):
    """The chain's integers are the trace's states to half a step of the scale."""
    for sent, states in (
        (chain["states"], trace.hidden),
        (chain["initial"], trace.initial[:, None]),
    ):
        drawn = unpacked(sent, scale, states.shape)
        finite = np.isfinite(states)
        np.testing.assert_array_equal(np.isfinite(drawn), finite)
        assert (np.abs(drawn - states)[finite] <= 0.5001 * scale / 32767).all()


@cells
@stacks
def test_the_states_sent_are_the_traces(cell, stack):
    stack = stack | {"outputs": len(LETTERS)}
    net = network(cell, gain=2.0, **stack)
    typed, trace = made(net, TEXT)
    picture = unrolled(net, typed, trace, 3)
    assert_shows(picture, trace, picture["scale"])
    assert picture["scale"] >= np.abs(trace.hidden).max()
    assert picture["step"] == 3
    assert not picture["example"]
    told = {name: picture[name] for name in ("cell", "layers", "directions", "hidden", "readout")}
    assert told == {
        "cell": cell_name(cell).removeprefix("reset-first "),
        "layers": net.layers,
        "directions": net.directions,
        "hidden": 3,
        "readout": True,
    }
    assert picture["form"] == ("r first" if cell == "gru_before" else "")
    assert picture["colours"] == SIGNED
    assert "second" not in picture
    assert "difference" not in picture


@pytest.mark.parametrize("name", registry.RECIPES)
def test_every_ready_trained_network_shows_its_example(name):
    net, recipe = registry.load(name), registry.RECIPES[name]
    typed, trace = made(net, recipe.example, recipe.mode, recipe.target or "")
    picture = unrolled(net, typed, trace, example=True)
    assert picture["example"]
    assert_shows(picture, trace, picture["scale"])
    assert len(picture["predictions"]) == len(picture["pieces"]) == trace.steps
    assert json.loads(json.dumps(picture, allow_nan=False))["pieces"] == picture["pieces"]


def test_states_that_start_elsewhere_are_shown_too():
    net = network()
    typed = read(TEXT, "characters", net)
    for largest in (1.0, 40.0):
        trace = unroll(net, typed.inputs, state=np.linspace(-largest, largest, 8)[None])
        picture = unrolled(net, typed, trace)
        assert_shows(picture, trace, picture["scale"])


def test_white_space_is_made_visible_and_unknown_pieces_are_named():
    net = network()
    typed, trace = made(net, "he <lo")
    picture = unrolled(net, typed, trace)
    assert picture["pieces"] == ["h", "e", "␣", "<", "l", "o"]
    assert picture["answers"] == ["e", "␣", "<", "l", "o", ""]
    assert picture["unknown"] == [3]


# what it expects


def test_the_three_most_likely_tokens_are_listed_best_first():
    net = network("gru", seed=3)
    typed, trace = made(net, TEXT)
    chances = special.softmax(trace.logits, axis=1)
    for said, row in zip(unrolled(net, typed, trace)["predictions"], chances, strict=True):
        best = sorted(range(len(row)), key=lambda v: -row[v])[:3]
        labels, shares, words = zip(*said, strict=True)
        assert labels == tuple(LETTERS[v].replace(" ", "␣") for v in best)
        np.testing.assert_allclose(shares, row[best], rtol=0, atol=5.1e-5)
        assert list(shares) == sorted(shares, reverse=True)
        assert words == tuple(percent(row[v]) for v in best)


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ({"outputs": 2}, {"0", "1"}),  # not the tokens that it reads
        ({"vocabulary": None}, set(map(str, range(len(LETTERS))))),
        ({"inputs": 2, "vocabulary": ("l", " ")}, {"l", "␣"}),
    ],
)
def test_outputs_that_are_no_tokens_are_numbered(kind, labels):
    net = network(**kind)
    trace = unroll(net, np.zeros(4, dtype=int))
    typed = read("llll", "characters", network())
    for said in unrolled(net, typed, trace)["predictions"]:
        assert len(said) == min(3, len(labels))
        assert {label for label, _, _ in said} <= labels


def test_a_bit_is_said_with_its_counter_probability():
    net = registry.load("addition")
    typed, trace = made(net, "1011 + 0110", "bits")
    chances = special.expit(trace.logits[:, 0])
    for said, p in zip(unrolled(net, typed, trace)["predictions"], chances, strict=True):
        assert [label for label, _, _ in said] == (["1", "0"] if p > 0.5 else ["0", "1"])
        assert {label: words for label, _, words in said} == {"0": percent(1 - p), "1": percent(p)}
        assert sum(share for _, share, _ in said) == pytest.approx(1.0, abs=1.1e-4)


def test_numbers_are_said_as_numbers_without_a_bar():
    net = Network.random("tanh", inputs=2, outputs=5, output="linear")
    typed, trace = made(net, "1 2; 3 4", "numbers")
    for said, row in zip(unrolled(net, typed, trace)["predictions"], trace.logits, strict=True):
        assert [label for label, _, _ in said] == ["y1", "y2", "y3"]
        assert [share for _, share, _ in said] == [0.0, 0.0, 0.0]
        assert [float(words.replace("−", "-")) for _, _, words in said] == pytest.approx(
            row[:3], abs=0.0051
        )


# two texts


@cells
@pytest.mark.parametrize("texts", [("hello", "olleh"), ("hello", "he"), ("h", "hellohello")])
def test_two_texts_share_a_scale_and_differ_by_the_norm_of_their_top_states(cell, texts):
    net = network(cell, layers=2, bidirectional=True, gain=2.0)
    first, second = (made(net, text) for text in texts)
    picture = unrolled(net, *first, second=second)
    scale = picture["scale"]
    assert scale == picture["second"]["scale"]
    assert scale >= max(np.abs(trace.hidden).max() for _, trace in (first, second))
    assert_shows(picture, first[1], scale)
    assert_shows(picture["second"], second[1], scale)
    assert picture["second"]["pieces"] == list(texts[1])
    common = min(map(len, texts))
    assert len(picture["difference"]) == common
    for step, size in enumerate(picture["difference"]):
        # the last layer's two directions side by side
        one, other = (trace.hidden[2:, step].ravel() for _, trace in (first, second))
        assert size == pytest.approx(np.linalg.norm(one - other), abs=1e-12)


def test_a_text_does_not_differ_from_itself():
    net = network("lstm")
    both = made(net, TEXT)
    assert set(unrolled(net, *both, second=both)["difference"]) == {0.0}


# whatever was computed


def growing(steps):
    """A network whose states leave what 64 bits can hold (or, sooner, whose squares do)."""
    net = network("identity", gain=4.0, seed=1)
    return net, ("hello" * steps)[:steps]


@pytest.mark.parametrize("steps", [50, 600, 2000], ids=["large", "huge", "overflow"])
@pytest.mark.parametrize("both", [False, True], ids=["alone", "two texts"])
def test_numbers_of_any_size_can_be_sent(steps, both):
    net, text = growing(steps)
    typed, trace = made(net, text)
    assert np.isfinite(trace.hidden).all() == (steps < 2000)
    assert np.nanmax(np.abs(trace.hidden[:, :600])) > (1e9 if steps < 600 else 1e160)
    second = made(net, text[1:] + "h") if both else None
    picture = unrolled(net, typed, trace, second=second)
    sent = json.loads(json.dumps(picture, allow_nan=False))
    assert_shows(sent, trace, sent["scale"])
    assert len(sent["predictions"]) == steps
    if both:
        for said, one, other in zip(
            sent["difference"], trace.hidden[0], second[1].hidden[0], strict=True
        ):
            size = math.dist(one, other)  # as exact as the largest number it can say
            if math.isfinite(size):
                assert said == pytest.approx(size, rel=1e-9)


def test_states_that_overflowed_are_marked_and_so_is_what_they_expect():
    net, text = growing(2000)
    typed, trace = made(net, text)
    picture = unrolled(net, typed, trace)
    label, share, words = picture["predictions"][-1][0]
    assert label in {token.replace(" ", "␣") for token in LETTERS}
    assert share == 0.0
    assert words == "overflow"


def test_the_picture_is_told_in_words():
    net = network("lstm", layers=2, bidirectional=True)
    typed, trace = made(net, TEXT)
    words = unrolled(net, typed, trace)["alt"]
    for said in ("11 time steps", "2 layers of 8 LSTM units", "both directions"):
        assert said in words
    assert "one layer" in unrolled(network(), *made(network(), "h"))["alt"]


def test_a_network_that_nobody_trained_is_said_to_be_so():
    net = Network.random(inputs=2, outputs=2, vocabulary=("a", "b"))
    typed = read("abab", "characters", net)
    trace = unroll(net, typed.inputs, typed.targets)
    assert not unrolled(net, typed, trace)["untrained"]
    assert unrolled(net, typed, trace, untrained=True)["untrained"]


def test_of_very_many_answers_the_likeliest_are_shown_in_their_order():
    net = Network.random(inputs=2, hidden=4, outputs=5000, seed=1)
    trace = unroll(net, [0, 1, 1])
    shown = unrolled(net, read_tokens(3), trace)["predictions"]
    for row, p in zip(shown, trace.probabilities, strict=True):
        best = np.argsort(-p, kind="stable")[:3]
        assert [label for label, *_ in row] == [str(v) for v in best]


def read_tokens(count):
    return Typed(("x",) * count, np.zeros(count, int), None, ("",) * count, False)
