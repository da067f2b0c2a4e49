"""The check itself: it finds what is wrong and nothing else."""

import pickle
import sys

import numpy as np
import pytest
from support.autograd_reference import each, graph
from support.network_kinds import cells

import rnnviz
from rnnviz.analysis import gradient_check, moved_entries
from rnnviz.analysis.gradient_check import Check, check_gradients, compare_gradients, relative
from rnnviz.nn import pytorch
from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import vocabulary_of
from rnnviz.nn.trace import unroll

STACKS = pytest.mark.parametrize(
    "stack", [{}, {"layers": 2, "bidirectional": True, "embedding": 5}], ids=str
)


def make(rng, cell, **settings):
    net = Network.random(cell, hidden=4, seed=3, **settings)
    inputs, targets = rng.integers(0, 4, 9), rng.integers(-1, 4, 9)
    state = rng.standard_normal((2, net.layers * net.directions, 4))
    return net, unroll(net, inputs, targets, tuple(state) if cell == "lstm" else state[0])


@cells
@STACKS
def test_nothing_is_wrong(rng, cell, stack):
    net, trace = make(rng, cell, **stack)
    for layer in {0, net.layers * net.directions - 1}:
        table = compare_gradients(net, trace, layer)
        itemised = ["inputs", "∂L_t/∂h_k"] + (["∂L_t/∂c_k"] if cell == "lstm" else [])
        assert list(table) == [*net.parameters, *itemised]
        for check in table.values():
            assert check.error == max(check.differences, check.autograd)
            assert 0.0 < check.differences < 1e-6
            assert 0.0 <= check.autograd < 1e-10
            assert min(check.entries, 4) <= check.moved <= check.entries


@pytest.mark.parametrize("cell", ["tanh", "gru", "gru_before", "lstm"])
@pytest.mark.parametrize("place", [0, -1])
def test_a_wrong_slope_is_found(rng, cell, place, monkeypatch):
    net, trace = make(rng, cell)
    right = CELLS[cell].slopes

    def wrong(tape):
        slopes = [slope.copy() for slope in right(tape)]
        slopes[place] *= 1.001
        return tuple(slopes)

    monkeypatch.setattr(CELLS[cell], "slopes", wrong)
    table = compare_gradients(net, trace)
    for name in ("rnn.weight_ih_l0", "rnn.weight_hh_l0", "inputs", "∂L_t/∂h_k"):
        assert table[name].differences > 1e-5
        assert table[name].autograd > 1e-5
    for name in ("readout.weight", "readout.bias"):
        assert table[name].error < 1e-6


def test_the_table_survives_a_cache(rng):
    table = compare_gradients(*make(rng, "tanh"))
    assert pickle.loads(pickle.dumps(table)) == table


def test_a_notebook_gets_the_largest_error_of_each_as_a_number(rng):
    net, trace = make(rng, "lstm")
    table = rnnviz.check_gradients(net, trace)
    assert table == {name: check.error for name, check in compare_gradients(net, trace).items()}
    assert all(type(error) is float for error in table.values())


def test_without_pytorch_the_differences_are_left(rng, monkeypatch):
    net, trace = make(rng, "gru")
    both = compare_gradients(net, trace)
    monkeypatch.setitem(sys.modules, "torch", None)
    alone = compare_gradients(net, trace)
    for name, check in alone.items():
        assert check.autograd is None
        assert check.error == check.differences == both[name].differences


@pytest.mark.parametrize("output", ["linear", "sigmoid", "softmax"])
def test_every_output_with_numbers_as_targets(rng, output):
    net = Network.random("tanh", inputs=2, hidden=4, outputs=3, output=output, readout_bias=False)
    targets = rng.dirichlet(np.ones(3), 6)
    targets[2] = np.nan
    table = compare_gradients(net, unroll(net, rng.standard_normal((6, 2)), targets))
    assert all(check.differences < 1e-6 and check.autograd < 1e-10 for check in table.values())


