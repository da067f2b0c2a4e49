"""The page Unroll: typing, networks, the address, the weights by hand; all without a browser."""

import re
import subprocess
import sys
import unicodedata
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
import streamlit
from scipy import special
from support.figure_readers import GRAPHEMES, increasing, matrix

from rnnviz import Network, unroll
from rnnviz.figures.base import numbers
from rnnviz.nn.cells import CELLS
from rnnviz.nn.tokenizer import MODES
from rnnviz.pretrained import registry
from rnnviz.pretrained.registry import RECIPES
from rnnviz.runs.run_words import cell_name
from rnnviz.ui.components.kept_numbers import kept_numbers
from rnnviz.ui.network import chooser, selection, unroll_view

ROOT = Path(__file__).parents[2]
LONG = "hello" * 401
SRN = [[2.0, 2.0], [6.0, 6.0], [16.0, 16.0]]


def close(picture, states):
    """The picture's states, to half a step of its scale."""
    np.testing.assert_allclose(picture, states, rtol=0, atol=np.abs(states).max() / 60000 + 1e-4)


# at first sight


def test_something_is_alive_at_first_sight(read):
    page = read()
    net = registry.load("hello")
    trace = unroll(net, [net.vocabulary.index(letter) for letter in "hello"])
    assert page.drawn == "hello"
    close(page.states(), trace.hidden)
    assert page.picture["step"] == 4
    assert page.picture["example"] is False
    assert page.headings == ["Step 5, number by number", "All steps"]
    assert len(page.arithmetic) == 2
    for key in ("text", "with", "target", "net", "form", "units"):
        assert page.has(key)
    np.testing.assert_array_equal(page.maps()[0], trace.hidden[0].T.astype("f4"))
    assert len(page.figure("lines")["data"]) == 3
    costs = -special.log_softmax(trace.logits, axis=1)
    following = [costs[t, net.vocabulary.index(letter)] for t, letter in enumerate("ello")]
    assert page.figure("surprise")["data"][0]["y"] == pytest.approx(following)
    assert page.notices == page.captions == []
    assert page.address == {}
    # a random network's controls are not in the way
    assert not page.has("cell")
    assert not page.has("row")
    assert not page.has("unit")


def test_every_component_says_what_it_shows(read):
    page = read(net="random", **{"with": "olleh"})
    for key in ("maps", "apart", "surprise", "lines"):
        assert page.data(key)["alt"]
        assert page.data(key)["height"] == page.figure(key)["layout"]["height"]
        assert page.figure(key)["layout"]["title"]["text"]
        assert page.data(key)["plotly"].startswith("/plotly/plotly.min.js?v=")
    assert "5 time steps" in page.picture["alt"]


def test_the_page_does_not_load_pytorch():
    code = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        "at = AppTest.from_file('app.py', default_timeout=60).run();"
        "assert not at.exception and at.get('bidi_component');"
        "print([name for name in sys.modules if name.split('.')[0] == 'torch'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# typing


def test_every_key_changes_the_picture(read):
    page = read()
    page.type("")
    for length in range(1, 6):
        page.type("hello"[:length])
        assert page.drawn == "hello"[:length]
        assert page.picture["step"] == length - 1
        assert page.states().shape == (1, length, 4)
        assert len(page.figure("lines")["data"][0]["x"]) == length
        assert page.address == ({} if length == 5 else {"text": "hello"[:length]})
    page.type("heel")
    assert page.address == {"text": "heel"}
    assert page.state("text") == "heel"


NOTHING = {"characters": [""], "words": ["", " "], "bits": ["", " "], "numbers": ["", " ", ";", ";\n;"]}


@pytest.mark.parametrize(
    ("query", "text"),
    [({"net": net}, "") for net in (*RECIPES, "srn")]
    + [({"net": "random", "mode": mode}, text) for mode, texts in NOTHING.items() for text in texts]
    + [({"net": "srn"}, text) for text in NOTHING["numbers"]]
    + [({"net": "addition"}, text) for text in (" ", "+", " + ")],
    ids=str,
)
def test_where_nothing_was_typed_the_example_stands(read, query, text):
    page = read(**query)
    before = page.picture
    assert before["example"] is False
    page.type(text)
    # its numbers stand at an address of their own
    at = {"exactAt": page.picture["exactAt"]}
    assert page.picture == before | {"example": True} | at
    assert page.notices == []
    assert page.state("text") == text


def test_an_empty_box_shows_the_example(read):
    page = read()
    page.type("")
    assert page.picture["example"] is True
    assert page.drawn == "hello"
    assert page.address == {"text": ""}
    assert read(text="").picture["example"] is True


def test_unknown_characters_are_said_and_read_as_zeros(read):
    page = read()
    page.type("hexl<b>")
    (told,) = page.notices
    assert told.startswith("The network's vocabulary lacks “x” (step 3), “<” (step 5), “b” (step 6),")
    assert page.picture["unknown"] == [2, 4, 5, 6]
    assert page.drawn == "hexl<b>"
    net = registry.load("hello")
    tokens = [net.vocabulary.index(c) if c in net.vocabulary else -1 for c in "hexl<b>"]
    close(page.states(), unroll(net, tokens).hidden)


