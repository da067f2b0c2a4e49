"""Typed text to steps: nothing is dropped or cut, and what cannot be read is said in a sentence."""

import math
import unicodedata
from typing import get_args

import numpy as np
import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.figure_readers import GRAPHEMES

from rnnviz.nn.network import Network, NetworkSettings
from rnnviz.nn.tokenizer import (
    MODES,
    MOST_TOKENS,
    Unreadable,
    pieces,
    read,
    read_pieces,
    row_width,
    split,
    vocabulary,
    vocabulary_of,
    width_of,
    within_limit,
)
from rnnviz.nn.trace import unroll
from rnnviz.pretrained.registry import Mode
from rnnviz.text.written import narrow, tidy

HELLO = NetworkSettings(inputs=4, outputs=4, vocabulary=tuple("helo"))
PAIRS = NetworkSettings(inputs=2, outputs=2, output="linear")
SERIES = NetworkSettings(inputs=2, outputs=1, output="linear")
ADDER = NetworkSettings(inputs=2, outputs=1, output="sigmoid")

TEXT = st.one_of(st.text(), st.text("01+ ;,.-einfa\n\t"), st.text("heloé\u0301 1"))
APOSTROPHES = str.maketrans("‘’‛ʼ＇‐‑", "'''''--")
NO_NUMBER = "{row}: “{cell}” is not a number."
few = settings(deadline=None, derandomize=True)
typed_modes = pytest.mark.parametrize("mode", ["characters", "words", "bits"])


def sentence(text, mode, net, target=""):
    """What the reader is told."""
    with pytest.raises(Unreadable) as told:
        read(text, mode, net, target)
    words = str(told.value)
    assert words.endswith(".")
    assert words[0].isupper() or words[0] == "“"
    return words


def inked(text):
    """The text without its white space."""
    return regex.sub(r"\p{White_Space}", "", text)


def test_the_modes_are_those_of_the_ready_trained_networks():
    assert get_args(Mode) == MODES


# characters, words, bits


@pytest.mark.parametrize("grapheme", GRAPHEMES.values(), ids=GRAPHEMES)
def test_what_a_reader_sees_as_one_character_is_one_piece(grapheme):
    assert len(grapheme) > 1
    composed = unicodedata.normalize("NFC", grapheme)
    assert split(f"a{grapheme}b{grapheme}", "characters") == ["a", composed, "b", composed]
    assert split(f"a {grapheme} b", "words") == ["a", composed, "b"]


def test_right_to_left_text_comes_letter_by_letter_in_reading_order():
    assert split("שלום", "characters") == ["ש", "ל", "ו", "ם"]
    assert split("مرحبا", "characters") == ["م", "ر", "ح", "ب", "ا"]
    assert split("שָׁלוֹם עולם", "words") == ["שָׁלוֹם", "עולם"]


@few
@given(TEXT)
@example("".join(GRAPHEMES.values()))
@example("\r\n\0 ")
def test_characters_come_back_joined_to_what_was_typed(text):
    assert "".join(split(text, "characters")) == tidy(text)


@pytest.mark.parametrize("mode", ["words", "bits"])
@few
@given(text=TEXT)
@example(text="".join(GRAPHEMES.values()))
def test_words_and_bits_drop_nothing_but_white_space(mode, text):
    pieces = split(text, mode)
    assert all(inked(piece) for piece in pieces)
    plain = narrow(text) if mode == "bits" else tidy(text).translate(APOSTROPHES)
    assert inked("".join(pieces)) == inked(plain)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("dog bites  man", ["dog", "bites", "man"]),
        ("Don't co-operate, he’s 2nd.", ["Don't", "co-operate", ",", "he's", "2nd", "."]),
        ("cafe\u0301 naïve", ["café", "naïve"]),
        ("<b>x</b>", ["<", "b", ">", "x", "<", "/", "b", ">"]),
        ("$x$ **", ["$", "x", "$", "*", "*"]),
        (" \t\n", []),
        ("", []),
    ],
)
def test_words_as_a_reader_counts_them(text, pieces):
    assert split(text, "words") == pieces


@pytest.mark.parametrize("text", ["<b>", "$x$", "**", "&amp;", "\\n", "{{0}}", ":smile:"])
def test_markup_is_text_like_any_other(text):
    assert split(text, "characters") == list(text)
    net = NetworkSettings(inputs=len(set(text)), vocabulary=vocabulary([text], "characters"))
    typed = read(text, "characters", net)
    assert "".join(typed.pieces) == text
    assert [net.vocabulary[token] for token in typed.inputs] == list(text)