def test_a_float32_network_is_checked_in_float64(rng):
    net, trace = make(rng, "gru", dtype="float32")
    assert max(check_gradients(net, trace).values()) < 1e-6
    assert all(array.dtype == np.float32 for array in net.parameters.values())


def test_how_far_it_has_come_is_told_derivative_by_derivative(rng, monkeypatch):
    net, trace = make(rng, "lstm", layers=2)
    told = []
    whole = compare_gradients(net, trace, progress=lambda share, name: told.append((share, name)))
    shares = [share for share, _ in told]
    assert list(dict.fromkeys(name for _, name in told)) == list(whole)
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    # the longest that nothing is told: a derivative, of all; large ones are told in parts
    assert np.diff([*shares, 1.0]).max() < 1.01 / len(whole)
    monkeypatch.setattr(moved_entries, "_AT_ONCE", 1.0)
    parts = []
    compare_gradients(net, trace, progress=lambda share, name: parts.append((share, name)))
    assert sum(name == "rnn.weight_hh_l0" for _, name in parts) > 10


def test_a_large_network_is_sampled(rng):
    net = Network.random("lstm", inputs=8, hidden=20, outputs=8)
    trace = unroll(net, *rng.integers(0, 8, (2, 12)))
    table = compare_gradients(net, trace)
    assert table["rnn.weight_hh_l0"].moved < table["rnn.weight_hh_l0"].entries == 1600
    assert table["∂L_t/∂h_k"].moved == 100
    assert max(check.error for check in table.values()) < 1e-6


def test_the_kinks_of_a_relu_are_left_out():
    net = Network.random("relu", inputs=1, hidden=2, outputs=2, bias=False)
    table = compare_gradients(net, unroll(net, np.zeros((3, 1)), [0, 1, 1]))  # all stay at the kink
    assert table["inputs"].differences is None
    assert table["inputs"].moved == 0
    assert table["inputs"].error == table["inputs"].autograd


def test_a_trace_without_targets_is_refused():
    net = Network.random("tanh")
    for targets in (None, [-1, -1]):
        with pytest.raises(ValueError, match=r"^No step has a target"):
            check_gradients(net, unroll(net, [0, 1], targets))


