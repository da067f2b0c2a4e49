import re
from urllib.parse import unquote

import numpy as np
import pytest
from support.figure_readers import parsed

from rnnviz.figures.tasks import addition as figures
from rnnviz.tasks.addition import Addition, Sum

ORDERS = {"least": np.arange(9), "most": np.arange(9)[::-1]}


def made(first, second, order="least", wrong=()):
    """A sum as Python computes it, with some places answered wrongly."""
    place = np.arange(9)
    bits = (first + second) >> place & 1
    bits[list(wrong)] ^= 1
    pairs = np.stack([first >> place & 1, second >> place & 1], axis=1)
    carries = [((first % 2**n) + (second % 2**n)) // 2**n for n in range(9)]
    return Sum(first, second, pairs, np.where(bits, 0.9, 0.2), np.array(carries), ORDERS[order])


def cells(html, kind):
    row = re.search(rf'<tr class="{kind}[^"]*">(.*?)</tr>', html, re.DOTALL)[1]
    return [re.sub("<[^>]*>", "", cell) for cell in re.findall("<td.*?</td>", row, re.DOTALL)]


@pytest.mark.parametrize("order", ORDERS)
def test_the_columns_are_the_sum_in_the_order_of_reading(order):
    one = made(173, 94, order)
    html = figures.columns(one, np.zeros((9, 3)), np.zeros(3))
    worth = [int(text) for text in cells(html, "worth")]
    assert worth == [2**n for n in range(9)][:: 1 if order == "least" else -1]
    answer = [int(text) for text in cells(html, "answer")]
    assert sum(w * b for w, b in zip(worth, answer, strict=True)) == 173 + 94
    carries = dict(zip(worth, cells(html, "carry"), strict=True))
    # 173 + 94 on paper: 1101 + 1110 carries out of the fourth place for the first time
    assert [carries[2**n] for n in range(9)] == list("000111111")
    assert set(cells(html, "check")) == {"✓"}
    # the percent sign stands in the row's head: beside the number it would take a second line
    assert set(cells(html, "sure")) == {"90", "80"}
    assert ">how sure, in %</th>" in html


def test_a_wrong_bit_is_said_in_its_column_and_for_the_whole():
    one = made(5, 6, wrong=[3])
    html = figures.columns(one, np.zeros((9, 2)), np.zeros(2))
    assert cells(html, "check") == list("✓✓✓✗✓✓✓✓✓")
    assert "✗ wrong, it is 11" in parsed(figures.verdict(one)).text
    assert "5 + 6 = 3" in parsed(figures.verdict(one)).text
    assert "✓ right" in parsed(figures.verdict(made(5, 6))).text


def test_the_unit_that_stands_for_the_carry_comes_first_and_is_drawn_over_it():
    one = made(173, 94)
    states = np.zeros((9, 10))
    states[:, 4] = 1.0 - 2.0 * one.carries  # against the carry
    found = np.linspace(-0.1, 0.1, 10)
    found[4] = -0.98
    html = figures.columns(one, states, found)
    named = re.findall(r"unit (\d+) <small>r = (\S+)</small>", html)
    assert named[0] == ("5", "−0.98")
    assert len(named) == figures.MOST_UNITS
    assert "8 of 10" in html
    picture = unquote(re.search(r'src="data:image/svg\+xml,([^"]*)"', html)[1])
    assert picture.count("<rect") == one.carries.sum()
    heights = [float(pair.split(",")[1]) for pair in re.search("points='([^']*)'", picture)[1].split()]
    # turned over it is as high as the carry
    np.testing.assert_array_equal(np.array(heights) < 32, one.carries == 1)
    assert "−h of unit 5" in html


def test_accuracies_are_shown_with_their_bits():
    text = parsed(figures.accuracy({16: 0.25, 4: 1.0, 8: 0.5}, 8).replace("<br>", " ")).text
    assert re.findall(r"(\d+) bits|(\d+) %", text) == [
        ("4", ""),
        ("", "100"),
        ("8", ""),
        ("", "50"),
        ("16", ""),
        ("", "25"),
    ]
    assert "(trained)" in text


def test_the_made_sum_is_the_tasks_own():
    assert Addition().bits + 1 == len(made(1, 2).bits)
