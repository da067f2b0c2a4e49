"""A training in PyTorch, as one writes it: modules, a loss, an optimizer of `torch.optim`."""

from rnnviz.code.cells import CELL_CODES
from rnnviz.code.script import ScriptPart
from rnnviz.code.training_data import TrainingData
from rnnviz.code.unrolling import equations
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks.base import ExampleTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment

OPTIMIZERS = {
    "sgd": "torch.optim.SGD(moved, lr={rate})",
    "momentum": "torch.optim.SGD(moved, lr={rate}, momentum=0.9)",
    "adagrad": "torch.optim.Adagrad(moved, lr={rate})",
    "rmsprop": "torch.optim.RMSprop(moved, lr={rate})",
    "adam": "torch.optim.Adam(moved, lr={rate})",
}
ROOT_EPSILON = """class RootAdagrad(torch.optim.Optimizer):
    \"\"\"s = s + g^2; parameter -= rate * g / sqrt(s + epsilon), the epsilon in the root.\"\"\"

    @torch.no_grad()
    def step(self):
        for p in self.param_groups[0]["params"]:
            s = self.state[p].setdefault("s", torch.zeros_like(p))
            s += p.grad**2
            p -= self.param_groups[0]["lr"] * p.grad / (s + {epsilon}).sqrt()


optimizer = RootAdagrad(moved, {{"lr": {rate}}})"""


def torch_parts(
    experiment: Experiment, place: int, net: Network, data: TrainingData
) -> list[ScriptPart]:
    """The modules, the loss, the loop."""
    run, task = experiment.runs[place], experiment.task
    loop = (
        _examples(run, net) if isinstance(task, ExampleTask) else _windows(run, net, experiment, data)
    )
    return [
        *_recurrent(net),
        _model(net, run, task.numbers),
        optimizer_part(run),
        loss_part(net, run, tokens=task.output == "softmax"),
        loop,
    ]


def _recurrent(net: Network) -> list[ScriptPart]:
    """The recurrent module: PyTorch's own, or the cell written out as one."""
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
    \"\"\"What nn.RNN is, of this cell.\"\"\"

    def __init__(self):
        super().__init__()
        for name, values in weights.items():
            if name.startswith("rnn."):
                self.register_parameter(name[4:], nn.Parameter(values.clone()))

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
    return [ScriptPart(equations(net), made)]


def _model(net: Network, run: Run, of_numbers: bool) -> ScriptPart:
    code = CELL_CODES[net.cell]
    kind = f"torch.{run.dtype}"
    given = [str(net.width(0)), str(net.hidden)]
    given += [f"num_layers={net.layers}"] if net.layers > 1 else []
    given += [f'nonlinearity="{code.nonlinearity}"'] if net.cell == "relu" else []
    given += ["bias=False"] if not net.bias else []
    given += ["bidirectional=True"] if net.bidirectional else []
    rnn = f"nn.{code.module}({', '.join(given)})" if code.module else "Recurrent()"
    lines = ["model = nn.ModuleDict()"]
    if net.embedding is not None:
        lines.append(f'model["embedding"] = nn.Embedding({net.inputs}, {net.embedding})')
    lines.append(f'model["rnn"] = {rnn}')
    if net.readout:
        bias = "" if net.readout_bias else ", bias=False"
        width = net.hidden * net.directions
        lines.append(f'model["readout"] = nn.Linear({width}, {net.outputs}{bias})')
    lines += [f"model = model.to({kind})", "model.load_state_dict(weights)"]
    held = [name for name in net.parameters if not run.moves(name)]
    if held:
        kept = '"readout." in name' if run.readout_only else '".bias_hh_" not in name'
        if run.readout_only and run.holds("rnn.bias_hh_l0"):
            kept = '"readout." in name'
        lines.append(
            f"moved = [p for name, p in model.named_parameters() if {kept}]  # the others stay"
        )
    else:
        lines.append("moved = list(model.parameters())")
    lines += ["", "", _read(net, of_numbers)]
    return ScriptPart(_("The network, with the weights that the page starts from."), "\n".join(lines))


