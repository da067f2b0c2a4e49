"""The powers and the curve of the lecture on vanishing gradients."""

import pytest

from rnnviz.analysis.matrix_chain import Chain, chain_passes, measure
from rnnviz.lectures.ready.vanishing import LECTURE


def test_powers():
    assert LECTURE.scenes[0].question.right == pytest.approx(0.9**8, abs=0.005)
    assert LECTURE.scenes[0].question.at == 8
    assert round(0.9**20, 2) == 0.12
    assert round(0.9**50, 3) == 0.005


def test_the_curve_to_be_sketched_is_that_of_the_model():
    question, after = LECTURE.scenes[0].question, LECTURE.scenes[1]
    assert (after.settings["matrix"], after.settings["gain"]) == ("orthogonal", "0.9")
    chain = Chain(matrix="orthogonal", gain=0.9, steps=question.last)
    norms = chain_passes(chain).norms() * measure(chain)
    assert norms.shape == (question.last + 1, 100)
    for draw in norms.T:
        assert question.truth == pytest.approx(draw, abs=6e-5)
    assert question.right == pytest.approx(norms[question.at, 0], abs=0.005)
