"""Losses and their derivatives against PyTorch and finite differences, up to hopeless logits."""

import re

import numpy as np
import pytest
import torch
from scipy import special
from support.torch_oracle import central_differences
from torch.nn import functional

from rnnviz.nn.losses import (
    OUTPUTS,
    losses,
    losses_by_logits,
    one_hot,
    predict,
    squared_errors,
    squared_errors_by_logits,
)

STEPS, SIZE, BATCH = 4, 3, 5

outputs = pytest.mark.parametrize("output", OUTPUTS)


def torch_losses(output, logits, targets):
    """The loss of every step, (T, B), from logits (T, V, B); targets are tokens or numbers."""
    if output == "softmax":
        # PyTorch wants the classes second, and so do we
        return functional.cross_entropy(logits, targets, reduction="none", ignore_index=-1)
    if output == "sigmoid":
        each = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        return each.sum(dim=-2)
    return functional.mse_loss(logits, targets, reduction="none").sum(dim=-2) / 2


def numbers(rng, output):
    """Targets that the output can mean: distributions, numbers between 0 and 1, any numbers."""
    if output == "softmax":
        return rng.dirichlet(np.ones(SIZE), (STEPS, BATCH)).swapaxes(-1, -2)
    return rng.random((STEPS, SIZE, BATCH)) if output == "sigmoid" else draw_logits(rng)


def draw_logits(rng, scale=3.0):
    return scale * rng.standard_normal((STEPS, SIZE, BATCH))


def draw_tokens(rng):
    tokens = rng.integers(0, SIZE, (STEPS, BATCH))
    tokens[1, 2] = tokens[3, 0] = -1
    return tokens


def value_and_slope(output, logits, targets):
    """PyTorch's loss of every step, and autograd's derivative by the logits."""
    leaf = torch.tensor(logits, requires_grad=True)
    values = torch_losses(output, leaf, torch.tensor(targets))
    values.sum().backward()
    return values.detach().numpy(), leaf.grad.numpy()


def assert_close(mine, theirs, tolerance=1e-12):
    np.testing.assert_allclose(mine, theirs, rtol=tolerance, atol=tolerance, strict=True)


@pytest.mark.parametrize("scale", [3.0, 1e4])
def test_tokens_cost_pytorchs_cross_entropy_and_nan_where_there_is_none(rng, scale):
    logits, tokens = draw_logits(rng, scale), draw_tokens(rng)
    values, slopes = value_and_slope("softmax", logits, tokens)
    values[tokens == -1] = np.nan
    assert_close(losses("softmax", logits, tokens), values)
    assert_close(losses_by_logits("softmax", logits, tokens), slopes)


@outputs
@pytest.mark.parametrize("scale", [3.0, 1e4])
def test_numbers_cost_what_pytorch_says(rng, output, scale):
    logits, targets = draw_logits(rng, scale), numbers(rng, output)
    values, slopes = value_and_slope(output, logits, targets)
    assert_close(losses(output, logits, targets), values)
    assert_close(losses_by_logits(output, logits, targets), slopes)


@outputs
def test_the_derivative_equals_central_finite_differences(rng, output):
    logits, targets = draw_logits(rng), numbers(rng, output)
    slopes = central_differences(lambda: losses(output, logits, targets).sum(), logits)
    np.testing.assert_allclose(losses_by_logits(output, logits, targets), slopes, atol=1e-6, rtol=0)


@outputs
def test_a_step_with_nan_in_its_target_costs_nan_and_changes_no_other(rng, output):
    logits, targets = draw_logits(rng), numbers(rng, output)
    whole, slopes = losses(output, logits, targets), losses_by_logits(output, logits, targets)
    targets[1, :, 2] = np.nan
    targets[3, 1, 0] = np.nan  # one number missing is a target missing
    whole[1, 2] = whole[3, 0] = np.nan
    slopes[1, :, 2] = slopes[3, :, 0] = 0.0
    np.testing.assert_array_equal(losses(output, logits, targets), whole)
    np.testing.assert_array_equal(losses_by_logits(output, logits, targets), slopes)


