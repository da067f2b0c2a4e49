"""One step back as HTML: what arrives, how it passes the cell, what every weight gets and what goes on,
with the numbers and the shapes. A small network shows all, of a large one a chosen unit."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.backward_step import BackwardStep, Outer, VectorSum
from rnnviz.analysis.forward_step import Mix
from rnnviz.figures.base.equations import (
    LARGEST_PARTS,
    equation,
    largest_first,
    matrix,
    part,
    place_name,
    rest_part,
    sign,
    subscripted,
    sum_of,
    unit_mix,
    unit_sum,
    whole_mix,
)
from rnnviz.figures.base.numbers import fine, number, three_digits
from rnnviz.figures.base.style import SMALL_COLUMNS, SMALL_ROWS, signed_colour
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _
from rnnviz.text.message import Message

LEAST = 1e-300  # gradients may be of any size: colours reach to the largest of each matrix


def is_small(back: BackwardStep) -> bool:
    """Whether all numbers of a step back fit on a page."""
    shapes = [outer.value.shape for outer in back.outers]
    return all(rows <= SMALL_ROWS and columns <= SMALL_COLUMNS for rows, columns in shapes)


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def back_html(back: BackwardStep, unit: int, tokens: Sequence[str] | None = None) -> str:
    """All equations of one step back; `unit` (from 0) is the one shown of a large network, `tokens`
    names the places of a one-hot input."""
    small = is_small(back)
    parts = [f'<p class="why">{_letters()}</p>']
    parts += [_sum(line, unit, None, small) for line in back.arriving]
    parts += [whole_mix(mix, LEAST, fine) if small else unit_mix(mix, unit) for mix in back.mixes]
    parts += [_sum(line, unit, tokens if line.name == "dx_k" else None, small) for line in back.on]
    parts.append(_why(back))
    parts += [outer_equation(outer, unit, tokens, small) for outer in back.outers]
    if back.biases:
        parts.append(_biases(back.biases, unit, small))
    return f'<div class="arithmetic">{"".join(parts)}</div>'


def _letters() -> str:
    """What a d before a letter means: here alone it is written so."""
    return _("A d before a letter is the derivative of the loss by it: {short} is {whole}.").format(
        short=subscripted("dh_k"), whole=subscripted("∂L/∂h_k")
    )


def _sum(line: VectorSum, unit: int, tokens: Sequence[str] | None, small: bool) -> str:
    """What arrives, or what goes on: parts and products added up."""
    tokens = tokens if tokens and len(tokens) == len(line.value) else None
    words = [
        str(name) if isinstance(name, Message) else subscripted(name) for name, _vector in line.parts
    ]
    products = [sum_of(term) for term in line.terms]
    head = f"{line.name} = {' + '.join([*words, *products])}"
    meaning = str(line.meaning) + (f", {_shapes(line)}" if line.terms else "")
    if small:
        return equation(head, meaning, _whole_sum(line, tokens))
    return equation(head, meaning, _one_sum(line, unit, tokens), stacked=True)


def _whole_sum(line: VectorSum, tokens: Sequence[str] | None) -> list[str]:
    """All numbers of a sum."""
    body: list[str] = []
    for name, vector in line.parts:
        body += [sign("+")] * bool(body) + [matrix(str(name), vector, scale=LEAST, write=fine)]
    for term in line.terms:
        body += [sign("+")] * bool(body)
        if term.factor is not None:
            body += [matrix(term.factor_name, term.factor), sign("⊙ (")]
        body.append(matrix(term.matrix_name, term.matrix, rows=tokens))
        body.append(matrix(term.vector_name, term.vector, scale=LEAST, write=fine))
        body += [sign(")")] * (term.factor is not None)
    if len(body) > 1:
        body += [sign("="), matrix(line.name, line.value, scale=LEAST, write=fine)]
    return body


def _one_sum(line: VectorSum, unit: int, tokens: Sequence[str] | None) -> list[str]:
    """One unit of a sum, or, where places are named by tokens, the largest."""
    place = min(unit, len(line.value) - 1)
    if tokens:
        place = int(np.abs(np.nan_to_num(line.value)).argmax())
    sums = [three_digits(float(vector[place])) for _name, vector in line.parts]
    sums += [three_digits(float(term.value[place])) for term in line.terms]
    added = " + ".join(sums) + " = " if len(sums) > 1 else ""
    total = (
        f'<p class="sum">{subscripted(line.name)}[{place_name(place, tokens)}] = {added}'
        f"<b>{three_digits(float(line.value[place]))}</b></p>"
    )
    return [total, *(unit_sum(term, place, None, None) for term in line.terms)]


def _shapes(line: VectorSum) -> str:
    """The shapes of its products, as (4,1) = (4,4)^T (4,1)."""
    rows, columns = line.terms[0].matrix.shape
    many = (
        "" if len(line.terms) == 1 else _(", summed over {count} gates").format(count=len(line.terms))
    )
    return f"({rows},1) = ({columns},{rows})<sup>T</sup> ({columns},1){many}"


def _why(back: BackwardStep) -> str:
    """Why the transpose stands where it does."""
    on, read = back.on
    size, width = len(on.terms[0].vector), len(read.value)
    forth, back_again = on.terms[0].matrix_name.removesuffix("^T"), read.terms[0].matrix_name
    said = _(
        "<b>Why the transpose?</b> Forward, {forth} ({size}×{size}) took the state before to the sums: "
        "its row i holds what unit i hears from every unit j. Back, unit j collects from every unit i "
        "that heard it: that is column j, a row of the transpose. The shapes leave no other way for "
        "{read}: from ({size},1) only a ({width},{size}) leads to ({width},1), and that is {again}. "
        "What a matrix itself gets has its own shape: ({size},1) times (1,{width}) is ({size},{width})."
    ).format(
        forth=subscripted(forth),
        size=size,
        width=width,
        read=subscripted(read.name),
        again=subscripted(back_again),
    )
    return f'<p class="why">{said}</p>'


def outer_equation(
    outer: Outer, unit: int, tokens: Sequence[str] | None, small: bool, rows_named: bool = False
) -> str:
    """What a matrix gets from the step; `tokens` name what it read, or the rows if `rows_named`."""
    rows, columns = outer.value.shape
    head = f"{outer.name} = {outer.left_name} {outer.right_name}^T"
    meaning = _("this step’s share, ({rows},{columns}) = ({rows},1) (1,{columns})").format(
        rows=rows, columns=columns
    )
    named = tokens if outer.right_name == "x_k" and tokens and len(tokens) == columns else None
    heads = tokens if rows_named else None
    if small:
        body = [
            matrix(outer.left_name, outer.left, rows=heads, scale=LEAST, write=fine),
            matrix(f"{outer.right_name}^T", outer.right[None], columns=named),
            sign("="),
            matrix(outer.name, outer.value, rows=heads, columns=named, scale=LEAST, write=fine),
        ]
        return equation(head, meaning, body)
    parts = " ".join(_row_of(outer, unit, named, heads))
    return equation(head, meaning, [f'<p class="summand">{parts}</p>'], stacked=True)


def _row_of(
    outer: Outer, unit: int, named: Sequence[str] | None, heads: Sequence[str] | None
) -> list[str]:
    """What a unit's weights get: the largest products, and how many there are besides."""
    row = outer.value[unit]
    most = max(float(np.abs(np.nan_to_num(row)).max()), LEAST)
    order = largest_first(row)
    cells = [
        part(
            signed_colour(float(row[place]), most),
            f"[{place_name(unit, heads)}, {place_name(place, named)}]",
            f"{number(float(outer.left[unit]))} × {number(float(outer.right[place]))}"
            f" = {number(float(row[place]))}",
        )
        for place in order[:LARGEST_PARTS]
    ]
    rest = len(order) - LARGEST_PARTS
    if rest > 0:
        cells.append(rest_part(_("and {rest} smaller ones").format(rest=rest)))
    return cells or [rest_part(_("all zero"))]


def _biases(biases: Sequence[Mix], unit: int, small: bool) -> str:
    """What the biases get: the same as the sums they were added to."""
    head = ",  ".join(f"{mix.name} = {mix.equation}" for mix in biases)
    if small:
        body = [matrix(mix.name, mix.value, scale=LEAST, write=fine) for mix in biases]
        return equation(head, _("a bias is added, so it gets what its sum gets"), body)
    values = [f"{subscripted(mix.name)}[{unit + 1}] = {_bold(mix.value, unit)}" for mix in biases]
    body = [f'<p class="sum">{",  ".join(values)}</p>']
    return equation(head, _("a bias is added, so it gets what its sum gets"), body, stacked=True)


def _bold(values: Array, unit: int) -> str:
    return f"<b>{number(float(values[unit]))}</b>"
