"""What PyTorch's module returns for the sequence on screen, and where its numbers stand there."""

from dataclasses import dataclass

import numpy as np

from rnnviz.figures.base.equations import matrix
from rnnviz.figures.base.html import ValuedText, cells, escape, valued
from rnnviz.figures.base.numbers import decimals, power, whole
from rnnviz.figures.base.sentences import row_name
from rnnviz.figures.base.style import SMALL_COLUMNS, SMALL_ROWS
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.pytorch import MODULES, Returned
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _

AGREES = 1e-5  # of the largest magnitude, of float32 networks; of float64 ones 1e-10


@dataclass(frozen=True)
class Place:
    """One of the returned arrays: its shape in letters and numbers, and where it stands."""

    name: str
    letters: str
    shape: tuple[int, ...]
    where: str


def module_name(net: Network) -> str:
    """The module that computes what is on screen."""
    return {"gru": "nn.GRU", "lstm": "nn.LSTM"}.get(net.cell, "nn.RNN")


def cell_module_name(net: Network) -> str:
    """The same for one step."""
    return f"{module_name(net)}Cell"


def call(net: Network) -> str:
    """The two lines of Python."""
    given = [str(net.width(0)), str(net.hidden)]
    given += [f"num_layers={net.layers}"] if net.layers > 1 else []
    given += ["bidirectional=True"] if net.bidirectional else []
    given += [f'nonlinearity="{net.cell}"'] if net.cell == "relu" else []
    given += [] if net.bias else ["bias=False"]
    last = "(h_n, c_n)" if net.kind.has_memory else "h_n"
    start = "(h_0, c_0)" if net.kind.has_memory else "h_0"
    return f"rnn = {module_name(net)}({', '.join(given)})\noutput, {last} = rnn(x, {start})"


def loop_call(net: Network) -> str:
    """The same with PyTorch’s cell in a loop; "" where there are several layers or directions."""
    if net.layers * net.directions > 1:
        return ""
    given = [str(net.width(0)), str(net.hidden)]
    given += ['nonlinearity="relu"'] if net.cell == "relu" else []
    given += [] if net.bias else ["bias=False"]
    made = f"cell = {cell_module_name(net)}({', '.join(given)})"
    if net.kind.has_memory:
        start, step = "h, c = h_0[0], c_0[0]", "h, c = cell(x[t], (h, c))"
    else:
        start, step = "h = h_0[0]", "h = cell(x[t], h)"
    return f"{made}\n{start}\nfor t in range(len(x)):\n    {step}  # output[t]"


def places(net: Network, trace: Trace) -> list[Place]:
    """Every array that goes in or comes out."""
    steps, rows = trace.steps, net.layers * net.directions
    state = (rows, 1, net.hidden)
    last = _("the last column, one row of cells for each layer")
    if net.bidirectional:
        last = _("of left to right the last column, of right to left the first")
    found = [
        Place("x", "(T, N, D)", (steps, 1, net.width(0)), _("what stands below the columns")),
        Place(
            "output",
            "(T, N, directions·H)",
            (steps, 1, net.directions * net.hidden),
            _("the top row of cells, every column; both directions side by side")
            if net.bidirectional
            else _("the top row of cells, every column"),
        ),
        Place("h_n", "(layers·directions, N, H)", state, last),
    ]
    if net.kind.has_memory:
        found.append(
            Place("c_n", "(layers·directions, N, H)", state, _("the cell state c at the same places"))
        )
    return found


def places_html(net: Network, trace: Trace) -> str:
    """The call, and a table of shapes."""
    code = "\n\n".join(part for part in (call(net), loop_call(net)) if part)
    written = f'<pre class="written">{escape_lines(code)}</pre>'
    if net.cell not in MODULES:
        said = _("PyTorch has no module with this cell: one that had it would return such arrays.")
        written = f'<p class="caption">{said}</p>'
    heads = [_("name"), _("shape in letters"), _("here"), _("where it stands in the picture")]
    rows = "".join(
        f'<tr><th scope="row">{place.name}</th>'
        + cells([place.letters, f"({', '.join(map(str, place.shape))})", place.where])
        + "</tr>"
        for place in places(net, trace)
    )
    said = _(
        "N is the batch, here 1 sequence; with batch_first=True x and output are (N, T, …), h_n stays "
        "as it is."
    )
    return (
        f'<div class="checked">{written}'
        f"<table><tr>{cells(heads, 'th')}</tr>{rows}</table>"
        f'<p class="caption">{said} {same_numbers(net)}</p></div>'
    )


