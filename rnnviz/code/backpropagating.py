"""The page Backpropagate as code: how the loss of every step reaches every earlier one, as a matrix of
norms."""

from collections.abc import Sequence

from rnnviz.code import numbers
from rnnviz.code.cells import CELL_CODES, numpy_cell
from rnnviz.code.reading import first_state, what_is_read
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.code.unrolling import cell_part, imports, losses, names_of_weights, own_weights, readout
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _

# what the matrix holds, by its word on the page
SAID = {
    "h": "matrix[t, k] = ||dL_t / dh_k||",
    "c": "matrix[t, k] = ||dL_t / dc_k||, h_k held fixed",
    "x": "matrix[t, k] = ||dL_t / dx_k||",
    "hh": "matrix[t, k] = ||dh_t / dh_k||, the largest singular value",
    "cc": "matrix[t, k] = ||dc_t / dc_k||, the largest singular value, h_k held fixed",
}


def backpropagate_code(
    net: Network,
    pieces: Sequence[str],
    trace: Trace,
    of: str = "h",
    row: int = -1,
    cut: Truncation | None = None,
) -> PageCode:
    """One of the matrices of the page (`SAID`) of one of the L rows, and what a cut leaves of it."""
    net = net.astype("float64")
    chosen = row % (net.layers * net.directions)
    title = _("Backpropagation through time: how the loss of each step reaches each earlier one")
    after = [_cut(cut or Truncation.full(), kind) for kind in ("pytorch", "numpy")]
    begin = [_beginning(net, pieces, trace, kind) for kind in ("pytorch", "numpy")]
    return PageCode(
        title,
        [*begin[0], *_pytorch(net, trace, of, chosen), *after[0]],
        [*begin[1], *_numpy(net, trace, of, chosen), *after[1]],
        numbers.files(net.parameters),
        _("It prints the matrix: a row for each step t, a column for each step k."),
    )


def _beginning(net: Network, pieces: Sequence[str], trace: Trace, kind: str) -> list[ScriptPart]:
    return [
        imports(kind, not numbers.is_few(net.parameters)),
        numbers.weights(net.parameters, kind),
        what_is_read(net, pieces, trace, kind),
        first_state(net, trace, kind),
    ]


# -- PyTorch: a graph in which every state is a node ----------------------------------------------


def _pytorch(net: Network, trace: Trace, of: str, row: int) -> list[ScriptPart]:
    said = _(
        "Step by step, so that every state is a node of its own that autograd can be asked for: within "
        "nn.LSTM and its like the recurrence is one operation, and earlier states show no gradient."
    )
    wants = _wanted(of, row)
    parts = [
        cell_part(net, CELL_CODES[net.cell].pytorch),
        ScriptPart(said, graph(net)),
        readout(net, "pytorch"),
        *losses(net, trace, "pytorch"),
    ]
    if of in ("hh", "cc"):
        return [*parts, ScriptPart(SAID[of], _torch_jacobian(of, row))]
    if trace.targets is None:
        return [
            *parts,
            ScriptPart(SAID[of], "matrix = torch.zeros(len(x), len(x), dtype=torch.float64)"),
        ]
    code = f"""matrix = torch.zeros(len(x), len(x), dtype=torch.float64)
for t in range(len(x)):
    if losses[t].isnan():
        continue  # no target, no loss
    found = torch.autograd.grad(losses[t], {wants}, retain_graph=True, allow_unused=True)
    for k, gradient in enumerate(found):
        if gradient is not None:  # else no path leads from there
            matrix[t, k] = gradient.norm()"""
    return [*parts, ScriptPart(SAID[of], code)]


def _wanted(of: str, row: int) -> str:
    return {"x": "x", "c": f"carried[{row}]", "cc": f"carried[{row}]"}.get(of, f"hidden[{row}]")


