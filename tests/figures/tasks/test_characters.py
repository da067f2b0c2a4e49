import re

import numpy as np
import pytest
from support.figure_readers import contrast, parsed

from rnnviz.figures.base.style import NORMS
from rnnviz.figures.tasks import characters as figures

FLOORS = {"nothing": 2.0, "unigram": 1.5, "bigram": 0.5}


def test_each_letter_stands_on_its_surprise():
    html = figures.surprise(list("a<b"), np.array([np.nan, 0.0, 2.0]), 2.0)
    spans = re.findall(r"<span (.*?)>(.*?)</span>", html)[:3]
    assert [text for _, text in spans] == ["a", "&lt;", "b"]
    assert 'class="none"' in spans[0][0]
    assert NORMS[0] in spans[1][0] and "0.00 nats, p = 1" in spans[1][0]
    assert NORMS[-1] in spans[2][0] and "2.00 nats, p = 0.135" in spans[2][0]


@pytest.mark.parametrize("loss", np.linspace(0.0, 3.0, 13))
def test_letters_can_be_read_on_every_surprise(loss):
    html = figures.surprise(["x"], np.array([loss]), 3.0)
    ground, ink = re.search("background:(#......);color:(#......)", html).groups()
    assert contrast(ground, ink) >= 4.5


def test_lines_end_and_words_are_spaced():
    assert "⏎<br>" in figures.surprise(["\n"], np.array([0.5]), 1.0)
    assert "</span> <span" in figures.surprise(["a", "b"], np.array([0.5, 0.5]), 1.0, spaced=True)


def test_a_mean_stands_among_its_floors():
    text = parsed(figures.floors(1.0, FLOORS, "mine")).text
    found = [float(number) for number in re.findall(r"\d\.\d\d", text)]
    assert found == [2.0, 1.5, 1.0, 0.5]
    perplexity = parsed(figures.floors(1.0, FLOORS, "mine", "perplexity")).text
    found = [float(number) for number in re.findall(r"\d\.\d\d", perplexity)]
    np.testing.assert_allclose(found, np.exp([2.0, 1.5, 1.0, 0.5]), atol=0.005)
    assert "mine" not in figures.floors(float("nan"), FLOORS, "mine")


def test_the_likeliest_come_first_and_the_rest_adds_up():
    chances = np.array([0.1, 0.4, 0.05, 0.45])
    html = figures.coming(["a", "<i>", "c", " "], chances, most=2)
    assert re.findall(r"<td data-value=[^>]*>(.*?)</td>", html)[:2] == ["45 %", "40 %"]
    text = parsed(html).text
    assert "<i>" in text
    assert "2 others" in text and "15 %" in text


def test_what_was_written_is_shown_as_text():
    html = figures.sample("<b>", ["x", "\n", "<"])
    assert "&lt;b&gt;" in html and "x\n&lt;" in html
    assert "one two three" in parsed(figures.sample("one two", ["three"], spaced=True)).text
