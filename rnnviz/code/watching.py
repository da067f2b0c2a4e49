"""The page Watch as code: how the loss of a watched loop reached every step of one of its layers."""

import numpy as np

from rnnviz.code import numbers
from rnnviz.code.backpropagating import by_hand, graph, taped
from rnnviz.code.cells import CELL_CODES, numpy_cell
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.code.unrolling import equations, imports
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.text.language import _

FILE = "layer.npz"


def watch_code(
    net: Network,
    inputs: Array,
    initial: tuple[Array, Array | None],
    arrived: tuple[Array, Array | None, Array | None],
    mask: Array | None = None,
) -> PageCode:
    """A layer without a readout: what it read `(T, D)`, the h and c `(L, H)` that it started from,
    what `arrived` at its output `(T, directions * H)` and at its last h and c `(L, H)`, and what
    dropout left below its top layer."""
    net = net.astype("float64")
    rows, size = net.layers * net.directions, net.hidden
    zeros = np.zeros((rows, size))
    arrays = {
        **net.parameters,
        "x": inputs,
        "h0": initial[0],
        **({} if initial[1] is None else {"c0": initial[1]}),
        "by_output": arrived[0],
        "by_last_h": zeros if arrived[1] is None else arrived[1],
        "by_last_c": zeros if arrived[2] is None else arrived[2],
        **({} if mask is None else {"mask": mask}),
    }
    arrays = {name: np.asarray(array, np.float64) for name, array in arrays.items()}
    title = _("A watched layer: how the loss of the loop reached every step, within the recurrence")
    kinds = {kind: _beginning(list(arrays), len(net.parameters), kind) for kind in ("pytorch", "numpy")}
    return PageCode(
        title,
        [*kinds["pytorch"], *_pytorch(net, mask is not None)],
        [*kinds["numpy"], *_numpy(net, mask is not None)],
        {FILE: numbers.packed(arrays)},
    )


def _beginning(names: list[str], own: int, kind: str) -> list[ScriptPart]:
    said = _(
        "What was kept of one call, from the file {file}: the weights, what was read, the state "
        "before, and the derivatives of the loss that arrived at the output and at the last state."
    ).format(file=FILE)
    code = numbers.loaded(kind, FILE)
    given = "\n".join(f'{name} = weights["{name}"]' for name in names[own:])
    return [imports(kind, True), ScriptPart(said, f"{code}\n{given}")]


def _pytorch(net: Network, masked: bool) -> list[ScriptPart]:
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
    told = _("A stand-in for the loss, with the same derivatives there; and ||dL/dh_t|| everywhere.")
    return [
        ScriptPart(equations(net), CELL_CODES[net.cell].pytorch),
        ScriptPart(said, graph(net, masked)),
        ScriptPart(told, code),
    ]


def _numpy(net: Network, masked: bool) -> list[ScriptPart]:
    code = """by_h, by_c, by_x = backward(by_output)
gradient = np.linalg.norm(by_h, axis=-1)  # (L, T)
print(np.array2string(gradient, precision=4, suppress_small=True))"""
    return [
        ScriptPart(equations(net), numpy_cell(net.cell)),
        ScriptPart(
            _("The forward pass, which keeps what the backward pass needs."), taped(net, masked)
        ),
        ScriptPart(
            _("From what arrived back, the top layer first, each from its last step to its first."),
            by_hand(net, "by_last_h[row], by_last_c[row]", masked),
        ),
        ScriptPart(_("||dL/dh_t|| of every row and step."), code),
    ]
