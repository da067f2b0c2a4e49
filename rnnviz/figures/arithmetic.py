"""One step's arithmetic as HTML: matrices with their numbers, names and shapes, coloured by value.

A small network shows all numbers; of a large one, those of a chosen unit. Names such as `W_ih` and
`h_t−1` become letters with a subscript.
"""

from collections.abc import Sequence

import numpy as np

from rnnviz.arithmetic import Line, Mix, Opened, Term, concatenated
from rnnviz.cells import Array
from rnnviz.figures.style import (
    SMALL_COLUMNS,
    SMALL_ROWS,
    escape,
    number,
    reach,
    short,
    signed_colour,
)
from rnnviz.losses import predict

LARGEST_PARTS = 5

_FORMULA = {"identity": "", "sigmoid": "σ", "tanh": "tanh", "relu": "relu"}


def is_small(opened: Opened) -> bool:
    """Whether all numbers of a step fit on a page."""
    matrices = [term.matrix for line in opened.lines for term in line.terms]
    return all(m.shape[0] <= SMALL_ROWS and m.shape[1] <= SMALL_COLUMNS for m in matrices)


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def step_html(
    opened: Opened, unit: int, joined: bool = False, tokens: Sequence[str] | None = None
) -> str:
    """All equations of one step of one layer, with the numbers.

    `unit` (from 0) is the one shown when the network is large; `joined` writes `W [x; h]` instead of
    the sum; `tokens` names the places of a one-hot input.
    """
    small = is_small(opened)
    parts = []
    for line in opened.lines:
        write = _whole_line if small else _unit_line
        parts.append(write(line, unit, joined, tokens))
    for mix in opened.mixes:
        parts.append(_whole_mix(mix) if small else _unit_mix(mix, unit))
    return f'<div class="arithmetic">{"".join(parts)}</div>'


@np.errstate(over="ignore", invalid="ignore")
def readout_html(term: Term | None, logits: Array, output: str, tokens: Sequence[str] | None) -> str:
    """From the last layer's state to logits `(V,)` and what they say."""
    names = list(tokens) if tokens else [f"y{i + 1}" for i in range(len(logits))]
    chances = predict(output, logits[:, None])[:, 0]
    says = {"softmax": "p = softmax(z)", "sigmoid": "p = σ(z)", "linear": ""}[output]
    head = "z_t = " + (_sum_of(term) if term else "h_t") + (f",  {says}" if says else "")
    body = []
    if term is not None and len(logits) <= SMALL_ROWS and len(term.vector) <= SMALL_COLUMNS:
        body += [*_product(term, rows=names), _sign("=")]
    order = np.arange(len(logits))
    if len(logits) > SMALL_ROWS:
        order = np.argsort(-logits, kind="stable")[:SMALL_ROWS]
    body.append(_readout_table(order, names, logits, chances, output))
    if len(order) < len(logits):
        body.append(f'<p class="aside">the {len(order)} most likely of {len(logits)} tokens</p>')
    return f'<div class="arithmetic">{_equation(head, "the answer", body)}</div>'


def _readout_table(
    order: Array, names: Sequence[str], logits: Array, chances: Array, output: str
) -> str:
    """Logits and probabilities side by side; for a softmax with its exponentials and their sum."""
    heads = ["", "z"]
    columns = [[escape(names[i]) for i in order], [number(logits[i]) for i in order]]
    foot = ""
    if output == "softmax":
        top = logits.max()
        powers = np.exp(logits - top)
        heads += ["exp(z − max z)", "p"]
        columns += [[number(powers[i]) for i in order], [f"{chances[i]:.4f}" for i in order]]
        foot = f"<caption>p = exp(z − max z) / {number(powers.sum())}, their sum</caption>"
    elif output == "sigmoid":
        heads += ["p"]
        columns += [[f"{chances[i]:.4f}" for i in order]]
    head = "".join(f"<th>{name}</th>" for name in heads)
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        for cells in zip(*columns, strict=True)
    )
    return f"<table class='answers'>{foot}<tr>{head}</tr>{rows}</table>"


# -- all numbers -----------------------------------------------------------------------------------


