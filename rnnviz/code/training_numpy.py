"""The same training in NumPy alone: the backward pass and the optimizer by hand."""

from collections.abc import Sequence

from rnnviz.code.cells import numpy_cell
from rnnviz.code.script import ScriptPart
from rnnviz.code.training_data import TrainingData
from rnnviz.code.unrolling import equations
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks.base import ExampleTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment

# what moves a parameter `p` by its gradient `g`, with moments that begin as zeros
OPTIMIZERS = {
    "sgd": "p -= rate * g",
    "momentum": "m = moments[name]\nm[0] = 0.9 * m[0] + g\np -= rate * m[0]",
    "adagrad": "m = moments[name]\nm[0] += g**2\np -= rate * g / (np.sqrt(m[0]) + 1e-10)",
    "rmsprop": "m = moments[name]\nm[0] = 0.99 * m[0] + 0.01 * g**2\n"
    "p -= rate * g / (np.sqrt(m[0]) + 1e-8)",
    "adam": "m = moments[name]\nm[0] = 0.9 * m[0] + 0.1 * g\nm[1] = 0.999 * m[1] + 0.001 * g**2\n"
    "p -= rate * (m[0] / (1 - 0.9**n)) / (np.sqrt(m[1] / (1 - 0.999**n)) + 1e-8)",
}


def numpy_parts(
    experiment: Experiment, place: int, net: Network, data: TrainingData
) -> list[ScriptPart]:
    """The passes, the loss, the optimizer, the loop."""
    run, task = experiment.runs[place], experiment.task
    padded = isinstance(task, ExampleTask)
    loop = _examples(run, net) if padded else _windows(run, net, experiment, data)
    return [
        ScriptPart(
            "", "weights = {name: np.array(values) for name, values in weights.items()}  # to be moved"
        ),
        ScriptPart(equations(net), numpy_cell(net.cell)),
        ScriptPart(
            _("Forward through all layers; a tape of what the backward pass needs."),
            _forward(net, padded, task.numbers),
        ),
        ScriptPart(_("Back through all of them, from the top."), _backward(net, padded)),
        loss_part(net, run, task.output == "softmax"),
        optimizer_part(run, list(net.parameters)),
        loop,
    ]


def _ways(net: Network) -> str:
    return '("", "_reverse")' if net.bidirectional else '("",)'


def _own(net: Network) -> str:
    if net.bias:
        return 'own = [weights[f"rnn.{name}_{ending}"] for name in NAMES]'
    return (
        'own = [weights[f"rnn.{name}_{ending}"] for name in NAMES[:2]]\n'
        "            own += 2 * [np.zeros(len(own[1]), own[1].dtype)]"
    )


def _read(net: Network, of_numbers: bool) -> str:
    """What the first layer reads."""
    if net.embedding is not None:
        return (
            'def read(x):\n    rows = weights["embedding.weight"][x]\n'
            "    return rows * (x >= 0)[..., None]  # -1 is read as zeros"
        )
    if not of_numbers:
        one_hot = f"(x[..., None] == np.arange({net.inputs})).astype(np.{net.dtype})"
        return f"def read(x):\n    return {one_hot}  # one-hot"
    return f"def read(x):\n    return np.asarray(x, np.{net.dtype})"


def _forward(net: Network, padded: bool, of_numbers: bool) -> str:
    order = (
        "reversed(range(len(x))) if way else range(len(x))" if net.bidirectional else "range(len(x))"
    )
    mask = (
        """
                there = (t < lengths)[:, None]
                h, c = h * there, c * there  # padding leaves nothing behind"""
        if padded
        else ""
    )
    lengths = ", lengths" if padded else ""
    return f"""NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


{_read(net, of_numbers)}


def forward(x, first{lengths}):
    tapes = []  # for each layer and direction
    for layer in range({net.layers}):
        tops = []
        for way in {_ways(net)}:
            ending = f"l{{layer}}{{way}}"
            {_own(net)}
            h, c = first[len(tapes)]
            tape = [None] * len(x)
            for t in {order}:
                before = h, c
                h, c, kept = step(x[t], h, c, *own){mask}
                tape[t] = x[t], *before, kept, h, c
            tapes.append((ending, own, tape))
            tops.append(np.stack([one[4] for one in tape]))
        x = np.concatenate(tops, axis=-1)
    return x, tapes"""


