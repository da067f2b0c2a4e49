"""The pieces of opened arithmetic as HTML: matrices with their numbers, sums, products, and names such
as `W_ih`, `h_t−1` or `W_hh^T` as letters with what stands below and above them."""

import re
from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.analysis.forward_step import Mix, Term
from rnnviz.figures.base.html import coloured, escape, unseen, value_mark
from rnnviz.figures.base.numbers import number, short
from rnnviz.figures.base.style import reach, signed_colour
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, listed

LARGEST_PARTS = 5
BLANK = "&nbsp;"  # keeps a row of labels as high as the one beside it


def equation(formula: str, meaning: str, body: Sequence[str], stacked: bool = False) -> str:
    """A formula with its meaning above its numbers; `stacked` ones stand below each other."""
    kind = "equation stacked" if stacked else "equation"
    return (
        f"<section><h3>{subscripted(formula)} <small>{meaning}</small></h3>"
        f'<div class="{kind}">{"".join(body)}</div></section>'
    )


def sign(text: str) -> str:
    """What stands between two matrices."""
    return f'<span class="sign">{text}</span>'


def subscripted(text: str) -> str:
    """Letters with `_` as letters with a subscript and those with `^` raised: W_ih, h_t−1, W_hh^T."""
    out, rest = [], text
    while "_" in rest:
        before, __, after = rest.partition("_")
        end = 0
        # a word in Chinese letters that follows is none
        while end < len(after) and (after[end] in "−+" or (after[end].isalnum() and after[end] < "⺀")):
            if after[end] in "−+" and not after[end + 1 : end + 2].isdigit():
                break
            end += 1
        out.append(f"{before}<sub>{after[:end]}</sub>")
        rest = after[end:]
    return re.sub(r"\^(\w)", r"<sup>\1</sup>", "".join([*out, rest]))


def matrix(
    name: str,
    values: Array,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    picked: Array | Sequence[int] = (),
    scale: float | None = None,
    write: Callable[[float], str] = short,
) -> str:
    """A matrix or a column vector as a table of coloured numbers, its name above, its shape below;
    `rows` and `columns` are labelled, fewer labels than columns leave the rest blank, and the `picked`
    columns are framed. Colours reach to the largest magnitude, or at least to `scale` (1 if none)."""
    grid = values[:, None] if values.ndim == 1 else values
    size = reach(grid, scale or 1.0)
    head = ""
    if columns is not None:
        labels = [escape(label) for label in columns][: grid.shape[1]]
        # where nothing is written, a screen reader still says which column it is
        labels += [f"{BLANK}{unseen(str(place + 1))}" for place in range(len(labels), grid.shape[1])]
        corner = _column(unseen(_("row"))) if rows else ""
        head = f"<tr>{corner}{''.join(map(_column, labels))}</tr>"
    chosen = set(map(int, picked)) if len(picked) < grid.shape[1] else set()
    body = []
    for i, row in enumerate(grid):
        cells = "".join(_cell(value, size, write, j in chosen) for j, value in enumerate(row))
        row_head = f'<th scope="row">{escape(rows[i])}</th>' if rows else ""
        body.append(f"<tr>{row_head}{cells}</tr>")
    shape = "×".join(map(str, values.shape))
    return (
        f'<div class="matrix"><div class="name" aria-hidden="true">{subscripted(name)}</div>'
        f'<table aria-label="{escape(name)}, {shape}">{head}{"".join(body)}</table>'
        f'<small aria-hidden="true">{shape}</small></div>'
    )


def _column(label: str) -> str:
    """The head of a column."""
    return f'<th scope="col">{label}</th>'


def _cell(value: float, size: float, write: Callable[[float], str], picked: bool) -> str:
    # no title: a screen reader would read every number twice
    style = coloured(signed_colour(float(value), size))
    mark = ' class="picked"' if picked else ""
    return f'<td{mark} style="{style}" data-value="{float(value)!r}">{write(float(value))}</td>'


def sum_of(term: Term) -> str:
    """A summand in letters."""
    inner = f"{term.matrix_name} {term.vector_name}"
    inner += f" + {term.bias_name}" if term.bias is not None else ""
    return f"{term.factor_name} ⊙ ({inner})" if term.factor is not None else inner