def test_unknown_characters_of_the_second_text_are_said_too(read):
    page = read(**{"with": "hexlo"})
    assert any("“x” (step 3)" in told for told in page.notices)
    assert page.picture["second"]["unknown"] == [2]


@pytest.mark.parametrize("text", GRAPHEMES.values(), ids=GRAPHEMES)
@pytest.mark.parametrize("net", ["hello", "random"])
def test_what_is_one_character_to_a_reader_is_one_step(read, net, text):
    page = read(net=net)
    page.type(f"h{text}e")
    assert page.picture["pieces"] == ["h", unicodedata.normalize("NFC", text), "e"]
    assert page.state("text") == f"h{text}e"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "$x$ **y** _z_", ":red[x] &amp;", "[a](b)", "{{x}} %s \\n"]
)
@pytest.mark.parametrize("mode", ["characters", "words"])
def test_markup_is_shown_as_it_was_typed(read, text, mode):
    page = read(net="random", mode=mode, text=text, target=text, **{"with": text[::-1]})
    shown = "".join(page.picture["pieces"]).replace("␣", " ")
    assert shown.replace(" ", "") == text.replace(" ", "")
    ticks = page.figure("maps")["layout"]["xaxis"]["ticktext"]
    assert all("<" not in tick for tick in ticks)
    for box in page.arithmetic:
        assert not box.all("script")
        assert not box.all("a")


def test_a_text_too_long_is_said_and_nothing_is_lost(read):
    page = read()
    page.type("heel")
    before = page.picture
    page.type(LONG)
    (told,) = page.notices
    assert "2,005 tokens" in told
    assert "2,000" in told
    assert page.state("text") == LONG
    assert page.at.text_input(key="text").value == LONG
    assert page.picture == before
    assert page.address["text"] == LONG
    page.type(LONG[:2000])
    assert page.notices == []
    assert len(page.picture["pieces"]) == 2000
    assert page.headings[0] == "Step 2000, number by number"


def test_a_text_too_long_from_a_link_shows_the_example_and_stays_in_the_box(read):
    page = read(text=LONG)
    assert "2,000" in page.notices[0]
    assert page.picture["example"] is True
    assert page.at.text_input(key="text").value == LONG


def test_a_second_text_or_target_too_long_is_said_and_the_picture_stays(read):
    page = read(text="heel")
    before = page.picture
    for box in ("with", "target"):
        page.type(LONG, box)
        assert "2,000" in page.notices[0]
        assert page.picture == before
        page.type("", box)
        assert page.notices == []
    page.type("hellohello", "target")
    assert page.notices == ["The target has 10 tokens for a text of 4; it may have as many or fewer."]
    assert page.picture == before


@pytest.mark.parametrize("net", ["srn", "random"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 1; 1 x", "Row 2: “x” is not a number."),
        ("1 1; 1 nan; 2 2", "Row 2: “nan” is not finite."),
        ("1 <b>", "Row 1: “<b>” is not a number."),
        ("1 1; 2", "Row 2 has 1 numbers and row 1 has 2; every row needs the same."),
    ],
)
def test_a_row_that_cannot_be_read_is_named(read, net, text, words):
    page = read(net=net, mode="numbers")
    before = page.picture
    page.type(text)
    assert page.notices == [words]
    assert page.picture == before
    assert page.state("text") == text


def test_a_trailing_semicolon_is_a_row_still_to_be_typed(read):
    page = read(net="srn")
    for typed, rows in (("1 1;", 1), ("1 1; 1 1", 2), ("1 1; 1 1; ", 2), ("1 1; 1 1;2 2", 3)):
        page.type(typed)
        assert page.notices == []
        close(page.states()[0], np.array(SRN[:rows]))


def test_a_sum_is_said_in_decimals(read):
    page = read(net="addition")
    assert page.explained[-1:] == ["In decimals: 11 + 6 = 17 (binary 10001), right."]
    page.type("1111 + 1")
    assert page.explained[-1:] == ["In decimals: 15 + 1 = 16 (binary 10000), right."]
    page.type("12 + 1")
    assert page.notices == ["“2” is no bit; write two binary numbers, as 1011 + 0110."]
    assert page.explained[-1:] == ["In decimals: 15 + 1 = 16 (binary 10000), right."]


def test_a_given_target_is_what_the_steps_should_answer(read):
    page = read()
    page.type("ohlol", "target")
    assert page.picture["answers"] == list("ohlol")
    net = registry.load("hello")
    logits = unroll(net, [net.vocabulary.index(letter) for letter in "hello"]).logits
    costs = -special.log_softmax(logits, axis=1)
    wanted = [costs[t, net.vocabulary.index(letter)] for t, letter in enumerate("ohlol")]
    assert page.figure("surprise")["data"][0]["y"] == pytest.approx(wanted)
    assert page.address == {"target": "ohlol"}


def test_a_trained_target_belongs_to_the_example_alone(read):
    page = read(net="ohlol")
    assert page.picture["answers"] == list("ohlol")
    page.type("hell")
    assert page.picture["answers"] == ["e", "l", "l", ""]