def _read(net: Network, of_numbers: bool) -> str:
    """What the first layer reads of tokens or numbers."""
    if of_numbers:
        return "def read(x):\n    return torch.as_tensor(x, dtype=next(model.parameters()).dtype)"
    if net.embedding is not None:
        return (
            "def read(x):\n    x = torch.as_tensor(x)\n"
            '    return model["embedding"](x.clamp(min=0)) * (x >= 0)[..., None]  # -1 is read as zeros'
        )
    return (
        "def read(x):\n    x = torch.as_tensor(x)\n"
        f"    one_hot = F.one_hot(x.clamp(min=0), {net.inputs})\n"
        "    one_hot = one_hot * (x >= 0)[..., None]  # -1 is all zeros\n"
        "    return one_hot.to(next(model.parameters()).dtype)"
    )


def optimizer_part(run: Run) -> ScriptPart:
    """How it learns."""
    if run.root_epsilon is not None:
        code = ROOT_EPSILON.format(epsilon=repr(run.root_epsilon), rate=repr(run.rate))
    else:
        code = f"optimizer = {OPTIMIZERS[run.optimizer].format(rate=repr(run.rate))}"
    return ScriptPart(_("How it learns."), code)


def loss_part(net: Network, run: Run, tokens: bool) -> ScriptPart:
    """The loss that is taken down, and the one whose gradient moves the weights."""
    if net.output == "softmax" and tokens:
        code = """def loss_of(logits, y):
    y = torch.as_tensor(y).flatten()
    return F.cross_entropy(logits.flatten(0, -2), y, ignore_index=-1)  # the mean"""
        said = _("The loss in nats: −log p of what is due, the mean over all steps and rows.")
    else:
        each = {
            "sigmoid": 'F.binary_cross_entropy_with_logits(logits, y, reduction="none")',
            "linear": "0.5 * (logits - y) ** 2",
            "softmax": "-y * logits.log_softmax(dim=-1)",
        }[net.output]
        code = f"""def loss_of(logits, y):
    y = torch.as_tensor(y, dtype=logits.dtype)
    known = ~y.isnan().any(dim=-1)  # elsewhere nothing is due
    logits, y = logits[known], y[known]
    return ({each}).sum(dim=-1).mean()"""
        said = {
            "sigmoid": _(
                "The loss in nats, −y log p − (1 − y) log(1 − p), the mean over all that is due."
            ),
            "linear": _("The loss, half the squared error, the mean over all that is due."),
            "softmax": _("The loss in nats, the mean over all that is due."),
        }[net.output]
    if run.squared:
        code += """


def minimized(logits, y):  # its gradient moves the weights, the loss above is taken down
    y = torch.as_tensor(y, dtype=logits.dtype)
    known = ~y.isnan().any(dim=-1)
    return (0.5 * (logits.sigmoid() - y)[known] ** 2).sum(dim=-1).mean()"""
    return ScriptPart(said, code)


def update_lines(run: Run, indent: str = "    ") -> str:
    """One update, from the logits and what is due."""
    what = "minimized(logits, y)" if run.squared else "loss"
    count = ""
    if run.summed:
        count = " * due(y)  # the sum over steps and rows"
    lines = [
        "loss = loss_of(logits, y)",
        "optimizer.zero_grad()",
        f"({what}{count.split('  #')[0]}).backward()  # the sum over steps and rows"
        if count
        else f"{what}.backward()",
        "norms.append(nn.utils.get_total_norm([p.grad for p in moved]).item())",
    ]
    if run.clip_norm is not None:
        lines += [
            "for p in moved:  # nn.utils.clip_grad_norm_ does it, too, with 1e-6 more in its divisor",
            f"    p.grad *= min(1.0, {run.clip_norm!r} / norms[-1])",
        ]
    if run.clip_value is not None:
        lines.append(f"nn.utils.clip_grad_value_(moved, {run.clip_value!r})")
    lines += [
        "optimizer.step()",
        "losses.append(loss.item())",
        'print(update + 1, f"{losses[-1]:.4f}")',
    ]
    return "\n".join(indent + line for line in lines)


def _due(run: Run, net: Network) -> str:
    if not run.summed:
        return ""
    known = "(torch.as_tensor(y) >= 0).sum()"
    if net.output != "softmax":
        known = "(~torch.as_tensor(y).isnan().any(dim=-1)).sum()"
    return f"def due(y):\n    return {known}\n\n\n"


def _readout(net: Network, top: str) -> str:
    return f'model["readout"]({top})' if net.readout else top