def graph(net: Network, masked: bool = False) -> str:
    """The forward pass in PyTorch with every state as a node; `masked` below the top layer."""
    memory = CELL_CODES[net.cell].has_memory
    ways = '("", "_reverse")' if net.bidirectional else '("",)'
    order = (
        "reversed(range(len(x))) if way else range(len(x))" if net.bidirectional else "range(len(x))"
    )
    start = "h0[len(hidden)], c0[len(hidden)]" if memory else "h0[len(hidden)], None"
    rows = ", [None] * len(x), [None] * len(x)" if memory else ""
    names = "row, cells, ways" if memory else "row"
    carry = (
        "\n            cells[t] = c"
        "\n            c = ways[t] = c.clone()  # the c that goes on: h_t holds its own fixed"
        if memory
        else ""
    )
    keep = "\n        memory.append(cells)\n        carried.append(ways)" if memory else ""
    lists = "hidden, memory, carried = [], [], []" if memory else "hidden = []"
    drop = (
        f"\n    if layer == {net.layers - 1}:\n        read = torch.stack(read) * mask  # dropout"
        if masked
        else ""
    )
    return f"""{names_of_weights(net)}{lists}  # a row for each layer and direction
x = [step_read.requires_grad_() for step_read in x]
read = x
for layer in range({net.layers}):{drop}
    states = []
    for way in {ways}:
        ending = f"l{{layer}}{{way}}"
        {own_weights(net, "pytorch")}
        h, c = {start}
        {names} = [None] * len(x){rows}
        for t in {order}:
            h, c = step(read[t], h, c, W_ih, W_hh, b_ih, b_hh)
            row[t] = h{carry}
        states.append(row)
        hidden.append(row){keep}
    read = [torch.cat(parts) for parts in zip(*states)]
read = torch.stack(read)"""


def _torch_jacobian(of: str, row: int) -> str:
    ends, wants = ("hidden", "hidden") if of == "hh" else ("memory", "carried")
    return f"""matrix = torch.zeros(len(x), len(x), dtype=torch.float64)
for t in range(len(x)):
    rows = [
        torch.autograd.grad(unit, {wants}[{row}], retain_graph=True, allow_unused=True)
        for unit in {ends}[{row}][t]
    ]
    for k, column in enumerate(zip(*rows)):
        if k == t:
            matrix[t, k] = 1.0
        elif column[0] is not None:  # else no path leads from there
            matrix[t, k] = torch.linalg.matrix_norm(torch.stack(column), 2)"""


# -- NumPy: the backward pass by hand ---------------------------------------------------------------


def _numpy(net: Network, trace: Trace, of: str, row: int) -> list[ScriptPart]:
    forward = ScriptPart(_("The forward pass, which keeps what the backward pass needs."), taped(net))
    parts = [cell_part(net, numpy_cell(net.cell)), forward]
    if of in ("hh", "cc"):
        said = _("From each state back along its own recurrence, a unit vector at a time.")
        return [*parts, ScriptPart(f"{said} {SAID[of]}", _jacobian(net, of, row))]
    said = _("From one loss back, the top layer first, each from its last step to its first.")
    parts += [readout(net, "numpy"), *losses(net, trace, "numpy")]
    if trace.targets is None:
        return [*parts, ScriptPart(SAID[of], "matrix = np.zeros((len(x), len(x)))")]
    return [
        *parts,
        ScriptPart(said, by_hand(net)),
        ScriptPart(SAID[of], _rows(net, trace, of, row)),
    ]


def taped(net: Network, masked: bool = False) -> str:
    """The forward pass in NumPy, with tapes."""
    memory = CELL_CODES[net.cell].has_memory
    ways = '("", "_reverse")' if net.bidirectional else '("",)'
    order = (
        "reversed(range(len(x))) if way else range(len(x))" if net.bidirectional else "range(len(x))"
    )
    start = "h0[len(tapes)], c0[len(tapes)]" if memory else "h0[len(tapes)], None"
    drop = (
        f"\n    if layer == {net.layers - 1}:\n        read = read * mask  # what dropout left"
        if masked
        else ""
    )
    return f"""{names_of_weights(net)}tapes, weights_of, read = [], [], x  # for each row
for layer in range({net.layers}):{drop}
    states = []
    for way in {ways}:
        ending = f"l{{layer}}{{way}}"
        {own_weights(net, "numpy")}
        h, c = {start}
        tape = [None] * len(x)
        for t in {order}:
            before = h
            h, c, kept = step(read[t], h, c, W_ih, W_hh, b_ih, b_hh)
            tape[t] = (before, h, kept)
        tapes.append(tape)
        weights_of.append((W_ih, W_hh))
        states.append(np.stack([h for _before, h, _kept in tape]))
    read = np.concatenate(states, axis=-1)"""


