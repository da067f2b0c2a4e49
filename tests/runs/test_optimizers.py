import numpy as np
import pytest

from rnnviz.runs.optimizers import (
    OPTIMIZERS,
    SGD,
    Adagrad,
    Adam,
    Momentum,
    Optimizer,
    RMSprop,
    clip_each_norm,
    clip_norm,
    clip_value,
)

SHAPES = {"rnn.weight_hh_l0": (6, 4), "readout.bias": (3,)}


def draw(rng, dtype="float64"):
    return {name: rng.standard_normal(shape).astype(dtype) for name, shape in SHAPES.items()}


def compare(rng, dtype, mine, theirs, updates=100):
    """The largest difference after so many updates with a rate that falls, as (ours, PyTorch's)."""
    torch = pytest.importorskip("torch")
    parameters = draw(rng, dtype)
    tensors = {name: torch.tensor(array) for name, array in parameters.items()}
    oracle = theirs(torch, list(tensors.values()))
    for n in range(updates):
        mine.rate = oracle.param_groups[0]["lr"] = 0.05 / (n + 1) ** 0.5
        gradients = draw(rng, dtype)
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(gradients[name])
        oracle.step()
        mine.update(parameters, gradients)
    assert {str(array.dtype) for array in parameters.values()} == {dtype}
    return max(np.abs(array - tensors[name].numpy()).max() for name, array in parameters.items())


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.5, 0.9)])
@pytest.mark.parametrize("epsilon", [1e-8, 1e-2])
def test_adam_equals_torch(rng, betas, epsilon):
    apart = compare(
        rng,
        "float64",
        Adam(betas=betas, epsilon=epsilon),
        lambda torch, tensors: torch.optim.Adam(tensors, betas=betas, eps=epsilon),
    )
    assert apart < 1e-10


OTHERS = [
    (lambda: SGD(0.1), "SGD", {}),
    (lambda: Momentum(), "SGD", {"momentum": 0.9}),
    (lambda: Momentum(momentum=0.5), "SGD", {"momentum": 0.5}),
    (lambda: Adagrad(), "Adagrad", {}),
    (lambda: Adagrad(epsilon=1e-2), "Adagrad", {"eps": 1e-2}),
    (lambda: RMSprop(), "RMSprop", {}),
    (lambda: RMSprop(decay=0.9, epsilon=1e-2), "RMSprop", {"alpha": 0.9, "eps": 1e-2}),
]


@pytest.mark.parametrize(("make", "name", "settings"), OTHERS)
def test_the_others_equal_torch_too(rng, make, name, settings):
    def theirs(torch, tensors):
        return getattr(torch.optim, name)(tensors, lr=0.1, **settings)

    assert compare(rng, "float64", make(), theirs) < 1e-10
    assert compare(rng, "float32", make(), theirs) < 1e-4


def test_an_epsilon_inside_the_root_is_that_of_the_100_line_network(rng):
    mine, parameters = Adagrad(0.1, epsilon=1e-2, inside=True), draw(rng)
    expected = {name: array.copy() for name, array in parameters.items()}
    square = {name: np.zeros_like(array) for name, array in parameters.items()}
    for _ in range(20):
        gradients = draw(rng)
        for name, gradient in gradients.items():
            square[name] += gradient * gradient
            expected[name] += -0.1 * gradient / np.sqrt(square[name] + 1e-2)
        mine.update(parameters, gradients)
    for name, array in expected.items():
        np.testing.assert_allclose(parameters[name], array, rtol=0, atol=1e-14)


# PyTorch's name and settings for each word of the address
TORCH = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "adagrad": ("Adagrad", {}),
    "rmsprop": ("RMSprop", {}),
    "adam": ("Adam", {}),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_word_and_a_rate_are_pytorchs_optimizer_with_its_usual_settings(rng, name):
    theirs, settings = TORCH[name]
    apart = compare(
        rng,
        "float64",
        OPTIMIZERS[name](0.1),
        lambda torch, tensors: getattr(torch.optim, theirs)(tensors, lr=0.1, **settings),
    )
    assert apart < 1e-10


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_has_no_gradient_does_not_move(rng, name):
    optimizer, parameters = OPTIMIZERS[name](0.1), draw(rng)
    before = {key: value.copy() for key, value in parameters.items()}
    for _ in range(3):
        optimizer.update(parameters, {key: np.zeros_like(value) for key, value in parameters.items()})
    for key, value in parameters.items():
        np.testing.assert_array_equal(value, before[key])
    assert optimizer.updates == 3