def test_without_a_target_numbers_have_no_loss(read):
    page = read(net="srn")
    assert not page.has("surprise")
    assert page.captions == ["Give a target, and the loss of each step is drawn here."]
    page.type("0 0; 0 0; 20 20", "target")
    assert page.captions == []
    # y is the sum of both units: 4, 12, 32
    assert page.figure("surprise")["data"][0]["y"] == pytest.approx([16.0, 144.0, 144.0])


# two texts


def test_order_matters(read):
    page = read(net="random", mode="words", **{"with": "man bites dog"})
    told = page.explained[-1]
    assert told.startswith("Both texts hold the same 3 pieces")
    assert "order matters" in told
    apart = page.picture["difference"]
    states = page.states(), page.states(page.picture["second"])
    assert apart == pytest.approx(np.linalg.norm(states[0] - states[1], axis=(0, 2)), abs=1e-3)
    assert f"at step 3 it is {numbers.number(apart[-1])}." in told
    assert numbers.percent(apart[-1] / apart[0]) in told
    drawn = page.figure("apart")
    assert drawn["layout"]["title"]["text"].startswith("Difference")
    close(matrix(drawn["data"][0]["z"]).T, (states[0] - states[1])[0])
    page.type("dog bites man", "with")
    assert "order matters" not in " ".join(page.explained)
    assert page.picture["difference"] == [0.0, 0.0, 0.0]
    page.type("", "with")
    assert "second" not in page.picture
    assert not page.has("apart")


@pytest.mark.parametrize(("text", "other"), [("hello", "hellohello"), ("hellohello", "he")])
@pytest.mark.parametrize("net", ["hello", "ohlol", "english-lstm", "random"])
def test_texts_of_different_length_stand_side_by_side(read, net, text, other):
    page = read(net=net, text=text, **{"with": other})
    assert page.drawn == text
    assert "".join(page.picture["second"]["pieces"]) == other
    assert page.picture["step"] == 9
    assert page.headings[0] == f"Step {len(text)}, number by number"


@pytest.mark.parametrize("other", [" ", "\n"])
def test_a_second_text_of_white_space_is_none_where_words_are_read(read, other):
    page = read(net="random", mode="words", **{"with": other})
    assert "second" not in page.picture
    assert page.notices == []


# steps, units, forms


def test_the_step_follows_the_typing_until_one_is_chosen(read):
    page = read()
    page.tell("unrolled", step=1)
    assert page.headings[0] == "Step 2, number by number"
    assert page.address == {"step": "2"}
    page.type("hellohello")
    assert page.picture["step"] == 1
    assert page.address == {"step": "2", "text": "hellohello"}
    page.tell("unrolled", step=9)
    assert page.address == {"text": "hellohello"}
    page.type("hellohellohe")
    assert page.picture["step"] == 11


def test_a_step_beyond_the_text_is_its_last(read):
    page = read(step="2000")
    assert page.headings[0] == "Step 5, number by number"
    page = read(step="4")
    page.type("he")
    assert page.headings[0] == "Step 2, number by number"


@pytest.mark.parametrize("said", ["x", -1, 1e9, True, None, [1], {}, 2.5, float("nan")])
def test_whatever_a_browser_says_ends_in_no_trace(read, said):
    page = read(net="english-lstm")
    page.tell("unrolled", step=said)
    page.tell("unrolled", step=said, unit=said)
    page.tell("unrolled", step=said, unit=[said, said])
    assert page.headings[0].startswith("Step ")


def test_a_unit_is_chosen_in_the_picture_or_by_its_number(read):
    page = read(net="english-lstm", text="the value")
    assert page.state("unit") == 1
    page.tell("unrolled", unit=[0, 9])
    assert page.control("unit").value == 10
    assert "[10] =" in page.arithmetic[0].text
    page.choose(unit=64)
    assert "[64] =" in page.arithmetic[0].text
    assert page.address["unit"] == "64"
    page.tell("unrolled", unit=[5, 900])
    assert page.state("unit") == 64
    assert page.state("row") == 0


def test_layers_and_directions_are_opened_one_by_one(read):
    page = read(net="random", cell="gru", layers="2", both="yes", hidden="3")
    for row, past in enumerate(["t−1", "t+1", "t−1", "t+1"]):
        page.choose(row=row)
        assert f"h{past}" in page.arithmetic[0].text
        shown = page.maps()[0]
        close(shown.T, page.states()[row])
    assert page.address["row"] == "3"
    page.tell("unrolled", unit=[1, 2])
    assert page.state("row") == 1


def test_the_arithmetic_is_written_as_a_sum_or_as_one_product(read):
    page = read()
    assert "Wih xt" in page.arithmetic[0].text
    page.choose(form="concatenated")
    assert "[Wih Whh] [xt; ht−1]" in page.arithmetic[0].text
    assert page.address == {"form": "concatenated"}


