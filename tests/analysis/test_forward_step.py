"""A step opened into its arithmetic, against the same sums in plain NumPy and PyTorch's modules."""

from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
import torch
from scipy import special
from support.network_kinds import cells, kinds, stacks
from support.torch_oracle import MODULES

from rnnviz.analysis.forward_step import ForwardStep, concatenated, forward_arithmetic, readout_term
from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace, unroll

STEPS = 5
ACTIVATIONS = {
    "tanh": np.tanh,
    "sigmoid": special.expit,
    "relu": lambda x: np.where(x > 0.0, x, 0.0),
    "identity": lambda x: x,
}
# gate by gate in PyTorch's order, and what each is squashed by
GRU = {"r": "sigmoid", "z": "sigmoid", "n": "tanh"}
LINES = {
    "gru": GRU,
    "gru_before": GRU,
    "lstm": {"i": "sigmoid", "f": "sigmoid", "g": "tanh", "o": "sigmoid"},
} | {cell: {"h": cell} for cell in ("tanh", "relu", "sigmoid", "identity")}
MIXES = {"gru": ["h_t"], "gru_before": ["h_t"], "lstm": ["c_t", "h_t"]}


class Place(NamedTuple):
    """One step of one of the L rows."""

    row: int
    layer: int
    backwards: bool
    ending: str
    step: int


def places(net: Network, steps: int = STEPS):
    for row, (layer, direction, ending) in enumerate(net.passes()):
        for step in range(steps):
            yield Place(row, layer, bool(direction), ending, step)


def make(rng, cell, kind) -> tuple[Network, Trace]:
    """A network, and its trace from a state that is not zero."""
    net = Network.random(cell, inputs=4, seed=2, **kind)
    inputs = rng.integers(-1, 4, STEPS) if net.embedding else rng.standard_normal((STEPS, 4))
    h, c = rng.standard_normal((2, net.layers * net.directions, net.hidden))
    return net, unroll(net, inputs, state=(h, c) if cell == "lstm" else h)


def opened(net: Network, trace: Trace, place: Place) -> ForwardStep:
    return forward_arithmetic(net, trace, place.step, place.layer, place.backwards)


def neighbour(states: Array, first: Array, place: Place) -> Array:
    """The state that a step started from, found by its index alone."""
    past = place.step + 1 if place.backwards else place.step - 1
    return states[place.row, past] if 0 <= past < STEPS else first[place.row]


def read_by(net: Network, trace: Trace, place: Place) -> Array:
    """What a layer reads, worked out from the sequence and the states below."""
    if place.layer:
        below = (place.layer - 1) * net.directions
        return np.concatenate([trace.hidden[below + d, place.step] for d in range(net.directions)])
    token = trace.inputs[place.step]
    if not net.embedding:
        return token
    return net.parameters["embedding.weight"][token] if token >= 0 else np.zeros(net.embedding)


def sums(net: Network, trace: Trace, place: Place) -> dict[str, tuple[Array, Array]]:
    """For each line the part from the input and the part from the state, `(H,)` each."""
    x, h = read_by(net, trace, place), neighbour(trace.hidden, trace.initial, place)
    zero, found = np.zeros(net.hidden), {}
    for block, name in enumerate(LINES[net.cell]):
        parts = []
        seen = h
        if net.cell == "gru_before" and name == "n":
            seen = trace.gates["r"][place.row, place.step] * h
        for kind, vector in (("ih", x), ("hh", seen)):
            rows = range(block * net.hidden, (block + 1) * net.hidden)
            weight = net.parameters[f"rnn.weight_{kind}_{place.ending}"]
            bias = net.parameters.get(f"rnn.bias_{kind}_{place.ending}")
            bias = zero if bias is None else bias[rows]
            parts.append(np.array([sum(weight[r] * vector) for r in rows]) + bias)
        if net.cell == "gru" and name == "n":
            parts[1] = trace.gates["r"][place.row, place.step] * parts[1]
        found[name] = tuple(parts)
    return found


def assert_close(mine, theirs, tolerance=1e-12):
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance, strict=True)


def test_every_cell_has_its_lines():
    assert LINES.keys() == CELLS.keys()


@cells
@kinds
def test_every_line_adds_up_and_gives_what_the_network_computed(rng, cell, kind):
    net, trace = make(rng, cell, kind)
    for place in places(net):
        lines = opened(net, trace, place).lines
        expected = sums(net, trace, place)
        assert [line.name for line in lines] == [f"{name}_t" for name in expected]
        for line, (name, parts) in zip(lines, expected.items(), strict=True):
            assert line.activation == LINES[cell][name]
            assert_close(line.total, parts[0] + parts[1])
            for term, part in zip(line.terms, parts, strict=True):
                assert_close(term.value, part)
            computed = trace.gates[name] if trace.gates else trace.hidden
            np.testing.assert_array_equal(line.value, computed[place.row, place.step])
            assert_close(ACTIVATIONS[line.activation](line.total), line.value)


@cells
@kinds
def test_one_product_gives_the_same_sum(rng, cell, kind):
    net, trace = make(rng, cell, kind)
    for place in places(net):
        for line in opened(net, trace, place).lines:
            joined = concatenated(line)
            if cell == "gru" and line.name == "n_t":
                assert joined is None
                continue
            assert joined.matrix.shape == (net.hidden, net.width(place.layer) + net.hidden)
            assert joined.factor is None
            assert (joined.bias is None) == (not net.bias)
            assert_close(joined.value, line.total)


