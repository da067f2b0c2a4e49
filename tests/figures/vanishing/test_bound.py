"""The bound and the formula of clipping, line by line, with their numbers."""

import re

import numpy as np
import pytest
from support.figure_readers import parsed, spoken

from rnnviz.analysis.chain_bound import chain_bound
from rnnviz.analysis.matrix_chain import Chain, chain_passes
from rnnviz.analysis.remedies import clip_both
from rnnviz.figures.vanishing.bound import bound_html, clip_html

NUMBER = r"[−\d.,]+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"


@pytest.mark.parametrize(("gain", "verdict"), [(0.3, "must vanish"), (1.5, "may explode")])
def test_the_bound_has_its_two_betas(gain, verdict):
    chain = Chain(activation="tanh", gain=gain, hidden=8, steps=10)
    found = chain_bound(chain, chain_passes(chain))
    page = parsed(bound_html(found))
    product, one, betas, over = (p.text for p in page.all("p"))
    values = [spoken(word) for word in re.findall(NUMBER, one.split(": ")[1].removesuffix("."))]
    wanted = (found.one_step, found.one_weight, found.one_slope, found.one_weight * found.one_slope)
    np.testing.assert_allclose(values, wanted, rtol=6e-3)
    assert values[0] <= values[3] * 1.01
    weight, slope = re.findall(rf"β. = ({NUMBER})", betas)
    assert spoken(weight) == pytest.approx(found.beta_weight, rel=6e-3)
    assert spoken(slope) == pytest.approx(found.beta_slope, rel=6e-3)
    assert verdict in over
    assert product


def test_clipping_multiplies_every_component():
    done = clip_both(np.array([3.0, -4.0]), 1.0)
    (line,) = (p.text for p in parsed(clip_html(done, 1.0)).all("p"))
    assert line == (
        "‖g‖ = 5 is above θ = 1.00: every component is multiplied by 1.00 / 5 = 0.2, the largest from "
        "−4 to −0.8, and ‖g‖ is then 1."
    )


def test_what_is_within_the_limit_stays():
    done = clip_both(np.array([0.3, -0.4]), 1.0)
    assert "is not above θ = 1.00, so g stays as it is." in parsed(clip_html(done, 1.0)).text