def product(
    term: Term,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    write: Callable[[float], str] = short,
    write_weights: Callable[[float], str] = short,
) -> list[str]:
    """A summand's matrices, side by side; `rows` and `columns` label its matrix; its weights may be
    written otherwise than its vectors."""
    parts = []
    level: list[str] | None = None if columns is None else []
    if term.factor is not None:
        parts += [matrix(term.factor_name, term.factor, columns=level, write=write), sign("⊙ (")]
    picked = np.flatnonzero(term.vector) if columns else np.array([])
    parts += [
        matrix(term.matrix_name, term.matrix, rows, columns, picked, write=write_weights),
        matrix(term.vector_name, term.vector, columns=level, write=write),
    ]
    if term.bias is not None:
        parts += [sign("+"), matrix(term.bias_name, term.bias, columns=level, write=write_weights)]
    if term.factor is not None:
        parts.append(sign(")"))
    return parts


def unit_sum(
    term: Term,
    unit: int,
    tokens: Sequence[str] | None,
    scale: float | None = 1.0,
    write: Callable[[float], str] = number,
) -> str:
    """One summand of one unit: its largest products, the rest added up, the bias; coloured up to
    `scale`, or up to the largest product if there is none."""
    cells = _products(term, unit, tokens, scale, write)
    factor = "" if term.factor is None else f"{named(term.factor_name, term.factor[unit])} × "
    bias = "" if term.bias is None else f" + {named(term.bias_name, term.bias[unit])}"
    rows, columns = term.matrix.shape
    label = subscripted(f"{term.matrix_name} {term.vector_name}")
    return (
        f'<p class="summand"><span class="label">{label} '
        f"<small>({rows}×{columns})({columns})</small></span> {factor}{' + '.join(cells)}{bias} "
        f"= <b{value_mark(term.value[unit])}>{write(term.value[unit])}</b></p>"
    )


def _products(
    term: Term,
    unit: int,
    tokens: Sequence[str] | None,
    scale: float | None,
    write: Callable[[float], str] = number,
) -> list[str]:
    products = term.matrix[unit] * term.vector
    ends = reach(products, 1e-300) if scale is None else scale
    order = largest_first(products)
    cells = [
        part(
            signed_colour(products[place], ends),
            place_name(place, tokens),
            f"{write(term.matrix[unit, place])} × {write(term.vector[place])}",
            value_mark((term.matrix[unit, place], term.vector[place])),
        )
        for place in order[:LARGEST_PARTS]
    ]
    rest = order[LARGEST_PARTS:]
    if len(rest):
        said = _("the other {count}: {sum}").format(count=len(rest), sum=number(products[rest].sum()))
        cells.append(rest_part(said))
    return cells or [rest_part(_("all zero"))]


def largest_first(values: Array) -> Array:
    """The places of what is not zero, by magnitude."""
    order = np.argsort(-np.abs(values), kind="stable")
    return order[values[order] != 0.0]


def place_name(place: int, tokens: Sequence[str] | None) -> str:
    """A place of a vector: by its token if there are `tokens`, else by its number from 1."""
    return f"“{escape(tokens[place])}”" if tokens else f"{place + 1}"


def part(pair: tuple[str, str], name: str, text: str, mark: str = "") -> str:
    """One coloured part of a sum, under its small name; a `mark` says what it stands for."""
    return f'<span class="part" style="{coloured(pair)}"{mark}><small>{name}</small> {text}</span>'


def rest_part(text: str) -> str:
    """What stands for all the other parts of a sum."""
    return f'<span class="part rest">{text}</span>'


def named(name: str, value: float) -> str:
    """A number behind its name in letters."""
    return f"{subscripted(name)} {number(value)}"


def whole_mix(mix: Mix, scale: float = 1.0, write: Callable[[float], str] = short) -> str:
    """What vectors are blended into, with all numbers."""
    body = []
    for name, vector in mix.parts:
        body.append(matrix(name, vector, scale=scale, write=write))
    body += [sign("→"), matrix(mix.name, mix.value, scale=scale, write=write)]
    return equation(f"{mix.name} = {mix.equation}", _("element by element"), body)


def unit_mix(mix: Mix, unit: int, write: Callable[[float], str] = number) -> str:
    """What vectors are blended into, at one unit."""
    text = subscripted(mix.equation)
    numbers = listed(f"{subscripted(name)} = {write(vector[unit])}" for name, vector in mix.parts)
    said = _("with {numbers}").format(numbers=numbers)
    body = (
        f'<p class="sum">{subscripted(mix.name)}[{unit + 1}] = {text} = '
        f"<b{value_mark(mix.value[unit])}>{write(mix.value[unit])}</b> <small>{said}</small></p>"
    )
    return equation(f"{mix.name} = {mix.equation}", _("element by element"), [body], stacked=True)
