"""The page Watch as code: how the loss of a watched loop reached every step of one of its layers."""

import numpy as np

from rnnviz.code import numbers
from rnnviz.code.backpropagating import by_hand, graph, taped
from rnnviz.code.cells import CELL_CODES, numpy_cell
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.code.unrolling import cell_part, imports
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.text.language import N_, _

FILE = "layer.npz"


def watch_code(
    net: Network,
    inputs: Array,
    initial: tuple[Array, Array | None],
    arrived: tuple[Array, Array | None, Array | None] | None,
    mask: Array | None = None,
    title: str = "",
) -> PageCode:
    """A layer without a readout: what it read `(T, D)`, the h and c `(L, H)` that it started from,
    what `arrived` at its output `(T, directions * H)` and at its last h and c `(L, H)`, None where no
    backward pass came there, and what dropout left below its top layer."""
    net = net.astype("float64")
    arrays = {
        **net.parameters,
        "x": inputs,
        "h0": initial[0],
        **({} if initial[1] is None else {"c0": initial[1]}),
        **_arrived(net, arrived),
        **({} if mask is None else {"mask": mask}),
    }
    arrays = {name: np.asarray(array, np.float64) for name, array in arrays.items()}
    kinds = {kind: _beginning(list(arrays), len(net.parameters), kind) for kind in ("pytorch", "numpy")}
    masked, back = mask is not None, arrived is not None
    return PageCode(
        title or _(BACK if back else FORWARD),
        [*kinds["pytorch"], *_pytorch(net, masked, back)],
        [*kinds["numpy"], *_numpy(net, masked, back)],
        {FILE: numbers.packed(arrays)},
        _(PRINTED if back else PRINTED_STATES),
    )


BACK = N_("A watched layer: how the loss of the loop reached every step, within the recurrence")
FORWARD = N_("A watched layer: its hidden state at every step")
PRINTED = N_("It prints ||dL/dh_t||: a row for each layer and direction, a column for each step.")
PRINTED_STATES = N_("It prints every h_t, a row for each step, of each layer and direction.")


def _arrived(
    net: Network, arrived: tuple[Array, Array | None, Array | None] | None
) -> dict[str, Array]:
    if arrived is None:
        return {}
    zeros = np.zeros((net.layers * net.directions, net.hidden))
    last = [zeros if one is None else one for one in arrived[1:]]
    return {"by_output": arrived[0], "by_last_h": last[0], "by_last_c": last[1]}


def example_code() -> PageCode:
    """The same of an LSTM before any training, which is asked at its last step for the first number
    that it read, by the squared error: what the page has before there is a loop."""
    rng, size = np.random.default_rng(0), 8
    net = Network.random(
        "lstm", inputs=1, hidden=size, outputs=size, readout=False, output="linear", seed=0
    )
    x, readout = rng.normal(size=(30, 1)), rng.uniform(-1.0, 1.0, size) / np.sqrt(size)
    states = unroll(net, x).hidden[0]
    by_output = np.zeros_like(states)
    by_output[-1] = 2.0 * (states[-1] @ readout - x[0, 0]) * readout  # of (y_T - x_1)^2
    zeros = np.zeros((1, size))
    title = _(
        "An example, until a loop is watched: how a loss at step 30 reaches every step of an LSTM"
    )
    return watch_code(net, x, (zeros, zeros), (by_output, None, None), title=title)


def _beginning(names: list[str], own: int, kind: str) -> list[ScriptPart]:
    said = _(
        "What was kept of one call, from the file {file}: the weights, what was read, the state "
        "before, and the derivatives of the loss that arrived, if any, at the output and at the last "
        "state."
    ).format(file=FILE)
    code = numbers.loaded(kind, FILE)
    given = "\n".join(f'{name} = weights["{name}"]' for name in names[own:])
    return [imports(kind, True), ScriptPart(said, f"{code}\n{given}")]


def _pytorch(net: Network, masked: bool, back: bool) -> list[ScriptPart]:
    said = _("Every state is a node of the graph, which nn.LSTM and its like do not show.")
    memory = CELL_CODES[net.cell].has_memory
    rows = range(net.layers * net.directions)
    last = ", ".join("0" if row % net.directions else "-1" for row in rows)
    ends = f"""lasts = [{last}]  # where each row ends
loss = (read * by_output).sum()
for row, end in enumerate(lasts):
    loss = loss + (hidden[row][end] * by_last_h[row]).sum()"""
    ends += "\n    loss = loss + (carried[row][end] * by_last_c[row]).sum()" if memory else ""
    code = f"""{ends}
gradient = torch.stack(
    [torch.stack(torch.autograd.grad(loss, row, retain_graph=True)).norm(dim=-1) for row in hidden]
)  # (L, T)
torch.set_printoptions(precision=4, sci_mode=False)
print(gradient)"""
    forward = [
        cell_part(net, CELL_CODES[net.cell].pytorch),
        ScriptPart(said, graph(net, masked)),
    ]
    if not back:
        code = "hidden = torch.stack([torch.stack(row) for row in hidden])  # (L, T, H)\nprint(hidden)"
        return [*forward, ScriptPart("", code)]
    told = _("A stand-in for the loss, with the same derivatives there; and ||dL/dh_t|| everywhere.")
    return [*forward, ScriptPart(told, code)]


def _numpy(net: Network, masked: bool, back: bool) -> list[ScriptPart]:
    forward = [
        cell_part(net, numpy_cell(net.cell)),
        ScriptPart(
            _("The forward pass, which keeps what the backward pass needs."), taped(net, masked)
        ),
    ]
    if not back:
        code = "hidden = np.array([[h for _before, h, _kept in tape] for tape in tapes])  # (L, T, H)"
        return [*forward, ScriptPart("", f"{code}\nprint(hidden)")]
    code = """by_h, by_c, by_x = backward(by_output)
gradient = np.linalg.norm(by_h, axis=-1)  # (L, T)
print(np.array2string(gradient, precision=4, suppress_small=True))"""
    said = _("From what arrived back, the top layer first, each from its last step to its first.")
    return [
        *forward,
        ScriptPart(said, by_hand(net, "by_last_h[row], by_last_c[row]", masked)),
        ScriptPart(_("||dL/dh_t|| of every row and step."), code),
    ]
