"""How each loss reaches each step, against a pass of autograd for every loss."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from support.autograd_reference import each, graph, recurrence
from support.network_kinds import cells, stacks

from rnnviz.analysis import per_loss
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STEPS = 7
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "gradient_norms.json").read_text())


@pytest.fixture(params=["at once", "in pieces"], autouse=True)
def pieces(request, monkeypatch):
    """A backward pass hands on its steps as many at a time as fit into a cache, here all or two."""
    if request.param == "in pieces":
        monkeypatch.setattr(per_loss, "_CACHE", 0)


def make(rng, cell, stack, steps=STEPS, **settings):
    """A network, and a trace over tokens with a target for every step but one."""
    net = Network.random(cell, inputs=4, seed=1, gain=1.5, **stack, **settings)
    inputs = rng.integers(0, 4, steps)
    targets = rng.integers(0, net.outputs, steps)
    if steps > 1:
        targets[0] = -1
    state = rng.standard_normal((2, net.layers * net.directions, net.hidden))
    start = tuple(state) if net.kind.has_memory else state[0]
    return net, unroll(net, inputs, targets, start), tuple(state[: 2 if net.kind.has_memory else 1])


def assert_close(mine, theirs, tolerance=1e-10):
    assert np.abs(theirs).max() > 1e-6  # not nothing against nothing
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance, strict=True)


@cells
@stacks
def test_every_row_equals_one_pass_of_autograd_for_every_loss(rng, cell, stack):
    net, trace, state = make(rng, cell, stack)
    theirs = each(graph(net, trace.inputs, trace.targets, state=state))
    rows = net.layers * net.directions
    for row in range(rows):
        flow = gradient_flow(net, trace, row)
        assert_close(flow.adjoints, theirs.hidden[row])
        assert_close(flow.matrix, np.linalg.norm(theirs.hidden[row], axis=-1))
        np.testing.assert_array_equal(gradient_flow(net, trace, row - rows).matrix, flow.matrix)
        if cell == "lstm":
            assert_close(flow.memory_adjoints, theirs.memory[row])
            assert_close(flow.memory.matrix, np.linalg.norm(theirs.memory[row], axis=-1))
        else:
            assert flow.memory is flow.memory_adjoints is None
        for t in range(STEPS):
            np.testing.assert_allclose(flow.arriving(t), theirs.hidden[row, t], rtol=0, atol=1e-10)
            memory = flow.itemised(t).memory
            assert (memory is None) == (cell != "lstm")
            if memory is not None:
                np.testing.assert_allclose(memory, theirs.memory[row, t], rtol=0, atol=1e-10)


@cells
@stacks
def test_parameters_shares_and_inputs_equal_autograd(rng, cell, stack):
    net, trace, state = make(rng, cell, stack, embedding=5)
    made = graph(net, trace.inputs, trace.targets, state=state)
    theirs = each(made)
    made.losses.sum().backward()
    flow = gradient_flow(net, trace)
    assert list(flow.parameters) == list(flow.by_step) == list(net.parameters)
    for name, gradient in flow.parameters.items():
        assert_close(gradient, made.parameters[name].grad.numpy())
        assert_close(gradient, theirs.parameters[name].sum(axis=0))
        assert_close(flow.by_step[name].sum(axis=0), gradient, 1e-12)
    assert_close(flow.inputs, theirs.inputs)


@pytest.mark.parametrize("cell", ["tanh", "lstm"])
def test_numbers_are_read_and_wanted_too(rng, cell):
    net = Network.random(cell, inputs=3, hidden=4, outputs=2, output="linear")
    inputs, targets = rng.standard_normal((STEPS, 3)), rng.standard_normal((STEPS, 2))
    targets[1, 0] = np.nan
    theirs = each(graph(net, inputs, targets))
    flow = gradient_flow(net, unroll(net, inputs, targets))
    assert_close(flow.inputs, theirs.inputs)
    assert_close(flow.matrix, np.linalg.norm(theirs.hidden[0], axis=-1))


@cells
@stacks
def test_jacobians_equal_those_of_autograd(rng, cell, stack):
    net, trace, _ = make(rng, cell, stack, steps=4)
    weights = {name: torch.tensor(array) for name, array in net.parameters.items()}
    for row, (layer, direction, ending) in enumerate(net.passes()):
        one = recurrence(net, ending, weights)
        order = [3, 2, 1, 0] if direction else [0, 1, 2, 3]
        read = torch.tensor(trace.read[layer])
        wanted = np.zeros((2, 4, 4))

        def later(k, hidden, memory, read=read, order=order, one=one):
            states = [(hidden, memory)]
            for t in order[order.index(k) + 1 :]:
                states.append(one(read[t], *states[-1]))
            return tuple(
                torch.stack([state[part] for state in states])
                for part in range(2 if cell == "lstm" else 1)
            )

        for k in range(4):
            h = torch.tensor(trace.hidden[row, k])
            c = torch.tensor(trace.memory[row, k]) if cell == "lstm" else h
            found = torch.autograd.functional.jacobian(
                lambda a, b, k=k, later=later: later(k, a, b), (h, c)
            )
            for part in range(len(found)):
                norms = torch.linalg.matrix_norm(found[part][part], 2).numpy()
                wanted[part, order[order.index(k) :], k] = norms
        flow = gradient_flow(net, trace, row)
        assert_close(flow.jacobian, wanted[0])
        np.testing.assert_allclose(np.diagonal(flow.jacobian), 1.0, rtol=1e-15)
        nothing = np.tril(flow.jacobian, -1) if direction else np.triu(flow.jacobian, 1)
        assert not nothing.any()
        if cell == "lstm":
            assert_close(flow.memory.jacobian, wanted[1])


def test_the_cell_state_is_held_fixed():
    net = Network.random("lstm", hidden=3)
    flow = gradient_flow(net, unroll(net, [0, 1, 2], [1, 2, 3]))
    # h_k already shows c_k, so that L_k reaches c_k only by way of h_k
    assert (np.diagonal(flow.memory.matrix) == 0.0).all()
    assert (flow.memory.matrix[np.tril_indices(3, -1)] > 0.0).all()


@cells
@pytest.mark.parametrize("both", [False, True])
def test_a_step_without_a_target_is_a_row_of_zeros(rng, cell, both):
    net, trace, _ = make(rng, cell, {"bidirectional": both})
    flow = gradient_flow(net, trace)
    assert trace.targets[0] == -1
    for part in (flow.matrix, flow.inputs, flow.adjoints, flow.by_logits):
        assert not part[0].any()
        assert part[1].any()
    assert not flow.arriving(0).any()
    alone = gradient_flow(net, unroll(net, trace.inputs))
    assert not alone.matrix.any()
    assert not alone.inputs.any()
    assert not alone.arriving(3).any()
    assert not any(gradient.any() for gradient in alone.parameters.values())
    assert alone.jacobian.any()


@cells
@stacks
def test_one_step_is_enough(rng, cell, stack):
    net, trace, state = make(rng, cell, stack, steps=1)
    theirs = each(graph(net, trace.inputs, trace.targets, state=state))
    flow = gradient_flow(net, trace, 0)
    assert_close(flow.matrix, np.linalg.norm(theirs.hidden[0], axis=-1))
    assert_close(flow.inputs, theirs.inputs)
    assert flow.jacobian == [[1.0]]


@cells
def test_rows_by_the_pre_activations_give_the_parameters_gradients(rng, cell):
    net, trace, state = make(rng, cell, {})
    flow = gradient_flow(net, trace)
    theirs = each(graph(net, trace.inputs, trace.targets, state=state))
    for t in range(1, STEPS):
        rows = flow.itemised(t).rows
        tape = trace.forward.tapes[0]
        ours = net.kind.split(net.kind.shares(tape, rows[..., None]).sum(axis=0), net.hidden)
        assert_close(ours.weight_hh, theirs.parameters["rnn.weight_hh_l0"][t])
        assert_close(ours.bias_ih, theirs.parameters["rnn.bias_ih_l0"][t])


def chain(matrix, steps):
    """h_t = W h_{t-1} with a loss at the end whose derivative by h is all ones."""
    plan = Network.random(
        "identity", inputs=1, hidden=3, outputs=3, bias=False, readout=False, output="linear"
    )
    parameters = {"rnn.weight_ih_l0": np.zeros((3, 1)), "rnn.weight_hh_l0": np.array(matrix)}
    net = Network(parameters=parameters, **plan.settings())
    targets = np.full((steps, 3), np.nan)
    targets[-1] = -1.0
    return net, unroll(net, np.zeros((steps, 1)), targets)


@pytest.mark.parametrize(("name", "gain"), [("exploding", 1.0), ("half", 0.5)])
def test_published_norms_of_a_random_matrix_come_out(name, gain):
    # theirs is of two equal rows and divided by their number; their product is with the transpose
    net, trace = chain(gain * np.array(GOLDEN["exploding"]["Wh"]).T, 21)
    found = gradient_flow(net, trace).matrix[-1, -2::-1] / np.sqrt(2.0)
    np.testing.assert_allclose(found, GOLDEN[name]["norms"], rtol=1e-12)


def test_what_vanishes_and_explodes_beyond_the_square_root_of_all_numbers_is_still_there():
    for factor in (1e-3, 1e3):
        net, trace = chain(factor * np.eye(3), 101)
        found = gradient_flow(net, trace).matrix[-1, ::-1]
        np.testing.assert_allclose(found, np.sqrt(3.0) * factor ** np.arange(101.0), rtol=1e-12)
        np.testing.assert_allclose(
            gradient_flow(net, trace).jacobian[-1, ::-1], factor ** np.arange(101.0), rtol=1e-12
        )


def test_a_float32_network_has_no_false_zeros(rng):
    net = Network.random("tanh", hidden=16, dtype="float32")
    flow = gradient_flow(net, unroll(net, *rng.integers(0, 4, (2, 200))))
    assert flow.matrix.dtype == np.float64
    assert flow.matrix[-1, 0] < 1e-30
    assert (flow.matrix[np.tril_indices(200)] > 0.0).all()


@pytest.mark.parametrize("cell", ["relu", "lstm"])
def test_what_overflows_is_shown_and_not_raised(cell):
    net = Network.random(cell, inputs=2, hidden=2, outputs=2, init="identity", gain=1e200, layers=2)
    flow = gradient_flow(net, unroll(net, np.ones((9, 2)), np.full((9, 2), 0.5)))
    assert not np.isfinite(flow.matrix).all() or cell == "lstm"  # whose gates shut before
    for part in (flow.jacobian, flow.inputs, flow.adjoints, flow.arriving(8)):
        assert part.size
    assert flow.parameters.keys() == net.parameters.keys()
    if cell == "lstm":
        assert flow.memory.jacobian.shape == (9, 9)


def test_an_upper_layer_is_reached_by_its_own_recurrence_and_a_lower_one_by_both(rng):
    net, trace, _ = make(rng, "tanh", {"bidirectional": True, "layers": 2})
    forth, back, low = (gradient_flow(net, trace, row).matrix for row in (2, 3, 0))
    assert not np.triu(forth, 1).any()
    assert not np.tril(back, -1).any()
    assert (low[1:] > 0.0).all()


def test_what_cannot_be_is_refused_in_a_sentence(rng):
    net, trace, _ = make(rng, "tanh", {"layers": 2})
    with pytest.raises(ValueError, match=r"^layer is 2; allowed are -2 to 1\.$"):
        gradient_flow(net, trace, 2)
    with pytest.raises(ValueError, match=r"^The step is 7; allowed are 0 to 6\.$"):
        gradient_flow(net, trace).arriving(7)
    with pytest.raises(ValueError, match="another network"):
        gradient_flow(Network.random("tanh", hidden=7), trace)


def test_what_would_not_fit_into_memory_is_refused_before_it_is_tried():
    net = Network.random("tanh", inputs=1, hidden=1, outputs=1)
    tokens = np.zeros(12_000, int)
    sentence = (
        "The matrix of gradient norms for 12000 steps would take 1.2 GB of memory; the limit is 1 GB, "
        "so the sequence must be shorter."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        gradient_flow(net, unroll(net, tokens, tokens))
    net = Network.random("tanh", inputs=1, hidden=60, outputs=1)
    tokens = np.full(2000, -1)
    flow = gradient_flow(net, unroll(net, tokens, tokens))
    with pytest.raises(ValueError, match="the limit is 1 GB"):
        _ = flow.adjoints


# the reach of networks that nobody has trained, by how their weights start

LONG = 120


def reaches(cell, **start):
    """Steps back to 1 % of the last loss's gradient by h, and by c, of five seeds."""
    found = []
    for seed in range(5):
        net = Network.random(cell, inputs=20, hidden=32, outputs=20, seed=seed, **start)
        tokens = np.random.default_rng(seed).integers(0, 20, LONG)
        flow = gradient_flow(net, unroll(net, tokens, np.roll(tokens, -1)))
        matrices = [flow.matrix] if flow.memory is None else [flow.matrix, flow.memory.matrix]
        found.append([LONG - 1 - np.argmax(m[-1] >= 0.01 * m[-1].max()) for m in matrices])
    return np.array(found).T


