"""To and from PyTorch, the one file that imports it, and only when called."""

from typing import Any, NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.held_bytes import held_bytes
from rnnviz.nn.network import Network
from rnnviz.text.allowance import READING, afford, at_each
from rnnviz.text.message import Refusal

GRAPH = 4  # times what a forward pass holds, that its graph does
QUICK = 5e8  # weights times steps times losses that autograd goes back over in about a second
MODULES = ("tanh", "relu", "gru", "lstm")  # the cells that PyTorch has
COMMAND = "pip install torch==2.13.0"  # the version that everything here is tested with


class NoPyTorch(Refusal, ImportError):
    """PyTorch is not installed; the message has the command that brings it."""


def _torch() -> Any:
    """PyTorch itself, loaded when it is first needed. Raises NoPyTorch."""
    try:
        import torch
        import torch.nn.functional
    except ImportError as error:
        raise NoPyTorch(
            "This needs PyTorch, which is not installed here; “{command}” brings it.", command=COMMAND
        ) from error
    return torch


def pytorch() -> Any:
    """PyTorch itself, for those who handle its modules. Raises NoPyTorch."""
    return _torch()


def read_modules(
    rnn: Any, readout: Any = None, embedding: Any = None
) -> tuple[dict[str, Array], dict[str, Any]]:
    """The parameters of PyTorch modules, copied bit for bit, and the settings of a network of theirs.

    `rnn` is an `nn.RNN`, `nn.LSTM` or `nn.GRU`, `readout` an `nn.Linear`, `embedding` an
    `nn.Embedding`. Dropout between layers is left out: rnnviz shows a network at rest. Raises
    ValueError for what has no counterpart here (projections, types other than float32 and float64).
    """
    nn = _torch().nn
    cells = {nn.RNN: None, nn.GRU: "gru", nn.LSTM: "lstm"}
    if type(rnn) not in cells:
        raise Refusal(
            "rnn is a {kind}; allowed are nn.RNN, nn.GRU and nn.LSTM.", kind=type(rnn).__name__
        )
    for what, module, kind in (("readout", readout, nn.Linear), ("embedding", embedding, nn.Embedding)):
        if module is not None and not isinstance(module, kind):
            raise Refusal(
                "{what} is a {kind}; allowed is nn.{allowed}.",
                what=what,
                kind=type(module).__name__,
                allowed=kind.__name__,
            )
    if rnn.proj_size:
        raise Refusal(
            "rnn has proj_size {proj_size}; rnnviz knows no projections, only 0.",
            proj_size=rnn.proj_size,
        )
    if embedding is not None and embedding.max_norm is not None:
        raise Refusal(
            "embedding has max_norm {max_norm}; only None is allowed.", max_norm=embedding.max_norm
        )
    parameters = {}
    for group, module in (("embedding", embedding), ("rnn", rnn), ("readout", readout)):
        for name, tensor in (module.state_dict() if module is not None else {}).items():
            if str(tensor.dtype) not in ("torch.float32", "torch.float64"):
                raise Refusal(
                    "{group}.{name} is {dtype}; allowed are float32 and float64.",
                    group=group,
                    name=name,
                    dtype=str(tensor.dtype),
                )
            parameters[f"{group}.{name}"] = tensor.detach().cpu().numpy().copy()
    directions = 2 if rnn.bidirectional else 1
    settings = {
        "cell": cells[type(rnn)] or rnn.nonlinearity,
        "inputs": rnn.input_size if embedding is None else embedding.num_embeddings,
        "hidden": rnn.hidden_size,
        "outputs": rnn.hidden_size * directions if readout is None else readout.out_features,
        "layers": rnn.num_layers,
        "bidirectional": rnn.bidirectional,
        "embedding": None if embedding is None else embedding.embedding_dim,
        "bias": rnn.bias,
        "readout": readout is not None,
        "readout_bias": readout is not None and readout.bias is not None,
    }
    return parameters, settings


def to_torch(net: Network) -> tuple[Any, Any, Any]:
    """The recurrent module, the readout and the embedding (None where there is none), time first.

    Raises ValueError for the cells that PyTorch has not: Elman with sigmoid or identity, and the GRU
    with its reset before the product.
    """
    torch = _torch()
    nn = torch.nn
    dtype = getattr(torch, str(net.dtype))
    kinds = {"gru": nn.GRU, "lstm": nn.LSTM}
    if net.cell in kinds:
        extra: dict[str, Any] = {}
    elif net.cell in ("tanh", "relu"):
        extra = {"nonlinearity": net.cell}
    elif net.cell == "gru_before":
        raise Refusal(
            "PyTorch’s GRU applies its reset gate after the product with W_hn, {cell} before it, and "
            "no module of PyTorch’s does that.",
            cell=net.cell,
        )
    else:
        raise Refusal(
            "PyTorch has no recurrent module with {cell}; it has tanh and relu.", cell=net.cell
        )
    modules = {
        "rnn": kinds.get(net.cell, nn.RNN)(
            net.width(0),
            net.hidden,
            net.layers,
            bias=net.bias,
            bidirectional=net.bidirectional,
            dtype=dtype,
            **extra,
        ),
        "readout": nn.Linear(
            net.hidden * net.directions, net.outputs, bias=net.readout_bias, dtype=dtype
        )
        if net.readout
        else None,
        "embedding": None
        if net.embedding is None
        else nn.Embedding(net.inputs, net.embedding, dtype=dtype),
    }
    for group, module in modules.items():
        if module is not None:
            mine = {k: v for k, v in net.parameters.items() if k.startswith(f"{group}.")}
            tensors = {k.split(".", 1)[1]: torch.from_numpy(v.copy()) for k, v in mine.items()}
            module.load_state_dict(tensors)
    return modules["rnn"], modules["readout"], modules["embedding"]


