"""The verdict word by word and the table of confusions, read back from what is sent to the browser."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_readers import contrast, parsed

from rnnviz.figures.tasks import sentiment as figures

WORDS = ["the", "food", "was", "bad", "but"]
CHANCES = np.array([0.4, 0.45, 0.5, 0.02, 0.9])


def test_a_bar_goes_from_one_half_to_the_probability_after_each_word():
    (bars,) = go.Figure(figures.verdict(WORDS, CHANCES, False)).data
    assert bars.base == 0.5
    np.testing.assert_allclose(np.array(bars.y) + 0.5, CHANCES)
    assert list(bars.text) == ["40 %", "45 %", "50 %", "2 %", "90 %"]
    assert bars.hovertext[3] == "after “bad”: 2 % positive"
    # purple below one half, orange above
    red, blue = (np.array([int(c[i : i + 2], 16) for c in bars.marker.color]) for i in (1, 5))
    assert (blue > red).tolist() == [True, True, False, True, False]


def test_the_word_that_moved_it_most_is_framed_bold_and_named():
    figure = go.Figure(figures.verdict(WORDS, CHANCES, False))
    widths = figure.data[0].marker.line.width
    assert [width > 1 for width in widths] == [False, False, False, False, True]
    assert figure.layout.xaxis.ticktext == ("the", "food", "was", "bad", "<b>but</b>")
    assert figure.layout.title.text == (
        "Verdict: positive (90 %). Moved most by “but”: from 2 % positive to 90 %"
    )


@pytest.mark.parametrize(
    ("chances", "sentence"),
    [
        ([0.3], "Verdict: negative (70 %)"),
        ([0.452, 0.449], "Verdict: negative (55 %). No word moved it by 1 %"),
        ([0.999], "Verdict: positive (> 99 %)"),
        ([0.9, 0.001], "Verdict: negative (> 99 %). Moved most by “b”: from 90 % positive to < 1 %"),
        ([0.0, 1.0], "Verdict: positive (100 %). Moved most by “b”: from 0 % positive to 100 %"),
    ],
)
def test_the_sentence_never_says_certain_where_it_is_not(chances, sentence):
    assert figures.verdict_sentence(["a", "b"][: len(chances)], np.array(chances)) == sentence


@pytest.mark.parametrize("count", [1, 5, 17, 40, 41, 200])
@pytest.mark.parametrize("dark", [False, True])
def test_any_number_of_words_can_be_read(rng, count, dark):
    words = [f"word{n}" for n in range(count)]
    chances = rng.random(count)
    figure = go.Figure(figures.verdict(words, chances, dark))
    ticks = figure.layout.xaxis
    assert len(ticks.ticktext) <= 41
    place = figures.moved_most(chances)
    if place is not None:
        assert f"<b>word{place}</b>" in ticks.ticktext
    for value, text in zip(ticks.tickvals, ticks.ticktext, strict=True):
        assert re.sub("</?b>", "", text) == words[value - 1]
    assert ticks.tickangle == (-90 if count > 20 else 0)
    ends = {note.text: note for note in figure.layout.annotations}
    assert list(ends) == ["<b>negative</b>", "<b>positive</b>"]
    for note in ends.values():
        assert contrast(note.font.color, "#14161a" if dark else "#ffffff") >= 4.5


def test_typed_words_are_shown_as_text_and_long_ones_shortened():
    figure = figures.verdict(["<b>&", "x" * 500], np.array([0.1, 0.2]), False)
    assert figure["layout"]["xaxis"]["ticktext"] == ["&lt;b&gt;&amp;", f"<b>{'x' * 17}…</b>"]
    assert "<b>" not in figure["layout"]["title"]["text"]
    assert len(figure["layout"]["title"]["text"]) < 150
    assert "<b>" not in "".join(figure["data"][0]["hovertext"])


def test_the_table_counts_and_shares_each_row():
    table = parsed(figures.confusion_table(np.array([[90, 10], [1, 3]])))
    rows = [[cell.text for cell in row.children] for row in table.all("tr")]
    assert rows == [
        ["unseen reviews", "taken for negative", "taken for positive"],
        ["negative in truth", "✓ 90 (90 %)", "✗ 10 (10 %)"],
        ["positive in truth", "✗ 1 (25 %)", "✓ 3 (75 %)"],
    ]
    bars = [
        float(re.search(r"--share:([\d.]+)", bar.attributes["style"])[1]) for bar in table.all("span")
    ]
    assert bars == [0.9, 0.1, 0.25, 0.75]
    assert "✗ 0 (0 %)" in figures.confusion_table(np.array([[0, 0], [0, 5]]))


def test_sentences_have_their_numbers():
    said = figures.confusion_sentence(np.array([[90, 10], [1, 3]]), 0.615)
    assert said == (
        "Of 104 unseen reviews 93 are judged right: 89.4 %. Logistic regression on the words, which "
        "knows nothing of their order, gets 61.5 % right."
    )
    assert figures.loaded_sentence(50_000, 25_001, 3, 2000, 1010) == (
        "50,000 rows read: 25,001 positive, 24,999 negative; 3 without a word left out. 2,000 used: "
        "1,010 positive, 990 negative; a fifth of them stays unseen."
    )
    assert "left out" not in figures.loaded_sentence(50, 25, 0, 50, 25)


def test_lengths_are_said_as_they_are_read_and_as_they_were():
    lengths, whole = np.array([3, 5, 9]), np.array([3, 5, 40])
    said = figures.lengths_sentence(lengths, whole, 2, 1)
    assert said.startswith("As they are read they have 3 to 9 words, half of them up to 5;")
    assert "2 are learned from, 1 are kept apart. In the file they have up to 40." in said
    assert "In the file" not in figures.lengths_sentence(lengths, lengths, 2, 1)
