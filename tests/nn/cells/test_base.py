"""The recurrences, forward and back, against PyTorch in float64 and finite differences."""

from itertools import product

import numpy as np
import pytest
from scipy.special import expit
from support.torch_oracle import MODULES, Case, Results, by_hand, by_module, central_differences

from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array, Weights, sigmoid
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State, backward, forward

STEPS, INPUTS, HIDDEN, OUTPUTS = 5, 3, 4, 2

cells = pytest.mark.parametrize("cell", CELLS)
stacks = pytest.mark.parametrize(("layers", "bidirectional"), [*product((1, 2), (False, True))])
batches = pytest.mark.parametrize("batch", [1, 7])


def make(rng, cell, layers, bidirectional, batch=2, states=True, tokens=False, **settings) -> Case:
    net = Network.random(
        cell=cell,
        layers=layers,
        bidirectional=bidirectional,
        **{"inputs": INPUTS, "hidden": HIDDEN, "outputs": OUTPUTS, "seed": 1} | settings,
    )

    def state():
        h, c = rng.standard_normal((2, layers * net.directions, net.hidden, batch))
        return State(h, c if net.kind.has_memory else None) if states else None

    inputs = (
        rng.integers(-1, net.inputs, (STEPS, batch))
        if tokens
        else rng.standard_normal((STEPS, net.inputs, batch))
    )
    by_logits = rng.standard_normal((STEPS, net.outputs, batch))
    return Case(net, inputs, state(), by_logits, state())


def named(state: State) -> dict[str, Array]:
    return {k: v for k, v in state._asdict().items() if v is not None}


def ours(case: Case) -> Results:
    done = forward(case.net, case.inputs, case.first)
    back = backward(case.net, done, case.by_logits, case.by_last, by_step=True)
    return Results(
        {"top": done.top, "logits": done.logits, **named(done.state)},
        {**back.parameters, "inputs": back.inputs, **named(back.state)},
        back.by_step,
    )