def test_bits_are_single_signs_whatever_stands_between_them():
    assert split("01 10\n1", "bits") == list("01101")
    bits = NetworkSettings(inputs=2, outputs=2, vocabulary=vocabulary(["whatever"], "bits"))
    typed = read("0120", "bits", bits)
    assert typed.inputs.tolist() == [0, 1, -1, 0]
    assert typed.unknown == (2,)


def test_a_vocabulary_has_every_piece_once_in_order_of_appearance():
    assert vocabulary(["hello", "help"], "characters") == ("h", "e", "l", "o", "p")
    assert vocabulary(["dog bites man", "man bites dog !"], "words") == ("dog", "bites", "man", "!")
    assert vocabulary(["1 1", "0"], "bits") == ("0", "1")


# tokens, and what should follow


def test_an_unknown_piece_is_minus_one_and_listed_and_stays():
    text = "hé<lé"
    typed = read(text, "characters", HELLO)
    assert typed.pieces == tuple(text)
    assert typed.inputs.tolist() == [0, -1, -1, 2, -1]
    assert typed.unknown == (1, 2, 4)
    assert typed.targets.tolist() == [-1, -1, 2, -1, -1]


def test_without_a_target_each_step_should_answer_the_next_piece():
    typed = read("hello", "characters", HELLO)
    assert typed.inputs.tolist() == [0, 1, 2, 2, 3]
    assert typed.targets.tolist() == [1, 2, 2, 3, -1]
    assert typed.answers == ("e", "l", "l", "o", "")
    assert not typed.given
    assert typed.unknown == ()


@pytest.mark.parametrize(
    ("target", "targets", "answers"),
    [
        ("ohlol", [3, 0, 2, 3, 2], ("o", "h", "l", "o", "l")),
        ("oh", [3, 0, -1, -1, -1], ("o", "h", "", "", "")),
        ("oxo", [3, -1, 3, -1, -1], ("o", "x", "o", "", "")),
    ],
)
def test_a_given_target_may_be_as_long_or_shorter(target, targets, answers):
    typed = read("hello", "characters", HELLO, target)
    assert typed.targets.tolist() == targets
    assert typed.answers == answers
    assert typed.given


@typed_modes
def test_a_target_longer_than_the_text_is_refused(mode):
    net = NetworkSettings(inputs=2, outputs=2, vocabulary=("0", "1"))
    told = sentence("0 1", mode, net, "1 0 1 0")
    text, target = len(split("0 1", mode)), len(split("1 0 1 0", mode))
    assert told == (
        f"The target has {target} tokens for a text of {text}; it may have as many or fewer."
    )


# numbers


@pytest.mark.parametrize(
    "text", ["1 1; 1 1; 2 2", "1,1;1, 1\n2\t2", "1 1;1 1;2 2;", "1 1;1 1;2 2 ;\n; "]
)
def test_rows_of_numbers_however_they_are_set_apart(text):
    typed = read(text, "numbers", PAIRS)
    np.testing.assert_array_equal(typed.inputs, [[1.0, 1.0], [1.0, 1.0], [2.0, 2.0]])
    assert typed.inputs.dtype == np.float64
    assert len(typed.pieces) == 3
    assert typed.targets is None
    assert typed.answers == ("", "", "")
    assert not typed.given
    assert typed.unknown == ()


@few
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=width, max_size=width),
            min_size=1,
            max_size=6,
        )
    )
)
def test_every_finite_number_is_read_to_the_last_bit(rows):
    text = "; ".join(" ".join(map(repr, row)) for row in rows)
    net = NetworkSettings(inputs=len(rows[0]), outputs=1, output="linear")
    typed = read(text, "numbers", net)
    assert typed.inputs.tobytes() == np.array(rows).tobytes()
    assert "; ".join(typed.pieces) == text
    assert row_width(text) == len(rows[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 1; 1 x; 2 2", NO_NUMBER.format(row="Row 2", cell="x")),
        ("1 <b>", NO_NUMBER.format(row="Row 1", cell="<b>")),
        ("1 1;1 1;nan 2", "Row 3: “nan” is not finite."),
        ("1 1;-inf 1", "Row 2: “-inf” is not finite."),
        ("1 1e999", "Row 1: “1e999” is not finite."),
        ("1 1;1 1;1", "Row 3 has 1 numbers and row 1 has 2; every row needs the same."),
        ("1 1;;2 2", "Row 2 has 0 numbers and row 1 has 2; every row needs the same."),
        ("1 2 3;1 2 3", "Row 1 has 3 numbers; the network reads 2."),
        ("1", "Row 1 has 1 numbers; the network reads 2."),
        ("; 1 1", "Row 1 has 0 numbers; the network reads 2."),
    ],
)
def test_a_row_that_cannot_be_read_is_named(text, words):
    assert sentence(text, "numbers", PAIRS) == words


