"""What a trace holds, against PyTorch, the equations and a network worked out by hand."""

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import special
from support.network_kinds import cells, stacks
from support.torch_oracle import MODULES, step
from torch.nn import functional

from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace, difference, unroll

STEPS = 6
SRN = json.loads((Path(__file__).parents[1] / "golden" / "srn.json").read_text())

reading = pytest.mark.parametrize("reads", ["tokens, embedded", "tokens, one-hot", "numbers"])


def make(rng, cell, stack, reads="numbers", **settings):
    """A network and a sequence that it can read."""
    embedding = 5 if reads == "tokens, embedded" else None
    net = Network.random(cell, inputs=4, seed=1, embedding=embedding, **stack, **settings)
    return net, rng.standard_normal((STEPS, 4)) if reads == "numbers" else rng.integers(0, 4, STEPS)


def draw_state(rng, net):
    """h, and c for an LSTM, as a caller gives them."""
    h, c = rng.standard_normal((2, net.layers * net.directions, net.hidden))
    return (h, c) if net.kind.has_memory else h


def rows(net):
    """Row of the L, layer, direction and name ending."""
    return [(row, *each) for row, each in enumerate(net.passes())]


def assert_close(mine, theirs, tolerance=1e-10):
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance, strict=True)


def assert_same_trace(one: Trace, other: Trace, tolerance=1e-12):
    for name in ("hidden", "memory", "logits", "probabilities", "losses"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if theirs is None:
            assert mine is None
        else:
            assert_close(mine, theirs, tolerance)
    for name, values in other.gates.items():
        assert_close(one.gates[name], values, tolerance)


@pytest.mark.parametrize("cell", MODULES)
@stacks
@reading
@pytest.mark.parametrize("carried", [False, True])
@torch.no_grad()
def test_unroll_equals_pytorch(rng, cell, stack, reads, carried):
    net, inputs = make(rng, cell, stack, reads)
    state = draw_state(rng, net) if carried else None
    rnn, readout, embedding = net.to_torch()
    x = torch.tensor(inputs)
    if reads != "numbers":
        x = embedding(x) if embedding else functional.one_hot(x, 4).double()
    first = None
    if carried:
        first = tuple(map(torch.tensor, state)) if cell == "lstm" else torch.tensor(state)
    top, last = rnn(x, first)
    trace = unroll(net, inputs, state=state)
    h, c = last if cell == "lstm" else (last, None)
    assert_close(trace.read[0], x.numpy())
    assert_close(np.concatenate(trace.hidden[-net.directions :], axis=-1), top.numpy())
    assert_close(trace.logits, readout(top).numpy())
    assert_close(trace.state[0], h.numpy())
    if c is None:
        assert trace.memory is trace.initial_memory is trace.state[1] is None
    else:
        assert_close(trace.state[1], c.numpy())


@cells
@stacks
def test_every_step_follows_from_the_state_before_it_by_the_equations(rng, cell, stack):
    net, inputs = make(rng, cell, stack)
    trace = unroll(net, inputs, state=draw_state(rng, net))
    for row, layer, direction, ending in rows(net):
        backwards = bool(direction)
        c = trace.memory_before(row, backwards)
        tensors = [
            None if part is None else torch.tensor(part)
            for part in (trace.read[layer], trace.before(row, backwards), c, *net.weights(ending))
        ]
        h, c, gates = step(cell, *tensors)
        assert_close(trace.hidden[row], h.numpy())
        if c is not None:
            assert_close(trace.memory[row], c.numpy())
        assert list(gates) == list(trace.gates)
        for name, values in gates.items():
            assert_close(trace.gates[name][row], values.numpy())


@cells
@stacks
def test_a_layer_reads_what_the_one_below_it_shows(rng, cell, stack):
    net, inputs = make(rng, cell, stack)
    trace = unroll(net, inputs)
    np.testing.assert_array_equal(trace.read[0], inputs)
    for layer in range(1, net.layers):
        below = trace.hidden[(layer - 1) * net.directions : layer * net.directions]
        np.testing.assert_array_equal(trace.read[layer], np.concatenate(below, axis=-1))


@cells
@stacks
def test_the_state_before_is_the_neighbours_and_at_the_end_the_initial_one(rng, cell, stack):
    net, inputs = make(rng, cell, stack)
    state = draw_state(rng, net)
    trace = unroll(net, inputs, state=state)
    pairs = [(trace.hidden, trace.initial, trace.before)]
    if net.kind.has_memory:
        pairs.append((trace.memory, trace.initial_memory, trace.memory_before))
        np.testing.assert_array_equal(trace.initial_memory, state[1])
        state = state[0]
    np.testing.assert_array_equal(trace.initial, state)
    for (values, initial, before), (row, _, direction, _) in product(pairs, rows(net)):
        found = before(row, bool(direction))
        if direction:  # right to left
            np.testing.assert_array_equal(found[:-1], values[row, 1:])
            np.testing.assert_array_equal(found[-1], initial[row])
        else:
            np.testing.assert_array_equal(found[1:], values[row, :-1])
            np.testing.assert_array_equal(found[0], initial[row])


@cells
def test_a_backward_direction_is_a_forward_one_over_the_reversed_sequence(rng, cell):
    net, inputs = make(rng, cell, {"bidirectional": True})
    state = draw_state(rng, net)
    alone = Network(
        parameters={
            f"rnn.{name}_l0": array for name, array in net.weights("l0_reverse")._asdict().items()
        },
        cell=cell,
        inputs=4,
        outputs=8,
        readout=False,
    )
    own = tuple(part[1:] for part in state) if net.kind.has_memory else state[1:]
    both, mirrored = unroll(net, inputs, state=state), unroll(alone, inputs[::-1], state=own)
    assert_close(both.hidden[1], mirrored.hidden[0, ::-1], 1e-12)
    for name in net.kind.gates:
        assert_close(both.gates[name][1], mirrored.gates[name][0, ::-1], 1e-12)
    if net.kind.has_memory:
        assert_close(both.memory[1], mirrored.memory[0, ::-1], 1e-12)


@cells
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cut", [1, 4])
def test_two_halves_with_the_state_carried_equal_the_whole(rng, cell, layers, cut):
    net, inputs = make(rng, cell, {"layers": layers}, "tokens, embedded")
    targets = rng.integers(-1, 4, STEPS)
    whole = unroll(net, inputs, targets)
    first = unroll(net, inputs[:cut], targets[:cut])
    second = unroll(net, inputs[cut:], targets[cut:], state=first.state)
    assert_close(np.concatenate([first.hidden, second.hidden], axis=1), whole.hidden, 1e-12)
    assert_close(np.concatenate([first.logits, second.logits]), whole.logits, 1e-12)
    assert_close(np.concatenate([first.losses, second.losses]), whole.losses, 1e-12)
    assert_close(second.state[0], whole.state[0], 1e-12)
    if net.kind.has_memory:
        assert_close(np.concatenate([first.memory, second.memory], axis=1), whole.memory, 1e-12)
        assert_close(second.state[1], whole.state[1], 1e-12)


@cells
@stacks
@pytest.mark.parametrize("embedding", [None, 5])
def test_a_token_of_minus_one_reads_zeros(rng, cell, stack, embedding):
    net = Network.random(cell, inputs=4, embedding=embedding, **stack)
    tokens = np.array([2, -1, 0, -1])
    trace = unroll(net, tokens)
    assert (trace.read[0][tokens == -1] == 0.0).all()
    assert (trace.read[0][tokens != -1] != 0.0).any(axis=1).all()
    assert_same_trace(trace, unroll(net, trace.read[0]))  # read as the numbers it was looked up as


def test_tokens_cost_pytorchs_cross_entropy_and_nan_where_there_is_none(rng):
    net, inputs = make(rng, "gru", {"outputs": 5}, "tokens, one-hot")
    targets = np.array([0, -1, 4, 2, -1, 2])
    trace = unroll(net, inputs, targets)
    expected = functional.cross_entropy(
        torch.tensor(trace.logits), torch.tensor(targets), reduction="none", ignore_index=-1
    ).numpy()
    assert_close(trace.losses, np.where(targets == -1, np.nan, expected))
    assert_close(trace.probabilities, special.softmax(trace.logits, axis=-1))


def test_distributions_cost_pytorchs_cross_entropy_and_nan_where_there_is_none(rng):
    net, inputs = make(rng, "gru", {"outputs": 5})
    targets = rng.dirichlet(np.ones(5), STEPS)
    targets[2] = np.nan
    trace = unroll(net, inputs, targets)
    expected = functional.cross_entropy(
        torch.tensor(trace.logits), torch.tensor(targets), reduction="none"
    ).numpy()
    assert_close(trace.losses, expected)
    assert np.isnan(trace.losses[2])
    assert not np.isnan(trace.losses[[0, 1, 3, 4, 5]]).any()


def test_bits_cost_pytorchs_binary_cross_entropy_and_nan_where_there_is_none(rng):
    net, inputs = make(rng, "lstm", {"outputs": 3}, output="sigmoid")
    targets = rng.integers(0, 2, (STEPS, 3)).astype(float)
    targets[2] = np.nan
    trace = unroll(net, inputs, targets)
    expected = (
        functional.binary_cross_entropy_with_logits(
            torch.tensor(trace.logits), torch.tensor(np.nan_to_num(targets)), reduction="none"
        )
        .numpy()
        .sum(axis=-1)
    )
    expected[2] = np.nan
    assert_close(trace.losses, expected)
    assert_close(trace.probabilities, special.expit(trace.logits))


def test_numbers_cost_half_pytorchs_squared_error_and_nan_where_there_is_none(rng):
    net, inputs = make(rng, "tanh", {"outputs": 3}, output="linear")
    targets = rng.standard_normal((STEPS, 3))
    targets[2] = np.nan
    trace = unroll(net, inputs, targets)
    expected = (
        functional.mse_loss(torch.tensor(trace.logits), torch.tensor(targets), reduction="none")
        .numpy()
        .sum(axis=-1)
    )
    assert_close(trace.losses, expected / 2)
    assert np.isnan(trace.losses[2])
    assert_close(trace.probabilities, trace.logits)


def test_without_targets_there_is_no_loss(rng):
    net, inputs = make(rng, "tanh", {})
    assert np.isnan(unroll(net, inputs).losses).all()
    assert np.isnan(unroll(net, inputs, np.full(STEPS, -1)).losses).all()


@cells
def test_quantities_are_the_states_and_then_the_gates_by_their_letters(rng, cell):
    net, inputs = make(rng, cell, {"layers": 2})
    trace = unroll(net, inputs)
    named = trace.quantities(1)
    assert "".join(named) == {"gru": "hrzn", "gru_before": "hrzn", "lstm": "hcifgo"}.get(cell, "h")
    for name, values in named.items():
        whole = {"h": trace.hidden, "c": trace.memory}.get(name, trace.gates.get(name))
        np.testing.assert_array_equal(values, whole[1])


def test_the_difference_of_two_traces_goes_as_far_as_both(rng):
    net, inputs = make(rng, "gru", {"layers": 2})
    long, short = unroll(net, inputs), unroll(net, -inputs[:4])
    assert_close(difference(long, short), long.hidden[:, :4] - short.hidden)
    assert_close(difference(short, long), short.hidden - long.hidden[:, :4])
    assert (difference(long, long) == 0.0).all()


@pytest.mark.parametrize("cell", ["identity", "tanh"])
def test_the_network_worked_out_by_hand_comes_out_digit_for_digit(cell):
    plan = Network.random(cell, inputs=2, hidden=2, outputs=2, output="linear")
    parameters = {
        name: np.zeros(array.shape) if "bias" in name else np.ones(array.shape)
        for name, array in plan.parameters.items()
    }
    trace = unroll(Network(parameters=parameters, **plan.settings()), SRN["inputs"])
    assert trace.hidden[0].tolist() == SRN[cell]["states"]
    assert trace.logits.tolist() == SRN[cell]["outputs"]


NET = {"inputs": 4, "hidden": 3}


@pytest.mark.parametrize(
    ("cell", "given", "sentence"),
    [
        ("tanh", ([],), "The sequence is empty; at least one step is needed."),
        ("tanh", (2,), "inputs have the shape (); allowed are (T,) or (T, D)."),
        (
            "tanh",
            (np.zeros((2, 4, 1)),),
            "inputs have the shape (2, 4, 1); allowed are (T,) or (T, D).",
        ),
        ("tanh", (np.zeros((2, 3)),), "Each step has 3 number(s), the network reads 4."),
        ("tanh", ([0, 4],), "One of the input tokens is 4; allowed are 0 to 3, and -1 for none."),
        ("tanh", ([0, -2],), "One of the input tokens is -2; allowed are 0 to 3, and -1 for none."),
        ("tanh", ([0, 1], [2]), "There are 1 targets for 2 steps."),
        (
            "tanh",
            ([0, 1], [2, 9]),
            "One of the target tokens is 9; allowed are 0 to 3, and -1 for none.",
        ),
        (
            "tanh",
            ([0, 1], np.zeros((2, 3))),
            "Each target has 3 numbers, the network gives 4.",
        ),
        ("gru", ([0, 1], None, np.zeros(3)), "The state h has the shape (3,); it must be (1, 3)."),
        (
            "gru",
            ([0, 1], None, (np.zeros((1, 3)), np.zeros((1, 3)))),
            "The state c has the shape (1, 3); this cell has none.",
        ),
        (
            "lstm",
            ([0, 1], None, (np.zeros((1, 3)), np.zeros((2, 3)))),
            "The state c has the shape (2, 3); it must be (1, 3).",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_fit_is_refused_in_a_sentence(cell, given, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        unroll(Network.random(cell, **NET), *given)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (([0.5, 1.5],), r"\(2,\)"),  # numbers need the axis D, even if D is 1
        (([0, 0], 0), "targets"),
        (([0, 0], np.zeros((2, 1, 1))), "target"),
        (([0, 0], None, (np.zeros((1, 3)),)), "state"),
    ],
    ids=["no axis D", "no axis T", "an axis too many", "half a state"],
)
def test_more_that_does_not_fit_is_refused(given, named):
    with pytest.raises(ValueError, match=named):
        unroll(Network.random("lstm", inputs=1, hidden=3, outputs=1), *given)


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "linear"])
def test_a_network_that_overflows_shows_it_without_a_warning(output):
    net = Network.random(
        "relu", inputs=2, hidden=2, outputs=2, init="identity", gain=1e6, output=output
    )
    trace = unroll(net, np.ones((60, 2)), np.full((60, 2), 0.5))
    assert np.isfinite(trace.losses[0])
    assert not np.isfinite(trace.losses[-1])