def test_adam_stays_in_float32(rng):
    apart = compare(rng, "float32", Adam(), lambda torch, tensors: torch.optim.Adam(tensors, lr=0.1))
    assert apart < 1e-5


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_stacked_networks_move_as_each_alone(rng, name):
    together, apart = OPTIMIZERS[name](0.1), [OPTIMIZERS[name](0.1) for _ in range(3)]
    stacked = {"w": rng.standard_normal((3, 4, 2))}
    alone = [{"w": w.copy()} for w in stacked["w"]]
    for _ in range(5):
        gradient = rng.standard_normal((3, 4, 2))
        together.update(stacked, {"w": gradient})
        for optimizer, parameters, own in zip(apart, alone, gradient, strict=True):
            optimizer.update(parameters, {"w": own})
    np.testing.assert_array_equal(stacked["w"], [parameters["w"] for parameters in alone])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_goes_on_from_its_moments(rng, name):
    one, gradients = draw(rng), [draw(rng) for _ in range(6)]
    first = OPTIMIZERS[name](0.1)
    for gradient in gradients[:3]:
        first.update(one, gradient)
    other = {key: value.copy() for key, value in one.items()}
    second = OPTIMIZERS[name](0.1)
    second.updates = first.updates
    second.moments = {
        name: {k: v.copy() for k, v in arrays.items()} for name, arrays in first.moments.items()
    }
    for gradient in gradients[3:]:
        first.update(one, gradient)
        second.update(other, gradient)
    for key, value in one.items():
        np.testing.assert_array_equal(value, other[key])


def test_a_rate_must_be_above_zero():
    for rate in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="rate is"):
            Optimizer(rate)


def test_a_missing_gradient_is_an_error(rng):
    with pytest.raises(KeyError, match="readout"):
        Adam().update(draw(rng), {"rnn.weight_hh_l0": np.zeros((6, 4))})


@pytest.mark.parametrize("limit", [0.1, 1.0, 100.0, float("inf")])
def test_clipping_equals_torch(rng, limit):
    torch = pytest.importorskip("torch")
    gradients = draw(rng)
    tensors = [torch.zeros(shape, dtype=torch.float64) for shape in SHAPES.values()]
    for tensor, gradient in zip(tensors, gradients.values(), strict=True):
        tensor.grad = torch.tensor(gradient)
    expected = torch.nn.utils.clip_grad_norm_(tensors, limit)
    assert clip_norm(gradients, limit) == pytest.approx(float(expected), rel=1e-12)
    for tensor, gradient in zip(tensors, gradients.values(), strict=True):
        # PyTorch adds 1e-6 to the norm before it divides
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-6)
    joint = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))
    assert joint <= limit * (1 + 1e-12)


def test_clipping_sees_gradients_whose_squares_vanish_in_float32():
    gradients = {"w": np.full(4, 1e-30, dtype="float32")}
    assert clip_norm(gradients, 1e-30) == pytest.approx(2e-30)
    np.testing.assert_allclose(gradients["w"], 0.5e-30, rtol=1e-6)


@pytest.mark.parametrize("limit", [0.1, 1.0, 100.0])
def test_clipping_by_value_equals_torch(rng, limit):
    torch = pytest.importorskip("torch")
    gradients = draw(rng)
    tensors = [torch.zeros(shape, dtype=torch.float64) for shape in SHAPES.values()]
    for tensor, gradient in zip(tensors, gradients.values(), strict=True):
        tensor.grad = torch.tensor(gradient)
    torch.nn.utils.clip_grad_value_(tensors, limit)
    clip_value(gradients, limit)
    for tensor, gradient in zip(tensors, gradients.values(), strict=True):
        np.testing.assert_array_equal(gradient, tensor.grad.numpy())


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_each_of_several_moves_at_its_own_rate_as_alone(rng, name, dtype):
    rates = np.array([0.1, 0.003, 2.0])
    stack = rng.standard_normal((3, 5)).astype(dtype)
    apart = [{"all": row.copy()} for row in stack]
    together, alone = OPTIMIZERS[name](0.1), [OPTIMIZERS[name](float(rate)) for rate in rates]
    together.rate = rates[:, None]
    for _ in range(5):
        gradients = rng.standard_normal((3, 5)).astype(dtype)
        together.update({"all": stack}, {"all": gradients})
        for optimizer, one, gradient in zip(alone, apart, gradients, strict=True):
            optimizer.update(one, {"all": gradient})
    for row, one in zip(stack, apart, strict=True):
        np.testing.assert_array_equal(row, one["all"], strict=True)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("limit", [0.5, 2.0, 100.0])
def test_of_several_each_is_clipped_as_alone(rng, dtype, limit):
    stack = (rng.standard_normal((4, 5)) * [[0.1], [1.0], [10.0], [1e-30]]).astype(dtype)
    apart = [{"all": row.copy()} for row in stack]
    clip_each_norm(stack, np.linalg.norm(stack, axis=1), limit)
    for row, one in zip(stack, apart, strict=True):
        clip_norm(one, limit)
        np.testing.assert_array_equal(row, one["all"], strict=True)