def _backward(net: Network, padded: bool) -> str:
    order = (
        'range(begin, end) if ending.endswith("reverse") else reversed(range(begin, end))'
        if net.bidirectional
        else "reversed(range(begin, end))"
    )
    lengths = ", lengths" if padded else ""
    mask = (
        """
            there = (t < lengths)[:, None]
            dh, dc = dh * there, dc * there"""
        if padded
        else ""
    )
    hh = "np.concatenate([da_h[:, : 2 * size].T @ before, da_h[:, 2 * size :].T @ (kept[0] * before)])"
    if net.cell != "gru_before":
        hh = "da_h.T @ before"
    biases = (
        """
            add(f"rnn.bias_ih_{ending}", da.sum(axis=0))
            add(f"rnn.bias_hh_{ending}", da_h.sum(axis=0))"""
        if net.bias
        else ""
    )
    return f"""size = {net.hidden}


def backward(tapes, above, begin, end, add{lengths}):
    \"\"\"From the derivative by the top states of steps begin to end to all parameters; returns
    that by what the first layer read.\"\"\"
    below = None
    for place, (ending, own, tape) in reversed(list(enumerate(tapes))):
        way = place % {net.directions}
        if way == {net.directions - 1}:
            below = np.zeros((*above.shape[:2], own[0].shape[1]), above.dtype)
        dh, dc = 0.0, 0.0
        for t in {order}:
            x, before, _c, kept, _h, _c = tape[t]
            dh = dh + above[t][:, way * size : (way + 1) * size]{mask}
            da, da_h, dh, dc = back(dh, dc, before, kept, own[1])
            add(f"rnn.weight_ih_{{ending}}", da.T @ x)
            add(f"rnn.weight_hh_{{ending}}", {hh}){biases}
            below[t] += da @ own[0]
        if way == 0:
            above = below
    return below"""


def loss_part(net: Network, run: Run, tokens: bool) -> ScriptPart:
    """The loss of logits, and its derivative by them."""
    said = _("The loss of the logits, and its derivative by them, p − y.")
    return ScriptPart(said, _loss(net, run, tokens))


def _loss(net: Network, run: Run, tokens: bool) -> str:
    count = "1" if run.summed else "known.sum()"
    if net.output == "softmax" and tokens:
        return f"""def loss_of(logits, y):
    known = y >= 0  # elsewhere nothing is due
    below = logits - logits.max(axis=-1, keepdims=True)
    log_p = below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
    wanted = y[..., None] == np.arange(logits.shape[-1])
    slopes = (np.exp(log_p) - wanted) * known[..., None] / {count}
    return -log_p[wanted].sum() / known.sum(), slopes.astype(logits.dtype)"""
    sigmoid = net.output == "sigmoid"
    each = "np.logaddexp(0.0, logits) - y * logits" if sigmoid else "0.5 * (logits - y) ** 2"
    p = "1.0 / (1.0 + np.exp(-logits))" if sigmoid else "logits"
    slope = "(p - y) * p * (1.0 - p)" if run.squared else "p - y"
    return f"""def loss_of(logits, y):
    known = ~np.isnan(y).any(axis=-1)  # elsewhere nothing is due
    y = np.where(known[..., None], y, 0.0)
    p = {p}
    costs = ({each}).sum(axis=-1)
    slopes = ({slope}) * known[..., None] / {count}
    return costs[known].mean(), slopes.astype(logits.dtype)"""


def optimizer_part(run: Run, names: Sequence[str]) -> ScriptPart:
    """How it learns."""
    return ScriptPart(_("How it learns."), _optimizer(run, names))


def _optimizer(run: Run, names: Sequence[str]) -> str:
    law = OPTIMIZERS[run.optimizer]
    if run.root_epsilon is not None:
        law = f"m = moments[name]\nm[0] += g**2\np -= rate * g / np.sqrt(m[0] + {run.root_epsilon!r})"
    moved = [name for name in names if run.moves(name)]
    kept = ""
    if len(moved) < len(names):
        test = '"readout." in name' if run.readout_only else '".bias_hh_" not in name'
        kept = f" if {test}"
    lines = [f"rate, n = {run.rate!r}, 0", f"moved = [name for name in weights{kept}]"]
    if "moments" in law:
        lines.append("moments = {name: [0.0 * weights[name], 0.0 * weights[name]] for name in moved}")
    clip = ""
    if run.clip_norm is not None:
        clip += f"""
    if norm > {run.clip_norm!r}:
        gradients = {{name: g * ({run.clip_norm!r} / norm) for name, g in gradients.items()}}"""
    if run.clip_value is not None:
        clip += f"""
    limit = {run.clip_value!r}
    gradients = {{name: np.clip(g, -limit, limit) for name, g in gradients.items()}}"""
    inner = "\n".join("        " + line for line in law.splitlines())
    lines += [
        "",
        "",
        f"""def learn(gradients):
    global n
    n += 1
    norm = np.sqrt(sum((gradients[name].astype(float) ** 2).sum() for name in moved)){clip}
    for name in moved:
        p, g = weights[name], gradients[name]
{inner}
    return float(norm)""",
    ]
    return "\n".join(lines)


