"""Clipping and the other remedies, against PyTorch's own."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from rnnviz.analysis import matrix_chain
from rnnviz.analysis.matrix_chain import Chain
from rnnviz.analysis.remedies import (
    LEAST_LIMIT,
    MOST_LIMIT,
    MOST_REMEDY_DRAWS,
    angle,
    clip_both,
    remedies,
    telling_limit,
)
from rnnviz.text.typeset import Typeset

SMALL = Chain(hidden=5, steps=8, draws=4, gain=1.7, scale=0.6, seed=2)


# clipping


@pytest.mark.parametrize("size", [1, 2, 3, 16])
@pytest.mark.parametrize("limit", [0.1, 1.0, 100.0])
def test_clipping_is_pytorchs(rng, size, limit):
    gradient = rng.standard_normal(size) * 3.0
    done = clip_both(gradient, limit)
    for part, by_norm, by_value in (
        (done.before, done.by_norm, done.by_value),
        (gradient, None, None),
    ):
        one, other = (torch.nn.Parameter(torch.zeros(len(part)).double()) for _ in range(2))
        one.grad, other.grad = torch.tensor(part.copy()), torch.tensor(part.copy())
        torch.nn.utils.clip_grad_norm_([one], limit)
        torch.nn.utils.clip_grad_value_([other], limit)
        if by_norm is None:
            expected = [np.linalg.norm(v) for v in (gradient, one.grad, other.grad)]
            # PyTorch divides by norm + 1e-6
            np.testing.assert_allclose(done.norms, expected, rtol=1e-5)
            turned = done.turned_whole
        else:
            np.testing.assert_allclose(by_norm, one.grad.numpy(), rtol=1e-5)
            np.testing.assert_allclose(by_value, other.grad.numpy(), rtol=1e-14)
            turned = done.turned
        cosine = torch.nn.functional.cosine_similarity(torch.tensor(part), other.grad, dim=0)
        assert turned[0] == pytest.approx(0.0, abs=1e-6)
        assert turned[1] == pytest.approx(np.degrees(np.arccos(min(float(cosine), 1.0))), abs=1e-4)


def test_the_plane_shows_the_largest_component_and_one_of_middle_size():
    done = clip_both(np.array([0.1, -5.0, 2.0, 0.0, 1.0]), 1.0)
    assert done.which == (1, 4)
    np.testing.assert_array_equal(done.before, [-5.0, 1.0])
    np.testing.assert_array_equal(done.by_value, [-1.0, 1.0])
    assert done.turned[1] == pytest.approx(45.0 - np.degrees(np.arctan(0.2)))
    assert clip_both(np.array([3.0]), 1.0).which == (0,)


def test_an_angle_is_exact_for_small_and_large_ones():
    for degrees in (0.0, 1e-6, 0.5, 45.0, 90.0, 179.9):
        turned = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
        found = angle(np.array([1e-200, 0.0]), 1e180 * turned)
        assert found == pytest.approx(degrees, rel=1e-9, abs=1e-12)
    assert angle(np.zeros(3), np.ones(3)) == 0.0


@pytest.mark.parametrize("wild", [1e200, np.inf, np.nan])
def test_what_is_too_large_to_clip_is_said(wild):
    with pytest.raises(ValueError, match="overflowed"):
        clip_both(np.array([wild, 1.0]), 1.0)


def test_a_zero_gradient_stays_zero():
    done = clip_both(np.zeros(4), 1.0)
    assert done.norms == (0.0, 0.0, 0.0)
    assert done.turned_whole == (0.0, 0.0)


# networks


def module(name, chain, draw, blocks, recurrent, forget=None):
    """PyTorch's own network with the numbers of one draw, and what it reads."""
    kind = {"lstm": torch.nn.LSTM, "tanh": torch.nn.RNN, "relu": torch.nn.RNN}[name]
    extra = {} if name == "lstm" else {"nonlinearity": name}
    rnn = kind(matrix_chain.INPUTS, chain.size, dtype=torch.float64, **extra)
    (weight_ih, inputs), start = matrix_chain.draw(chain, chain.draws, blocks)
    with torch.no_grad():
        rnn.weight_ih_l0.copy_(torch.tensor(weight_ih[draw]))
        rnn.weight_hh_l0.copy_(torch.tensor(np.ascontiguousarray(recurrent[draw])))
        rnn.bias_ih_l0.zero_()
        rnn.bias_hh_l0.zero_()
        if forget is not None:
            rnn.bias_ih_l0[chain.size : 2 * chain.size] = forget
    return rnn, torch.tensor(inputs[:, draw, :, 0]), torch.tensor(start[draw, :, 0])


def norms_by_torch(rnn, x, start):
    """Norms of the gradients by h_k (and c_k), k = T ... 0, running PyTorch's module from each."""
    gated = isinstance(rnn, torch.nn.LSTM)
    zero = torch.zeros(1, rnn.hidden_size, dtype=torch.float64)
    state, states = (zero, zero) if gated else zero, []
    for t in range(len(x) + 1):
        states.append(state)
        if t < len(x):
            _, state = rnn(x[t : t + 1], state)
    found = []
    for k in reversed(range(len(x) + 1)):
        first = [s.detach().requires_grad_() for s in (states[k] if gated else (states[k],))]
        last = first[0]
        if k < len(x):
            _, after = rnn(x[k:], tuple(first) if gated else first[0])
            last = after[0] if gated else after
        (last[0] @ start).backward()
        grads = [torch.zeros(1) if s.grad is None else s.grad.ravel() for s in first]
        found.append(float(torch.cat(grads).norm()))
    return found


