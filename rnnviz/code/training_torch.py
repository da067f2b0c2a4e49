"""A training in PyTorch, as one writes it: modules, a loss, an optimizer of `torch.optim`."""

from rnnviz.code.cells import CELL_CODES
from rnnviz.code.script import ScriptPart
from rnnviz.code.torch_modules import model, recurrent, zeros
from rnnviz.code.training_data import TrainingData
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks.base import ExampleTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment

OPTIMIZERS = {
    "sgd": "torch.optim.SGD(trained, lr={rate})",
    "momentum": "torch.optim.SGD(trained, lr={rate}, momentum=0.9)",
    "adagrad": "torch.optim.Adagrad(trained, lr={rate})",
    "rmsprop": "torch.optim.RMSprop(trained, lr={rate})",
    "adam": "torch.optim.Adam(trained, lr={rate})",
}
ROOT_EPSILON = """class RootAdagrad(torch.optim.Optimizer):
    \"\"\"s = s + g^2; parameter -= rate * g / sqrt(s + epsilon), the epsilon in the root.\"\"\"

    @torch.no_grad()
    def step(self):
        for p in self.param_groups[0]["params"]:
            s = self.state[p].setdefault("s", torch.zeros_like(p))
            s += p.grad**2
            p -= self.param_groups[0]["lr"] * p.grad / (s + {epsilon}).sqrt()


optimizer = RootAdagrad(trained, {{"lr": {rate}}})"""


def torch_parts(
    experiment: Experiment, place: int, net: Network, data: TrainingData
) -> list[ScriptPart]:
    """The modules, the loss, the loop."""
    run, task = experiment.runs[place], experiment.task
    loop = _examples(run, net) if isinstance(task, ExampleTask) else _windows(run, net, data)
    return [
        *recurrent(net),
        model(net, run, task.numbers, isinstance(task, ExampleTask)),
        optimizer_part(run),
        loss_part(net, run, tokens=task.output == "softmax"),
        loop,
    ]


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


def update_lines(run: Run, tokens: bool) -> str:
    """One update, from the logits and what is due."""
    what, said = "minimized(logits, y)" if run.squared else "loss", list[str]()
    if run.summed:
        due = "(y >= 0).sum()" if tokens else "(~np.isnan(y).any(axis=-1)).sum()"
        what, said = f"({what} * due)", [f"due = {due}  # the sum over steps and rows is followed"]
    lines = [
        "loss = loss_of(logits, y)",
        *said,
        "optimizer.zero_grad()",
        f"{what}.backward()",
        "norms.append(nn.utils.get_total_norm([p.grad for p in trained]).item())",
    ]
    if run.clip_norm is not None:
        lines += [
            "for p in trained:  # as nn.utils.clip_grad_norm_, but for its 1e-6",
            f"    p.grad *= min(1.0, {run.clip_norm!r} / norms[-1])",
        ]
    if run.clip_value is not None:
        lines.append(f"nn.utils.clip_grad_value_(trained, {run.clip_value!r})")
    lines += [
        "optimizer.step()",
        "losses.append(loss.item())",
        'print(update + 1, f"{losses[-1]:.4f}")',
    ]
    return "\n".join("    " + line for line in lines)


def _readout(net: Network, top: str) -> str:
    return f'model["readout"]({top})' if net.readout else top


def _windows(run: Run, net: Network, data: TrainingData) -> ScriptPart:
    """Windows of an endless sequence."""
    cut = run.truncation
    memory, fresh = CELL_CODES[net.cell].has_memory, zeros(net, str(run.batch))
    detached = "tuple(s.detach() for s in last)" if memory else "last.detach()"
    begin = "start" if cut.before else "first"
    lines = [f"state, losses, norms = {fresh}, [], []"]
    if memory:
        lines[0] = f"state = {fresh}\nlosses, norms = [], []"
    lines += [
        "for update in range(updates):",
        "    first, stop = update * every, (update + 1) * every",
    ]
    if cut.before:
        lines.append(f"    start = max(first - {cut.before}, 0)  # so far before it losses reach")
    lines.append(f"    x, y = inputs[{begin}:stop], answers[first:stop]")
    if data.turn:
        lines += [
            f"    if first % {data.turn} == 0:",
            f"        state = {fresh}  # the rows begin again",
        ]
    elif not run.carry:
        lines += [f"    state = {fresh}  # every window begins anew"]
    if cut.each:
        lines += _each(cut.reach or run.truncation.every or 0, net, bool(cut.before))
    else:
        top = "top[first - start :]" if cut.before else "top"
        lines += [
            '    top, last = model["rnn"](read(x), state)',
            f"    logits = {_readout(net, top)}",
        ]
    if run.carry:
        lines += _carry(cut.before, cut.each, detached)
    lines.append(update_lines(run, net.output == "softmax"))
    said = _("Update by update; what is carried from window to window is cut off from the graph.")
    return ScriptPart(said, "\n".join(lines))


def _each(reach: int, net: Network, before: bool) -> list[str]:
    first = "first - start" if before else "0"
    return [
        "    x, states = read(x), [state]  # before each step, cut off from the graph",
        "    with torch.no_grad():",
        "        for t in range(len(x)):",
        '            states.append(model["rnn"](x[t : t + 1], states[-1])[1])',
        "    tops = []",
        f"    for t in range({first}, len(x)):",
        f"        begin = max(t + 1 - {reach}, 0)  # so far each loss goes back",
        '        tops.append(model["rnn"](x[begin : t + 1], states[begin])[0][-1])',
        f"    logits = {_readout(net, 'torch.stack(tops)')}",
    ]


def _carry(before: int, each: bool, detached: str) -> list[str]:
    """The state that the next window starts from, before the weights move."""
    ahead = f"max(stop - {before}, 0) - start"
    if each:
        return [f"    state = states[{ahead if before else -1}]"]
    if not before:
        return [f"    state = {detached}"]
    return [
        f"    ahead = {ahead}  # where the next window begins",
        "    with torch.no_grad():",
        '        state = model["rnn"](read(x[:ahead]), state)[1] if ahead else state',
    ]


def _examples(run: Run, net: Network) -> ScriptPart:
    """Sequences of their own, one padded batch an update."""
    memory, own = CELL_CODES[net.cell].has_memory, not CELL_CODES[net.cell].module
    lines = ["losses, norms = [], []", "for update in range(updates):"]
    lines += ["    x, y, lengths = batch(update)", "    lengths = torch.as_tensor(lengths)"]
    if own:
        lines.append(f'    top, last = model["rnn"](read(x), {zeros(net, "len(lengths)")}, lengths)')
    else:
        lines += [
            "    packed = nn.utils.rnn.pack_padded_sequence(read(x), lengths, enforce_sorted=False)",
            '    top, last = model["rnn"](packed)',
            "    top, _lengths = nn.utils.rnn.pad_packed_sequence(top, total_length=len(x))",
        ]
    if net.pool == "last":
        h = "last[0]" if memory else "last"
        lines.append(
            f"    top = torch.cat([*{h}[-{net.directions}:]], dim=-1)[None]  # both directions' last"
        )
    elif net.pool == "mean":
        lines.append("    top = (top.sum(dim=0) / lengths[:, None])[None]  # the mean of all states")
    lines += [f"    logits = {_readout(net, 'top')}", update_lines(run, net.output == "softmax")]
    return ScriptPart(_("Update by update, one batch each."), "\n".join(lines))
