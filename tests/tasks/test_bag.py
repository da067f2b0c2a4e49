"""A bag of words against SciPy's minimiser on the same problem, spread out as a table."""

import numpy as np
import pytest
from scipy.optimize import minimize

from rnnviz.tasks.bag import fit


def drawn(rng, count, size, steps, noise=1.0):
    """Padded sequences whose answers follow their words, more or less."""
    lengths = rng.integers(1, steps + 1, count)
    tokens = rng.integers(0, size, (steps, count))
    tokens[np.arange(steps)[:, None] >= lengths] = -1
    table = (tokens[None] == np.arange(size)[:, None, None]).sum(axis=1).T.astype(float)
    scores = table @ rng.normal(size=size) + noise * rng.normal(size=count)
    return tokens, scores > 0.3, table


def peer(table, positive, penalty):
    def objective(theta):
        z = table @ theta[:-1] + theta[-1]
        error = 1.0 / (1.0 + np.exp(-z)) - positive
        value = (np.logaddexp(0.0, z) - positive * z).sum() + 0.5 * penalty * theta[:-1] @ theta[:-1]
        return value, np.append(table.T @ error + penalty * theta[:-1], error.sum())

    options = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 10_000}
    start = np.zeros(table.shape[1] + 1)
    return minimize(objective, start, jac=True, method="L-BFGS-B", options=options).x


@pytest.mark.parametrize(
    ("count", "size", "steps", "penalty"), [(40, 5, 4, 1.0), (300, 40, 12, 1.0), (60, 200, 9, 0.1)]
)
def test_weights_equal_scipys(rng, count, size, steps, penalty):
    tokens, positive, table = drawn(rng, count, size, steps)
    found = fit(tokens, positive, size, penalty)
    expected = peer(table, positive, penalty)
    np.testing.assert_allclose([*found.weights, found.bias], expected, atol=2e-6)
    np.testing.assert_allclose(found.logits(tokens), table @ expected[:-1] + expected[-1], atol=1e-5)


def test_the_loss_is_the_cross_entropy_of_each_answer(rng):
    tokens, positive, _ = drawn(rng, 50, 6, 5)
    found = fit(tokens, positive, 6)
    chances = 1.0 / (1.0 + np.exp(-found.logits(tokens)))
    by_hand = [-np.log(p if yes else 1.0 - p) for p, yes in zip(chances, positive, strict=True)]
    assert found.loss(tokens, positive) == pytest.approx(np.mean(by_hand), abs=1e-12)


def test_words_that_tell_all_are_followed_as_far_as_the_penalty_lets_them():
    tokens = np.array([[0, 1] * 50])
    positive = np.array([True, False] * 50)
    found = fit(tokens, positive, 2)
    assert found.weights[0] == pytest.approx(-found.weights[1], abs=1e-8)
    # where the derivative of 50 log(1 + exp(-w)) + w^2 / 2 is zero
    weight = found.weights[0]
    assert 50 / (1.0 + np.exp(weight)) == pytest.approx(weight, abs=1e-6)


def test_order_is_nothing_to_it(rng):
    tokens, positive, _ = drawn(rng, 80, 7, 6)
    found = fit(tokens, positive, 7)
    np.testing.assert_allclose(found.logits(tokens[::-1]), found.logits(tokens), atol=1e-12)