def test_the_arithmetics_numbers_are_those_of_the_chosen_step(read):
    net = registry.load("hello")
    trace = unroll(net, [net.vocabulary.index(letter) for letter in "hello"])
    for step in range(5):
        page = read(step=str(step + 1))
        every = [one.attributes for tag in ("td", "b") for one in page.arithmetic[0].all(tag)]
        (address,) = (one["data-numbers"] for one in every if "data-numbers" in one)
        kept = kept_numbers.find(address.rpartition("/")[2])
        shown = set(re.findall(' data-value="([^"]*)"', kept.body()))
        own = [trace.hidden[0, step], *net.weights("l0")]
        assert {repr(float(value)) for array in own for value in array.flat} <= shown


def test_gates_are_shown_on_demand(read):
    page = read(net="english-lstm")
    assert len(page.maps()) == 1
    page.choose(show=["h", "c", "i", "f", "g", "o"])
    assert len(page.maps()) == 6
    assert page.address["show"] == "h,c,i,f,g,o"
    page.choose(units=[4, 64])
    assert [line["name"] for line in page.figure("lines")["data"]] == ["unit 4", "unit 64"]
    assert page.address["units"] == "4,64"


# networks


@pytest.mark.parametrize("name", RECIPES)
def test_every_ready_trained_network_opens(read, name):
    page = read(net=name)
    net, recipe = registry.load(name), RECIPES[name]
    assert page.picture["hidden"] == net.hidden
    assert page.picture["layers"] == net.layers
    if recipe.mode == "characters":
        assert page.drawn == recipe.example.replace(" ", "␣")
        close(page.states(), unroll(net, [net.vocabulary.index(c) for c in recipe.example]).hidden)
    assert page.notices == []
    assert recipe.look in [caption.value for caption in page.at.caption]
    assert page.address == ({} if name == "hello" else {"net": name})


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("mode", MODES)
def test_every_random_network_opens(read, cell, mode):
    page = read()
    for layers, both in product((1, 2), (False, True)):
        page.visit(net="random", cell=cell, mode=mode, layers=str(layers), both="yes" if both else "no")
        assert page.notices == []
        states = page.states()
        assert len(states) == layers * (1 + both)
        assert np.isfinite(states).all()
        assert page.picture["cell"] == cell_name(cell).removeprefix("reset-first ")
    quantities = ["h", *(["c"] if CELLS[cell].has_memory else []), *CELLS[cell].gates]
    page.choose(row=3)
    if len(quantities) > 1:
        page.choose(show=quantities)
    assert len(page.maps()) == len(quantities)


def test_a_random_network_is_the_one_of_its_settings(read):
    page = read(
        net="random",
        mode="words",
        cell="lstm",
        hidden="5",
        layers="2",
        seed="7",
        gain="1.5",
        text="to be or not to be",
    )
    known = ("to", "be", "or", "not")
    net = Network.random(
        "lstm", inputs=4, hidden=5, outputs=4, layers=2, seed=7, gain=1.5, vocabulary=known
    )
    close(page.states(), unroll(net, [0, 1, 2, 3, 0, 1]).hidden)


def test_the_controls_of_a_random_network_change_it(read):
    page = read()
    page.choose(net="random")
    for key, value, written in (
        ("cell", "gru", "gru"),
        ("hidden", 3, "3"),
        ("layers", 2, "2"),
        ("both", True, "yes"),
        ("seed", 12, "12"),
        ("gain", 0.5, "0.5"),
        ("mode", "bits", "bits"),
    ):
        before = page.picture["states"]
        page.choose(**{key: value})
        assert page.picture["states"] != before
        assert page.address[key] == written
    assert page.drawn == "0110100"
    assert page.states().shape == (4, 7, 3)


def test_the_largest_network_that_can_be_asked_for_opens(read):
    page = read(net="random", cell="lstm", hidden="128", layers="4", both="yes", row="7", unit="128")
    assert page.states().shape == (8, 5, 128)
    assert "[128] =" in page.arithmetic[0].text


def test_typing_one_more_word_changes_no_other_weight(read):
    page = read(net="random", mode="words", text="dog bites")
    before = page.states()
    page.type("dog bites man")
    close(page.states()[:, :2], before)


@pytest.mark.parametrize(
    "query",
    [
        {"net": "random", "cell": "identity", "gain": "4", "text": "hello" * 50},
        {"net": "random", "cell": "identity", "gain": "4", "text": "hello" * 60},
        {"net": "random", "cell": "relu", "gain": "4", "text": "hello" * 400, "seed": "1"},
        {"net": "random", "cell": "identity", "gain": "4", "text": "hello" * 400, "seed": "1"},
        {"net": "random", "cell": "identity", "gain": "4", "text": "hello" * 60, "with": "ol" * 150},
        {"net": "random", "cell": "identity", "gain": "4", "text": "hello" * 400, "with": "ol" * 900},
        {"net": "random", "cell": "identity", "mode": "numbers", "text": "1e308 1e308; 1e308 1"},
        {"net": "random", "mode": "numbers", "text": "1 1; 1 1", "target": "1e200 1; 1 1e308"},
        {"net": "srn", "text": "1e308 1e308; 1e308 1e308", "with": "1 1; 1e308 1"},
        {"net": "srn", "weights": ",".join(["1000000"] * 18), "text": "1e300 1; 1 1"},
    ],
    ids=lambda query: " ".join(f"{k}={v[:14]}" for k, v in query.items() if k != "net"),
)
def test_numbers_that_leave_64_bits_end_in_a_sentence(read, query):
    page = read(**query)
    states = page.states()
    assert np.isfinite(states).all() != any("overflowed at step" in n for n in page.notices)
    for picture in (page.figure("maps"), page.figure("lines")):
        assert picture["data"]


