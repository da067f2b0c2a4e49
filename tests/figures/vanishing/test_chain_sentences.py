"""What becomes of a gradient along a chain, in words."""

import numpy as np
import pytest

from rnnviz.analysis.matrix_chain import Chain, chain_passes, growth
from rnnviz.figures.vanishing.chain_sentences import (
    draws_sentence,
    fate,
    reading_sentence,
    verdict,
)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0, 0.5, 0.001], "2 steps back, the gradient has shrunk to 1.0·10⁻³ of its size"),
        (
            [2.0, 4.0, 24_690.0],
            "2 steps back, the gradient has grown to 1.2·10⁴ times its size: from 2.00 to 2.5·10⁴",
        ),
        ([1.0, 1.1], "1 step back, the gradient has about kept its size (× 1.10)"),
    ],
)
def test_the_title_states_what_became_of_it(values, said):
    assert verdict(np.array(values)[:, None]) == said


def test_the_sentence_says_what_the_spectrum_can_promise():
    def said(**settings):
        chain = Chain(**settings)
        spectrum = chain.spectrum()
        return reading_sentence(chain, spectrum, growth(spectrum, chain_passes(chain)))

    assert "cannot explode" in said(matrix="orthogonal", gain=1.0)
    assert "in the end it must die" in said(matrix="half", gain=1.0)
    assert "in the end it must die" not in said(matrix="example", gain=1.0)
    radii = np.abs(np.linalg.eigvals(Chain().matrices()[:25])).max(axis=1)
    assert f"In {(radii > 1).sum()} of 25 draws" in said()
    assert "slopes" in said(activation="tanh")


@pytest.mark.parametrize(
    ("middle", "end"),
    [
        ([1.0, 2.0], (1, "")),
        ([1.0, np.inf], (0, "overflowed")),
        ([1.0, 1e-300, 0.0], (1, "tiny")),
        ([1.0, 0.5, 0.0], (1, "zero")),
    ],
)
def test_where_a_norm_ends_and_why(middle, end):
    assert fate(np.array(middle)) == end


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ([0.5, 0.1, 0.0], "Seen 2 steps back: of 3 draws 3 have shrunk and 0 have grown."),
        ([2.0, 9.0, 1.5], "Seen 2 steps back: of 3 draws 0 have shrunk and 3 have grown."),
        ([2.0, 1.0, 0.5], "Seen 2 steps back: of 3 draws 1 have shrunk and 1 have grown."),
        # an orthogonal matrix keeps the norm, but for rounding
        ([1 + 1e-14, 1 - 1e-14, 2.0], "Seen 2 steps back: of 3 draws 0 have shrunk and 1 have grown."),
        (
            [2.0, np.inf, np.nan],
            "Seen 2 steps back: of 3 draws 0 have shrunk, 1 have grown, 2 overflowed.",
        ),
    ],
)
def test_the_draws_are_counted(last, said):
    assert draws_sentence(np.array([[1.0] * 3, [1.0] * 3, last])) == said


def test_one_draw_over_one_step_and_states_that_overflowed():
    one = np.array([[1.0], [0.5]])
    assert draws_sentence(one) == "Seen 1 step back: of 1 draws 1 have shrunk and 0 have grown."
    lost = draws_sentence(np.full((3, 2), np.nan), lost=2)
    assert lost == "The states overflowed at step 2: there is no gradient to follow."