def _whole_line(line: Line, unit: int, joined: bool, tokens: Sequence[str] | None) -> str:
    together = concatenated(line) if joined else None
    terms = line.terms if together is None else (together,)
    labels = list(tokens) if tokens else None
    body: list[str] = []
    for place, term in enumerate(terms):
        if place:
            body.append(_sign("+"))
        # a row of letters above W_ih, and the same room above its neighbours, so that rows stay level
        body += _product(term, columns=labels if place == 0 or labels is None else [])
    outer = _FORMULA[line.activation]
    level: list[str] | None = None if labels is None else []
    body += [_sign("="), _matrix("sum", line.total, columns=level)]
    body.append(_sign(f"→ {outer} →" if outer else "="))
    body.append(_matrix(line.name, line.value, columns=level, scale=1.0))
    note = ""
    if joined and together is None:
        note = '<p class="aside">No single product: r multiplies only the part from the state.</p>'
    return _equation(_formula(line, terms), line.meaning, body) + note


def _product(
    term: Term, rows: Sequence[str] | None = None, columns: Sequence[str] | None = None
) -> list[str]:
    parts = []
    level: list[str] | None = None if columns is None else []
    if term.factor is not None:
        parts += [_matrix(term.factor_name, term.factor, columns=level), _sign("⊙ (")]
    picked = np.flatnonzero(term.vector) if columns else np.array([])
    parts += [
        _matrix(term.matrix_name, term.matrix, rows=rows, columns=columns, picked=picked),
        _matrix(term.vector_name, term.vector, columns=level),
    ]
    if term.bias is not None:
        parts += [_sign("+"), _matrix(term.bias_name, term.bias, columns=level)]
    if term.factor is not None:
        parts.append(_sign(")"))
    return parts


def _whole_mix(mix: Mix) -> str:
    body = []
    for name, vector in mix.parts:
        body.append(_matrix(name, vector, scale=1.0))
    body += [_sign("→"), _matrix(mix.name, mix.value, scale=1.0)]
    return _equation(f"{mix.name} = {mix.equation}", "element by element", body)


# -- one unit --------------------------------------------------------------------------------------


def _unit_line(line: Line, unit: int, joined: bool, tokens: Sequence[str] | None) -> str:
    together = concatenated(line) if joined else None
    terms = line.terms if together is None else (together,)
    sums = []
    for place, term in enumerate(line.terms):
        names = tokens if tokens and place == 0 and len(tokens) == len(term.vector) else None
        sums.append(_unit_sum(term, unit, names))
    outer = _FORMULA[line.activation]
    total = number(line.total[unit])
    result = f"{outer}({total})" if outer else total
    equation = (
        f'<p class="sum">{_name(line.name)}[{unit + 1}] = {outer or ""}( '
        + " + ".join(number(term.value[unit]) for term in line.terms)
        + f" ) = {result} = <b>{number(line.value[unit])}</b></p>"
    )
    return _equation(_formula(line, terms), line.meaning, [equation, *sums], stacked=True)


def _unit_sum(term: Term, unit: int, tokens: Sequence[str] | None) -> str:
    """One summand of one unit: its largest products, the rest added up, the bias."""
    products = term.matrix[unit] * term.vector
    order = np.argsort(-np.abs(products), kind="stable")
    order = order[products[order] != 0.0]
    shown = order[:LARGEST_PARTS]
    cells = []
    for place in shown:
        who = f"“{escape(tokens[place])}”" if tokens else f"{place + 1}"
        colour, ink = signed_colour(products[place])
        cells.append(
            f'<span class="part" style="background:{colour};color:{ink}"><small>{who}</small> '
            f"{number(term.matrix[unit, place])} × {number(term.vector[place])}</span>"
        )
    rest = order[LARGEST_PARTS:]
    if len(rest):
        cells.append(
            f'<span class="part rest">the other {len(rest)}: {number(products[rest].sum())}</span>'
        )
    if not cells:
        cells.append('<span class="part rest">all zero</span>')
    factor = "" if term.factor is None else f"{_name(term.factor_name)} {number(term.factor[unit])} × "
    bias = "" if term.bias is None else f" + {_name(term.bias_name)} {number(term.bias[unit])}"
    rows, columns = term.matrix.shape
    return (
        f'<p class="summand"><span class="label">{_name(term.matrix_name)} {_name(term.vector_name)} '
        f"<small>({rows}×{columns})({columns})</small></span> {factor}{' + '.join(cells)}{bias} "
        f"= <b>{number(term.value[unit])}</b></p>"
    )


