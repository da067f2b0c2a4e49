"""At which distance a network still knows the language, as a curve and in words."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.tasks import words as figures

FAR = (2, 10, 20)
CHANCES = np.array([0.99, 0.7, 0.2])


@pytest.mark.parametrize("dark", [False, True])
def test_each_chance_stands_over_its_distance_and_the_guess_is_a_line(dark):
    figure = go.Figure(figures.known(FAR, CHANCES, 0.2, dark))
    (line,) = figure.data
    assert list(line.x) == [2, 10, 20]
    assert list(line.y) == pytest.approx(list(CHANCES))
    (rule,) = figure.layout.shapes
    assert (rule.y0, rule.y1) == (0.2, 0.2)
    assert "forgotten: 20 %" in figure.layout.annotations[0].text


def test_the_words_say_how_far_it_knows():
    said = figures.known_sentence(FAR, CHANCES, 5)
    assert said.startswith("Up to 10 words on") and "at 20 words 20 %" in said
    assert figures.known_sentence(FAR, CHANCES / 3, 5).startswith("At no distance")
    one = figures.known_sentence((7,), np.array([0.93]), 5)
    assert one == ("7 words on it gives the right language 93 %; who has forgotten the country, 20 %.")