@cells
@stacks
def test_the_written_equations_give_the_written_values(rng, cell, stack):
    net, trace = make(rng, cell, stack)
    for place in places(net):
        mixes = opened(net, trace, place).mixes
        assert [mix.name for mix in mixes] == MIXES.get(cell, [])
        for mix in mixes:
            text, known = mix.equation.replace("⊙", "*"), {"tanh": np.tanh}
            for index, (name, value) in enumerate(sorted(mix.parts, key=lambda part: -len(part[0]))):
                assert name in text
                text, known[f"v{index}"] = text.replace(name, f"v{index}"), value
            assert_close(eval(text.replace("−", "-"), {}, known), mix.value)


@cells
@stacks
def test_the_mixed_parts_are_the_networks_own(rng, cell, stack):
    net, trace = make(rng, cell, stack)
    for place in places(net):
        past = "t+1" if place.backwards else "t−1"
        known = {f"{name}_t": values[place.row, place.step] for name, values in trace.gates.items()}
        known["h_t"] = trace.hidden[place.row, place.step]
        known[f"h_{past}"] = neighbour(trace.hidden, trace.initial, place)
        if trace.memory is not None:
            known["c_t"] = trace.memory[place.row, place.step]
            known[f"c_{past}"] = neighbour(trace.memory, trace.initial_memory, place)
        step = opened(net, trace, place)
        for mix in step.mixes:
            np.testing.assert_array_equal(mix.value, known[mix.name])
            for name, value in mix.parts:
                np.testing.assert_array_equal(value, known[name])
        for line in step.lines:
            name, vector = f"h_{past}", known[f"h_{past}"]
            if cell == "gru_before" and line.name == "n_t":
                name, vector = f"(r_t ⊙ {name})", known["r_t"] * vector
            assert line.terms[1].vector_name == name
            np.testing.assert_array_equal(line.terms[1].vector, vector)


def test_the_textbooks_equations():
    for cell, written in (
        ("lstm", ["f_t ⊙ c_t−1 + i_t ⊙ g_t", "o_t ⊙ tanh(c_t)"]),
        ("gru", ["(1 − z_t) ⊙ n_t + z_t ⊙ h_t−1"]),
        ("gru_before", ["(1 − z_t) ⊙ n_t + z_t ⊙ h_t−1"]),
    ):
        net = Network.random(cell, inputs=1, hidden=1, outputs=1)
        step = forward_arithmetic(net, unroll(net, np.ones((2, 1))), 1)
        assert [mix.equation for mix in step.mixes] == written


@cells
@kinds
def test_the_readout_gives_the_logits(rng, cell, kind):
    net, trace = make(rng, cell, kind)
    for step in range(STEPS):
        term = readout_term(net, trace, step)
        if not net.readout:
            assert term is None
            continue
        assert_close(term.value, trace.logits[step])
        assert term.matrix is net.parameters["readout.weight"]
        assert (term.bias is None) == (not net.readout_bias)
        top = trace.hidden[-net.directions :, step]
        np.testing.assert_array_equal(term.vector, np.concatenate(top))


@pytest.mark.parametrize("cell", MODULES)
@stacks
@torch.no_grad()
def test_the_values_are_pytorchs(rng, cell, stack):
    net = Network.random(cell, inputs=4, seed=5, **stack)
    inputs = rng.standard_normal((STEPS, 4))
    rnn, readout, _ = net.to_torch()
    x = torch.tensor(inputs)
    top, _ = rnn(x)
    trace = unroll(net, inputs)
    for step, direction in product(range(STEPS), range(net.directions)):
        own = forward_arithmetic(net, trace, step, net.layers - 1, bool(direction))
        shown = (*own.lines, *own.mixes)[-1]
        assert shown.name == "h_t"
        theirs = top[step].reshape(net.directions, net.hidden)[direction]
        assert_close(shown.value, theirs.numpy(), 1e-10)
        assert_close(readout_term(net, trace, step).value, readout(top[step]).numpy(), 1e-10)


@pytest.mark.parametrize("layers", [1, 2])
@torch.no_grad()
def test_an_lstms_cell_state_is_pytorchs_at_every_step(rng, layers):
    net = Network.random("lstm", inputs=4, layers=layers, seed=5)
    inputs = rng.standard_normal((STEPS, 4))
    rnn, _, _ = net.to_torch()
    trace = unroll(net, inputs)
    for step, layer in product(range(STEPS), range(layers)):
        _, (h, c) = rnn(torch.tensor(inputs[: step + 1]))
        mixes = {mix.name: mix.value for mix in forward_arithmetic(net, trace, step, layer).mixes}
        assert_close(mixes["c_t"], c[layer].numpy(), 1e-10)
        assert_close(mixes["h_t"], h[layer].numpy(), 1e-10)


@pytest.mark.parametrize("cell", LINES)
def test_every_line_says_what_it_means(rng, cell):
    net, trace = make(rng, cell, {"hidden": 2})
    step = forward_arithmetic(net, trace, 0)
    meanings = [line.meaning for line in step.lines]
    assert all(meanings)
    assert len(set(meanings)) == len(meanings)
    for line in step.lines:
        kind = line.name[0] if net.kind.gates else "h"
        names = [(term.matrix_name, term.vector_name, term.bias_name) for term in line.terms]
        first = cell == "gru_before" and kind == "n"
        read = "(r_t ⊙ h_t−1)" if first else "h_t−1"
        assert names == [(f"W_i{kind}", "x_t", f"b_i{kind}"), (f"W_h{kind}", read, f"b_h{kind}")]
        assert bool(line.note) == first
