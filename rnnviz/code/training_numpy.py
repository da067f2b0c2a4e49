"""The same training in NumPy alone: the backward pass and the optimizer by hand."""

from collections.abc import Sequence

from rnnviz.code.numpy_passes import is_plain, looked_up, passes, plain_passes, trained_cell
from rnnviz.code.script import ScriptPart
from rnnviz.code.training_data import TrainingData
from rnnviz.code.unrolling import cell_part
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.tasks.base import ExampleTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment

# what each remembers of earlier gradients, and how it moves the weights by a gradient g
OPTIMIZERS = {
    "sgd": ((), "weights[name] -= rate * g"),
    "momentum": (("m",), "m[name] = 0.9 * m[name] + g\nweights[name] -= rate * m[name]"),
    "adagrad": (
        ("s",),
        "s[name] += g**2\nweights[name] -= rate * g / (np.sqrt(s[name]) + 1e-10)",
    ),
    "rmsprop": (
        ("s",),
        "s[name] = 0.99 * s[name] + 0.01 * g**2\nweights[name] -= rate * g / (np.sqrt(s[name]) + 1e-8)",
    ),
    "adam": (
        ("m", "s"),
        "m[name] = 0.9 * m[name] + 0.1 * g\n"
        "s[name] = 0.999 * s[name] + 0.001 * g**2\n"
        "m_n, s_n = m[name] / (1 - 0.9**n), s[name] / (1 - 0.999**n)\n"
        "weights[name] -= rate * m_n / (np.sqrt(s_n) + 1e-8)",
    ),
}


def numpy_parts(
    experiment: Experiment, place: int, net: Network, data: TrainingData
) -> list[ScriptPart]:
    """The passes, the loss, the optimizer, the loop."""
    run, task = experiment.runs[place], experiment.task
    if isinstance(task, ExampleTask):
        through, loop = passes(net, True, task.numbers), _examples(run, net, task.numbers)
    elif is_plain(net) and not run.truncation.each and not run.truncation.before:
        through, loop = plain_passes(net, task.numbers), _plain_windows(run, net, data)
    else:
        through, loop = passes(net, False, task.numbers), _windows(run, net, data)
    return [
        cell_part(net, trained_cell(net.cell)),
        *through,
        loss_part(net, run, padded=isinstance(task, ExampleTask)),
        optimizer_part(run, list(net.parameters)),
        loop,
    ]


def loss_part(net: Network, run: Run, padded: bool) -> ScriptPart:
    """The loss of logits, and its derivative by them; `padded` where some of them are not asked for."""
    said = _("The loss of the logits, and its derivative by them, p − y.")
    if net.output == "softmax":
        return ScriptPart(said, _softmax(run, padded))
    sigmoid = net.output == "sigmoid"
    slope = "(p - y) * p * (1.0 - p)" if run.squared else "p - y"
    known = """
    known = ~np.isnan(y).any(axis=-1)  # elsewhere nothing is due
    y = np.where(known[..., None], y, 0.0)"""
    costs, there, count = "costs[known].mean()", " * known[..., None]", "known.sum()"
    if not padded:
        known, costs, there, count = "", "costs.mean()", "", "costs.size"
    slopes = slope if run.summed and not there else f"({slope}){there}"
    if not run.summed:
        slopes += f" / {count}"
    cost = "np.logaddexp(0.0, logits) - y * logits" if sigmoid else "0.5 * (p - y) ** 2"
    code = f"""def loss_of(logits, y):{known}
    p = {"1.0 / (1.0 + np.exp(-logits))" if sigmoid else "logits"}
    costs = ({cost}).sum(axis=-1)
    slopes = {slopes}
    return {costs}, slopes.astype(logits.dtype)"""
    if run.squared:
        said = _("The loss of the logits, and the derivative of the squared error by them.")
    return ScriptPart(said, code)


def _softmax(run: Run, padded: bool) -> str:
    known = "\n    known = y >= 0  # elsewhere nothing is due" if padded else ""
    there, count = (" * known[..., None]", "known.sum()") if padded else ("", "y.size")
    slopes = "np.exp(log_p) - due"
    if not run.summed or padded:
        slopes = f"({slopes}){there}{'' if run.summed else f' / {count}'}"
    return f"""def loss_of(logits, y):{known}
    below = logits - logits.max(axis=-1, keepdims=True)
    log_p = below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
    due = y[..., None] == np.arange(logits.shape[-1])  # one-hot
    slopes = {slopes}
    return -log_p[due].sum() / {count}, slopes.astype(logits.dtype)"""