class Returned(NamedTuple):
    """What a recurrent module of PyTorch returns for one sequence."""

    output: Array  # (T, directions * H): the last layer's h at every step, both directions side by side
    hidden: Array  # (L, H): h_n, every layer's and direction's h after the last step it takes
    memory: Array | None  # (L, H): c_n of an LSTM


def returned(net: Network, read: Array, state: tuple[Array, Array | None]) -> tuple[Returned, Returned]:
    """What PyTorch computes of what the first layer reads (T, D), from h and c (L, H): with the module
    for whole sequences, and with its cell called step by step.

    Raises NoPyTorch, or ValueError for the cells that PyTorch has not.
    """
    torch = _torch()
    module, _, _ = to_torch(net)
    inputs = torch.tensor(read, dtype=getattr(torch, str(net.dtype)))
    start = [torch.tensor(part, dtype=inputs.dtype) for part in state if part is not None]
    with torch.no_grad():
        output, last = module(inputs, tuple(start) if net.kind.has_memory else start[0])
        hidden, memory = last if net.kind.has_memory else (last, None)
        at_once = Returned(output.numpy(), hidden.numpy(), None if memory is None else memory.numpy())
        return at_once, _by_cells(net, module, inputs, start)


def _by_cells(net: Network, module: Any, inputs: Any, start: list[Any]) -> Returned:
    """The same with a cell for every layer and direction, called once a step."""
    torch = _torch()
    kinds = {"gru": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell}
    extra = {} if net.cell in kinds else {"nonlinearity": net.cell}
    last: list[tuple[Any, ...]] = []
    below, above = inputs, []
    for layer, direction, ending in net.passes():
        cell = kinds.get(net.cell, torch.nn.RNNCell)(
            net.width(layer), net.hidden, bias=net.bias, dtype=inputs.dtype, **extra
        )
        own = {k: v for k, v in module.state_dict().items() if k.endswith(f"_{ending}")}
        cell.load_state_dict({k.removesuffix(f"_{ending}"): v for k, v in own.items()})
        state = tuple(part[len(last)] for part in start)
        shown = [state[0]] * len(below)
        for t in reversed(range(len(below))) if direction else range(len(below)):
            made = cell(below[t], state if net.kind.has_memory else state[0])
            state = made if net.kind.has_memory else (made,)
            shown[t] = state[0]
        last.append(state)
        above.append(torch.stack(shown))
        if len(above) == net.directions:
            below, above = torch.cat(above, -1), []
    parts = [torch.stack(part).numpy() for part in zip(*last, strict=True)]
    return Returned(below.numpy(), parts[0], parts[1] if net.kind.has_memory else None)


class Autograd(NamedTuple):
    """What PyTorch's autograd says of a network over one sequence, all in float64."""

    parameters: dict[str, Array]  # name -> gradient of the summed loss
    inputs: Array  # (n, T, D): of each loss asked for, by what the first layer read
    hidden: Array  # (n, L, T, H): by each h_k, with c_k held fixed
    memory: Array  # (n, L, T, H): by each c_k, with h_k held fixed; zeros without a cell state


