"""The same networks in PyTorch, by its own modules and by its autograd through the equations."""

from typing import NamedTuple

import numpy as np
import torch

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State

MODULES = {"tanh": torch.nn.RNN, "relu": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
ELMAN = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "identity": lambda x: x,
}


def step(cell, x, h, c, w_ih, w_hh, b_ih=0.0, b_hh=0.0):
    """One step as the papers write it: h_t, c_t (of an LSTM, else None) and the gates, each (B, H),
    from x_t (B, D), h_{t-1} and c_{t-1}."""
    read, kept = x @ w_ih.T + b_ih, h @ w_hh.T + b_hh
    if cell == "lstm":
        i, f, g, o = (read + kept).chunk(4, -1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c = f * c + i * g
        return o * c.tanh(), c, {"i": i, "f": f, "g": g, "o": o}
    if cell == "gru_before":  # Cho et al. 2014, equations 5 to 8: r multiplies h, not W h
        (w_r, w_z, w_n), (b_r, b_z, b_n) = (
            w_hh.chunk(3),
            torch.as_tensor(b_hh).expand(len(w_hh)).chunk(3),
        )
        r_x, z_x, n_x = read.chunk(3, -1)
        r, z = (r_x + h @ w_r.T + b_r).sigmoid(), (z_x + h @ w_z.T + b_z).sigmoid()
        n = (n_x + (r * h) @ w_n.T + b_n).tanh()
        return (1.0 - z) * n + z * h, None, {"r": r, "z": z, "n": n}
    if cell == "gru":
        (r_x, z_x, n_x), (r_h, z_h, n_h) = read.chunk(3, -1), kept.chunk(3, -1)
        r, z = (r_x + r_h).sigmoid(), (z_x + z_h).sigmoid()
        n = (n_x + r * n_h).tanh()
        return (1.0 - z) * n + z * h, None, {"r": r, "z": z, "n": n}
    return ELMAN[cell](read + kept), None, {}


class ResetFirst(torch.nn.GRU):
    """What `torch.nn.GRU` would be with its reset before the product; left to right only."""

    def forward(self, read, first):
        last = []
        for layer, h in enumerate(first):
            names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            weights = [getattr(self, f"{name}_l{layer}", 0.0) for name in names]
            shown = []
            for x in read:
                h, _, _ = step("gru_before", x, h, None, *weights)
                shown.append(h)
            read = torch.stack(shown)
            last.append(h)
        return read, torch.stack(last)


def modules(
    cell,
    inputs=4,
    hidden=8,
    outputs=4,
    layers=1,
    bidirectional=False,
    embedding=None,
    bias=True,
    readout=True,
    readout_bias=True,
    dtype="float64",
):
    """PyTorch's own modules, started by its own seed: the recurrent one, readout, embedding."""
    torch.manual_seed(0)
    extra = {"nonlinearity": cell} if cell in ("tanh", "relu") else {}
    kind = getattr(torch, dtype)
    rnn = (ResetFirst if cell == "gru_before" else MODULES[cell])(
        embedding or inputs,
        hidden,
        layers,
        bias=bias,
        bidirectional=bidirectional,
        dtype=kind,
        **extra,
    )
    width = hidden * (2 if bidirectional else 1)
    linear = torch.nn.Linear(width, outputs, bias=readout_bias, dtype=kind) if readout else None
    table = torch.nn.Embedding(inputs, embedding, dtype=kind) if embedding else None
    return rnn, linear, table


def together(rnn, readout, embedding) -> torch.nn.ModuleDict:
    """The three as one model, whose parameters then bear the names that rnnviz uses."""
    named = {"embedding": embedding, "rnn": rnn, "readout": readout}
    return torch.nn.ModuleDict({name: module for name, module in named.items() if module})


def state_dict(*parts) -> dict[str, Array]:
    """All numbers of the modules, as views."""
    return {name: tensor.numpy() for name, tensor in together(*parts).state_dict().items()}


class Case(NamedTuple):
    """A network, what it reads, and what reaches its logits and its last state from outside."""

    net: Network
    inputs: Array  # (T, D, B) numbers or (T, B) tokens
    first: State | None  # None for zeros
    by_logits: Array  # (T, V, B)
    by_last: State | None  # None for zeros


class Results(NamedTuple):
    """All by name, so that two ways to get them can be compared."""

    outputs: dict[str, Array]
    gradients: dict[str, Array]  # by parameters, by "inputs" and by the first "hidden", "memory"
    shares: dict[str, Array]  # of each step in the gradients by parameters


def by_module(case: Case) -> Results:
    """With torch.nn.RNN, GRU or LSTM; numbers as inputs only, and no shares."""
    net = case.net
    rnn, readout, _ = modules(
        net.cell,
        net.inputs,
        net.hidden,
        net.outputs,
        net.layers,
        net.bidirectional,
        bias=net.bias,
        readout=net.readout,
    )
    for name, array in state_dict(rnn, readout, None).items():
        array[:] = net.parameters[name]
    x, first = _batch_first(case.inputs).requires_grad_(), _first(case)
    if net.kind.has_memory:
        top, last = rnn(x, tuple(first.values()))
    else:
        top, last = rnn(x, first["hidden"])
        last = (last,)
    logits = readout(top) if readout else top
    ends = dict(zip(first, last, strict=True))
    _walk_back(case, logits, ends)
    return Results(
        _arrays({"top": top, "logits": logits, **ends}),
        {name: p.grad.numpy() for name, p in together(rnn, readout, None).named_parameters()}
        | _slopes({"inputs": x, **first}),
        {},
    )


def by_hand(case: Case) -> Results:
    """With a graph in which each step has a copy of the parameters of its own."""
    net, steps = case.net, len(case.inputs)
    copies = {
        name: torch.tensor(np.repeat(array[None], steps, axis=0), requires_grad=True)
        for name, array in net.parameters.items()
    }
    if case.inputs.ndim == 2:
        picked = torch.tensor(case.inputs)[..., None] == torch.arange(net.inputs)
        x = picked.double() @ copies["embedding.weight"]
        x.retain_grad()
    else:
        x = _batch_first(case.inputs).requires_grad_()
    first = _first(case)
    below, above, last = x, [], []
    for _, direction, ending in net.passes():
        h, c = (part[len(last)] for part in (first["hidden"], first.get("memory", first["hidden"])))
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        states = {}
        for t in reversed(range(steps)) if direction else range(steps):
            weights = [copies[f"rnn.{name}_{ending}"][t] for name in names]
            h, c, _ = step(net.cell, below[t], h, c, *weights)
            states[t] = h
        last.append((h,) if c is None else (h, c))
        above.append(torch.stack([states[t] for t in range(steps)]))
        if len(above) == net.directions:
            below, above = torch.cat(above, -1), []
    logits = below @ copies["readout.weight"].mT + copies["readout.bias"][:, None]
    parts = [torch.stack(part) for part in zip(*last, strict=True)]
    ends = dict(zip(first, parts, strict=True))
    _walk_back(case, logits, ends)
    shares = {name: copy.grad.numpy() for name, copy in copies.items()}
    summed = {name: share.sum(axis=0) for name, share in shares.items()}
    return Results(
        _arrays({"top": below, "logits": logits, **ends}),
        summed | _slopes({"inputs": x, **first}),
        shares,
    )


def central_differences(loss, array: Array, reach: float = 1e-5) -> Array:
    """The slope of `loss()` along every number of an array that it reads."""
    slopes = np.empty_like(array)
    for place in np.ndindex(array.shape):
        middle = array[place]
        array[place] = middle + reach
        above = loss()
        array[place] = middle - reach
        below = loss()
        array[place] = middle
        slopes[place] = (above - below) / (2 * reach)
    return slopes


def _batch_first(array: Array) -> torch.Tensor:
    return torch.tensor(array).mT.contiguous()


def _arrays(tensors: dict[str, torch.Tensor]) -> dict[str, Array]:
    return {name: tensor.detach().mT.numpy() for name, tensor in tensors.items()}


def _slopes(leaves: dict[str, torch.Tensor]) -> dict[str, Array]:
    return _arrays({name: leaf.grad for name, leaf in leaves.items()})


def _first(case: Case) -> dict[str, torch.Tensor]:
    """h and, for an LSTM, c before the first step, (L, B, H), as leaves of the graph."""
    net = case.net
    names = ("hidden", "memory") if net.kind.has_memory else ("hidden",)
    zeros = np.zeros((net.layers * net.directions, net.hidden, case.by_logits.shape[-1]))
    return {name: _batch_first(getattr(case.first, name, zeros)).requires_grad_() for name in names}


def _walk_back(case: Case, logits: torch.Tensor, last: dict[str, torch.Tensor]) -> None:
    """Autograd's backward pass from what reaches the logits and the last state."""
    ends = {"logits": logits} | ({} if case.by_last is None else last)
    adjoints = {"logits": case.by_logits} | (case.by_last._asdict() if case.by_last else {})
    torch.autograd.backward(list(ends.values()), [_batch_first(adjoints[name]) for name in ends])