def test_relative_errors():
    assert relative(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0.0
    assert relative(np.array([100.0, 3.0]), np.array([100.0, 2.0])) == pytest.approx(1 / 3)
    assert relative(np.array([100.0, 0.3]), np.array([100.0, 0.2])) == pytest.approx(0.1)
    assert relative(np.zeros(2), np.zeros(2)) == 0.0
    assert np.isnan(relative(np.array([np.nan, 1.0]), np.ones(2)))
    assert np.isnan(Check(np.nan, 0.0, 1, 1).error)
    assert np.isnan(Check(0.0, np.nan, 1, 1).error)
    assert np.isnan(Check(None, None, 0, 1).error)


@cells
def test_the_equations_in_interop_are_those_of_pytorchs_cells(rng, cell):
    net, trace = make(rng, cell, layers=2, bidirectional=True)
    state = trace.initial, trace.initial_memory
    ours = pytorch.autograd(net, trace.inputs, trace.targets, state, np.arange(9))
    made = graph(
        net, trace.inputs, trace.targets, state=tuple(part for part in state if part is not None)
    )
    theirs = each(made)
    for mine, wanted in (
        (ours.inputs, theirs.inputs),
        (ours.hidden.swapaxes(0, 1), theirs.hidden),
        (ours.memory.swapaxes(0, 1), theirs.memory),
        *((ours.parameters[name], theirs.parameters[name].sum(axis=0)) for name in net.parameters),
    ):
        np.testing.assert_allclose(mine, wanted, rtol=0, atol=1e-12)
    assert abs(theirs.hidden).max() > 1e-3


PANGRAM = "the quick brown fox jumps over the lazy dog and runs away from it"


def test_where_gradients_explode_the_differences_take_smaller_steps_and_more_digits():
    known = vocabulary_of([list(PANGRAM)], "characters")
    tokens = [known.index(letter) for letter in PANGRAM]
    net = Network.random(
        "tanh", inputs=len(known), hidden=64, outputs=len(known), gain=4.0, vocabulary=known
    )
    table = compare_gradients(net, unroll(net, tokens, [*tokens[1:], -1]))
    for check in table.values():
        assert not check.differs and not check.undecided
        assert check.differences < 1e-6
        assert check.moved >= 4


def drawn(seed, longest=60):
    """A network of any kind over a sequence, from dying to exploding."""
    rng = np.random.default_rng(seed)
    cell, count = str(rng.choice(list(CELLS))), int(rng.choice([2, 5, 20]))
    hidden = int(rng.choice([1, 2, 4, 8, 16, 32]))
    net = Network.random(
        cell,
        inputs=count,
        hidden=hidden,
        outputs=count,
        layers=int(rng.choice([1, 1, 2])),
        bidirectional=bool(rng.random() < 0.2),
        embedding=None if rng.random() < 0.7 else 3,
        gain=float(rng.choice([0.0, 0.05, 0.3, 1.0, 1.5, 2.0, 4.0])),
        init=str(rng.choice(["uniform", "normal", "orthogonal", "identity"])),
        seed=seed,
    )
    steps = int(rng.choice([1, 2, 5, 20, longest]))
    tokens, targets = rng.integers(0, count, steps), rng.integers(-1, count, steps)
    targets[-1] = 0
    return rng, net, unroll(net, tokens, targets)


def spoilt(monkeypatch, net, trace, change):
    """The check of gradients that `change` has moved."""
    real, flows = gradient_check.gradient_flow, []

    def once(*arguments):
        flows.append(real(*arguments))
        if len(flows) == 1:
            change(flows[0])
        return flows[-1]

    with monkeypatch.context() as patched:
        patched.setattr(gradient_check, "gradient_flow", once)
        return compare_gradients(net, trace)


@pytest.mark.parametrize("with_torch", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_what_is_right_is_never_called_wrong_and_a_ten_thousandth_is_found(
    monkeypatch, seed, with_torch
):
    if not with_torch:
        monkeypatch.setitem(sys.modules, "torch", None)
    rng, net, trace = drawn(seed)
    table = compare_gradients(net, trace)
    assert not any(check.differs for check in table.values())
    sure = [name for name, check in table.items() if check.moved and check.rounding == 0.0]
    for name in rng.permutation(sure)[:2]:

        def whole(flow, name=name):
            of = flow.parameters if name in net.parameters else flow.__dict__
            part = {"inputs": "inputs", "∂L_t/∂h_k": "adjoints", "∂L_t/∂c_k": "memory_adjoints"}
            key = part.get(name, name)
            of[key] = (of[key] if key in of else getattr(flow, key)) * (1.0 + 1e-4)

        def one(flow, name=name):
            values = flow.parameters[name].copy()
            places = gradient_check.sample(values, 4)
            place = max(places, key=lambda place: abs(values.flat[place]))
            values.flat[place] *= 1.0 + 1e-4
            flow.parameters[name] = values

        if largest(net, trace, name) > 0.0:
            assert spoilt(monkeypatch, net, trace, whole)[name].differs
            if name in net.parameters and with_torch:
                assert spoilt(monkeypatch, net, trace, one)[name].differs


def largest(net, trace, name):
    flow = gradient_check.gradient_flow(net, trace)
    if name in net.parameters:
        return abs(flow.parameters[name]).max()
    part = {"inputs": flow.inputs, "∂L_t/∂h_k": flow.adjoints, "∂L_t/∂c_k": flow.memory_adjoints}
    return abs(part[name]).max()


def test_one_step_of_an_lstm_has_a_check():
    net = Network.random("lstm", layers=2)
    table = compare_gradients(net, unroll(net, [1], [2]), layer=1)
    assert not any(check.differs for check in table.values())