def autograd(
    net: Network, inputs: Array, targets: Array, state: tuple[Array, Array | None], losses: Array
) -> Autograd:
    """The derivatives of a network's losses by autograd through the equations, for every cell.

    The equations are those of the documentation of `nn.RNN`, `nn.GRU` and `nn.LSTM`, written with
    PyTorch's operations. To every h_k, c_k and x_k a zero is added, and the derivative by that zero is
    the one by a leaf in its place. `inputs` are (T,) tokens or (T, D) numbers, `targets` (T,) tokens or
    (T, V) numbers, `state` h and c before the first step (L, H), `losses` the steps (n,) whose losses
    are wanted one by one.
    """
    torch = _torch()
    afford(READING, lambda: GRAPH * held_bytes(net, len(inputs), 1))
    functional = torch.nn.functional
    double = {"dtype": torch.float64}
    weights = {
        name: torch.tensor(array, requires_grad=True, **double)
        for name, array in net.parameters.items()
    }
    steps, rows = len(inputs), net.layers * net.directions
    if inputs.ndim == 1:
        read = (torch.tensor(inputs)[:, None] == torch.arange(net.inputs)).double()
        if net.embedding is not None:
            read = read @ weights["embedding.weight"]
    else:
        read = torch.tensor(inputs, **double)
    by_input = torch.zeros(read.shape, requires_grad=True, **double)
    by_hidden, by_memory = (
        torch.zeros(rows, steps, net.hidden, requires_grad=True, **double) for _ in range(2)
    )
    zeros = [part.flatten(0, 1).unbind() for part in (by_hidden, by_memory)]
    below, above = read + by_input, []
    for row, (_, direction, ending) in enumerate(net.passes()):
        parts = [
            None if w is None else weights[f"rnn.{name}_{ending}"]
            for name, w in net.weights(ending)._asdict().items()
        ]
        h = torch.tensor(state[0][row], **double)
        c = None if state[1] is None else torch.tensor(state[1][row], **double)
        shown = [h] * steps
        for t in at_each(reversed(range(steps)) if direction else range(steps)):
            h, c = _step(net.cell, below[t], h, c, parts)
            h = shown[t] = h + zeros[0][row * steps + t]
            c = None if c is None else c + zeros[1][row * steps + t]
        above.append(torch.stack(shown))
        if len(above) == net.directions:
            below, above = torch.cat(above, -1), []
    logits = below
    if net.readout:
        logits = functional.linear(below, weights["readout.weight"], weights.get("readout.bias"))
    wanted = torch.tensor(targets)
    if wanted.ndim == 1:
        costs = functional.cross_entropy(logits, wanted, reduction="none", ignore_index=-1)
    else:
        known, wanted = ~wanted.isnan().any(-1), wanted.nan_to_num(0.0).double()
        if net.output == "softmax":
            each = -wanted * functional.log_softmax(logits, -1)
        elif net.output == "sigmoid":
            each = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
        else:
            each = 0.5 * (wanted - logits) ** 2
        costs = each.sum(-1) * known
    leaves = [by_input, by_hidden] + [by_memory] * net.kind.has_memory
    options: dict[str, Any] = {"allow_unused": True, "materialize_grads": True, "retain_graph": True}
    summed = torch.autograd.grad(costs.sum(), list(weights.values()), **options)
    chosen = costs[torch.tensor(losses)]
    # as many losses at once as take about a second
    most = max(int(QUICK / (steps * sum(array.size for array in net.parameters.values()))), 1)
    parts_of: list[list[Array]] = []
    for some in at_each(torch.eye(len(losses), **double).split(most)):
        each = torch.autograd.grad(chosen, leaves, some, is_grads_batched=True, **options)
        # what no loss depends on comes as zeros without the axis of the losses
        parts_of.append(
            [
                np.broadcast_to(gradient.numpy(), (len(some), *leaf.shape))
                for gradient, leaf in zip(each, leaves, strict=True)
            ]
        )
    found = dict(zip(weights, (gradient.numpy() for gradient in summed), strict=True))
    by_each = [np.concatenate(of_leaf) for of_leaf in zip(*parts_of, strict=True)]
    if not net.kind.has_memory:
        by_each.append(np.zeros_like(by_each[1]))
    return Autograd(found, *by_each)


def _step(cell: str, x: Any, h: Any, c: Any, parts: list[Any]) -> tuple[Any, Any]:
    """h_t and c_t (None without a cell state) from x_t, h_{t-1} and c_{t-1}."""
    functional = _torch().nn.functional
    weight_ih, weight_hh, bias_ih, bias_hh = parts
    read = functional.linear(x, weight_ih, bias_ih)
    if cell == "gru_before":
        bias = h.new_zeros(3 * len(h)) if bias_hh is None else bias_hh
        (r_x, z_x, n_x), (w_r, w_z, w_n), (b_r, b_z, b_n) = (
            part.chunk(3) for part in (read, weight_hh, bias)
        )
        r, z = (r_x + w_r @ h + b_r).sigmoid(), (z_x + w_z @ h + b_z).sigmoid()
        return (1.0 - z) * (n_x + w_n @ (r * h) + b_n).tanh() + z * h, None
    kept = functional.linear(h, weight_hh, bias_hh)
    if cell == "lstm":
        i, f, g, o = (read + kept).chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c
    if cell == "gru":
        (r_x, z_x, n_x), (r_h, z_h, n_h) = read.chunk(3), kept.chunk(3)
        z = (z_x + z_h).sigmoid()
        n = (n_x + (r_x + r_h).sigmoid() * n_h).tanh()
        return (1.0 - z) * n + z * h, None
    total = read + kept
    return (total if cell == "identity" else getattr(total, cell)()), None