def test_targets_of_numbers():
    typed = read("1 1; 2 2", "numbers", SERIES, "0.5; -1;")
    np.testing.assert_array_equal(typed.targets, [[0.5], [-1.0]])
    assert typed.answers == ("0.5", "-1")
    assert typed.given


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("1 1; 1 1", "The target has 2 rows for 3 rows of numbers."),
        ("1 1; 1 1; 2 y", NO_NUMBER.format(row="Target row 3", cell="y")),
        ("1; 1; 2", "Target row 1 has 1 numbers; the network answers with 2."),
        ("1 1; 1 inf; 2 2", "Target row 2: “inf” is not finite."),
    ],
)
def test_a_target_row_that_cannot_be_read_is_named(target, words):
    assert sentence("1 1; 1 1; 2 2", "numbers", PAIRS, target) == words


@pytest.mark.parametrize(
    ("text", "width"), [("1 2 3; 1", 3), ("", 1), (" ; ", 1), (";1 2", 1), ("a b", 2)]
)
def test_a_random_network_is_as_wide_as_the_first_row(text, width):
    assert row_width(text) == width


# sums


def number(bits):
    """Python's number for some bits, the least significant first."""
    return sum(int(bit) << place for place, bit in enumerate(bits))


@few
@given(st.integers(0, 2**60), st.integers(0, 2**60), st.integers(0, 5), st.integers(0, 5))
def test_a_sum_is_read_bit_by_bit_and_answered_as_python_adds(first, second, zeros, more):
    parts = "0" * zeros + f"{first:b}", "0" * more + f"{second:b}"
    typed = read(" + ".join(parts), "bits", ADDER)
    assert number(typed.inputs[:, 0]) == first
    assert number(typed.inputs[:, 1]) == second
    assert number(typed.targets[:, 0]) == first + second
    assert number(typed.answers) == first + second
    assert len(typed.pieces) == max(map(len, parts)) + 1
    assert [list(map(float, pair.split())) for pair in typed.pieces] == typed.inputs.tolist()
    assert typed.given


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("1011 + 0110", 11, 6),
        ("1 0 1 1+0\t110", 11, 6),
        ("101", 5, 0),
        ("101 +", 5, 0),
        ("+ 11", 0, 3),
        ("1" * 1999 + "+1", 2**1999 - 1, 1),
    ],
)
def test_sums_as_they_are_typed(text, first, second):
    typed = read(text, "bits", ADDER)
    assert (number(typed.inputs[:, 0]), number(typed.inputs[:, 1])) == (first, second)
    assert number(typed.targets[:, 0]) == first + second


@pytest.mark.parametrize("text", ["", " ", "+", " + "])
def test_a_sum_of_nothing_has_no_steps(text):
    typed = read(text, "bits", ADDER)
    assert typed.pieces == typed.answers == ()
    assert typed.inputs.shape == (0, 2)
    assert typed.targets is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 + 1 + 1", "This network adds two binary numbers; there is more than one “+”."),
        ("10 + 12", "“2” is no bit; write two binary numbers, as 1011 + 0110."),
        ("1 + <b>", "“<” is no bit; write two binary numbers, as 1011 + 0110."),
        ("２ + 1", "“2” is no bit; write two binary numbers, as 1011 + 0110."),
        ("1" * 2000 + "+ 1", "The numbers have 2,000 bits; at most 1,999 are added."),
    ],
)
def test_what_is_no_sum_is_said(text, words):
    assert sentence(text, "bits", ADDER) == words


# the limit


@pytest.mark.parametrize(
    ("mode", "token"),
    [("characters", GRAPHEMES["family"]), ("words", "ab "), ("bits", "0"), ("numbers", "1;")],
)
def test_more_tokens_than_are_unrolled_are_refused_with_the_limit(mode, token):
    assert MOST_TOKENS == 2000
    assert len(split(token * 2000, mode)) == 2000
    net = NetworkSettings(inputs=1, outputs=1, output="linear")
    if mode != "numbers":
        net = NetworkSettings(inputs=1, outputs=1, vocabulary=("0",))
    told = sentence(token * 2001, mode, net)
    assert told.startswith("The text has 2,001 tokens; at most 2,000 are unrolled.")
    assert sentence("1" * 2001 + "+1", "bits", ADDER).startswith("The text has 2,001 tokens")


def test_a_target_beyond_the_limit_is_refused_too():
    assert "2,000" in sentence("hello", "characters", HELLO, "h" * 2001)
    assert "2,000" in sentence("1 1", "numbers", PAIRS, "1 1;" * 2001)


# whatever is typed