def assert_equal(mine: dict[str, Array], theirs: dict[str, Array], tolerance: float = 1e-10):
    assert mine.keys() == theirs.keys()
    for name, array in theirs.items():
        assert mine[name].shape == array.shape
        np.testing.assert_allclose(mine[name], array, rtol=0, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("cell", MODULES)
@stacks
@batches
@pytest.mark.parametrize("states", [False, True])
def test_outputs_and_gradients_equal_the_pytorch_module(
    rng, cell, layers, bidirectional, batch, states
):
    case = make(rng, cell, layers, bidirectional, batch, states)
    mine, theirs = ours(case), by_module(case)
    assert_equal(mine.outputs, theirs.outputs)
    assert_equal(mine.gradients, theirs.gradients)


@pytest.mark.parametrize("cell", MODULES)
@stacks
def test_without_biases_and_readout_too(rng, cell, layers, bidirectional):
    width = HIDDEN * (2 if bidirectional else 1)
    case = make(rng, cell, layers, bidirectional, outputs=width, bias=False, readout=False)
    mine, theirs = ours(case), by_module(case)
    assert_equal(mine.outputs, theirs.outputs)
    assert_equal(mine.gradients, theirs.gradients)


@cells
@stacks
@batches
@pytest.mark.parametrize("states", [False, True])
def test_outputs_gradients_and_each_steps_share_equal_autograd_through_the_equations(
    rng, cell, layers, bidirectional, batch, states
):
    case = make(rng, cell, layers, bidirectional, batch, states)
    for mine, theirs in zip(ours(case), by_hand(case), strict=True):
        assert_equal(mine, theirs)


@cells
@stacks
def test_with_tokens_and_an_embedding_too(rng, cell, layers, bidirectional):
    case = make(rng, cell, layers, bidirectional, tokens=True, embedding=5)
    assert (case.inputs == -1).any()  # what has no token has no share in any row
    for mine, theirs in zip(ours(case), by_hand(case), strict=True):
        assert_equal(mine, theirs)


@pytest.mark.parametrize("steps", [3, STEPS])  # as many as numbers a step, and not
def test_numbers_in_place_of_embedded_tokens_leave_the_embedding_without_a_gradient(rng, steps):
    net = Network.random(inputs=4, embedding=3)
    done = forward(net, rng.standard_normal((steps, 3, 2)))
    gradients = backward(net, done, np.ones_like(done.logits)).parameters
    np.testing.assert_array_equal(gradients["embedding.weight"], np.zeros((4, 3)))


@cells
@stacks
def test_shares_by_step_add_up_to_the_gradients(rng, cell, layers, bidirectional):
    case = make(rng, cell, layers, bidirectional)
    mine = ours(case)
    summed = {name: share.sum(axis=0) for name, share in mine.shares.items()}
    assert_equal(summed, {name: mine.gradients[name] for name in case.net.parameters}, 1e-12)


def test_shares_by_step_are_left_out_unless_asked_for(rng):
    case = make(rng, "tanh", 1, False)
    assert backward(case.net, forward(case.net, case.inputs), case.by_logits).by_step == {}


@cells
@stacks
def test_gradients_equal_central_finite_differences(rng, cell, layers, bidirectional):
    case = make(rng, cell, layers, bidirectional, hidden=3, inputs=2)
    gradients = ours(case).gradients

    def loss() -> float:
        done = forward(case.net, case.inputs, case.first)
        pairs = [(done.logits, case.by_logits), *zip(done.state, case.by_last, strict=True)]
        return sum(np.vdot(output, adjoint) for output, adjoint in pairs if output is not None)

    arrays = {**case.net.parameters, "inputs": case.inputs, **named(case.first)}
    assert gradients.keys() == arrays.keys()
    for name, array in arrays.items():
        slopes = central_differences(loss, array)
        scale = abs(slopes).max()
        np.testing.assert_allclose(gradients[name], slopes, rtol=0, atol=1e-6 * scale, err_msg=name)


def random_weights(rng, cell, *stack: int) -> Weights:
    rows = CELLS[cell].blocks * HIDDEN
    shapes = ((rows, INPUTS), (rows, HIDDEN), (rows,), (rows,))
    return Weights(*(rng.standard_normal((*stack, *shape)) for shape in shapes))


@cells
@pytest.mark.parametrize("stack", [(), (3,)])
def test_split_is_the_inverse_of_join(rng, cell, stack):
    weights = random_weights(rng, cell, *stack)
    joined = CELLS[cell].join(weights)
    assert joined.shape == (*stack, CELLS[cell].rows * HIDDEN, HIDDEN + 2 + INPUTS)
    back = CELLS[cell].split(joined, HIDDEN)
    for before, after in zip(weights, back, strict=True):
        np.testing.assert_array_equal(after, before, strict=True)
    np.testing.assert_array_equal(CELLS[cell].join(back), joined, strict=True)


@cells
def test_a_missing_bias_is_joined_as_zeros(rng, cell):
    weights = random_weights(rng, cell)
    bare = weights._replace(bias_ih=None, bias_hh=None)
    zeros = np.zeros_like(weights.bias_ih)
    np.testing.assert_array_equal(
        CELLS[cell].join(bare), CELLS[cell].join(weights._replace(bias_ih=zeros, bias_hh=zeros))
    )


@cells
def test_stacked_networks_equal_the_networks_one_by_one(rng, cell):
    kind, runs, batch = CELLS[cell], 3, 6
    joined = kind.join(random_weights(rng, cell, runs))
    inputs = rng.standard_normal((STEPS, runs, INPUTS, batch))
    reaching = rng.standard_normal((STEPS, runs, HIDDEN, batch))
    first_h, first_c, last_h, last_c = rng.standard_normal((4, runs, HIDDEN, batch))

    def run(shape: tuple[int, ...], k) -> dict[str, Array]:
        tape = kind.tape(shape, INPUTS, HIDDEN, np.dtype("float64"))
        tape.inputs[:] = inputs[:, k]
        tape.before[0] = first_h[k]
        if kind.has_memory:
            tape.memory[0] = first_c[k]
        kind.forward(joined[k], tape)
        back = kind.backward(
            joined[k], tape, reaching[:, k], last_h[k], last_c[k] if kind.has_memory else None
        )
        arrays = {
            "hidden": tape.hidden,
            "memory": tape.memory,
            "by_rows": back.rows,
            "shares": kind.shares(tape, back.rows),
            "by_first": back.hidden[None],
            "by_first_memory": None if back.memory is None else back.memory[None],
        }
        return {name: array for name, array in arrays.items() if array is not None}

    together = run((STEPS, runs, batch), slice(None))
    for k in range(runs):
        alone = run((STEPS, batch), k)
        assert_equal({name: array[:, k] for name, array in together.items()}, alone, 1e-12)


def test_sigmoid_equals_scipys_everywhere_and_never_overflows():
    x = np.concatenate([np.linspace(-40, 40, 1001), [-1e4, 1e4, -1e308, 1e308, -np.inf, np.inf]])
    np.testing.assert_allclose(sigmoid(x), expit(x), rtol=0, atol=1e-15)
    assert sigmoid(x, out=x) is x