def optimizer_part(run: Run, names: Sequence[str]) -> ScriptPart:
    """How it learns."""
    return ScriptPart(_("How it learns."), _optimizer(run, names))


def _optimizer(run: Run, names: Sequence[str]) -> str:
    kept, law = OPTIMIZERS[run.optimizer]
    if run.root_epsilon is not None:
        law = law.replace("(np.sqrt(s[name]) + 1e-10)", f"np.sqrt(s[name] + {run.root_epsilon!r})")
    test = ""
    if not all(run.moves(name) for name in names):
        test = ' if "readout." in name' if run.readout_only else ' if ".bias_hh_" not in name'
    lines = [f"rate, trained = {run.rate!r}, [name for name in weights{test}]"]
    lines += [f"{one} = {{name: np.zeros_like(weights[name]) for name in trained}}" for one in kept]
    lines += ["", "", "def learn(gradients):"]
    lines.append(
        "    norm = float(np.sqrt(sum((gradients[name].astype(float) ** 2).sum() for name in trained)))"
    )
    if run.optimizer == "adam":
        lines.append("    n = len(losses) + 1  # updates, with this one")
    lines += ["    for name in trained:", f"        g = {_clipped(run)}"]
    lines += [f"        {line}" for line in law.splitlines()]
    return "\n".join([*lines, "    return norm"])


def _clipped(run: Run) -> str:
    g = "gradients[name]"
    if run.clip_norm is not None:
        g += f" * min(1.0, {run.clip_norm!r} / max(norm, 1e-300))"
    if run.clip_value is not None:
        g = f"np.clip({g}, -{run.clip_value!r}, {run.clip_value!r})"
    return g


def _update(net: Network, through: list[str]) -> list[str]:
    """Gradients of one update, from the slopes by the logits."""
    lines = ["gradients = {name: np.zeros_like(values) for name, values in weights.items()}"]
    if net.readout:
        lines.append('gradients["readout.weight"] += np.einsum("tbv,tbh->vh", slopes, top)')
        if net.readout_bias:
            lines.append('gradients["readout.bias"] += slopes.sum(axis=(0, 1))')
        lines.append('slopes = slopes @ weights["readout.weight"]  # by the states')
    lines += through
    lines += [
        "norms.append(learn(gradients))",
        "losses.append(float(loss))",
        'print(update + 1, f"{losses[-1]:.4f}")',
    ]
    return ["    " + line for line in lines]


def _logits(net: Network) -> str:
    bias = ' + weights["readout.bias"]' if net.readout_bias else ""
    return f'top @ weights["readout.weight"].T{bias}' if net.readout else "top"


def _zeros(net: Network, rows: str) -> str:
    kind = "" if str(net.dtype) == "float64" else f", np.{net.dtype}"
    return f"np.zeros(({rows}, {net.hidden}){kind})"


def _begun(run: Run, data: TrainingData, fresh: str) -> list[str]:
    """Where a state begins anew."""
    if data.turn:
        return [
            f"    if first % {data.turn} == 0:",
            f"        {fresh}  # the rows begin again",
        ]
    return [] if run.carry else [f"    {fresh}  # every window begins anew"]


def _plain_windows(run: Run, net: Network, data: TrainingData) -> ScriptPart:
    """Windows of an endless sequence, read by one layer."""
    fresh = f"h = c = {_zeros(net, str(run.batch))}"
    back = "backward(tape, slopes, gradients)"
    lines = [
        fresh,
        "losses, norms = [], []",
        "for update in range(updates):",
        "    first, stop = update * every, (update + 1) * every",
        "    x, y = inputs[first:stop], answers[first:stop]",
        *_begun(run, data, fresh),
        "    top, tape = forward(read(x), h, c)",
        f"    loss, slopes = loss_of({_logits(net)}, y)",
        *_update(net, [back] if not net.embedding else [f"by_x = {back}", looked_up("", "x", "by_x")]),
    ]
    if run.carry:
        lines.append("    h, c = top[-1], tape[-1][-1]  # goes on, but no gradient goes back there")
    said = _("Update by update; the gradient of a window stops at its beginning.")
    return ScriptPart(said, "\n".join(lines))