def test_scenes(read):
    page = read()
    for name, asked in chooser.SCENES.items():
        page.press(name)
        written = page.address
        assert asked.items() <= written.items() or asked.get("text") == page.state("text")
        assert page.notices == []
        linked = read(scene=name)
        assert linked.picture == page.picture
        assert linked.address == written
        assert read(**written).picture == page.picture


def test_what_the_scenes_show(read):
    page = read()
    page.press("the same l, two answers")
    assert page.headings[0] == "Step 4, number by number"
    page.press("a sum by hand")
    close(page.states()[0], np.array(SRN))
    page.press("the carry, bit by bit")
    assert page.explained[-1:] == ["In decimals: 11 + 7 = 18 (binary 10010), right."]
    page.press("what an LSTM keeps")
    assert len(page.maps()) == 2
    page.press("dog bites man, man bites dog")
    assert "order matters" in page.explained[-1]
    page.press("is the first letter still there?")
    assert "15 % of the difference is left" in page.explained[-1]


def test_another_network_brings_its_example_and_typed_text_comes_back(read):
    page = read()
    page.type("heel")
    page.type("hole", "with")
    page.type("eelo", "target")
    page.tell("unrolled", step=1)
    page.choose(net="addition")
    assert page.state("text") == "1011 + 0110"
    assert page.state("with") == page.state("target") == ""
    assert page.state("step") is None
    page.type("1 + 1")
    page.choose(net="english-gru")
    assert (page.state("text"), page.state("with")) == ("heel", "hole")
    page.choose(net="srn")
    assert page.state("text") == "1 1; 1 1; 2 2"
    page.choose(net="addition")
    assert page.state("text") == "1 + 1"
    page.choose(net="random")
    assert page.state("text") == "heel"
    page.choose(mode="words")
    assert page.state("text") == "dog bites man"
    page.type("one two")
    page.choose(mode="numbers")
    page.choose(mode="words")
    assert page.state("text") == "one two"
    page.choose(net="hello")
    assert [page.state(box) for box in ("text", "with", "target")] == ["heel", "hole", "eelo"]


def test_an_example_that_was_not_touched_gives_way_to_the_next(read):
    page = read()
    page.choose(net="english-tanh")
    assert page.state("text") == "the value of the function"
    page.choose(net="random")
    assert page.state("text") == "hello"


def test_what_was_typed_beside_the_example_is_not_lost(read):
    page = read()
    page.type("lloeh", "with")
    page.choose(net="addition")
    page.choose(net="hello")
    assert page.state("with") == "lloeh"


def test_the_example_typed_again_is_what_comes_back(read):
    page = read()
    page.type("heel")
    page.choose(net="addition")
    page.choose(net="hello")
    page.type("hello")
    page.choose(net="addition")
    page.choose(net="hello")
    assert page.state("text") == "hello"


def test_the_session_keeps_everything_from_run_to_run(read):
    page = read(net="english-lstm", text="the value", step="3", unit="9", show="c,f", units="2,7")
    page.type("the", "with")
    page.choose(form="concatenated")
    wanted, picture = page.address, page.picture
    assert wanted == {
        "net": "english-lstm",
        "text": "the value",
        "with": "the",
        "step": "3",
        "unit": "9",
        "form": "concatenated",
        "show": "c,f",
        "units": "2,7",
    }
    for _ in range(60):  # more runs than addresses are remembered
        page.run()
        assert page.address == wanted
    assert page.picture == picture


def test_a_text_kept_though_it_cannot_be_read_is_said_when_it_comes_back(read):
    page = read(net="random", mode="numbers")
    page.type("1 x")
    page.choose(mode="characters")
    assert page.drawn == "hello"
    page.choose(mode="numbers")
    assert page.state("text") == "1 x"
    assert page.notices == ["Row 1: “x” is not a number."]
    assert page.picture["example"] is True


def test_a_smaller_network_leaves_nothing_behind_in_the_address(read):
    page = read()
    page.choose(net="srn")
    page.choose(net="hello")
    assert page.address == {}


# whatever they do

TYPED = [
    "",
    " ",
    "hello",
    "heel",
    "1 1; 1 1",
    "1 x",
    "1;2;3",
    "1011 + 0110",
    "12+1",
    "+",
    "dog bites man",
    "man bites dog",
    LONG,
    "é<b>",
    "01",
    "\t",
    "1e308 1e308; 1e308 1",
    ";",
    "x" * 300,
]


