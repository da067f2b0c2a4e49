"""One step back, line by line, against PyTorch's autograd with weights of its own at every step."""

import numpy as np
import pytest
import torch
from support.autograd_reference import recurrence
from support.network_kinds import cells
from torch.nn import functional

from rnnviz.analysis.arriving import arriving, recurrent_shares
from rnnviz.analysis.backward_step import backward_arithmetic
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STEPS = 6
STACKS = pytest.mark.parametrize(
    "stack",
    [{}, {"bias": False, "readout_bias": False}, {"layers": 2, "bidirectional": True}],
    ids=str,
)


def make(rng, cell, **settings):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=5, gain=1.5, **settings)
    inputs, targets = rng.integers(0, 4, (2, STEPS))
    targets[2] = -1
    return net, unroll(net, inputs, targets)


class Copies:
    """The network in PyTorch, every step with a copy of the weights, and a leaf at every state."""

    def __init__(self, net, trace):
        self.net, self.weights = net, []
        read = functional.one_hot(torch.tensor(trace.inputs), net.inputs).double()
        below, above = list(read), []
        self.read, self.hidden, self.memory = [], [], []
        for _, direction, ending in net.passes():
            copies = [
                {n: torch.tensor(a, requires_grad=True) for n, a in net.parameters.items()}
                for _ in range(STEPS)
            ]
            zeros = torch.zeros(3, STEPS, max(net.hidden, len(below[0])), dtype=torch.float64)
            zeros.requires_grad_()
            h = c = torch.zeros(net.hidden, dtype=torch.float64)
            shown = [h] * STEPS
            for k in reversed(range(STEPS)) if direction else range(STEPS):
                x = below[k] + zeros[0, k, : len(below[k])]
                h, after = recurrence(net, ending, copies[k])(x, h, c)
                h = shown[k] = h + zeros[1, k, : net.hidden]
                c = c if after is None else after + zeros[2, k, : net.hidden]
            self.weights.append(copies)
            self.hidden.append(zeros)
            above.append(shown)
            if len(above) == net.directions:
                below, above = [torch.cat(pair) for pair in zip(*above, strict=True)], []
        readout = torch.tensor(net.parameters["readout.weight"])
        bias = net.parameters.get("readout.bias")
        logits = functional.linear(
            torch.stack(below), readout, None if bias is None else torch.tensor(bias)
        )
        self.losses = functional.cross_entropy(
            logits, torch.tensor(trace.targets), reduction="none", ignore_index=-1
        )

    def by(self, t, leaves):
        loss = self.losses.sum() if t is None else self.losses[t]
        found = torch.autograd.grad(
            loss, leaves, retain_graph=True, allow_unused=True, materialize_grads=True
        )
        return [one.numpy() for one in found]


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@cells
@STACKS
@pytest.mark.parametrize("t", [None, 0, 2, 4])
def test_every_line_of_a_step_back_equals_autograd(rng, cell, stack, t):
    net, trace = make(rng, cell, **stack)
    copies = Copies(net, trace)
    seen = 0.0
    for row in range(net.layers * net.directions):
        *_, ending = list(net.passes())[row]
        flow = gradient_flow(net, trace, row)
        arrived = arriving(flow, t)
        (by_state,) = copies.by(t, [copies.hidden[row]])
        width = len(trace.read[row // net.directions][0])
        same(arrived.hidden, by_state[1, :, :3])
        seen += abs(arrived.hidden).sum()
        for k in range(STEPS):
            back = backward_arithmetic(flow, arrived, k)
            same(back.arriving[0].value, by_state[1, k, :3])
            if cell == "lstm":
                same(back.arriving[1].value, by_state[2, k, :3])
            same(back.on[1].value, by_state[0, k, :width])
            own = [copies.weights[row][k][f"rnn.{n}_{ending}"] for n in ("weight_hh", "weight_ih")]
            outers = [outer.value for outer in back.outers]
            half = len(outers) // 2
            for leaf, ours in zip(copies.by(t, own), (outers[:half], outers[half:]), strict=True):
                same(np.concatenate(ours), leaf)
            same(recurrent_shares(flow, arrived)[k], np.concatenate(outers[:half]))
            if net.bias:
                biases = [copies.weights[row][k][f"rnn.{n}_{ending}"] for n in ("bias_hh", "bias_ih")]
                for name, leaf in zip("hi", copies.by(t, biases), strict=True):
                    own = [mix.value for mix in back.biases if mix.name[3] == name]
                    same(np.concatenate(own), leaf)
            else:
                assert back.biases == ()
            # what goes on to the state before is what arrives there, beside what enters there
            before = k + (1 if back.backwards else -1)
            if 0 <= before < STEPS:
                same(back.on[0].value + arrived.outside[before], by_state[1, before, :3])
                if cell == "lstm":
                    same(back.mixes[-1].value, by_state[2, before, :3])
    assert (seen == 0.0) == (t == 2)  # the step without a target has no loss to send back


@cells
def test_every_shown_number_follows_from_those_beside_it(rng, cell):
    net, trace = make(rng, cell)
    flow = gradient_flow(net, trace)
    back = backward_arithmetic(flow, arriving(flow), 3)
    assert back.mixes
    for mix in back.mixes:
        text = mix.equation.replace("⊙", "*").replace("−", "-")
        values = {"tanh": np.tanh}
        for place, (name, vector) in enumerate(sorted(mix.parts, key=lambda part: -len(part[0]))):
            text = text.replace(name.replace("−", "-"), f"v{place}")
            values[f"v{place}"] = vector
        text = text.replace("tanh^2(v0)", "tanh(v0)**2").replace("tanh^2(v1)", "tanh(v1)**2")
        text = text.replace("tanh^2(v2)", "tanh(v2)**2").replace("tanh^2(v3)", "tanh(v3)**2")
        text = text.replace("^2", "**2").replace("[", "(").replace("]", ")")
        same(eval(text, values), mix.value)
    (line,) = (line for line in back.on if line.name == "dh_k−1")
    assert sum(term.value for term in line.terms).shape == (3,)
    for term in line.terms:
        assert term.matrix_name.endswith("^T")
        assert term.matrix.shape == (3, 3)
    for line in back.on[1:]:
        assert all(term.matrix.shape == (4, 3) for term in line.terms)


def test_without_targets_nothing_arrives(rng):
    net, trace = make(rng, "lstm")
    flow = gradient_flow(net, unroll(net, trace.inputs))
    arrived = arriving(flow)
    assert not arrived.hidden.any()
    assert not backward_arithmetic(flow, arrived, 2).on[0].value.any()


def test_a_network_without_a_readout_sends_the_loss_straight_into_the_state(rng):
    net = Network.random("tanh", hidden=4, inputs=4, outputs=4, readout=False, readout_bias=False)
    flow = gradient_flow(net, unroll(net, rng.integers(0, 4, 5), rng.integers(0, 4, 5)))
    (dh,) = backward_arithmetic(flow, arriving(flow, 4), 4).arriving
    assert [name for name, _ in dh.parts] == ["dz_k"]
    same(dh.value, flow.by_logits[4])
