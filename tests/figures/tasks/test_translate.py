"""Pictures of Translate: the numbers in them are the network's."""

import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_readers import parsed, spoken

from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.figures.tasks import translate as figures
from rnnviz.nn.decoding import Answer
from rnnviz.runs.run import Run
from rnnviz.tasks import Translate

TASK = Translate(kind="pairs", pairs="ab -> <i>\ncd -> xyz")
MODEL = TASK.start(Run(**Translate.usual), 0).astype("float64")
ONE = passage(MODEL, TASK.read("ab"), 5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ab", "<i>", "<i>", ""), "ab → <i> ✓ right"),
        (("ab", "x", "<i>", "never trained on"), "ab → x ✗ wrong, it is <i> never trained on"),
        (("ab", "", None, "in no pair"), "ab → nothing  in no pair"),
        (
            ("ab", "xyz", "xyz", "", "cd"),
            "ab with another's c → xyz ✓ the answer to “cd”: c alone decides",
        ),
        (
            ("ab", "x", "xyz", "", "<cd>"),
            "ab with another's c → x ✗ wrong, the answer to “<cd>” is xyz",
        ),
    ],
)
def test_the_verdict_says_what_came_and_what_is_true(arguments, words):
    assert parsed(figures.verdict(*arguments)).text.strip() == words


def test_the_diagram_shows_what_was_read_and_written():
    shown = parsed(figures.diagram(ONE, ["a", "b"], TASK.answers, "<i>"))
    encoder, decoder = shown.all(".chained")
    assert [cell.text for cell in encoder.all(".token")] == ["a", "b"]
    signs = {"\x02": "⊢", "\x03": "⊣"}
    written = [signs.get(TASK.answers[t], TASK.answers[t]) for t in ONE.tokens]
    assert [cell.text.removesuffix("✗") for cell in decoder.all(".token")] == written
    assert [cell.text for cell in decoder.all(".fed")] == ["⊢", *written[:-1]]
    wrong = [cell.text.endswith("✗") for cell in decoder.all(".token")]
    wanted = ["<", "i", ">", "⊣", None]
    assert wrong == [token != right for token, right in zip(written, wanted, strict=False)]
    (vector,) = shown.all(".vector")
    assert "128 numbers, and all that the decoder gets to know" in vector.text
    assert len(vector.all(".strip")) == 2


def test_a_decoder_that_reads_c_again_says_so():
    model = TASK.start(Run(**Translate.usual, context=True), 0).astype("float64")
    one = passage(model, TASK.read("ab"), 5)
    assert one.again and not ONE.again
    shown = parsed(figures.diagram(one, ["a", "b"], TASK.answers, "<i>"))
    assert "reads the last layer's h again at every step" in shown.one(".vector").text
    __, decoder = shown.all(".chained")
    assert [cell.text for cell in decoder.all(".fed")].count("c") == len(one.tokens)


def test_with_anothers_vector_both_are_shown():
    other = passage(MODEL, TASK.read("cd"), 1).own
    one = passage(MODEL, TASK.read("ab"), 5, other)
    own, handed = parsed(figures.diagram(one, ["a", "b"], TASK.answers, "xyz", "cd")).all(".vector")
    assert "unused" in own.attributes["class"] and "not handed over" in own.text
    assert "the last state of “cd”" in handed.text
    assert own.all("i")[0].attributes != handed.all("i")[0].attributes


@pytest.mark.parametrize("dark", [False, True])
def test_every_cell_is_a_probability_and_the_chosen_ones_are_framed(dark):
    figure = go.Figure(figures.letters(ONE, TASK.answers, dark))  # raises for what Plotly does not know
    (heat,) = figure.data
    cells = np.array(heat.z)
    np.testing.assert_allclose(cells.sum(axis=0), 1.0)  # untrained, it may answer with START as well
    names = list(figure.layout.yaxis.ticktext)
    assert names == [*(t.replace("<", "&lt;").replace(">", "&gt;") for t in TASK.answers[2:]), "⊣", "⊢"]
    for place, frame in enumerate(figure.layout.shapes):
        row = round((frame.y0 + frame.y1) / 2)
        column = round((frame.x0 + frame.x1) / 2) - 1
        assert column == place and cells[row, column] == cells[:, column].max()
    for row, texts in zip(cells, heat.text, strict=True):
        for chance, text in zip(row, texts, strict=True):
            if text:
                assert text in ("< 1", "> 99") or spoken(text) == pytest.approx(100 * chance, abs=0.5)
            else:
                assert chance < figures.LEAST
    assert min(heat.textfont.size, figure.layout.font.size) >= 15


@pytest.mark.parametrize(("bias", "shown"), [(9.0, True), (-9.0, False)])
def test_start_has_a_row_only_where_it_may_be_answered(bias, shown):
    model = TASK.start(Run(**Translate.usual), 0).astype("float64")
    model.parameters["decoder.readout.bias"][0] = bias
    one = passage(model, TASK.read("ab"), 3)
    figure = figures.letters(one, TASK.answers, dark=False)
    assert ("⊢" in figure["layout"]["yaxis"]["ticktext"]) == shown
    assert len(figure["layout"]["shapes"]) == len(one.tokens)
    assert (one.tokens == 0).all() == shown


def test_of_many_characters_only_the_likely_ones_have_a_row():
    task = Translate(kind="reversal")
    model = task.start(Run(**Translate.usual), 0).astype("float64")
    bias = model.parameters["decoder.readout.bias"]
    bias[2:10] = 6.0  # a to h, which share nearly all there is
    one = passage(model, task.read("abc"), 4)
    figure = figures.letters(one, task.answers, dark=False)
    assert list(figure["layout"]["yaxis"]["ticktext"]) == list("abcdefgh")
    assert "others stay below 0.5 %" in figure["layout"]["yaxis"]["title"]["text"]
    assert one.probabilities[:, [1, *range(10, 28)]].max() < 0.005
    assert len(figure["data"][0]["z"]) == 8


def test_the_beam_is_listed_with_its_logarithms():
    found = [Answer((2, 3), -0.105, True), Answer((4,), -2.5, False)]
    table = parsed(figures.answers_table(found, ["<i>", "x"], "<i>", "<i>"))
    head, *rows = (row.children for row in table.all("tr"))
    assert [cell.text for cell in head][1:4] == ["answer", "log p (nats)", "p"]
    assert [cell.text for cell in rows[0]] == ["1.", "<i>", "−0.10", "90 %", "", "greedy, ✓ right"]
    assert [cell.text for cell in rows[1]] == ["2.", "x", "−2.50", "8 %", "", "without an end"]
    assert "width:90.0%" in rows[0][4].children[0].attributes["style"]


def test_words_for_those_who_cannot_see_it():
    said = figures.letters_alt(ONE, TASK.answers)
    assert said.count("%") == len(ONE.tokens)
