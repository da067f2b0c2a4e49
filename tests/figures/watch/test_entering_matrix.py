"""The matrix of a watched layer, by powers of ten."""

import numpy as np
from support.drawn_states import checked
from support.figure_readers import matrix

from rnnviz.figures.watch.entering_matrix import entering_matrix, matrix_title


def test_its_colours_are_the_powers():
    norms = np.tril(10.0 ** -np.arange(9.0).reshape(3, 3))
    figure = entering_matrix(norms, False)
    checked(figure)
    sent = matrix(figure["data"][0]["z"])
    np.testing.assert_allclose(sent[norms > 0], np.log10(norms[norms > 0]), rtol=1e-6)
    assert np.isnan(sent[norms == 0]).all()
    assert matrix_title(norms) == "What enters at step 3 reaches step 1 with norm 1.0·10⁻⁶"


def test_nothing_is_drawn_of_nothing():
    checked(entering_matrix(np.zeros((2, 2)), True))
    assert matrix_title(np.zeros((0, 0))) == "There are no steps"


def test_from_right_to_left_the_first_step_is_the_last_that_is_read():
    norms = np.triu(10.0 ** -np.arange(9.0).reshape(3, 3))
    said = "What enters at step 1 reaches step 3 with norm 0.01, layer 2, right to left"
    assert matrix_title(norms, 1, ", layer 2, right to left") == said
    title = entering_matrix(norms, False, 1, ", layer 2, right to left")["layout"]["title"]["text"]
    assert title.replace(" ", "") == said.replace(" ", "")