def test_without_a_forget_bias_gates_need_not_remember():
    (tanh,), (gru,), (h, c) = reaches("tanh"), reaches("gru"), reaches("lstm")
    assert set(tanh) <= {7, 8} and set(gru) <= {8, 9}
    assert h.min() >= 4 and h.max() <= 6
    assert c.min() >= 8 and c.max() <= 11


def test_with_one_they_do():
    h, c = reaches("lstm", forget_bias=2.0)
    assert h.min() > 35 and c.min() > 80
    h, c = reaches("lstm", forget_bias=4.0)
    assert (h == LONG - 1).all() and (c == LONG - 1).all()


@pytest.mark.parametrize("init", ["orthogonal", "identity"])
def test_without_slopes_such_a_start_keeps_all(init):
    (found,) = reaches("identity", init=init)
    assert (found == LONG - 1).all()


@cells
@stacks
def test_rows_of_a_text_that_is_known_are_those_of_a_fresh_pass(rng, cell, stack):
    net, trace, state = make(rng, cell, stack)
    start = state if net.kind.has_memory else state[0]
    inputs, targets = trace.inputs, trace.targets
    changed, other_answer = inputs.copy(), targets.copy()
    changed[4], other_answer[3] = (changed[4] + 1) % 4, -1
    others = [
        (inputs[:-1], targets[:-1]),  # a letter less
        (np.append(inputs, 2), np.append(targets, 1)),  # one more
        (np.append(inputs, 2), np.append(np.where(np.arange(STEPS) == 6, 2, targets), -1)),
        (changed, targets),
        (inputs, other_answer),
        (inputs, None),
    ]
    for row in range(net.layers * net.directions):
        known = gradient_flow(net, trace, row)
        for given, due in others:
            now = unroll(net, given, due, start)
            fresh, kept = gradient_flow(net, now, row), gradient_flow(net, now, row, known)
            np.testing.assert_allclose(kept.matrix, fresh.matrix, rtol=1e-12, atol=1e-14, strict=True)
            if cell == "lstm":
                np.testing.assert_allclose(
                    kept.memory.matrix, fresh.memory.matrix, rtol=1e-12, atol=1e-14, strict=True
                )


def test_only_losses_that_have_changed_go_back_again(rng, monkeypatch):
    net, trace, state = make(rng, "tanh", {"layers": 2, "hidden": 3})
    passes = []

    class Counted(per_loss.PerLoss):
        def __init__(self, *given):
            super().__init__(*given)
            passes.append(len(self.losses))

    monkeypatch.setattr("rnnviz.analysis.gradient_flow.PerLoss", Counted)
    known = gradient_flow(net, trace)
    longer = unroll(net, np.append(trace.inputs, 1), np.append(trace.targets, 2), state[0])
    gradient_flow(net, longer, -1, known)
    elsewhere = unroll(net, longer.inputs, longer.targets, 2.0 * state[0])
    gradient_flow(net, elsewhere, -1, known)
    assert passes == [STEPS - 1, 1, STEPS]
