"""The names of a sentence, and what the network says of each word as it reads on."""

import re

import numpy as np
import pytest
from support.figure_readers import parsed

from rnnviz.figures.tasks import labelling as figures

WORDS = ("rusty", "woods", "sings", "tonight")
SAID = np.array([0.9, 0.8, 0.1, 0.2])


def test_words_beside_each_other_are_one_name():
    labels = [True, True, False, True, False, True, True]
    words = ["rusty", "woods", "and", "rose", "or", "olive", "banks"]
    assert figures.names(words, labels) == ["rusty woods", "rose", "olive banks"]
    assert figures.names(words, [False] * 7) == []


@pytest.mark.parametrize(
    ("right", "said"),
    [((1, 1, 0, 0), "✓ right"), ((0, 1, 0, 1), "✗ 2 of 4 words wrong"), (None, "rusty woods")],
)
def test_the_names_are_said_and_whether_they_are_right(right, said):
    text = parsed(figures.verdict(WORDS, SAID, right)).text.strip()
    assert "rusty woods sings tonight → rusty woods" in text
    assert text.endswith(said)


def test_a_sentence_without_a_name_says_so_and_typed_words_are_shown_as_text():
    html = figures.verdict(("<b>", "x"), np.array([0.2, 0.3]), None)
    assert "&lt;b&gt; x → no name" in parsed(html).text or "<b> x → no name" in parsed(html).text
    assert "<bdi>&lt;b&gt;</bdi>" in html


def test_every_chance_stands_in_the_row_of_what_was_read_and_the_column_of_its_word():
    chances = np.array([[0.25, np.nan], [0.75, 0.5]])
    html = figures.unfolding(("a", "b"), chances)
    rows = [re.findall(r"<td.*?>(.*?)</td>", row) for row in html.split("<tr>")[2:]]
    assert rows == [["25 %", ""], ["75 %", "50 %"]]
    assert html.count('class="best"') == 1  # more than a half


def test_the_word_that_what_follows_decides_is_named():
    chances = np.array([[0.5, np.nan], [0.97, 0.9]])
    said = figures.changes(("rusty", "woods"), chances)
    assert "“rusty” is part of a name with 50 % at least and 97 % at most" in said
    # there and back is a change, too
    back = np.array([[0.97, np.nan, np.nan], [0.2, 0.5, np.nan], [0.98, 0.5, 0.0]])
    assert "“a” is part of a name with 20 %" in figures.changes(("a", "b", "c"), back)
    assert "No word that follows" in figures.changes(("a", "b"), np.array([[0.5, np.nan], [0.5, 0.9]]))
    assert figures.changes(("a",), np.array([[0.5]])) == ""


def test_the_score_says_both_shares():
    assert figures.score(0.9, 0.5, 200) == (
        "Of 200 random sentences it labels 90 % of the words right, and 50 % of the sentences without "
        "a mistake."
    )
