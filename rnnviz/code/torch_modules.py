"""The networks of a training as PyTorch's modules: its own, or a cell written out as one."""

from collections.abc import Sequence

from rnnviz.code.cells import CELL_CODES
from rnnviz.code.script import WIDTH, ScriptPart
from rnnviz.code.unrolling import cell_part
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.text.language import _


def recurrent(net: Network) -> list[ScriptPart]:
    """The cell written out as a module, unless PyTorch has one."""
    code = CELL_CODES[net.cell]
    if code.module:
        return []
    zeros = "torch.zeros(len(W_hh), dtype=W_hh.dtype)"
    bias = (
        'b_ih, b_hh = (getattr(self, f"{name}_{ending}") for name in ("bias_ih", "bias_hh"))'
        if net.bias
        else f"b_ih = b_hh = {zeros}"
    )
    made = f"""{code.pytorch}


class Recurrent(nn.Module):
    \"\"\"What nn.RNN is, of this cell: all layers over all steps.\"\"\"

    def __init__(self, begin):
        super().__init__()
        for name, values in weights.items():
            if name.startswith(begin):
                self.register_parameter(name.removeprefix(begin), nn.Parameter(values.clone()))

    def forward(self, x, first, lengths=None):
        last = []
        for layer in range({net.layers}):
            tops = []
            for way in {'("", "_reverse")' if net.bidirectional else '("",)'}:
                ending = f"l{{layer}}{{way}}"
                W_ih = getattr(self, f"weight_ih_{{ending}}")
                W_hh = getattr(self, f"weight_hh_{{ending}}")
                {bias}
                h, row = first[len(last)], [None] * len(x)
                for t in reversed(range(len(x))) if way else range(len(x)):
                    new, _ = step(x[t], h, None, W_ih, W_hh, b_ih, b_hh)
                    there = None if lengths is None else (t < lengths)[:, None]
                    h = new if there is None else torch.where(there, new, h)  # padding changes nothing
                    row[t] = h if there is None else h * there
                tops.append(torch.stack(row))
                last.append(h)
            x = torch.cat(tops, dim=-1)
        return x, torch.stack(last)"""
    return [cell_part(net, made)]


def model(net: Network, run: Run, of_numbers: bool, padded: bool) -> ScriptPart:
    """Its modules with the weights that it starts from, and what the first one reads."""
    parts = [f'"embedding": nn.Embedding({net.inputs}, {net.embedding})'] if net.embedding else []
    parts.append(f'"rnn": {module_of(net, "rnn.")}')
    if net.readout:
        bias = "" if net.readout_bias else ", bias=False"
        parts.append(f'"readout": nn.Linear({net.hidden * net.directions}, {net.outputs}{bias})')
    lines = [
        *dictionary("model", parts, run.double),
        "model.load_state_dict(weights)",
        trained(run, list(net.parameters)),
        "",
        "",
        f"def read(x):\n{read('model', net, of_numbers, padded, run.dtype)}",
    ]
    said = _("The network, with the weights that the page starts from.")
    return ScriptPart(said, "\n".join(lines))


def dictionary(name: str, parts: Sequence[str], double: bool) -> list[str]:
    """A dictionary of modules, in one line if it is short."""
    end = ").double()" if double else ")"
    short = f"{name} = nn.ModuleDict({{{', '.join(parts)}}}{end}"
    if len(short) <= WIDTH:
        return [short]
    return [f"{name} = nn.ModuleDict(", "    {", *[f"        {part}," for part in parts], "    }", end]


def zeros(net: Network, rows: str) -> str:
    """A first state of so many rows; an LSTM's is two of them."""
    kind = ", dtype=torch.float64" if str(net.dtype) == "float64" else ""
    one = f"torch.zeros({net.layers * net.directions}, {rows}, {net.hidden}{kind})"
    return f"({one}, {one})" if CELL_CODES[net.cell].has_memory else one


def trained(run: Run, names: Sequence[str]) -> str:
    """Which parameters are moved."""
    if all(run.moves(name) for name in names):
        return "trained = list(model.parameters())"
    test = '"readout." in name' if run.readout_only else '".bias_hh_" not in name'
    line = f"trained = [p for name, p in model.named_parameters() if {test}]"
    return f"{line}  # the others stay"


def module_of(net: Network, begin: str) -> str:
    """The call that makes its recurrent module; all names of its weights begin so."""
    code = CELL_CODES[net.cell]
    if not code.module:
        return f'Recurrent("{begin}")'
    given = [str(net.width(0)), str(net.hidden)]
    given += [f"num_layers={net.layers}"] if net.layers > 1 else []
    given += [f'nonlinearity="{code.nonlinearity}"'] if net.cell == "relu" else []
    given += ["bias=False"] if not net.bias else []
    given += ["bidirectional=True"] if net.bidirectional else []
    return f"nn.{code.module}({', '.join(given)})"


def read(of: str, net: Network, of_numbers: bool, padded: bool, dtype: str) -> str:
    """The lines of a function that makes of tokens or numbers what the first layer reads; -1, which is
    padding, is read as zeros."""
    if of_numbers:
        return f"    return torch.as_tensor(x, dtype=torch.{dtype})"
    padding = "(x >= 0)[..., None]  # -1, padding, is read as zeros"
    if net.embedding is not None:
        if not padded:
            return f'    return {of}["embedding"](torch.as_tensor(x))'
        return f'    x = torch.as_tensor(x)\n    return {of}["embedding"](x.clamp(min=0)) * {padding}'
    if not padded:
        return f"    return F.one_hot(torch.as_tensor(x), {net.inputs}).to(torch.{dtype})"
    return (
        "    x = torch.as_tensor(x)\n"
        f"    one_hot = F.one_hot(x.clamp(min=0), {net.inputs}).to(torch.{dtype})\n"
        f"    return one_hot * {padding}"
    )