def found_by_name(chain, limit=1.0, forget=4.0):
    return {str(one.name): one.norms for one in remedies(chain, limit, forget)}


def test_every_remedy_is_there():
    names = list(found_by_name(SMALL))
    assert names == [
        "plain tanh, gain 1.7",
        "the same, clipped at 1",
        "ReLU, identity start",
        "tanh, orthogonal start",
        "LSTM, forget bias 1",
        "LSTM, forget bias 4",
    ]
    assert len(found_by_name(SMALL, forget=1.0)) == 5
    assert all(len(norms) == 9 for norms in found_by_name(SMALL).values())


@pytest.mark.parametrize("draw", range(4))
def test_the_networks_are_pytorchs(draw):
    found = found_by_name(SMALL)
    drawn = SMALL.random("matrix")
    turning = matrix_chain.orthogonal(drawn, 4, 5)
    np.testing.assert_allclose(
        turning @ turning.swapaxes(1, 2), np.tile(np.eye(5), (4, 1, 1)), atol=1e-12
    )
    gated = SMALL.random("matrix").uniform(-(5**-0.5), 5**-0.5, (4, 20, 5))
    for name, cell, recurrent, forget in (
        ("plain tanh, gain 1.7", "tanh", SMALL.matrices(), None),
        ("ReLU, identity start", "relu", np.tile(np.eye(5), (4, 1, 1)), None),
        ("tanh, orthogonal start", "tanh", turning, None),
        ("LSTM, forget bias 1", "lstm", gated, 1.0),
        ("LSTM, forget bias 4", "lstm", gated, 4.0),
    ):
        rnn, x, start = module(cell, SMALL, draw, 4 if cell == "lstm" else 1, recurrent, forget)
        np.testing.assert_allclose(
            found[name][:, draw], norms_by_torch(rnn, x, start), rtol=1e-10, atol=1e-12, err_msg=name
        )


@pytest.mark.parametrize("limit", [0.01, 1.0, 1e6])
@pytest.mark.parametrize("draw", range(4))
def test_clipping_scales_the_curve_by_what_pytorch_scales_the_parameters(limit, draw):
    found = found_by_name(SMALL, limit)
    rnn, x, start = module("tanh", SMALL, draw, 1, SMALL.matrices())
    _, last = rnn(x)
    (last[0] @ start).backward()
    total = float(torch.nn.utils.clip_grad_norm_(rnn.parameters(), limit))
    plain, clipped = found["plain tanh, gain 1.7"], found[f"the same, clipped at {Typeset(limit):g}"]
    expected = plain[:, draw] * min(1.0, limit / total)
    np.testing.assert_allclose(clipped[:, draw], expected, rtol=1e-10)


def test_clipping_brings_no_vanished_signal_back():
    found = found_by_name(replace(SMALL, gain=0.3, steps=100), limit=1.0)
    plain, clipped = found["plain tanh, gain 0.3"], found["the same, clipped at 1"]
    assert (clipped <= plain).all()
    assert (clipped[-1] < 1e-20).all()


def test_what_remedies_are_for():
    found = found_by_name(Chain(gain=0.8, steps=50))
    ends = {name: float(np.median(norms[-1])) for name, norms in found.items()}
    assert ends["plain tanh, gain 0.8"] < 1e-3
    assert ends["ReLU, identity start"] > 0.1
    assert ends["tanh, orthogonal start"] > 0.03
    assert ends["LSTM, forget bias 4"] > 0.1
    assert ends["LSTM, forget bias 1"] < 1e-3


def test_any_chain_has_remedies_and_not_too_many_draws():
    for chain in (
        Chain(hidden=1, steps=1, draws=1),
        Chain(gain=0.0),
        Chain(gain=3.0, steps=200, hidden=8),
        Chain(matrix="half"),
        Chain(matrix="own", table=((1e6, 2.0), (0.0, 1.0))),
        Chain(scale=0.0),
    ):
        for one in remedies(chain, 1.0, 4.0):
            assert one.norms.shape == (chain.steps + 1, min(chain.draws, MOST_REMEDY_DRAWS))
            assert np.isfinite(one.norms).all()


@pytest.mark.parametrize("size", [1e-5, 0.03, 1.0, 7e4])
def test_at_its_telling_limit_a_gradient_is_clipped_both_ways(size):
    gradient = size * np.random.default_rng(0).standard_normal(16)
    limit = telling_limit(gradient)
    assert 0.3 * abs(gradient).max() < limit < 0.9 * abs(gradient).max()
    before, by_norm, by_value = clip_both(gradient, limit).norms
    assert by_norm == pytest.approx(limit)
    assert by_value < before


def test_a_telling_limit_is_one_that_can_be_set():
    assert telling_limit(np.zeros(3)) == LEAST_LIMIT
    assert telling_limit(np.array([1e300, np.inf])) == MOST_LIMIT