@pytest.mark.parametrize("net", [HELLO, SERIES, ADDER], ids=["tokens", "rows", "sums"])
@pytest.mark.parametrize("mode", MODES)
@few
@given(text=TEXT, target=st.one_of(st.just(""), TEXT))
def test_any_text_is_read_or_refused_in_a_sentence(net, mode, text, target):
    try:
        typed = read(text, mode, net, target)
    except Unreadable:
        return
    steps = len(typed.pieces)
    assert len(typed.inputs) == len(typed.answers) == steps
    assert typed.targets is None or len(typed.targets) == steps
    assert all(isinstance(part, str) for part in (*typed.pieces, *typed.answers))
    if typed.inputs.ndim == 1:
        assert ((typed.inputs >= -1) & (typed.inputs < net.inputs)).all()
        assert ((typed.targets >= -1) & (typed.targets < net.outputs)).all()
        assert list(typed.unknown) == [i for i, token in enumerate(typed.inputs) if token == -1]
    else:
        assert typed.inputs.shape == (steps, net.inputs)
        assert np.isfinite(typed.inputs).all()
        assert typed.targets is None or typed.targets.shape == (steps, net.outputs)


@typed_modes
@few
@given(text=TEXT)
def test_what_is_read_can_be_unrolled(mode, text):
    known = vocabulary(["hello 01", text], mode)
    net = Network.random(inputs=len(known), outputs=len(known), vocabulary=known)
    typed = read(text, mode, net)
    if mode != "bits":
        assert typed.unknown == ()
    if not typed.pieces:
        return
    trace = unroll(net, typed.inputs, typed.targets)
    assert trace.steps == len(typed.pieces)
    assert [not math.isnan(loss) for loss in trace.losses] == [t >= 0 for t in typed.targets]


def test_a_sum_may_have_another_target():
    net = NetworkSettings(inputs=2, outputs=1, output="sigmoid")
    typed = read("11 + 01", "bits", net, "101")
    assert typed.answers == ("1", "0", "1")
    np.testing.assert_array_equal(typed.targets[:, 0], [1, 0, 1])


@pytest.mark.parametrize(("target", "words"), [("12", "no binary number"), ("10001", "5 bits")])
def test_a_target_that_no_sum_can_have_is_refused(target, words):
    with pytest.raises(Unreadable, match=words):
        read("11 + 01", "bits", NetworkSettings(inputs=2, outputs=1, output="sigmoid"), target)


# in pieces already


def test_a_text_in_pieces_is_read_as_the_text():
    for net, mode, text, target in (
        (HELLO, "characters", "hello", "ohell"),
        (HELLO, "characters", "hello", ""),
        (PAIRS, "numbers", "1 2; 3 4", "5 6; 7 8"),
        (ADDER, "bits", "1011 + 0110", "10 001"),
    ):
        wanted = pieces(target, mode) if target else None
        one, other = read(text, mode, net, target), read_pieces(pieces(text, mode), mode, net, wanted)
        assert (one.pieces, one.answers, one.given) == (other.pieces, other.answers, other.given)
        np.testing.assert_array_equal(one.inputs, other.inputs)
        np.testing.assert_array_equal(one.targets, other.targets)


def test_what_is_made_of_texts_is_made_of_pieces():
    texts = ["cat bites man", "man runs"]
    split_up = [split(text, "words") for text in texts]
    assert vocabulary_of(split_up, "words") == vocabulary(texts, "words")
    assert vocabulary_of([], "bits") == ("0", "1")
    assert width_of(pieces("1 2 3; 4", "numbers")) == row_width("1 2 3; 4") == 3
    assert width_of([]) == 1


def test_pieces_have_no_limit_of_their_own():
    found = pieces("a" * (MOST_TOKENS + 1), "characters")
    assert within_limit(found[1:]) == found[1:]
    with pytest.raises(Unreadable, match="2,001 tokens"):
        within_limit(found)


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [3, 4]]",
        "[[1. 2.]\n [3. 4.]]",
        "1,2;3,4",
        "1，2；3，4",
        "１ ２；３ ４",
        "1\t2\n3\t4",
        "1 2; 3 +4",
    ],
)
def test_rows_are_read_as_other_programs_write_them(text):
    np.testing.assert_array_equal(read(text, "numbers", PAIRS).inputs, [[1.0, 2.0], [3.0, 4.0]])


def test_our_own_minus_is_read_again():
    typed = read("−1 2; 1.5·10⁻³ –4", "numbers", PAIRS, "−1,5 2; 0 0")
    np.testing.assert_array_equal(typed.inputs, [[-1.0, 2.0], [0.0015, -4.0]])
    np.testing.assert_array_equal(typed.targets, [[-1.5, 2.0], [0.0, 0.0]])


def test_bits_may_come_from_a_keyboard_for_chinese():
    typed, plain = (read(text, "bits", ADDER) for text in ("１０１１＋０１１０", "1011 + 0110"))
    assert typed.pieces == plain.pieces
    np.testing.assert_array_equal(typed.inputs, plain.inputs)
