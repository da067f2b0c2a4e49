"""A network unrolled in PyTorch with a leaf of the graph at every state and at everything it reads.

The recurrence is a cell of `torch.nn` where there is one, else the equations of `oracles.step`.
"""

from typing import NamedTuple

import numpy as np
import torch
from support.torch_oracle import step
from torch.nn import functional

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network

CELLS = {
    "tanh": torch.nn.RNNCell,
    "relu": torch.nn.RNNCell,
    "gru": torch.nn.GRUCell,
    "lstm": torch.nn.LSTMCell,
}


class Graph(NamedTuple):
    """A network's losses `(T,)`, and the leaves that they depend on."""

    losses: torch.Tensor
    read: list[torch.Tensor]  # T of them, (D,)
    hidden: list[list[torch.Tensor]]  # L times T of them, (H,): zeros added to h_k
    memory: list[list[torch.Tensor]]  # the same for c_k
    parameters: dict[str, torch.Tensor]


class Each(NamedTuple):
    """The derivatives of every loss, from a pass of its own."""

    inputs: Array  # (T, T, D)
    hidden: Array  # (L, T, T, H): [row, t, k]
    memory: Array  # (L, T, T, H)
    parameters: dict[str, Array]  # name -> (T, ...)


def recurrence(net: Network, ending: str, weights: dict[str, torch.Tensor]):
    """One step of a layer, `(D,), (H,), (H,)` to `(H,), (H,)`, of parameters that are leaves."""
    own = {name: weights.get(f"rnn.{name}_{ending}") for name in net.weights(ending)._fields}
    if net.cell not in CELLS:
        return lambda x, h, c: step(
            net.cell, x, h, c, *(own[name] if own[name] is not None else 0.0 for name in own)
        )[:2]
    extra = {"nonlinearity": net.cell} if net.cell in ("tanh", "relu") else {}
    cell = CELLS[net.cell](len(own["weight_ih"][0]), net.hidden, net.bias, dtype=torch.float64, **extra)
    own = {name: w for name, w in own.items() if w is not None}

    def one(x, h, c):
        state = (h, c) if net.kind.has_memory else h
        after = torch.func.functional_call(cell, own, (x, state))
        return after if net.kind.has_memory else (after, None)

    return one


def graph(net: Network, inputs: Array, targets: Array, cut=None, state=None) -> Graph:
    """Unroll over tokens or numbers; every state that comes from before the step `cut` is detached."""
    weights = {
        name: torch.tensor(array, dtype=torch.float64, requires_grad=True)
        for name, array in net.parameters.items()
    }
    steps = len(inputs)
    if inputs.ndim == 1:
        rows = (torch.tensor(inputs)[:, None] == torch.arange(net.inputs)).double()
        if net.embedding is not None:
            rows = rows @ weights["embedding.weight"]
    else:
        rows = torch.tensor(inputs).double()

    def zeros(size):
        return [torch.zeros(size, dtype=torch.float64, requires_grad=True) for _ in range(steps)]

    read = zeros(net.width(0))
    below, above, hidden, memory = [a + b for a, b in zip(rows, read, strict=True)], [], [], []
    for row, (_, direction, ending) in enumerate(net.passes()):
        one = recurrence(net, ending, weights)
        hidden.append(zeros(net.hidden))
        memory.append(zeros(net.hidden))
        h = c = torch.zeros(net.hidden, dtype=torch.float64)
        if state is not None:
            h, c = (torch.tensor(part[row]) for part in (state if len(state) == 2 else state * 2))
        shown = [h] * steps
        for t in reversed(range(steps)) if direction else range(steps):
            if t == cut:
                h, c = h.detach(), c.detach()
            h, after = one(below[t], h, c)
            h = shown[t] = h + hidden[row][t]
            c = c if after is None else after + memory[row][t]
        above.append(shown)
        if len(above) == net.directions:
            below = [torch.cat(pair) for pair in zip(*above, strict=True)]
            above = []
    top = torch.stack(below)
    logits = functional.linear(top, weights["readout.weight"], weights.get("readout.bias"))
    wanted = torch.tensor(targets)
    if net.output == "softmax":
        losses = functional.cross_entropy(logits, wanted, reduction="none", ignore_index=-1)
    else:
        known = ~wanted.isnan().any(-1)
        losses = (0.5 * (wanted.nan_to_num() - logits) ** 2).sum(-1) * known
    return Graph(losses, read, hidden, memory, weights)


def each(made: Graph) -> Each:
    """One backward pass for each loss, as whoever has only autograd would do it."""
    names = list(made.parameters)
    groups = [made.read, *made.hidden, *made.memory, list(made.parameters.values())]
    leaves = [leaf for group in groups for leaf in group]
    passes = []
    for loss in made.losses:
        found = iter(
            torch.autograd.grad(
                loss, leaves, retain_graph=True, allow_unused=True, materialize_grads=True
            )
        )
        passes.append([[next(found).numpy() for _ in group] for group in groups])
    rows = len(made.hidden)
    columns = [np.array([done[i] for done in passes]) for i in range(1 + 2 * rows)]
    return Each(
        columns[0],
        np.stack(columns[1 : 1 + rows]),
        np.stack(columns[1 + rows :]),
        {name: np.array([done[-1][i] for done in passes]) for i, name in enumerate(names)},
    )