def _windows(run: Run, net: Network, data: TrainingData) -> ScriptPart:
    """Windows of an endless sequence, read by any network and cut anyhow."""
    cut = run.truncation
    fresh = f"state = [({_zeros(net, str(run.batch))},) * 2] * {net.layers * net.directions}"
    begin = "start" if cut.before else "first"
    lines = [
        fresh,
        "losses, norms = [], []",
        "for update in range(updates):",
        "    first, stop = update * every, (update + 1) * every",
    ]
    if cut.before:
        lines.append(f"    start = max(first - {cut.before}, 0)  # so far before it losses reach")
    lines += [
        f"    x, y = inputs[{begin}:stop], answers[first:stop]",
        *_begun(run, data, fresh),
        f"    {'whole' if cut.before else 'top'}, tapes = forward(read(x), state)",
    ]
    if cut.before:
        lines.append("    top = whole[first - start :]  # of the steps that have losses")
    lines += [
        f"    loss, slopes = loss_of({_logits(net)}, y)",
    ]
    lines += _update(net, _through(run, net))
    if run.carry and cut.before:
        lines += [
            f"    ahead = max(stop - {cut.before}, 0) - start  # where the next window begins",
            "    if ahead:",
            "        state = [tape[ahead - 1][3:] for _ending, _own, tape in tapes]",
        ]
    elif run.carry:
        lines.append("    state = [tape[-1][3:] for _ending, _own, tape in tapes]  # cut off here")
    said = _("Update by update; the gradient of a window stops at its beginning.")
    return ScriptPart(said, "\n".join(lines))


def _through(run: Run, net: Network) -> list[str]:
    """From the slopes by the top states of the steps that have losses back through a window."""
    cut = run.truncation
    whole, ahead = ("whole", "first - start") if cut.before else ("top", "0")
    if not cut.each:
        above = (
            ["above = np.zeros_like(whole)", "above[first - start :] = slopes"] if cut.before else []
        )
        by_x = f"backward(tapes, {'above' if above else 'slopes'}, 0, len({whole}), gradients)"
        embedded = [looked_up("", "x", "by_x")] if net.embedding else []
        return [*above, f"by_x = {by_x}" if embedded else by_x, *embedded]
    reach = cut.reach or cut.every
    return [
        f"for t in range({ahead}, len({whole})):",
        f"    above = np.zeros_like({whole})",
        f"    above[t] = slopes[t{' - first + start' if cut.before else ''}]",
        f"    begin = max(t + 1 - {reach}, 0)  # so far each loss goes back",
        "    backward(tapes, above, begin, t + 1, gradients)",
    ]


def _examples(run: Run, net: Network, of_numbers: bool) -> ScriptPart:
    rows = net.layers * net.directions
    lines = [
        "losses, norms = [], []",
        "for update in range(updates):",
        "    x, y, lengths = batch(update)",
    ]
    whole = "whole" if net.pool else "top"
    lines += [
        f"    nothing = {_zeros(net, 'len(lengths)')}",
        f"    {whole}, tapes = forward(read(x), [(nothing, nothing)] * {rows}, lengths)",
    ]
    through, above = [], "slopes"
    if net.pool == "last":
        lines += [
            "    rows = np.arange(len(lengths))",
            "    ends = [(lengths - 1, rows, slice(0, size))]  # where each direction has read it all",
        ]
        if net.bidirectional:
            lines += ["    ends.append((0, rows, slice(size, 2 * size)))"]
        lines += ["    top = np.concatenate([whole[end] for end in ends], axis=-1)[None]"]
        above, through = (
            "above",
            [
                "above = np.zeros_like(whole)",
                "for way, end in enumerate(ends):",
                "    above[end] = slopes[0][:, way * size : (way + 1) * size]",
            ],
        )
    elif net.pool == "mean":
        lines += [
            "    mean = whole.sum(axis=0) / lengths[:, None]  # of all states",
            f"    top = mean[None].astype(np.{net.dtype})",
        ]
        above, through = (
            "above",
            [
                "there = (np.arange(len(x))[:, None] < lengths)[..., None]",
                f"above = (there * slopes / lengths[:, None]).astype(np.{net.dtype})",
            ],
        )
    lines += [f"    loss, slopes = loss_of({_logits(net)}, y)"]
    back = f"backward(tapes, {above}, 0, len(x), gradients, lengths)"
    embedded = [looked_up("", "x", "by_x")] if net.embedding and not of_numbers else []
    through += [f"by_x = {back}" if embedded else back, *embedded]
    lines += _update(net, through)
    return ScriptPart(_("Update by update, one batch each."), "\n".join(lines))
