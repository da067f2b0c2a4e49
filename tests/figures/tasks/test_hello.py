import re

import numpy as np
from support.figure_readers import parsed

from rnnviz.figures.tasks import hello as figures


def test_the_answer_is_right_only_letter_for_letter():
    assert "hello → ohlol" in parsed(figures.answer(list("hello"), list("ohlol"), list("ohlol"))).text
    assert "✓ right" in figures.answer(list("hello"), list("ohlol"), list("ohlol"))
    wrong = parsed(figures.answer(list("hello"), list("ohlll"), list("ohlol"))).text
    assert "✗ 1 of 5 wrong: it is ohlol" in wrong
    assert "✓" not in figures.answer(list("he"), list("oh"), None)


def test_every_probability_stands_in_its_row_and_column():
    chances = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])
    html = figures.probabilities(list("a<"), ["a", "<", " "], chances, ["<", "a"])
    rows = [re.findall(r"<td.*?>(.*?)</td>", row) for row in html.split("<tr>")[2:]]
    assert rows == [["10 %", "50 % ✓"], ["20 % ✓", "25 %"], ["70 %", "25 %"]]
    assert html.count('class=" best"') == 2
    assert "&lt;" in html and "␣" in html  # typed letters are shown as letters


def test_many_letters_show_the_likely_ones():
    chances = np.full((2, 40), 0.01)
    chances[:, 7] = 0.61
    html = figures.probabilities(list("ab"), [chr(65 + n) for n in range(40)], chances, None)
    assert html.count('<tr><th scope="row">') == figures.MOST_LETTERS + 1
    assert '<th scope="row">H</th>' in html
    assert "28 least likely letters" in html


def test_the_history_has_the_newest_first_and_strikes_out_what_is_wrong():
    moments = [
        figures.Attempt(0, float("nan"), list("hh"), np.array([0.1, 0.2])),
        figures.Attempt(7, 0.25, list("oh"), np.array([0.9, 0.8])),
    ]
    html = figures.history(moments, list("oh"))
    first, second = html.split("<tr>")[2:]
    assert '<td data-value="7.0">7</td><td data-value="0.25">0.250</td>' in first
    assert first.count('class="off"') == 0
    assert "✓" in first
    assert '<td data-value="0.0">0</td><td data-value="nan">–</td>' in second
    assert second.count('class="off"') == 1  # the second h is right
    assert "✓" not in second
