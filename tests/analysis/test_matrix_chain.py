"""Chains: the classic example digit for digit, bounds, spectra, what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
import torch
from scipy.stats import kstest

from rnnviz.analysis import matrix_chain
from rnnviz.analysis.matrix_chain import (
    MATRICES,
    OWN,
    Chain,
    chain_passes,
    measure,
    read_table,
    spectrum,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "gradient_norms.json").read_text())
KINDS = [*MATRICES, OWN]
TABLE = ((0.5, 1.0, 0.0), (0.0, 0.9, -2.0), (0.1, 0.0, 0.3))


def chain(**settings) -> Chain:
    return Chain(**{"table": TABLE} | settings)


# the classic example


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"matrix": "example", "gain": 1.0}, "exploding"),
        ({"matrix": "half", "gain": 1.0}, "half"),
        ({"matrix": "example", "gain": 0.5}, "half"),
        ({"matrix": OWN, "gain": 1.0}, "exploding"),
    ],
)
def test_the_classic_example_digit_for_digit(settings, name):
    golden = GOLDEN[name]
    table = tuple(zip(*GOLDEN["exploding"]["Wh"], strict=True))  # its rows multiply from the left
    one = chain(start="ones", steps=20, draws=2, **{"table": table} | settings)
    norms = chain_passes(one).norms() * measure(one)
    for draw in norms.T:
        np.testing.assert_allclose(draw[1:], golden["norms"], rtol=1e-12)
        np.testing.assert_allclose(draw[0], np.sqrt(6) / 2, rtol=1e-14)
    np.testing.assert_allclose(one.spectrum().radius, GOLDEN[name]["spectral_radius"], rtol=1e-12)
    if "singular" in golden:
        np.testing.assert_allclose(one.spectrum().singular[0], golden["singular"], rtol=1e-12)


def test_above_one_is_necessary_and_not_sufficient():
    half = chain(matrix="half", gain=1.0, start="ones", steps=20)
    assert half.spectrum().singular.max() > 1.3
    norms = chain_passes(half).norms()
    assert (np.diff(norms[1:], axis=0) < 0.0).all()
    hill = chain_passes(chain(matrix="triangular", gain=0.7, hidden=8, steps=80)).norms()
    assert (hill.max(axis=0) > 2.0).all()
    assert (hill[-1] < 0.1).all()


# gradients and bounds


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", matrix_chain.ACTIVATIONS)
def test_a_chains_gradients_equal_autograds(kind, activation):
    one = chain(matrix=kind, activation=activation, gain=1.2, hidden=5, steps=9, scale=0.7, draws=3)
    done = chain_passes(one)
    matrices, tape = one.matrices(), done.tape
    (weight_ih, inputs), start = matrix_chain.draw(one, len(matrices))
    size = one.size
    for draw in range(3):
        matrix, way = (draw, 0) if len(matrices) > 1 else (0, draw)
        w = torch.tensor(np.ascontiguousarray(matrices[matrix]))
        read = torch.tensor(weight_ih[matrix] @ inputs[:, matrix, :, way].T).T
        h = torch.zeros(size, dtype=torch.float64, requires_grad=True)
        states = [h]
        for t in range(one.steps):
            h = w @ h + read[t]
            h = h if activation == "identity" else getattr(torch, activation)(h)
            h.retain_grad()
            states.append(h)
        (h @ torch.tensor(start[matrix, :, way])).backward()
        found = [state.grad.numpy() for state in reversed(states)]
        np.testing.assert_allclose(done.gradients[:, matrix, :, way], found, rtol=0, atol=1e-10)
        hidden = tape.hidden[:, matrix, :, way]
        np.testing.assert_allclose(
            hidden, [s.detach().numpy() for s in states[1:]], rtol=1e-10, atol=1e-10
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", matrix_chain.ACTIVATIONS)
@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
def test_no_norm_is_above_its_bound(kind, activation, gain):
    one = chain(matrix=kind, activation=activation, gain=gain, hidden=6, steps=30, draws=20)
    done = chain_passes(one)
    growth = one.spectrum().singular.max() * done.slopes.max()
    bound = growth ** np.arange(31.0)
    assert (done.norms() <= bound[:, None] * (1 + 1e-9)).all()
    assert done.norms()[0] == pytest.approx(1.0)


def test_an_orthogonal_chain_keeps_every_length():
    norms = chain_passes(chain(matrix="orthogonal", gain=1.0, steps=200)).norms()
    np.testing.assert_allclose(norms, 1.0, rtol=1e-12)


def test_a_random_chain_tips_at_gain_one():
    ends = [
        np.median(chain_passes(chain(gain=gain, hidden=64, draws=60)).norms()[-1])
        for gain in (0.9, 1.0, 1.1)
    ]
    assert ends[0] < 0.05 < 0.2 < ends[1] < 5.0 < 20.0 < ends[2]


# draws


def test_equal_settings_make_equal_numbers_and_another_seed_others():
    one, other = (chain_passes(chain(seed=seed)).norms() for seed in (3, 4))
    np.testing.assert_array_equal(one, chain_passes(chain(seed=3)).norms())
    assert not np.isclose(one[1:], other[1:]).any()


def test_moving_one_control_leaves_all_other_draws_alone():
    base, stronger = chain_passes(chain(gain=1.0)).norms(), chain_passes(chain(gain=2.0)).norms()
    np.testing.assert_allclose(stronger, base * 2.0 ** np.arange(51.0)[:, None], rtol=1e-12)
    longer = chain_passes(chain(gain=1.0, steps=60)).norms()
    np.testing.assert_array_equal(longer[:51], base)


def test_draws_are_what_they_are_called():
    random = chain(gain=2.0, hidden=32).matrices()
    assert kstest(random.ravel() * np.sqrt(32) / 2.0, "norm").pvalue > 1e-3
    (weight_ih, inputs), start = matrix_chain.draw(chain(scale=0.5, hidden=32, steps=100), 100)
    read = np.einsum("mhd,tmdb->tmhb", weight_ih, inputs)
    assert np.sqrt(np.mean(read**2)) == pytest.approx(0.5, rel=0.03)
    assert inputs.min() >= 0.0
    np.testing.assert_allclose(np.linalg.norm(start, axis=1), 1.0, rtol=1e-14)
    for kind, expected in (
        ("identity", np.eye(3)),
        ("diagonal", np.diag([1 / 3, 2 / 3, 1])),
        ("triangular", [[1, 1, 0], [0, 1, 1], [0, 0, 1]]),
    ):
        np.testing.assert_allclose(chain(matrix=kind, gain=1.0, hidden=3).matrices()[0], expected)


# spectra


@pytest.mark.parametrize("kind", KINDS)
def test_a_spectrum_keeps_the_identities_of_linear_algebra(kind):
    one = chain(matrix=kind, gain=1.3, hidden=5)
    found, matrices = one.spectrum(), one.matrices()
    assert len(found.singular) == len(matrices)
    for matrix, values, singular in zip(matrices, found.eigenvalues, found.singular, strict=False):
        assert values.sum() == pytest.approx(np.trace(matrix))
        assert values.prod() == pytest.approx(scipy.linalg.det(matrix))
        np.testing.assert_allclose(singular, scipy.linalg.svdvals(matrix), rtol=1e-10)
        np.testing.assert_allclose(singular[0], np.linalg.norm(matrix, 2), rtol=1e-12)
        assert np.abs(values).max() <= singular[0] * (1 + 1e-9)
    assert found.radius == pytest.approx(np.abs(scipy.linalg.eigvals(matrices[0])).max())


def test_a_spectrum_of_many_matrices_shows_a_cloud_of_some(rng):
    matrices = rng.standard_normal((30, 64, 64))
    found = spectrum(matrices)
    assert found.eigenvalues.shape == (6, 64)
    assert found.singular.shape == (30, 64)


# a table of one's own


@pytest.mark.parametrize(
    "text",
    ["0.5 1\n0 −0.9", "0.5, 1; 0, -0.9", " 0.5\t1 ;\n\n 0 -9e-1;", "0.5 1\r\n0 -0.9\r\n"],
)
def test_a_table_is_read_as_it_is_usually_typed(text):
    assert read_table(text) == ((0.5, 1.0), (0.0, -0.9))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has 0 rows; allowed are 1 to 64"),
        ("  ;\n; ", "has 0 rows"),
        ("1 2", "not square: it has 1 row and row 1 has 2 numbers"),
        ("1 2; 3", "not square: it has 2 rows and row 2 has 1 number"),
        ("1 2\n3 x", "Row 2 of the table holds “x”"),
        ("nan", "“nan”"),
        ("1e999", "“1e999”"),
        ("2e6", "numbers from −1,000,000 to 1,000,000"),
        ("1_0 2; 3 4 5", "not square"),
        (";".join(["1 " * 65] * 65), "has 65 rows; allowed are 1 to 64"),
        ("<b>" * 40, "“<b><b><b><b><b><b><b><b><b><b>”"),
    ],
)
def test_a_table_that_cannot_be_is_refused_in_a_sentence(text, said):
    with pytest.raises(ValueError, match=r"allowed are|not square") as problem:
        read_table(text)
    assert said in str(problem.value)
    assert str(problem.value).endswith(".")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"hidden": 65}, "The number of units H is 65; allowed are 1 to 64."),
        ({"steps": 0}, "steps T is 0"),
        ({"steps": 201}, "steps T is 201; allowed are 1 to 200"),
        ({"draws": 201}, "number of draws is 201"),
        ({"gain": -0.1}, "gain is −0.1"),
        ({"gain": float("nan")}, "gain is nan"),
        ({"scale": 1e3}, "input scale is 1000"),
        ({"activation": "sine"}, "identity, tanh, relu"),
        ({"matrix": "magic"}, "orthogonal"),
        ({"matrix": OWN, "table": None}, "needs a table"),
    ],
)
def test_a_chain_that_cannot_be_is_refused_in_a_sentence(settings, said):
    with pytest.raises(ValueError, match=r"\.$") as problem:
        chain(**settings)
    assert said in str(problem.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", matrix_chain.ACTIVATIONS)
def test_one_unit_one_step_and_no_gain_make_sense(kind, activation):
    for settings in ({"hidden": 1, "steps": 1}, {"gain": 0.0}, {"scale": 0.0}, {"draws": 1}):
        one = chain(matrix=kind, activation=activation, **settings)
        norms = chain_passes(one).norms()
        assert norms.shape == (one.steps + 1, one.draws)
        assert np.isfinite(norms).all()
