"""What becomes of a gradient along a chain, in words."""

import numpy as np
import pytest

from rnnviz.analysis.matrix_chain import Chain, chain_passes, growth
from rnnviz.figures.vanishing.chain_sentences import fate, reading_sentence, verdict


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
