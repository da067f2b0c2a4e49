"""What a recurrence can pass on at most, and how it falls with distance."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg
from support.network_kinds import cells

from rnnviz.analysis.bounds import along, bound, ceiling, effective_length, norm_by_distance, spectrum
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "gradient_norms.json").read_text())


@pytest.mark.parametrize(("name", "gain"), [("exploding", 1.0), ("half", 0.5)])
def test_published_singular_values_and_spectral_radius_come_out(name, gain):
    matrix = gain * np.array(GOLDEN["exploding"]["Wh"])
    found = spectrum(matrix)
    np.testing.assert_allclose(found.singular, GOLDEN[name]["singular"], rtol=1e-12)
    np.testing.assert_allclose(found.radius, GOLDEN[name]["spectral_radius"], rtol=1e-12)
    assert found.eigenvalues.dtype == complex
    np.testing.assert_allclose(
        np.sort_complex(found.eigenvalues), np.sort_complex(linalg.eigvals(matrix)), rtol=1e-12
    )


def test_a_matrix_that_is_not_finite_has_no_spectrum():
    found = spectrum(np.array([[np.inf, 0.0], [0.0, 1.0]]))
    assert np.isnan(found.radius)
    assert np.isnan(found.singular).all()
    assert np.isnan(found.eigenvalues).all()


@settings(deadline=None, max_examples=100, derandomize=True)
@given(
    cell=st.sampled_from(sorted(CELLS)),
    hidden=st.integers(1, 6),
    gain=st.sampled_from([0.3, 1.0, 3.0]),
    both=st.booleans(),
    seed=st.integers(0, 99),
    steps=st.integers(1, 9),
)
def test_no_jacobian_is_larger_than_the_bound(cell, hidden, gain, both, seed, steps):
    net = Network.random(cell, hidden=hidden, gain=gain, seed=seed, bidirectional=both, layers=2)
    trace = unroll(net, np.random.default_rng(seed).integers(0, 4, steps))
    for row in range(net.layers * net.directions):
        flow = gradient_flow(net, trace, row)
        found = bound(flow)
        assert found.by_distance[0] == 1.0
        distances = abs(np.subtract.outer(np.arange(steps), np.arange(steps)))
        assert (flow.jacobian <= found.by_distance[distances] * (1.0 + 1e-12)).all()
        if cell == "lstm":
            assert (flow.memory.jacobian <= found.by_distance[distances] * (1.0 + 1e-12)).all()


def test_the_bound_of_an_elman_cell_is_met_where_the_matrix_is_orthogonal():
    net = Network.random("identity", hidden=5, init="orthogonal", gain=0.9)
    flow = gradient_flow(net, unroll(net, np.zeros(7, int)))
    found = bound(flow)
    assert found.slope == 1.0
    assert found.singular == pytest.approx(0.9, rel=1e-12)
    np.testing.assert_allclose(flow.jacobian[-1, ::-1], found.by_distance, rtol=1e-12)


@cells
def test_the_bound_says_what_it_is_made_of(cell, rng):
    net = Network.random(cell, hidden=3)
    trace = unroll(net, rng.integers(0, 4, 5))
    found = bound(gradient_flow(net, trace))
    if net.kind.gates:
        assert found.singular is found.slope is None
    else:
        slopes = {"tanh": 1.0 - trace.hidden**2, "sigmoid": trace.hidden * (1.0 - trace.hidden)}
        slope = slopes.get(cell, np.ones(1) if cell == "identity" else trace.hidden > 0.0).max()
        largest = linalg.svdvals(net.parameters["rnn.weight_hh_l0"])[0]
        np.testing.assert_allclose(found[:3], (largest, slope, largest * slope), rtol=1e-12)


def test_norms_are_averaged_over_losses_of_one_distance():
    matrix = np.array([[4.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 2.0, 8.0]])
    np.testing.assert_array_equal(norm_by_distance(matrix), [6.0, 2.0, 1.0])
    np.testing.assert_array_equal(norm_by_distance(matrix[::-1, ::-1], backwards=True), [6.0, 2.0, 1.0])
    np.testing.assert_array_equal(norm_by_distance(np.diag([4.0, 0.0])), [4.0, np.nan])


def test_the_effective_length_is_where_one_percent_is_left():
    assert effective_length(0.1 ** np.arange(6.0) * 7.0) == 2
    assert effective_length(0.5 ** np.arange(9.0)) == 7
    assert effective_length(0.5 ** np.arange(6.0)) is None
    assert effective_length(np.array([0.0, 0.0])) is None
    assert effective_length(np.array([1.0, np.nan, 0.0])) == 2


@cells
@pytest.mark.parametrize("both", [False, True])
def test_no_norm_passes_its_ceiling(rng, cell, both):
    net = Network.random(cell, hidden=4, bidirectional=both, gain=1.5)
    targets = rng.integers(0, 4, 12)
    targets[3] = -1
    trace = unroll(net, rng.integers(0, 4, 12), targets)
    for row in range(net.directions):
        flow = gradient_flow(net, trace, row)
        backwards = bool(row)
        matrices = [flow.matrix] + ([flow.memory.matrix] if flow.memory else [])
        for matrix in matrices:
            for t in (3, 7, 11):
                limit = ceiling(flow, bound(flow), t)
                assert (along(matrix, t, backwards) <= limit * (1 + 1e-9)).all()
            means, limit = norm_by_distance(matrix, backwards), ceiling(flow, bound(flow))
            known = np.isfinite(means)
            assert known.sum() == 12
            assert (means[known] <= limit[known] * (1 + 1e-9)).all()
        steps = along(np.arange(144.0).reshape(12, 12), 5, backwards)
        assert steps.tolist() == list(range(65, 72) if backwards else range(65, 59, -1))


def test_below_the_top_layer_there_is_no_ceiling(rng):
    net = Network.random("tanh", hidden=4, layers=2)
    flow = gradient_flow(net, unroll(net, *rng.integers(0, 4, (2, 6))), 0)
    assert ceiling(flow, bound(flow)) is None