def test_a_token_costs_what_its_one_hot_distribution_costs(rng):
    logits, tokens = draw_logits(rng), rng.integers(0, SIZE, (STEPS, BATCH))
    soft = np.eye(SIZE)[tokens].swapaxes(-1, -2)
    assert_close(losses("softmax", logits, tokens), losses("softmax", logits, soft))


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_certain_and_wrong_costs_what_the_logits_say_and_certain_and_right_nothing(output, dtype):
    logits = np.array([[1e4], [-1e4]], dtype)
    right, wrong = np.array([[1.0], [0.0]], dtype), np.array([[0.0], [1.0]], dtype)
    assert losses(output, logits, right) == 0.0
    assert losses(output, logits, wrong) == 2e4
    np.testing.assert_array_equal(losses_by_logits(output, logits, right), 0.0 * wrong)
    np.testing.assert_array_equal(losses_by_logits(output, logits, wrong), right - wrong)


@pytest.mark.parametrize("scale", [3.0, 1e4])
def test_predictions_equal_scipys(rng, scale):
    logits = draw_logits(rng, scale)
    assert_close(predict("softmax", logits), special.softmax(logits, axis=-2))
    assert_close(predict("sigmoid", logits), special.expit(logits))
    np.testing.assert_array_equal(predict("linear", logits), logits)


@outputs
def test_predicting_leaves_the_logits_alone(rng, output):
    logits = draw_logits(rng)
    before = logits.copy()
    predict(output, logits)[:] = 0.0
    np.testing.assert_array_equal(logits, before)


def test_one_hot_has_a_one_in_the_tokens_row_and_nothing_for_no_token():
    expected = [[[1, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]]
    hot = one_hot(np.array([[0, -1, -1], [-1, 1, -1]]), 2, np.dtype("float32"))
    np.testing.assert_array_equal(hot, np.array(expected, "float32"), strict=True)


@pytest.mark.parametrize(
    ("output", "targets", "sentence"),
    [
        (
            "argmax",
            np.zeros((1, 1), int),
            "output is 'argmax'; allowed are softmax, sigmoid, linear.",
        ),
        (
            "softmax",
            np.array([[3]]),
            "One of the target tokens is 3; allowed are 0 to 2, and -1 for none.",
        ),
        (
            "softmax",
            np.array([[-2]]),
            "One of the target tokens is -2; allowed are 0 to 2, and -1 for none.",
        ),
        (
            "linear",
            np.array([[1]]),
            'Tokens as targets need output="softmax", not "linear".',
        ),
        (
            "sigmoid",
            np.zeros((1, 2, 1)),
            "Each target has 2 numbers, the network gives 3.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_targets_are_refused_in_a_sentence(output, targets, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        losses(output, np.zeros((1, 3, 1)), targets)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-2), ("float64", 1e-9)])
@pytest.mark.parametrize(
    ("output", "logits", "margin"), [("softmax", [1e4 + 10, 1e4], 10), ("sigmoid", [15.0], 15)]
)
def test_a_small_loss_keeps_its_digits(output, logits, margin, dtype, tolerance):
    targets = np.array([1.0, 0.0][: len(logits)], dtype)[:, None]
    found = losses(output, np.array(logits, dtype)[:, None], targets)
    np.testing.assert_allclose(found, np.log1p(np.exp(-margin)), rtol=tolerance)


@outputs
def test_the_derivative_has_the_type_of_the_logits(rng, output):
    logits = draw_logits(rng).astype("float32")
    assert losses_by_logits(output, logits, numbers(rng, output)).dtype == "float32"


@pytest.mark.parametrize(
    "targets",
    [
        np.zeros((1, BATCH), int),
        np.zeros((STEPS, 1), int),
        np.zeros(BATCH, int),
        np.full((1, SIZE, BATCH), 0.5),
        np.full((STEPS, SIZE, 1), 0.5),
    ],
    ids=lambda targets: str(targets.shape),
)
def test_targets_for_other_steps_or_sequences_are_refused(rng, targets):
    with pytest.raises(ValueError, match="target"):
        losses("softmax", draw_logits(rng), targets)


def test_tokens_that_are_no_whole_numbers_are_refused(rng):
    with pytest.raises(ValueError, match="target"):
        losses("softmax", draw_logits(rng), np.full((STEPS, BATCH), 0.5))


def test_the_squared_error_of_bits_equals_pytorchs(rng):
    logits, targets = draw_logits(rng), rng.random((STEPS, SIZE, BATCH))
    leaf = torch.tensor(logits, requires_grad=True)
    errors = functional.mse_loss(leaf.sigmoid(), torch.tensor(targets), reduction="none")
    values = errors.sum(dim=-2) / 2
    values.sum().backward()
    assert_close(squared_errors(logits, targets), values.detach().numpy())
    assert_close(squared_errors_by_logits(logits, targets), leaf.grad.numpy())
