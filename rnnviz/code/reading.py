"""What a network reads and should answer, as code: one sequence."""

from collections.abc import Sequence

import numpy as np

from rnnviz.code.numbers import wrapped, written
from rnnviz.code.script import ScriptPart
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import NetworkSettings
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _


def what_is_read(net: NetworkSettings, pieces: Sequence[str], trace: Trace, kind: str) -> ScriptPart:
    """The typed pieces as what the first layer reads, `x` (T, D), and the `targets`, if there are any;
    it needs the weights, where tokens are looked up in an embedding."""
    if net.context is not None:  # which stands behind each step's own
        lines = [wrapped("pieces", list(pieces)), _rows("x", trace.read[0], kind)]
    elif trace.inputs.ndim == 1:
        lines = [_tokens(net, pieces, trace.inputs, kind)]
    else:
        lines = [_rows("x", trace.inputs, kind)]
    if trace.targets is not None:
        lines.append(_targets(trace.targets, kind))
    said = _("What is read at each step, and what should be answered; −1 is nothing that is known.")
    return ScriptPart(said, "\n".join(lines))


def _tokens(net: NetworkSettings, pieces: Sequence[str], tokens: Array, kind: str) -> str:
    found = [wrapped("pieces", list(pieces)), wrapped("tokens", tokens.tolist())]
    if net.embedding is not None:
        table = 'weights["embedding.weight"]'
        if (tokens < 0).any():
            table = f"{_stack(kind)}([{table}, {_zeros(kind, 1, net.embedding)}])"
        found.append(f"x = {table}[tokens]  # each token's row")
    elif kind == "numpy":
        unknown = f", np.zeros((1, {net.inputs}))" if (tokens < 0).any() else ""
        eye = f"np.concatenate([np.eye({net.inputs}){unknown}])" if unknown else f"np.eye({net.inputs})"
        found.append(f"x = {eye}[tokens]  # one-hot")
    else:
        eye = f"torch.eye({net.inputs}, dtype=torch.float64)"
        if (tokens < 0).any():
            eye = f"torch.cat([{eye}, {_zeros(kind, 1, net.inputs)}])"
        found.append(f"x = {eye}[tokens]  # one-hot")
    return "\n".join(found)


def _stack(kind: str) -> str:
    return "np.concatenate" if kind == "numpy" else "torch.cat"


def _zeros(kind: str, *shape: int) -> str:
    sizes = ", ".join(map(str, shape))
    return f"np.zeros(({sizes}))" if kind == "numpy" else f"torch.zeros({sizes}, dtype=torch.float64)"


def _rows(name: str, values: Array, kind: str) -> str:
    text = written(np.asarray(values, float)).replace(
        "nan", "np.nan" if kind == "numpy" else "float('nan')"
    )
    if kind == "numpy":
        return f"{name} = np.array({text})"
    return f"{name} = torch.tensor({text}, dtype=torch.float64)"


def _targets(targets: Array, kind: str) -> str:
    if targets.ndim == 2:
        return _rows("targets", targets, kind)
    text = wrapped("targets", targets.tolist())
    return text if kind == "numpy" else f"{text}\ntargets = torch.tensor(targets)"


def first_state(net: NetworkSettings, trace: Trace, kind: str) -> ScriptPart:
    """The states before the first step, `h0` (L, H), and `c0` of an LSTM."""
    rows = net.layers * net.directions
    lines = []
    for name, state in (("h0", trace.initial), ("c0", trace.initial_memory)):
        if state is None:
            continue
        lines.append(
            _rows(name, state, kind) if state.any() else f"{name} = {_zeros(kind, rows, net.hidden)}"
        )
    return ScriptPart(
        _("The state before the first step, a row for each layer and direction."), "\n".join(lines)
    )