def _windows(run: Run, net: Network, experiment: Experiment, data: TrainingData) -> ScriptPart:
    """Windows of an endless sequence."""
    cut, rows = run.truncation, net.layers
    every = cut.every or -(-experiment.samples // run.batch)
    memory = CELL_CODES[net.cell].has_memory
    zeros = f"torch.zeros({rows}, {run.batch}, {net.hidden}, dtype=torch.{run.dtype})"
    fresh = f"({zeros}, {zeros})" if memory else zeros
    detached = "tuple(s.detach() for s in state)" if memory else "state.detach()"
    lines = [
        f"{_due(run, net)}every, before = {every}, {cut.before}  # steps of a window, and before it"
    ]
    lines += [f"state = {fresh}", "losses, norms = [], []", "for update in range(updates):"]
    lines += [
        "    first, stop = update * every, (update + 1) * every",
        "    start = max(first - before, 0)",
    ]
    lines += ["    x, y = window(start, first, stop)", "    x = read(x)"]
    if data.turn:
        lines += [
            f"    if first % {data.turn} == 0:",
            f"        state = {fresh}  # the rows begin again",
        ]
    elif not run.carry:
        lines += [f"    state = {fresh}  # every window begins anew"]
    if cut.each:
        lines += _each(cut.reach or every, net)
    else:
        lines += [
            '    top, last = model["rnn"](x, state)',
            f"    logits = {_readout(net, 'top[first - start :]')}",
        ]
    if run.carry:
        lines += _carry(cut.before, cut.each, detached)
    lines.append(update_lines(run))
    said = _("Update by update; what is carried from window to window is cut off from the graph.")
    return ScriptPart(said, "\n".join(lines))


def _each(reach: int, net: Network) -> list[str]:
    return [
        "    states = [state]  # before each step, cut off from the graph",
        "    with torch.no_grad():",
        "        for t in range(len(x)):",
        '            states.append(model["rnn"](x[t : t + 1], states[-1])[1])',
        "    tops = []",
        "    for t in range(first - start, len(x)):  # each loss goes back so far",
        f"        begin = max(t + 1 - {reach}, 0)",
        '        tops.append(model["rnn"](x[begin : t + 1], states[begin])[0][-1])',
        f"    logits = {_readout(net, 'torch.stack(tops)')}",
        "    last = states[-1]",
    ]


def _carry(before: int, each: bool, detached: str) -> list[str]:
    """The state that the next window starts from, before the weights move."""
    if not before:
        return ["    state = last", f"    state = {detached}"]
    ahead = "max(stop - before, 0) - start"
    if each:
        return [f"    state = states[{ahead}]"]
    return [
        "    with torch.no_grad():  # the next window begins before its first loss",
        f'        state = model["rnn"](x[: {ahead}], state)[1] if {ahead} else state',
    ]


def _examples(run: Run, net: Network) -> ScriptPart:
    """Sequences of their own, one padded batch an update."""
    memory = CELL_CODES[net.cell].has_memory
    own = not CELL_CODES[net.cell].module
    rows = net.layers * net.directions
    lines = []
    if not own:
        lines += ["from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence", "", ""]
    lines += [f"{_due(run, net)}losses, norms = [], []", "for update in range(updates):"]
    lines += ["    x, y, lengths = batch(update)", "    lengths = torch.as_tensor(lengths)"]
    if own:
        zeros = f"torch.zeros({rows}, len(lengths), {net.hidden}, dtype=torch.{run.dtype})"
        lines.append(f'    top, last = model["rnn"](read(x), {zeros}, lengths)')
    else:
        lines += [
            "    packed = pack_padded_sequence(read(x), lengths, enforce_sorted=False)",
            '    top, last = model["rnn"](packed)',
            "    top, _ = pad_packed_sequence(top, total_length=len(x))",
        ]
    if net.pool == "last":
        h = "last[0]" if memory else "last"
        lines.append(
            f"    top = torch.cat([*{h}[-{net.directions}:]], dim=-1)[None]  # both directions' last"
        )
    elif net.pool == "mean":
        lines.append("    top = (top.sum(dim=0) / lengths[:, None])[None]  # the mean of all states")
    lines += [f"    logits = {_readout(net, 'top')}", update_lines(run)]
    return ScriptPart(_("Update by update, one batch each."), "\n".join(lines))
