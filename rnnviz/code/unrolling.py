"""The page Unroll as code: a network over one sequence, every state, every answer, every loss."""

from collections.abc import Sequence

import numpy as np

from rnnviz.code import numbers
from rnnviz.code.cells import CELL_CODES, numpy_step
from rnnviz.code.reading import first_state, what_is_read
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.nn.network import Network, NetworkSettings
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _

IMPORTS = {
    "numpy": "import numpy as np",
    "pytorch": "import torch\nfrom torch import nn\nfrom torch.nn import functional as F",
}


def unroll_code(net: Network, pieces: Sequence[str], trace: Trace) -> PageCode:
    """A network's pass over a sequence; `pieces` is what was typed, a step each."""
    net = net.astype("float64")
    title = _("A network unrolled over a sequence: every state, every answer, every loss")
    return PageCode(
        title,
        _pytorch(net, pieces, trace),
        _numpy(net, pieces, trace),
        numbers.files(net.parameters),
        _prints(trace),
    )


def _prints(trace: Trace) -> str:
    said = _("It prints a line for each step: what is read, and what is answered.")
    if trace.targets is None or not np.isfinite(trace.losses).any():
        return said
    mean = _("The mean loss is {loss}.").format(loss=f"{np.nanmean(trace.losses):.4f}")
    return f"{said} {mean}"


def imports(kind: str, of_files: bool) -> ScriptPart:
    """What a script imports, one that reads its weights from a file or not."""
    code = IMPORTS[kind]
    return ScriptPart("", f"{IMPORTS['numpy']}\n{code}" if of_files and kind == "pytorch" else code)


def _numpy(net: Network, pieces: Sequence[str], trace: Trace) -> list[ScriptPart]:
    return [
        imports("numpy", False),
        numbers.weights(net.parameters, "numpy"),
        what_is_read(net, pieces, trace, "numpy"),
        first_state(net, trace, "numpy"),
        cell_part(net, numpy_step(net.cell)),
        numpy_forward(net),
        readout(net, "numpy"),
        *losses(net, trace, "numpy"),
        _printed(net, trace),
    ]


def _pytorch(net: Network, pieces: Sequence[str], trace: Trace) -> list[ScriptPart]:
    module = CELL_CODES[net.cell].module
    forward = _module(net) if module else torch_by_hand(net)
    return [
        imports("pytorch", not numbers.is_few(net.parameters)),
        numbers.weights(net.parameters, "pytorch"),
        what_is_read(net, pieces, trace, "pytorch"),
        first_state(net, trace, "pytorch"),
        *forward,
        readout(net, "pytorch"),
        *losses(net, trace, "pytorch"),
        _printed(net, trace),
    ]


def cell_part(net: NetworkSettings, code: str) -> ScriptPart:
    """One step of the cell, as code and as equations."""
    cell = CELL_CODES[net.cell]
    said = _("One step of the cell:")
    if not cell.has_memory:
        said = _("One step of the cell; c is an LSTM’s cell state, and goes through as it is:")
    return ScriptPart(said, code, cell.equations.split("; "))


def own_weights(net: NetworkSettings, kind: str) -> str:
    """How a layer's four parameters are looked up by its name's `ending`."""
    if net.bias:
        return 'W_ih, W_hh, b_ih, b_hh = (weights[f"rnn.{name}_{ending}"] for name in NAMES)'
    zeros = "np.zeros(len(W_hh))" if kind == "numpy" else "torch.zeros(len(W_hh), dtype=W_hh.dtype)"
    return (
        'W_ih, W_hh = weights[f"rnn.weight_ih_{ending}"], weights[f"rnn.weight_hh_{ending}"]\n'
        f"        b_ih = b_hh = {zeros}"
    )


def names_of_weights(net: NetworkSettings) -> str:
    """A line that `own_weights` needs before it."""
    return 'NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")\n' if net.bias else ""


def loop(net: NetworkSettings, kind: str) -> str:
    """All layers and directions over all steps, in NumPy or in PyTorch."""
    memory = CELL_CODES[net.cell].has_memory
    ways = '("", "_reverse")' if net.bidirectional else '("",)'
    join = "np.concatenate(states, axis=-1)" if kind == "numpy" else "torch.cat(states, dim=-1)"
    stack = "np.stack" if kind == "numpy" else "torch.stack"
    kept = ", _kept" if kind == "numpy" else ""
    start = "h0[len(hidden)], c0[len(hidden)]" if memory else "h0[len(hidden)], None"
    order = (
        "reversed(range(len(x))) if way else range(len(x))" if net.bidirectional else "range(len(x))"
    )
    cells = (
        ("\n            cells[t] = c", f"\n        memory.append({stack}(cells))")
        if memory
        else ("", "")
    )
    lists = "hidden, memory" if memory else "hidden"
    empty = "[], []" if memory else "[]"
    rows = "row, cells = [None] * len(x), [None] * len(x)" if memory else "row = [None] * len(x)"
    return f"""{names_of_weights(net)}{lists} = {empty}  # a row for each layer and direction
read = x
for layer in range({net.layers}):
    states = []
    for way in {ways}:
        ending = f"l{{layer}}{{way}}"
        {own_weights(net, kind)}
        h, c = {start}
        {rows}
        for t in {order}:
            h, c{kept} = step(read[t], h, c, W_ih, W_hh, b_ih, b_hh)
            row[t] = h{cells[0]}
        states.append({stack}(row))
        hidden.append(states[-1]){cells[1]}
    read = {join}  # what the next layer reads
hidden = {stack}(hidden)  # (L, T, H)"""