def _unit_mix(mix: Mix, unit: int) -> str:
    text = _name(mix.equation)
    numbers = ", ".join(f"{_name(name)} = {number(vector[unit])}" for name, vector in mix.parts)
    body = (
        f'<p class="sum">{_name(mix.name)}[{unit + 1}] = {text} = '
        f"<b>{number(mix.value[unit])}</b> <small>with {numbers}</small></p>"
    )
    return _equation(f"{mix.name} = {mix.equation}", "element by element", [body], stacked=True)


# -- pieces ----------------------------------------------------------------------------------------


def _equation(formula: str, meaning: str, body: Sequence[str], stacked: bool = False) -> str:
    kind = "equation stacked" if stacked else "equation"
    return (
        f'<section><h4>{_name(formula)} <small>{meaning}</small></h4>'
        f'<div class="{kind}">{"".join(body)}</div></section>'
    )  # fmt: skip


def _formula(line: Line, terms: Sequence[Term]) -> str:
    inner = " + ".join(_sum_of(term) for term in terms)
    outer = _FORMULA[line.activation]
    return f"{line.name} = {outer}({inner})" if outer else f"{line.name} = {inner}"


def _sum_of(term: Term) -> str:
    inner = f"{term.matrix_name} {term.vector_name}"
    inner += f" + {term.bias_name}" if term.bias is not None else ""
    return f"{term.factor_name} ⊙ ({inner})" if term.factor is not None else inner


def _sign(text: str) -> str:
    return f'<span class="sign">{text}</span>'


def _matrix(
    name: str,
    values: Array,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    picked: Array | Sequence[int] = (),
    scale: float | None = None,
) -> str:
    """A matrix or a column vector as a table of coloured numbers, its name above, its shape below;
    `rows` and `columns` are labelled, fewer labels than columns leave the rest blank, and the `picked`
    columns are framed."""
    grid = values[:, None] if values.ndim == 1 else values
    size = reach(grid, scale or 1.0)
    head = ""
    if columns is not None:
        labels = [escape(label) for label in columns][: grid.shape[1]]
        labels += ["&nbsp;"] * (grid.shape[1] - len(labels))
        corner = "<th></th>" if rows else ""
        head = f"<tr>{corner}{''.join(f'<th>{label}</th>' for label in labels)}</tr>"
    chosen = set(map(int, picked)) if len(picked) < grid.shape[1] else set()
    body = []
    for i, row in enumerate(grid):
        cells = "".join(_cell(value, size, j in chosen) for j, value in enumerate(row))
        body.append(f"<tr>{f'<th>{escape(rows[i])}</th>' if rows else ''}{cells}</tr>")
    shape = "×".join(map(str, values.shape))
    return (
        f'<div class="matrix"><div class="name">{_name(name)}</div>'
        f"<table>{head}{''.join(body)}</table><small>{shape}</small></div>"
    )


def _cell(value: float, size: float, picked: bool = False) -> str:
    colour, ink = signed_colour(float(value), size)
    mark = ' class="picked"' if picked else ""
    style = f"background:{colour};color:{ink}"
    return f'<td{mark} style="{style}" title="{float(value)!r}">{short(float(value))}</td>'


def _name(text: str) -> str:
    """Letters with `_` as letters with a subscript: W_ih, h_t−1, [W_ih W_hh]."""
    out, rest = [], text
    while "_" in rest:
        before, _, after = rest.partition("_")
        end = 0
        while end < len(after) and (after[end].isalnum() or after[end] in "−+"):
            if after[end] in "−+" and not after[end + 1 : end + 2].isdigit():
                break
            end += 1
        out.append(f"{before}<sub>{after[:end]}</sub>")
        rest = after[end:]
    return "".join([*out, rest])