def deeds(page, rng):
    """Something that a reader could do now, and how it is called."""

    def pick(values):
        return values[rng.integers(len(values))]

    chosen = {"net": selection.NETWORKS, "form": ("sum", "concatenated")}
    if page.has("cell"):
        chosen |= {
            "mode": MODES,
            "cell": tuple(CELLS),
            "hidden": (1, 2, 20),
            "layers": (1, 2, 4),
            "both": (False, True),
            "gain": (0.0, 0.5, 4.0),
            "seed": (0, 1),
        }
    if page.has("row"):
        chosen["row"] = range(len(page.control("row").options))
    control = pick(tuple(chosen))
    yield "choose", {control: pick(chosen[control])}
    yield "type", {"text": pick(TYPED), "box": pick(("text", "text", "with", "target"))}
    yield "press", {"label": pick(tuple(chooser.SCENES))}
    yield "tell", {"key": "unrolled", "step": int(rng.integers(12))}
    yield "tell", {"key": "unrolled", "unit": rng.integers(130, size=2).tolist()}
    if page.at.data_editor:
        value = pick((None, 1.0, 0.5, -1e308))
        yield "edit", {"table": 1, "row": pick((0, 1)), pick(("W_hy 1", "b_y")): value}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_reader_does_ends_in_no_trace_and_a_link_brings_it_back(read, seed):
    rng, page, done = np.random.default_rng(seed), read(), []
    for number in range(40):
        ways = list(deeds(page, rng))
        deed, words = ways[rng.integers(len(ways) + 2) % len(ways)]  # networks and texts oftener
        done.append((deed, words))
        getattr(page, deed)(**words)
        assert page.figure("maps")["data"], done
        if number % 5 == 0 and not page.notices:
            linked = read(**page.address)
            assert linked.picture == page.picture, done
            assert linked.address == page.address, done


# the address

EVERY = {
    "net": "random",
    "mode": "words",
    "cell": "lstm",
    "hidden": "6",
    "layers": "2",
    "both": "yes",
    "seed": "41",
    "gain": "1.25",
    "start": "orthogonal",
    "forget": "2",
    "vectors": "3",
    "text": "a b <b> c",
    "with": "c b a",
    "target": "b & c",
    "first": "random",
    "first_seed": "3",
    "step": "2",
    "row": "3",
    "unit": "5",
    "form": "concatenated",
    "digits": "4",
    "show": "c,o",
    "units": "2,6",
    "anatomy": "yes",
    "writing": "yes",
    "writes": "12",
    "pick": "drawn",
    "pick_seed": "4",
    "tokens": "yes",
    "returns": "yes",
    "parameters": "yes",
    "held": "yes",
}
BY_HAND = {
    "net": "srn",
    "first": "typed",
    "first_numbers": "0.5 -0.5",
    "activation": "tanh",
    "weights": ",".join(map(str, range(1, 19))),
    "text": "1 2; 3 4",
    "units": "2",
    "edges": "yes",
}


@pytest.mark.parametrize("query", [EVERY, BY_HAND], ids=["random", "by hand"])
def test_a_link_restores_the_whole_page(read, query):
    page = read(**query)
    assert page.notices == []
    assert page.address == query
    again = read(**page.address)
    assert again.picture == page.picture
    assert [box.text for box in again.arithmetic] == [box.text for box in page.arithmetic]
    for key in ("maps", "lines"):
        assert again.figure(key) == page.figure(key)
    page.run()
    assert page.address == query


def test_a_link_made_by_hand_shows_what_it_says(read):
    page = read(**EVERY)
    assert page.picture["pieces"] == ["a", "b", "<", "b", ">", "c"]
    assert page.picture["second"]["pieces"] == ["c", "b", "a"]
    assert page.headings[0] == "Step 2, number by number"
    assert page.states().shape == (4, 6, 6)
    assert len(page.maps()) == 2
    assert [line["name"] for line in page.figure("lines")["data"]] == ["unit 2", "unit 6"]