def escape_lines(text: str) -> str:
    """Lines of code as HTML."""
    return "\n".join(map(escape, text.split("\n")))


def same_numbers(net: Network) -> str:
    """Which of the returned numbers are the same."""
    if not net.bidirectional:
        return _("output[-1] and h_n[-1] are the same numbers.")
    return _(
        "output[-1] holds left to right after its last step and right to left after its first; h_n[-2] "
        "and h_n[-1] are the last states of both: output[-1, :, :H] and output[0, :, H:]."
    )


def arrays_html(net: Network, trace: Trace) -> str:
    """The arrays with their numbers, of large ones as many as fit on the page."""
    output = output_of(net, trace)
    hidden, memory = trace.state
    first = max(len(output) - SMALL_ROWS, 0)
    labels = [str(step + 1) for step in range(first, len(output))]
    parts = [matrix("output", output[first:, :SMALL_COLUMNS], rows=labels, scale=1.0)]
    names = [row_name(row, net.directions) for row in range(len(hidden))][:SMALL_ROWS]
    last = {"h_n": hidden} | ({} if memory is None else {"c_n": memory})
    for name, array in last.items():
        parts.append(matrix(name, array[:SMALL_ROWS, :SMALL_COLUMNS], rows=names, scale=1.0))
    notes = []
    if first:
        notes.append(
            _("output: the last {count} of {all} steps").format(
                count=len(labels), all=whole(len(output))
            )
        )
    if output.shape[1] > SMALL_COLUMNS:
        notes.append(
            _("of each row the first {count} of {all} numbers").format(
                count=SMALL_COLUMNS, all=whole(output.shape[1])
            )
        )
    note = "".join(f'<p class="aside">{said}</p>' for said in notes)
    return f'<div class="arithmetic"><div class="equation">{"".join(parts)}</div>{note}</div>'


def output_of(net: Network, trace: Trace) -> Array:
    """`output` as the trace has it, (T, directions * H)."""
    return np.concatenate(list(trace.hidden[-net.directions :]), axis=-1)


def differences(net: Network, trace: Trace, found: Returned) -> dict[str, float]:
    """The largest difference between PyTorch's numbers and those on screen, by array."""
    hidden, memory = trace.state
    apart = {
        "output": _largest(found.output, output_of(net, trace)),
        "h_n": _largest(found.hidden, hidden),
    }
    if memory is not None and found.memory is not None:
        apart["c_n"] = _largest(found.memory, memory)
    return apart


def compared_html(net: Network, trace: Trace, at_once: Returned, by_cells: Returned) -> str:
    """PyTorch's own numbers beside those on screen: the module at once, and its cell in a loop."""
    limit = 1e-10 if net.dtype == np.float64 else AGREES
    named = {
        _("{module}, all steps at once").format(module=module_name(net)): at_once,
        _("{module} in a loop, step by step").format(module=cell_module_name(net)): by_cells,
    }
    heads = ["", _("last output (PyTorch)"), _("on screen"), _("largest difference"), ""]
    on_screen, rows = output_of(net, trace), []
    for name, found in named.items():
        worst = max(differences(net, trace, found).values())
        same = worst <= limit
        rows.append(
            f"<tr class='{'agrees' if same else 'differs'}'><th scope='row'>{name}</th>"
            + cells(
                [
                    _written(found.output[-1]),
                    _written(on_screen[-1]),
                    valued(power(worst), worst),
                    f"<b>{_('✓ the same') if same else _('✗ differs')}</b>",
                ]
            )
            + "</tr>"
        )
    return f"<div class='checked'><table><tr>{cells(heads, 'th')}</tr>{''.join(rows)}</table></div>"


def _written(values: Array) -> ValuedText:
    """The first numbers of a vector as PyTorch prints them."""
    shown = ", ".join(decimals(float(value), 4) for value in values[:4])
    return valued(f"[{shown}, …]" if len(values) > 4 else f"[{shown}]", values)


def _largest(one: Array, other: Array) -> float:
    """The largest difference between two arrays, 0 where both are the same infinity."""
    with np.errstate(invalid="ignore"):
        apart = np.where(one == other, 0.0, np.abs(one - other))
    return float(apart.max(initial=0.0))