def _update(net: Network, through: list[str], indent: str = "    ") -> list[str]:
    """Gradients of one update, from the slopes by the logits."""
    lines = [
        "gradients = {name: np.zeros_like(values) for name, values in weights.items()}",
        "",
        "def add(name, gradient):",
        "    gradients[name] += gradient",
        "",
    ]
    if net.readout:
        bias = ['add("readout.bias", slopes.sum(axis=(0, 1)))'] if net.readout_bias else []
        lines += [
            'add("readout.weight", np.einsum("tbv,tbh->vh", slopes, top))',
            *bias,
            'slopes = slopes @ weights["readout.weight"]',
        ]
    lines += through
    lines += [
        "norms.append(learn(gradients))",
        "losses.append(float(loss))",
        'print(update + 1, f"{losses[-1]:.4f}")',
    ]
    return [indent + line if line else "" for line in lines]


def _embedded(net: Network) -> list[str]:
    if net.embedding is None:
        return []
    return ['np.add.at(gradients["embedding.weight"], x[x >= 0], by_x[x >= 0])']


def _logits(net: Network) -> str:
    bias = ' + weights["readout.bias"]' if net.readout_bias else ""
    return f'top @ weights["readout.weight"].T{bias}' if net.readout else "top"


def _zeros(net: Network, rows: str) -> str:
    return f"[(np.zeros(({rows}, size), np.{net.dtype}),) * 2] * {net.layers * net.directions}"


def _windows(run: Run, net: Network, experiment: Experiment, data: TrainingData) -> ScriptPart:
    cut = run.truncation
    every = cut.every or -(-experiment.samples // run.batch)
    fresh = _zeros(net, str(run.batch))
    lines = [
        f"every, before = {every}, {cut.before}  # steps of a window, and those before that it reaches"
    ]
    lines += [f"state, losses, norms = {fresh}, [], []", "for update in range(updates):"]
    lines += [
        "    first, stop = update * every, (update + 1) * every",
        "    start = max(first - before, 0)",
    ]
    lines += ["    x, y = window(start, first, stop)"]
    if data.turn:
        lines += [
            f"    if first % {data.turn} == 0:",
            f"        state = {fresh}  # the rows begin again",
        ]
    elif not run.carry:
        lines += [f"    state = {fresh}  # every window begins anew"]
    lines += ["    whole, tapes = forward(read(x), state)", "    top = whole[first - start :]"]
    lines += [f"    loss, slopes = loss_of({_logits(net)}, y)"]
    if run.carry:
        ahead = "max(stop - before, 0) - start - 1" if cut.before else "-1"
        lines += ["    going_on = state"] if cut.before else []
        test = "    if max(stop - before, 0) > start:\n        " if cut.before else "    "
        lines += [
            f"{test}going_on = [tape[{ahead}][4:] for _ending, _own, tape in tapes]  # cut off here"
        ]
    if cut.each:
        through = [
            "by_x = 0.0",
            "for t in range(first - start, len(whole)):  # each loss goes back so far",
            "    above = np.zeros_like(whole)",
            "    above[t] = slopes[t - first + start]",
            f"    by_x = by_x + backward(tapes, above, max(t + 1 - {cut.reach}, 0), t + 1, add)",
        ]
    else:
        through = [
            "above = np.zeros_like(whole)",
            "above[first - start :] = slopes",
            "by_x = backward(tapes, above, 0, len(whole), add)",
        ]
    lines += _update(net, [*through, *_embedded(net)])
    lines += ["    state = going_on"] if run.carry else []
    return ScriptPart(
        _("Update by update; the gradient of a window stops at its beginning."), "\n".join(lines)
    )


def _examples(run: Run, net: Network) -> ScriptPart:
    lines = [
        "losses, norms = [], []",
        "for update in range(updates):",
        "    x, y, lengths = batch(update)",
    ]
    lines += [f"    whole, tapes = forward(read(x), {_zeros(net, 'len(lengths)')}, lengths)"]
    through = ["above = slopes"]
    if net.pool == "last":
        lines += [
            "    rows = np.arange(len(lengths))",
            "    ends = [(lengths - 1, rows, slice(0, size))]  # where each direction has read it all",
        ]
        if net.bidirectional:
            lines += ["    ends.append((0, rows, slice(size, 2 * size)))"]
        lines += ["    top = np.concatenate([whole[end] for end in ends], axis=-1)[None]"]
        through = [
            "above = np.zeros_like(whole)",
            "for way, end in enumerate(ends):",
            "    above[end] = slopes[0][:, way * size : (way + 1) * size]",
        ]
    elif net.pool == "mean":
        lines += [
            "    mean = whole.sum(axis=0) / lengths[:, None]  # of all states",
            f"    top = mean[None].astype(np.{net.dtype})",
        ]
        through = [
            "there = (np.arange(len(x))[:, None] < lengths)[..., None]",
            f"above = (there * slopes / lengths[:, None]).astype(np.{net.dtype})",
        ]
    else:
        lines += ["    top = whole"]
    lines += [f"    loss, slopes = loss_of({_logits(net)}, y)"]
    through += ["by_x = backward(tapes, above, 0, len(x), add, lengths)", *_embedded(net)]
    lines += _update(net, through)
    return ScriptPart(_("Update by update, one batch each."), "\n".join(lines))