def numpy_forward(net: NetworkSettings) -> ScriptPart:
    """The forward pass in NumPy."""
    return ScriptPart(_("Step by step and layer by layer."), loop(net, "numpy"))


def torch_by_hand(net: NetworkSettings) -> list[ScriptPart]:
    """The forward pass in PyTorch, with the cell written out."""
    return [
        cell_part(net, CELL_CODES[net.cell].pytorch),
        ScriptPart(_("Step by step and layer by layer."), loop(net, "pytorch")),
    ]


def _module(net: Network) -> list[ScriptPart]:
    """The same by PyTorch's own module."""
    code = CELL_CODES[net.cell]
    given = [str(net.width(0)), str(net.hidden)]
    given += [f"num_layers={net.layers}"] if net.layers > 1 else []
    given += [f'nonlinearity="{code.nonlinearity}"'] if net.cell == "relu" else []
    given += ["bias=False"] if not net.bias else []
    given += ["bidirectional=True"] if net.bidirectional else []
    state = "(h0, c0)" if code.has_memory else "h0"
    made = f"""rnn = nn.{code.module}({", ".join(given)}, dtype=torch.float64)
rnn.load_state_dict({{name[4:]: w.double() for name, w in weights.items() if name[:4] == "rnn."}})
with torch.no_grad():
    read, last = rnn(x, {state})  # read: the top layer's states (T, H); last: the states at the end"""
    said = _("PyTorch’s own module does it in one call:")
    return [ScriptPart(said, made, code.equations.split("; "))]


def readout(net: NetworkSettings, kind: str) -> ScriptPart:
    """From the top layer's states to logits, and to what they mean."""
    bias = ' + weights["readout.bias"]' if net.readout_bias else ""
    logits = f'read @ weights["readout.weight"].T{bias}' if net.readout else "read"
    lines = [f"logits = {logits}  # (T, V)", _means(net, kind)]
    return ScriptPart(_("What it answers at each step."), "\n".join(lines))


def _means(net: NetworkSettings, kind: str) -> str:
    if net.output == "linear":
        return "probabilities = logits  # numbers as they are"
    if net.output == "sigmoid":
        made = "1.0 / (1.0 + np.exp(-logits))" if kind == "numpy" else "logits.sigmoid()"
        return f"probabilities = {made}"
    if kind == "pytorch":
        return "probabilities = logits.softmax(dim=-1)"
    return (
        "shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))\n"
        "probabilities = shifted / shifted.sum(axis=-1, keepdims=True)  # softmax"
    )


def losses(net: NetworkSettings, trace: Trace, kind: str) -> list[ScriptPart]:
    """The loss of every step in nats, nothing without targets."""
    if trace.targets is None:
        return []
    said = {
        "softmax": _("The loss of each step in nats, −log p of the target; NaN where there is none."),
        "sigmoid": _("The loss of each step in nats, −y log p − (1 − y) log(1 − p)."),
        "linear": _("The loss of each step, half the squared error."),
    }[net.output]
    return [ScriptPart(said, step_losses(net.output, trace.targets.ndim == 1, kind))]


def step_losses(output: str, tokens: bool, kind: str) -> str:
    """The code of every step's loss, `losses` (T,)."""
    if output == "softmax" and tokens:
        if kind == "numpy":
            return (
                "surprise = np.log(shifted.sum(axis=-1, keepdims=True)) - np.log(shifted)  # -log p\n"
                "losses = np.array([s[y] if y >= 0 else np.nan for s, y in zip(surprise, targets)])"
            )
        return (
            'losses = F.cross_entropy(logits, targets, ignore_index=-1, reduction="none")\n'
            'losses = losses.where(targets >= 0, torch.tensor(float("nan"), dtype=torch.float64))'
        )
    axis = "axis=-1" if kind == "numpy" else "dim=-1"
    log = "np.log" if kind == "numpy" else "torch.log"
    sums = "np.logaddexp(0.0, logits)" if kind == "numpy" else "F.softplus(logits)"
    each = {
        "softmax": f"-targets * {log}(probabilities)",
        "sigmoid": f"{sums} - targets * logits",  # −y log p − (1 − y) log(1 − p)
        "linear": "0.5 * (logits - targets) ** 2",
    }[output]
    return f"losses = ({each}).sum({axis})"


def _printed(net: NetworkSettings, trace: Trace) -> ScriptPart:
    """The answer of every step as a line."""
    tokens = trace.inputs.ndim == 1
    piece = "repr(pieces[t])" if tokens else "x[t].tolist()"
    loss = ', f"loss {float(losses[t]):.4f} nats"' if trace.targets is not None else ""
    answer = "probabilities[t]"
    lines = [f"for t in range(len(x)):\n    print(t + 1, {piece}, {answer}.round(decimals=4){loss})"]
    if not tokens or not net.vocabulary or net.output != "softmax":
        return ScriptPart("", lines[0])
    names = wrapped_names(net)
    code = (
        f"{names}\nfor t in range(len(x)):\n    best = int(probabilities[t].argmax())\n"
        f"    print(t + 1, repr(pieces[t]), repr(answers[best]), "
        f'f"{{float(probabilities[t, best]):.4f}}"{loss})'
    )
    return ScriptPart(_("Step by step: what is read, the likeliest answer and how likely it is."), code)


def wrapped_names(net: NetworkSettings) -> str:
    """The names of the answers."""
    return numbers.wrapped("answers", list(net.answers or map(str, range(net.outputs))))