def by_hand(net: Network, ends: str = "np.zeros(size), np.zeros(size)", masked: bool = False) -> str:
    """The backward pass in NumPy; `ends` is what arrives at the last state of a row."""
    order = (
        "range(len(x)) if row % 2 else reversed(range(len(x)))"
        if net.bidirectional
        else "reversed(range(len(x)))"
    )
    drop = f" * (mask if layer == {net.layers - 1} else 1.0)" if masked else ""
    return f"""size = {net.hidden}


def backward(above):
    \"\"\"What a derivative by the top states sends to every h, c and x.\"\"\"
    by_h = np.zeros(({net.layers * net.directions}, len(x), size))
    by_c = np.zeros_like(by_h)  # of what is carried: h holds its own c fixed
    for layer in reversed(range({net.layers})):
        below = np.zeros((len(x), weights_of[layer * {net.directions}][0].shape[1]))
        for way in range({net.directions}):
            row = layer * {net.directions} + way
            W_ih, W_hh = weights_of[row]
            dh, dc = {ends}
            for t in {order}:
                before, _h, kept = tapes[row][t]
                dh = dh + above[t, way * size : (way + 1) * size]
                by_h[row, t], by_c[row, t] = dh, dc
                da, _da_h, dh, dc = back(dh, dc, before, kept, W_hh)
                below[t] += da @ W_ih
        above = below{drop}
    return by_h, by_c, above"""


def _rows(net: Network, trace: Trace, of: str, row: int) -> str:
    found = {"h": f"by_h[{row}]", "c": f"by_c[{row}]", "x": "by_x"}[of]
    tokens = trace.targets is not None and trace.targets.ndim == 1
    known = "targets[t] < 0" if tokens else "np.isnan(targets[t]).any()"
    wanted = f"np.eye({net.outputs})[targets[t]]" if tokens else "targets[t]"
    back = 'dlogits @ weights["readout.weight"]' if net.readout else "dlogits"
    return f"""matrix = np.zeros((len(x), len(x)))
for t in range(len(x)):
    if {known}:
        continue  # no target, no loss
    dlogits = probabilities[t] - {wanted}  # dL_t / dlogits, of this loss alone
    above = np.zeros((len(x), {net.hidden * net.directions}))
    above[t] = {back}
    by_h, by_c, by_x = backward(above)
    matrix[t] = np.linalg.norm({found}, axis=-1)"""


def _jacobian(net: Network, of: str, row: int) -> str:
    backwards = bool(row % net.directions)
    earlier = "range(t, len(x))" if backwards else "range(t, -1, -1)"
    seed = "dh, dc = unit, np.zeros_like(unit)" if of == "hh" else "dh, dc = np.zeros_like(unit), unit"
    kept = "dh" if of == "hh" else "dc"
    return f"""matrix = np.zeros((len(x), len(x)))
W_ih, W_hh = weights_of[{row}]
for t in range(len(x)):
    columns = np.zeros((len(x), {net.hidden}, {net.hidden}))
    for place, unit in enumerate(np.eye({net.hidden})):
        {seed}
        for k in {earlier}:
            columns[k, place] = {kept}
            before, _h, kept = tapes[{row}][k]
            _da, _da_h, dh, dc = back(dh, dc, before, kept, W_hh)
    for k in {earlier}:
        matrix[t, k] = np.linalg.norm(columns[k], 2)"""


def _cut(cut: Truncation, kind: str) -> list[ScriptPart]:
    """What is printed, and where a truncation lets no gradient through."""
    show = "print(np.array2string(matrix, precision=4, suppress_small=True))"
    if kind == "pytorch":
        show = "torch.set_printoptions(precision=4, sci_mode=False)\nprint(matrix)"
    if cut.every is None:
        return [ScriptPart("", show)]
    if cut.each:
        law = f"t - k < {cut.reach}"
        said = _("Every loss reaches back {reach} steps, its own among them: all else is cut.")
    else:
        law = f"k >= (t // {cut.every} + 1) * {cut.every} - {cut.reach}"
        said = _(
            "Cut: one update is made every {every} steps, and its backward pass takes {reach} steps, "
            "so that no loss reaches what lies before them."
        )
    array = "np.array" if kind == "numpy" else "torch.tensor"
    grid = f"reached = {array}([[{law} for k in range(len(x))] for t in range(len(x))])"
    cut_off = f"{grid}\nmatrix_cut = matrix * reached"
    said = said.format(every=cut.every, reach=cut.reach)
    return [ScriptPart(said, f"{cut_off}\n{show.replace('matrix', 'matrix_cut')}")]