WRONG = {
    "net": ("gpt", "hello", "hello, ohlol"),
    "mode": ("bytes", "characters", "characters, words"),
    "cell": ("rnn", "tanh", "lstm"),
    "hidden": ("129", "8", "whole numbers from 1 to 128"),
    "layers": ("5", "1", "whole numbers from 1 to 4"),
    "both": ("1", "no", "yes, no"),
    "seed": ("-1", "0", f"whole numbers from 0 to {2**128 - 1}"),
    "gain": ("4.1", "1", "numbers from 0 to 4"),
    "start": ("zeros", "uniform", "uniform, orthogonal, identity"),
    "forget": ("21", "0", "numbers from −20 to 20"),
    "vectors": ("65", "0", "whole numbers from 0 to 64"),
    "activation": ("gelu", "identity", "tanh, relu, sigmoid, identity"),
    "weights": ("1,x", "nothing", "18 finite numbers, one for each weight"),
    "text": ("x" * 20_001, "hello", "texts of up to 20000 characters"),
    "with": ("x" * 20_001, "nothing", "texts of up to 20000 characters"),
    "source": ("x" * 20_001, "nothing", "texts of up to 20000 characters"),
    "target": ("x" * 20_001, "nothing", "texts of up to 20000 characters"),
    "first": ("ones", "zeros", "zeros, random, typed, text"),
    "first_seed": ("-1", "0", "whole numbers from 0 to 999999"),
    "first_numbers": ("0" * 4001, "nothing", "texts of up to 4000 characters"),
    "first_text": ("x" * 4001, "nothing", "texts of up to 4000 characters"),
    "frame": ("1000000001", "nothing", "whole numbers from 0 to 1000000000"),
    "step": ("2001", "nothing", "whole numbers from 1 to 2000"),
    "row": ("8", "0", "whole numbers from 0 to 7"),
    "unit": ("0", "1", "whole numbers from 1 to 128"),
    "form": ("product", "sum", "sum, concatenated"),
    "digits": ("7", "auto", "auto, 2, 3, 4, 5, 6, 8"),
    "show": ("h,q", "h", "h, c, i, f"),
    "units": ("0", "1,2,3", "whole numbers from 1 to 128"),
    "edges": ("1", "no", "yes, no"),
    "anatomy": ("1", "no", "yes, no"),
    "writing": ("1", "no", "yes, no"),
    "writes": ("201", "20", "whole numbers from 1 to 200"),
    "pick": ("best", "likeliest", "likeliest, drawn"),
    "pick_seed": ("-1", "0", "whole numbers from 0 to 999999"),
    "tokens": ("1", "no", "yes, no"),
    "returns": ("1", "no", "yes, no"),
    "parameters": ("1", "no", "yes, no"),
    "held": ("1", "no", "yes, no"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_link_cannot_ask_for_is_said(read, name):
    value, default, allowed = WRONG[name]
    page = read(**{name: value})
    (told,) = page.notices
    assert told.startswith(f"The address asks for {name} = “{value[:60]}”; allowed are ")
    assert allowed in told
    assert told.endswith(f". It stays at {default}.")
    assert page.drawn == "hello"
    assert page.address == {}
    page.run()
    assert page.notices == []


def test_every_field_is_tried():
    named = {field.name for field in unroll_view.FIELDS}
    # what a decoder's encoder has read is tried where there is one, in test_inside.py, and the moment
    # of a run where one is followed, in tests/ui/network/test_follow_bar.py
    elsewhere = {"source", "first_text", "frame"}
    assert WRONG.keys() == EVERY.keys() | BY_HAND.keys() | elsewhere == named


def test_several_wrong_things_each_have_their_sentence(read):
    page = read(net="gpt", gain="x", step="0", text="heel")
    assert len(page.notices) == 3
    assert page.drawn == "heel"


@pytest.mark.parametrize(
    "query",
    [
        {"net": "english-lstm", "units": "1,2,3,4,5,6,7"},
        {"units": ""},
        {"units": "1,1,1"},
        {"units": "100"},
        {"units": ","},
        {"show": ""},
        {"show": "h,h"},
        {"show": "c,f"},
        {"net": "english-lstm", "show": "c,c,f"},
        {"row": "7"},
        {"unit": "128"},
        {"step": "2000"},
        {"gain": "1e0"},
        {"gain": "1.2345"},
        {"net": "srn", "text": "1 1 1"},
        {"net": "random", "mode": "words", "text": " "},
        {"net": "random", "mode": "numbers", "text": " "},
        {"net": "random", "mode": "bits", "text": "x"},
        {"net": "random", "mode": "words", "text": "\n\t", "with": "a"},
        {"net": "addition", "text": "1" * 2000 + "+1"},
        {"net": "addition", "with": "1 + 1"},
        {"text": "a\nb\tc"},
        {"text": "\x00"},
        {"unheard": "of"},
        {"text": "%"},
    ],
    ids=urlencode,
)
def test_odd_links_end_in_no_trace(read, query):
    page = read(**query)
    assert page.picture["pieces"]
    assert page.figure("lines")["data"]


@pytest.mark.parametrize("weights", ["1,2,3", ",".join(["1"] * 17), ",".join(["1"] * 19)])
def test_another_number_of_weights_than_there_are_is_said(read, weights):
    page = read(net="srn", weights=weights)
    close(page.states()[0], np.array(SRN))
    (told,) = page.notices
    assert "weights" in told
    assert "18" in told


def test_a_scene_that_is_not_there_is_said(read):
    page = read(scene="nowhere")
    assert page.drawn == "hello"
    (told,) = page.notices
    assert "“nowhere”" in told


# weights by hand


def test_the_network_by_hand_is_the_golden_one(read):
    page = read(net="srn")
    np.testing.assert_allclose(page.states()[0], SRN, rtol=0, atol=16 / 32767)
    assert page.picture["predictions"][2] == [["y1", 0.0, "32.00"], ["y2", 0.0, "32.00"]]
    into, out = (table.value for table in page.at.data_editor)
    assert list(into.columns) == ["W_ih 1", "W_ih 2", "b_ih", "W_hh 1", "W_hh 2", "b_hh"]
    assert list(out.columns) == ["W_hy 1", "W_hy 2", "b_y"]
    assert set(into["W_hh 1"]) == set(out["W_hy 2"]) == {1.0}
    assert set(into["b_ih"]) == set(out["b_y"]) == {0.0}


def test_an_edited_weight_counts_at_once_and_lives_in_the_address(read):
    page = read(net="srn")
    page.edit(0, 0, **{"W_ih 1": 2.0})
    # h1 = 2 x1 + x2 + (h1 + h2), h2 = x1 + x2 + (h1 + h2)
    close(page.states()[0], np.array([[3.0, 2.0], [8.0, 7.0], [21.0, 19.0]]))
    page.edit(0, 1, **{"W_hh 2": 0.0, "b_hh": -1.0})
    # h2 = x1 + x2 + h1 - 1
    close(page.states()[0], np.array([[3.0, 1.0], [7.0, 4.0], [17.0, 10.0]]))
    page.edit(1, 1, **{"b_y": 0.5})
    assert page.picture["predictions"][0][1] == ["y2", 0.0, "4.50"]
    weights = "2,1,1,1,1,1,1,0,0,0,0,-1,1,1,1,1,0,0.5"
    assert page.address["weights"] == weights
    again = read(net="srn", weights=weights)
    close(again.states(), page.states())
    assert again.at.data_editor[0].value.loc["h₁", "W_ih 1"] == 2.0


def test_weights_from_a_link_can_be_edited(read):
    page = read(net="srn", weights="2,1,1,1,1,1,1,1,0,0,0,0,1,1,1,1,0,0")
    close(page.states()[0], np.array([[3.0, 2.0], [8.0, 7.0], [21.0, 19.0]]))
    page.edit(0, 0, **{"W_ih 1": 1.0})
    close(page.states()[0], np.array(SRN))


@pytest.mark.parametrize("way", ["scene", "another network"])
def test_weights_that_were_set_back_can_be_edited_again(read, way):
    page = read(net="srn")
    page.edit(0, 0, **{"W_ih 1": 2.0})
    if way == "scene":
        page.press("a sum by hand")
    else:
        page.choose(net="hello")
        page.choose(net="srn")
    close(page.states()[0], np.array(SRN))
    page.edit(0, 0, **{"W_ih 1": 2.0})
    close(page.states()[0], np.array([[3.0, 2.0], [8.0, 7.0], [21.0, 19.0]]))


def test_a_weight_of_many_digits_keeps_them_in_the_address(read):
    page = read(net="srn")
    page.edit(0, 0, **{"W_ih 1": 0.123456789})
    again = read(**page.address)
    assert again.state("weights")[0] == 0.123456789


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf")])
def test_a_weight_that_is_no_number_keeps_the_last_good_network(read, value):
    page = read(net="srn")
    page.edit(0, 0, **{"W_ih 1": 2.0})
    before = page.picture
    page.edit(0, 1, b_hh=value)
    assert page.notices == [
        "b_hh: a place holds no finite number. Until it does, the network keeps its last good weights."
    ]
    page.edit(1, 0, **{"W_hy 2": value})
    assert page.notices[0].startswith("b_hh and W_hy: a place holds no finite number.")
    assert page.picture == before
    assert page.address["weights"].startswith("2,1,1,1")
    page.edit(0, 1, b_hh=1.0)
    page.edit(1, 0, **{"W_hy 2": 1.0})
    assert page.notices == []
    assert page.picture != before


def test_weights_that_overflow_are_said(read):
    page = read(net="srn")
    page.edit(0, 0, **{"W_hh 1": 1e308, "W_hh 2": 1e308})
    assert "overflowed at step 2" in page.notices[0]
    page.edit(0, 0, **{"W_hh 1": 1.0, "W_hh 2": 1.0})
    assert page.notices == []


def test_weights_can_be_edited_while_the_text_cannot_be_read(read, monkeypatch):
    page = read(net="srn")
    page.type("1 x")
    assert page.notices == ["Row 1: “x” is not a number."]
    reruns, rerun = [], streamlit.rerun

    def counted():
        reruns.append(1)
        assert len(reruns) < 4, "the page runs again and again"
        rerun()

    monkeypatch.setattr(streamlit, "rerun", counted)
    page.edit(0, 0, **{"W_ih 1": 2.0})
    page.type("1 1")
    close(page.states()[0], np.array([[3.0, 2.0]]))


@pytest.mark.parametrize("activation", chooser.ELMAN)
def test_every_activation_of_the_network_by_hand(read, activation):
    page = read(net="srn")
    page.choose(activation=activation)
    squash = {
        "tanh": np.tanh,
        "relu": lambda x: max(x, 0.0),
        "sigmoid": special.expit,
        "identity": lambda x: x,
    }[activation]
    h, wanted = 0.0, []
    for x in (1.0, 1.0, 2.0):
        h = squash(2 * x + 2 * h)
        wanted.append([h, h])
    close(page.states()[0], np.array(wanted))
    assert increasing(row[0] for row in wanted)


def test_edited_weights_survive_another_activation_and_a_scene_sets_them_back(read):
    page = read(net="srn")
    page.edit(0, 0, **{"W_ih 1": 2.0})
    page.choose(activation="relu")
    close(page.states()[0], np.array([[3.0, 2.0], [8.0, 7.0], [21.0, 19.0]]))
    page.press("a sum by hand")
    close(page.states()[0], np.array(SRN))
    assert page.at.data_editor[0].value.loc["h₁", "W_ih 1"] == 1.0
    assert "weights" not in page.address


def test_a_network_nobody_edited_leaves_nothing_in_the_address(read):
    assert read(net="srn").address == {"net": "srn"}
