"""The loss of two tokens, and its derivative, by how far the wrong one is ahead."""

import numpy as np
import pytest
import torch

from rnnviz.training.two_tokens import TwoTokens

STEPS, BATCH = 5, 7


def in_pytorch(logits, tokens):
    """Loss and derivative, summed over steps and rows."""
    leaf = torch.from_numpy(logits.copy()).requires_grad_()
    loss = torch.nn.functional.cross_entropy(leaf, torch.from_numpy(tokens), reduction="sum")
    loss.backward()
    return loss.item(), leaf.grad.numpy()


def one_hot(tokens, dtype=np.int8):
    return np.stack([tokens == 0, tokens == 1], axis=-2).astype(dtype)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 30.0])
@pytest.mark.parametrize("dtype", [np.int8, np.float64])
def test_loss_and_derivative_are_pytorchs(rng, scale, dtype):
    logits = scale * rng.normal(size=(STEPS, 2, BATCH))
    tokens = rng.integers(0, 2, (STEPS, BATCH))
    expected, slopes = in_pytorch(logits, tokens)
    assert TwoTokens(logits)(one_hot(tokens, dtype)) == pytest.approx(expected, rel=1e-14)
    np.testing.assert_allclose(logits, slopes, rtol=0, atol=1e-15)


@pytest.mark.parametrize(("kind", "far"), [("float32", 1e4), ("float64", 1e5)])
def test_a_hopeless_answer_costs_what_it_should(rng, kind, far):
    logits = rng.normal(size=(STEPS, 2, BATCH)).astype(kind)
    logits[2, 1, 3] = far
    tokens = rng.integers(0, 2, (STEPS, BATCH))
    for token in (0, 1):
        tokens[2, 3] = token
        found = logits.copy()
        expected, slopes = in_pytorch(logits, tokens)
        with np.errstate(over="ignore", invalid="ignore"):  # as where it is called
            assert TwoTokens(found)(one_hot(tokens)) == pytest.approx(expected, rel=1e-6)
        np.testing.assert_allclose(found, slopes, rtol=0, atol=1e-6)


def test_a_certain_and_right_answer_never_costs_less_than_nothing():
    logits = np.zeros((1, 2, 40), np.float32)
    logits[0, 1] = np.arange(40)
    assert TwoTokens(logits[..., 20:])(one_hot(np.ones((1, 20), int))) >= 0.0


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_what_is_not_finite_is_not_hidden(broken):
    logits = np.zeros((STEPS, 2, BATCH))
    logits[1, 0, 2] = broken
    with np.errstate(all="ignore"):
        assert not np.isfinite(TwoTokens(logits)(one_hot(np.ones((STEPS, BATCH), int))))


@pytest.mark.parametrize("count", [2, 5])
def test_each_of_several_networks_has_its_own_whatever_the_others_say(rng, count):
    logits = rng.normal(size=(STEPS, 2, count, BATCH)).swapaxes(1, 2)
    tokens = rng.integers(0, 2, (STEPS, count, BATCH))
    logits[3, 0, 0, 1] = 1e5 * (1 - 2 * tokens[3, 0, 1])
    alone = logits[:, 1:].copy()
    singles = [in_pytorch(logits[:, place], tokens[:, place]) for place in range(count)]
    with np.errstate(over="ignore", invalid="ignore"):
        losses = TwoTokens(logits)(one_hot(tokens))
    for place, (expected, slopes) in enumerate(singles):
        assert losses[place] == pytest.approx(expected, rel=1e-13)
        np.testing.assert_allclose(logits[:, place], slopes, rtol=0, atol=1e-15)
    np.testing.assert_array_equal(TwoTokens(alone)(one_hot(tokens[:, 1:])), losses[1:])
    np.testing.assert_array_equal(alone, logits[:, 1:])
